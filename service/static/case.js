// The review page: keys and buttons become decisions, and what holds is shown as the server tells it.

import { Outbox } from "/static/outbox.js";
import { Search, element } from "/static/search.js";
import { Words } from "/static/words.js";

const $ = (id) => document.getElementById(id);
const root = $("case");
const id = root.dataset.case;
const open = root.dataset.status !== "closed";
const dimensions = JSON.parse(root.dataset.dimensions);
const labels = { holds: "✓ holds", rejected: "✗ rejected", unclear: "? unclear", not_stated: "not stated" };
let state = JSON.parse(root.dataset.state);
let chosen = null;

const words = $("narrative") ? new Words($("narrative")) : null;
const search = new Search($("search"));
const outbox = new Outbox({
  version: state.version,
  csrf: root.dataset.csrf,
  changed: saving,
  answered,
  refused: (context, detail) => {
    say(`Not done: ${detail}`, true);
    if (context.submit) askUndecided(detail);
    return reload(); // what is pressed meanwhile goes out after it
  },
  signedOut: () => $("again").open || ($("again").showModal(), $("again-password").focus()),
  stuck: (detail) => {
    $("saving").dataset.state = "stopped";
    $("saving").textContent = "stopped";
    say(`${detail}. Nothing that was saved is lost.`, true, true);
  },
});

function answered(context, said) {
  if (context.submit) return next();
  if (context.leave) return next();
  state = said;
  draw();
}

async function reload() {
  const answer = await fetch(`/cases/${id}/state`).catch(() => null);
  if (!answer?.ok) return;
  state = await answer.json();
  outbox.version = state.version;
  draw();
}

async function next() {
  clearTime();
  const answer = await fetch(`/projects/${root.dataset.project}/next`, {
    method: "POST",
    headers: { "X-CSRF-Token": outbox.csrf },
  }).catch(() => null);
  if (answer?.status === 200) location.assign(`/desk/cases/${(await answer.json()).id}`);
  else location.assign(`/desk/projects/${root.dataset.project}?done=${answer?.status === 204}`);
}

// ---- what is shown

function saving(count, lost) {
  const now = count ? (lost ? "waiting" : "saving") : "saved";
  $("saving").dataset.state = now;
  $("saving").textContent = now === "waiting" ? `waiting: no connection, ${count} not saved yet` : now;
}

function say(text, alarm = false, again = false) {
  $("announce").textContent = text;
  $("alert").hidden = !alarm;
  if (!alarm) return;
  $("alert").replaceChildren(text, " ");
  if (again) {
    const button = element("button", "Load the case again");
    button.addEventListener("click", () => {
      outbox.waiting.length = 0;
      location.reload();
    });
    $("alert").append(button);
  }
}

function draw() {
  const held = new Map(state.codes.filter((each) => each.code).map((each) => [each.code, each]));
  for (const [code, each] of held) if (!card(code)) place(each);
  for (const item of cards()) {
    const now = held.get(item.dataset.code);
    if (!now && item.dataset.offered !== "yes") {
      item.remove();
      continue;
    }
    hold(item);
    if (now) item.dataset.state = now.state;
    else delete item.dataset.state;
    item.querySelector(".state").textContent = now ? labels[now.state] : "";
  }
  const whole = new Map(state.codes.filter((each) => !each.code).map((each) => [each.dimension, each.state]));
  for (const button of document.querySelectorAll("[data-dimension-do=not_stated]")) {
    const now = whole.get(button.dataset.dimension);
    button.parentElement.querySelector(".state").textContent = now ? labels[now] : "";
  }
  $("notes").replaceChildren(...state.notes.map((note) => element("li", `${note.severity}: ${note.message}`, note.severity)));
  const left = cards().filter((item) => !item.dataset.state).length;
  $("left").textContent = cards().length ? (left ? `${left} without a decision` : "all decided") : "none yet";
  drawUndo();
}

function drawUndo() {
  if ($("undo")) $("undo").disabled = !open || undoable() < 1;
}

