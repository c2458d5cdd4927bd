// Words of the narrative: from what is selected to offsets and back, and choosing words by the keyboard.
// Offsets count characters as the server does; JavaScript counts some characters (emoji, rare scripts) twice.

export class Words {
  constructor(box) {
    this.box = box;
    this.pieces = [...box.querySelectorAll("[data-start]")];
    this.at = null;
  }

  // The selected words as { start, end, quote }, widened to whole words; null when nothing is selected in the text.
  selected() {
    const selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const touched = this.pieces.filter((piece) => range.intersectsNode(piece));
    if (!touched.length) return null;
    const first = touched[0];
    const last = touched[touched.length - 1];
    let start = 0;
    let end = last.textContent.length;
    if (first.contains(range.startContainer) && range.startContainer.nodeType === 3) start = range.startOffset;
    if (last.contains(range.endContainer) && range.endContainer.nodeType === 3) end = range.endOffset;
    const from = Number(first.dataset.start) + points(first.textContent.slice(0, start));
    const to = Number(last.dataset.start) + points(last.textContent.slice(0, end));
    return trimmed(this.text(), from, to);
  }

  text() {
    return Array.from(this.pieces.map((piece) => piece.textContent).join(""));
  }

  // Move by words: `step` is 1 or -1, `more` keeps what is chosen and takes another word.
  move(step, more) {
    const words = this.spans();
    if (!words.length) return;
    if (!this.at) this.at = { from: step > 0 ? 0 : words.length - 1, to: step > 0 ? 0 : words.length - 1 };
    else if (more) this.at.to = Math.min(Math.max(this.at.to + step, 0), words.length - 1);
    else {
      const next = Math.min(Math.max(this.at.to + step, 0), words.length - 1);
      this.at = { from: next, to: next };
    }
    const low = words[Math.min(this.at.from, this.at.to)];
    const high = words[Math.max(this.at.from, this.at.to)];
    this.select(low.start, high.end);
  }

  spans() {
    this.known ??= [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(this.text().join(""))]
      .filter((word) => word.isWordLike)
      .map((word) => ({ start: word.index, end: word.index + word.segment.length }));
    return this.known;
  }

  // Select by offsets in UTF-16, as the segmenter counts.
  select(start, end) {
    const range = document.createRange();
    let seen = 0;
    for (const piece of this.pieces) {
      const node = piece.firstChild;
      const length = piece.textContent.length;
      if (node && start >= seen && start <= seen + length) range.setStart(node, start - seen);
      if (node && end > seen && end <= seen + length) {
        range.setEnd(node, end - seen);
        break;
      }
      seen += length;
    }
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }
}

function points(text) {
  return Array.from(text).length;
}

function trimmed(text, from, to) {
  const blank = (at) => /\s/u.test(text[at]);
  const word = (at) => at >= 0 && at < text.length && /[\p{L}\p{N}]/u.test(text[at]);
  while (from < to && blank(from)) from += 1;
  while (to > from && blank(to - 1)) to -= 1;
  if (from >= to) return null;
  while (word(from) && word(from - 1)) from -= 1;
  while (word(to - 1) && word(to)) to += 1;
  return { start: from, end: to, quote: text.slice(from, to).join("") };
}
