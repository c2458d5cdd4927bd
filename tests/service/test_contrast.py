"""Words stand out from what is behind them: WCAG 2.2, 1.4.3, level AA, in light and in dark."""

import pytest

from .browser import begin, sign_in

CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = colour => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (front, back) => back.map((each, at) => front[at] * front[3] + each * (1 - front[3])).slice(0, 3);
  const behind = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    return layers.reverse().reduce((back, front) => over(front, back), dark ? [18, 18, 18] : [255, 255, 255]);
  };
  const light = colour => {
    const [r, g, b] = colour.map(each => each / 255).map(each =>
      each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const opacity = element => {
    let found = 1;
    for (let at = element; at; at = at.parentElement) found *= Number(getComputedStyle(at).opacity);
    return found;
  };
  const weak = [];
  let seen = 0;
  for (const element of document.querySelectorAll('body *')) {
    const says = [...element.childNodes].some(each => each.nodeType === 3 && each.textContent.trim());
    const style = getComputedStyle(element);
    if (!says || !element.checkVisibility() || element.disabled || rgba(style.color)[3] === 0) continue;
    seen += 1;
    const back = behind(element);
    const ink = rgba(style.color);
    ink[3] *= opacity(element);
    const [high, low] = [light(over(ink, back)), light(back)].sort((one, other) => other - one);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < (large ? 3 : 4.5)) weak.push([element.tagName, element.className, Math.round(ratio * 100) / 100]);
  }
  return {weak, seen};
}"""
"""Elements with words of their own whose contrast is below 4.5, or 3 where they are large, and how many were seen.

Words in a disabled control or without colour are left out, as the guideline leaves them out.
"""


def decided(page):
    """A case with a suggestion confirmed, one rejected, one unclear, and all reasons open."""
    for key in ("c", "j", "x", "j", "u"):
        page.keyboard.press(key)
    page.wait_for_selector("[data-state=rejected]")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["case", "/desk", "/desk/projects/1", "/desk/account", "/desk/sign-in"])
def test_words_stand_out(web, serve, new_page, path, scheme):
    address, page = serve(web), new_page(color_scheme=scheme)
    if path == "case":
        begin(page, address)
        decided(page)
    else:
        if path != "/desk/sign-in":
            sign_in(page, address, "ann")
        page.goto(f"{address}{path}")
    found = page.evaluate(CONTRAST)
    assert found["weak"] == []
    assert found["seen"] > 3


def test_faint_words_are_found(new_page):
    page = new_page()
    page.set_content("<p style='color: #999'>faint</p><p style='color: #000; opacity: .3'>fading</p><p>plain</p>")
    found = page.evaluate(CONTRAST)
    assert [tag for tag, _, ratio in found["weak"]] == ["P", "P"]
    assert found["seen"] == 3