function cards() {
  return [...document.querySelectorAll(".offer")];
}

function card(code) {
  return cards().find((item) => item.dataset.code === code);
}

// A code that was added: a card like the others, in its dimension.
function place(each) {
  const item = element("li", "", "offer");
  item.tabIndex = -1;
  Object.assign(item.dataset, { code: each.code, dimension: each.dimension, numbers: "" });
  const head = element("div", "", "offer-head");
  head.append(element("span", each.code, "code"), " ", element("span", each.label, "label"), " ");
  head.append(element("span", "added by you", "confidence faint"), " ", element("span", "", "state"));
  const buttons = element("div", "", "buttons");
  for (const [what, name] of [["confirm", "Confirm"], ["change", "Change…"], ["reject", "Reject"], ["unclear", "Unclear"]]) {
    const button = element("button", name);
    button.type = "button";
    button.dataset.do = what;
    buttons.append(button);
  }
  item.append(head, buttons);
  group(each.dimension).querySelector(".offers").append(item);
}

function group(dimension) {
  const known = document.querySelector(`.group[data-dimension="${CSS.escape(dimension)}"]`);
  if (known) return known;
  const made = element("section", "", "group");
  made.dataset.dimension = dimension;
  made.append(element("h3", dimensions[dimension] ?? dimension), element("ol", "", "offers"));
  $("groups").append(made);
  return made;
}

// ---- decisions

function decide(body, item, told) {
  if (!open) return;
  outbox.send(`/cases/${id}/decisions`, () => body, { code: item?.dataset.code, whole: body.dimension, counts: 1 });
  if (item) hold(item);
  say(told);
  drawUndo();
}

// A decision on the card is on its way: no need to come to it again.
function waits(item) {
  return outbox.waiting.some((write) => write.context.code === item.dataset.code);
}

// Until its decision is answered a card takes no other: the second click of a double click says nothing new.
function hold(item) {
  item.toggleAttribute("data-waiting", waits(item));
  for (const button of item.querySelectorAll("[data-do]")) button.disabled = !open || waits(item);
}

// How many decisions can be taken back once everything on its way has arrived.
function undoable() {
  return outbox.waiting.reduce((count, write) => count + (write.context.counts ?? 0), state.undoable.length);
}

function judge(what, item) {
  const { code, dimension } = item.dataset;
  if (waits(item)) return dimension;
  if (what === "change") return change(item);
  const unfound = item.dataset.offered !== "yes" || item.dataset.unfound;
  const evidence = what === "confirm" && unfound ? spans() : []; // what the text was found to say has its words already
  decide({ kind: what, code, evidence }, item, `${code}: ${what}`);
  if (item === current()) advance(item);
  return dimension;
}

function change(item) {
  const { code, dimension } = item.dataset;
  search.open({
    title: `Another code instead of ${code}`,
    words: chosen ? `For: “${chosen.quote}”` : "",
    dimension,
    taken: (found) => decide({ kind: "change", code, new_code: found.code, evidence: spans() }, item, `${code} changed to ${found.code}`),
  });
}

function add() {
  if (!open || !words) return;
  if (!chosen) {
    say("Select the words that support the code first: with the mouse, or with w and the arrow keys.", true);
    $("narrative").focus();
    return;
  }
  search.open({
    title: "Add a code",
    words: `For: “${chosen.quote}”`,
    dimension: null,
    taken: (found) => {
      decide({ kind: "add", new_code: found.code, evidence: spans() }, null, `${found.code} added`);
      choose(null);
    },
  });
}

function whole(what, dimension) {
  if (outbox.waiting.some((write) => write.context.whole === dimension)) return;
  decide({ kind: what, dimension }, null, `${dimensions[dimension] ?? dimension}: ${labels[what]}`);
}

function undo() {
  if (!open) return;
  if (undoable() < 1) return say("nothing to take back");
  // the last decision is known when those before it were answered
  outbox.send(`/cases/${id}/undo`, () => ({ decision_id: state.undoable[state.undoable.length - 1] }), { counts: -1 });
  say("last decision taken back");
  drawUndo();
}

function spans() {
  return chosen ? [{ start: chosen.start, end: chosen.end }] : [];
}

function submit(undecided = false) {
  if (!open || outbox.waiting.some((write) => write.context.submit)) return;
  outbox.send(`/cases/${id}/submission`, () => ({ seconds: seconds(), undecided_ok: undecided }), { submit: true });
}

function askUndecided(detail) {
  if (!/no decision/.test(detail)) return;
  say("");
  $("alert").hidden = true;
  ask({ title: `${detail}. They will not hold.`, yes: "Hand in all the same", taken: () => submit(true) });
}

function ask({ title, yes, label, taken }) {
  $("ask-title").textContent = title;
  $("ask-yes").textContent = yes;
  $("ask-label").hidden = !label;
  $("ask-label").firstElementChild.textContent = label ?? "";
  $("ask-input").value = "";
  $("ask-input").required = Boolean(label);
  $("ask").returnValue = "no";
  $("ask").onclose = () => $("ask").returnValue === "yes" && taken($("ask-input").value);
  $("ask").showModal();
}

// ---- moving about

function current() {
  return document.activeElement?.closest(".offer") ?? null;
}

function step(by) {
  const all = cards();
  const at = all.indexOf(current());
  const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[to]?.focus();
}

function advance(item) {
  const all = cards();
  const rest = [...all.slice(all.indexOf(item) + 1), ...all];
  const undecided = rest.find((other) => other !== item && !other.dataset.state && !waits(other));
  (undecided ?? $("submit"))?.focus();
}

// The next candidate of an old code that has no decision, after the card in focus.
function asked() {
  const all = cards();
  const rest = [...all.slice(all.indexOf(current()) + 1), ...all];
  const next = rest.find((item) => item.dataset.asked && !item.dataset.state && !waits(item));
  if (next) next.focus();
  else if ($("asked")) say("no candidate of an old code is left without a decision");
}

function light(item) {
  for (const lit of document.querySelectorAll(".current")) lit.classList.remove("current");
  if (!item) return;
  for (const mark of document.querySelectorAll("mark[data-codes]"))
    if (mark.dataset.codes.split(" ").includes(item.dataset.code)) mark.classList.add("current");
  for (const number of item.dataset.numbers.split(" ")) if (number) $(`e${number}`)?.classList.add("current");
}

function choose(found) {
  chosen = found;
  if ($("chosen")) $("chosen").textContent = found ? `Chosen: “${found.quote}”` : "Select the words that support it first.";
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  c: () => current() && judge("confirm", current()),
  x: () => current() && judge("reject", current()),
  u: () => current() && judge("unclear", current()),
  h: () => current() && judge("change", current()),
  n: () => current() && whole("not_stated", current().dataset.dimension),
  o: () => asked(),
  e: () => document.querySelector("mark.current")?.scrollIntoView({ block: "center" }),
  d: () => current()?.querySelector("details")?.toggleAttribute("open"),
  w: () => words && ($("narrative").focus(), words.move(1, false), choose(words.selected())),
  a: add,
  z: undo,
  g: () => $("gentle")?.click(),
  s: () => submit(),
  "?": () => $("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea, select")) return;
  if (document.activeElement === $("narrative") && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
    words.move(event.key === "ArrowRight" ? 1 : -1, event.shiftKey);
    choose(words.selected());
    event.preventDefault();
    return;
  }
  if (!$("keys-on").checked && event.key !== "?") return;
  const act = keys[event.key];
  if (act) {
    event.preventDefault();
    if (!event.repeat || "jkw".includes(event.key)) act(); // a key held down decides once
  }
});

document.addEventListener("click", (event) => {
  const judged = event.target.closest("[data-do]");
  if (judged) judge(judged.dataset.do, judged.closest(".offer"));
  const dimension = event.target.closest("[data-dimension-do]");
  if (dimension) whole(dimension.dataset.dimensionDo, dimension.dataset.dimension);
  const goto = event.target.closest("[data-goto]");
  if (goto) card(goto.dataset.goto)?.focus();
  const reveal = event.target.closest(".reveal");
  if (reveal) reveal.previousElementSibling.classList.add("shown");
});
document.addEventListener("focusin", () => light(current()));
document.addEventListener("selectionchange", () => {
  const found = words?.selected();
  if (found) choose(found);
});
document.addEventListener("mouseover", (event) => {
  const item = event.target.closest(".offer");
  if (item) light(item);
});

$("help").addEventListener("click", () => $("keys").showModal());
$("undo").addEventListener("click", undo);
$("add")?.addEventListener("click", add);
$("submit")?.addEventListener("click", () => submit());
$("skip")?.addEventListener("click", () =>
  ask({
    title: "Give the case back",
    yes: "Give it back",
    label: "Why? It will not be offered to you again.",
    taken: (reason) => giveBack(reason),
  }),
);
$("gentle")?.addEventListener("click", () => {
  const on = $("narrative").classList.toggle("gentle");
  $("gentle").setAttribute("aria-pressed", String(on));
  localStorage.setItem("ictip-gentle", on ? "yes" : "no");
  for (const button of document.querySelectorAll(".reveal")) button.hidden = !on;
});
$("keys-on").checked = localStorage.getItem("ictip-keys") !== "off";
$("keys-on").addEventListener("change", () => localStorage.setItem("ictip-keys", $("keys-on").checked ? "on" : "off"));

async function giveBack(reason) {
  const answer = await fetch(`/cases/${id}/skip`, {
    method: "POST",
    body: JSON.stringify({ reason }),
    headers: { "Content-Type": "application/json", "X-CSRF-Token": outbox.csrf },
  }).catch(() => null);
  if (answer?.ok) next();
  else say("The case could not be given back; try again.", true);
}

// ---- signed out while working

$("again-go").addEventListener("click", async (event) => {
  event.preventDefault();
  const answer = await fetch("/session", {
    method: "POST",
    body: JSON.stringify({ name: root.dataset.user, password: $("again-password").value }),
    headers: { "Content-Type": "application/json" },
  }).catch(() => null);
  $("again-password").value = "";
  const said = await answer?.json().catch(() => null);
  $("again-fault").hidden = Boolean(answer?.ok);
  if (!answer?.ok) {
    $("again-fault").textContent = said?.detail ?? "No connection.";
    return;
  }
  outbox.csrf = said.csrf;
  $("again").close();
  outbox.wake();
});

// ---- time: counted while the page is in view, so that a break is no work

const clock = `ictip-seconds-${id}`;
let counted = Number(sessionStorage.getItem(clock) ?? 0);
const began = Number(sessionStorage.getItem("ictip-began") ?? Date.now());
sessionStorage.setItem("ictip-began", String(began));
setInterval(() => {
  if (document.visibilityState !== "visible") return;
  counted += 1;
  sessionStorage.setItem(clock, String(counted));
  const minutes = (Date.now() - Number(sessionStorage.getItem("ictip-began"))) / 60000;
  if (minutes >= Number(root.dataset.break)) $("break").hidden = false;
}, 1000);
$("break").querySelector("button").addEventListener("click", () => {
  sessionStorage.setItem("ictip-began", String(Date.now()));
  $("break").hidden = true;
});

function seconds() {
  return Math.min(counted, 86400);
}

function clearTime() {
  sessionStorage.removeItem(clock);
}

for (const button of document.querySelectorAll(".offer button, .dimension-buttons button, #ask-back button")) button.disabled = !open;
if (open && localStorage.getItem("ictip-gentle") === "yes") $("gentle")?.click();
draw();
if (open) (cards().find((item) => !item.dataset.state) ?? $("narrative"))?.focus({ preventScroll: true });
root.dataset.ready = "yes"; // from here on keys and buttons are heard
