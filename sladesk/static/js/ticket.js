// The ticket page: forms in place, composer tabs, filters, what is read, who is here. Everything works without it.
import { token } from "./token.js";
import { say } from "./messages.js";

const main = document.querySelector("main[data-ticket]");
const number = main.dataset.ticket;
const act = document.getElementById("act");
const HERE_MS = 20000;
const READ_AFTER_MS = 400;

// Open folds, menus and stories survive a morph; so does everything typed.
if (window.Idiomorph) {
  window.Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) => !(name === "open" && node.tagName === "DETAILS");
}

// ---- news never comes twice ----
document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target } = event.detail;
  if (target.id === "visit-box" && target.querySelector("form")) event.detail.shouldSwap = false;
  if (target.id !== "tl") return;
  for (const entry of [...event.detail.fragment.querySelectorAll(".ev[id]")]) {
    if (document.getElementById(entry.id)) entry.remove();
    else entry.classList.add("fresh");
  }
});

function recount() {
  for (const tab of document.querySelectorAll("[data-filter]")) {
    const group = tab.dataset.filter;
    const shown = document.querySelectorAll(group === "all" ? "#tl .ev" : `#tl .ev[data-group="${group}"]`).length;
    const place = tab.querySelector(".n");
    if (place) place.textContent = place.textContent.endsWith("+") ? `${shown}+` : String(shown);
  }
}

const atEnd = () => window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 240;
let followed = true;
document.body.addEventListener("htmx:beforeSwap", () => { followed = atEnd(); });
document.body.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id !== "tl") return;
  recount();
  const last = document.querySelector("#tl > .ev:last-child");
  if (last && followed) last.scrollIntoView({ block: "nearest" });
  if (last) say(last.querySelector(".hd")?.textContent ?? "");
  readSoon();
});

// ---- filters ----
document.addEventListener("click", (event) => {
  const tab = event.target.closest?.("[data-filter]");
  if (!tab) return;
  event.preventDefault();
  document.getElementById("timeline").dataset.show = tab.dataset.filter;
  for (const other of document.querySelectorAll("[data-filter]")) {
    other.classList.toggle("on", other === tab);
    if (other === tab) other.setAttribute("aria-current", "true"); else other.removeAttribute("aria-current");
  }
  for (const day of document.querySelectorAll("#tl .day[data-day]")) day.hidden = !dayHasEntries(day);
});

function dayHasEntries(day) {
  for (let next = day.nextElementSibling; next && !next.matches(".day[data-day]"); next = next.nextElementSibling) {
    if (next.matches(".ev") && next.getClientRects().length) return true;
  }
  return document.getElementById("timeline").dataset.show === "all";
}

// ---- folds open when a link leads into them ----
function openTarget() {
  const target = window.location.hash.length > 1 ? document.getElementById(window.location.hash.slice(1)) : null;
  if (!target) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  target.scrollIntoView({ block: target.matches(".ev") ? "center" : "start" });
}
window.addEventListener("hashchange", openTarget);
openTarget();
// What is new is in sight: the unread line, else the newest entry. On the phone the header comes first.
if (!window.location.hash && window.matchMedia("(min-width: 901px)").matches) {
  const unread = document.getElementById("unread");
  (unread ?? document.querySelector("#tl > .ev:last-child"))?.scrollIntoView({ block: unread ? "center" : "nearest" });
}

// ---- the story under the clocks ----
document.addEventListener("click", (event) => {
  const why = event.target.closest?.("[data-why]");
  if (!why) return;
  const cell = why.closest("li");
  if (cell.classList.contains("open")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    document.getElementById("story-slot").replaceChildren();
    mark(null);
  } else mark(why.dataset.why);
}, true);
function mark(id) {
  for (const why of document.querySelectorAll("[data-why]")) {
    const open = why.dataset.why === id;
    why.closest("li").classList.toggle("open", open);
    why.setAttribute("aria-expanded", String(open));
  }
}
document.body.addEventListener("htmx:afterSettle", () => {
  const story = document.querySelector("#story-slot [data-story]");
  mark(story ? story.dataset.story : null);
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "story-slot") event.detail.target.closest(".clockbar").scrollIntoView({ block: "nearest" });
});

// ---- composer ----
const compose = () => document.getElementById("compose");
function tab(name, { focus = true } = {}) {
  const box = compose();
  if (!box?.querySelector(`[data-pane="${name}"]`)) return false;
  for (const pane of box.querySelectorAll("[data-pane]")) pane.hidden = pane.dataset.pane !== name;
  for (const says of box.querySelectorAll("[data-says]")) says.hidden = says.dataset.says !== name;
  for (const link of box.querySelectorAll("[data-compose-tab]")) {
    const on = link.dataset.composeTab === name;
    link.classList.toggle("on", on);
    if (on) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
  }
  if (focus) box.querySelector(`[data-pane="${name}"] textarea`)?.focus();
  return true;
}
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-compose-tab], a[data-compose]");
  if (!link || !compose()) return;
  const done = tab(link.dataset.composeTab ?? link.dataset.compose);
  if (!done) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  closeAct();
  link.closest("details.menu")?.removeAttribute("open");
}, true);
document.addEventListener("click", (event) => {
  const more = event.target.closest?.("[data-more]");
  if (!more) return;
  const box = more.closest("form").querySelector(`details.more-x[data-part="${more.dataset.more}"]`);
  box.open = !box.open;
  more.setAttribute("aria-expanded", String(box.open));
  if (box.open) box.querySelector("input")?.focus();
});

// ---- forms beside the timeline ----
let opener = null;
function closeAct() {
  if (!act?.firstElementChild) return;
  act.replaceChildren();
  if (opener?.isConnected) opener.focus();
  opener = null;
}
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target } = event.detail;
  if (target === act && elt.matches("a")) {
    opener = elt.closest("details.menu")?.querySelector("summary") ?? elt;
    elt.closest("details.menu")?.removeAttribute("open");
  }
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target !== act || !act.firstElementChild || act.querySelector("[data-focus]")) return;
  const first = act.querySelector(".body :is(textarea, select, input:not([type=hidden]), a)");
  (first?.type === "radio" ? act.querySelector(`input[name="${first.name}"]:checked`) ?? first : first ?? act.querySelector("[data-submit]"))?.focus();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-close-act]") || !act) return;
  event.preventDefault();
  closeAct();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || !act?.firstElementChild || document.querySelector("dialog[open]")) return;
  event.stopImmediatePropagation();
  closeAct();
}, true);

document.body.addEventListener("sladesk:saved", (event) => {
  const form = document.querySelector(`[data-compose-form="${event.detail.name}"]`);
  if (act) act.replaceChildren();
  if (!form) return;
  const typed = document.activeElement && form.contains(document.activeElement);
  form.reset();
  form.querySelector('input[name="key"]').value = event.detail.key;
  form.querySelector('input[name="csrf_token"]').value = token();
  for (const box of form.querySelectorAll("details.more-x")) box.removeAttribute("open");
  for (const more of form.querySelectorAll("[data-more]")) more.setAttribute("aria-expanded", "false");
  form.querySelector(".errs")?.remove();
  if (typed || document.activeElement === document.body) form.querySelector("textarea")?.focus();
});

// ---- what is read, who is here ----
function send(path, values) {
  const body = new URLSearchParams({ csrf_token: token(), ...values });
  return fetch(`/tickets/${number}/${path}`, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRFToken": token() }, keepalive: true }).catch(() => null);
}
const newest = () => Number(document.getElementById("looker")?.dataset.seq ?? 0);
let readUpTo = 0;
let readTimer = null;
function readSoon() {
  clearTimeout(readTimer);
  readTimer = setTimeout(() => {
    if (document.hidden || newest() <= readUpTo) return;
    readUpTo = newest();
    send("reading", { seq: String(readUpTo) });
  }, READ_AFTER_MS);
}

let typedAt = 0;
let toldAt = -HERE_MS;
document.addEventListener("input", (event) => { if (event.target.closest?.("#dock")) typedAt = Date.now(); });
function here() {
  if (document.hidden || Date.now() - toldAt < HERE_MS) return;
  toldAt = Date.now();
  send("presence", { writing: typedAt && Date.now() - typedAt < HERE_MS ? "1" : "0" });
}
document.body.addEventListener("sladesk:tick", here);
document.addEventListener("visibilitychange", () => { if (!document.hidden) readSoon(); });
readSoon();
here();

// ---- revealed data hide themselves ----
document.body.addEventListener("htmx:afterSettle", () => {
  const panel = document.querySelector("[data-hide-after]:not([data-hiding])");
  if (!panel) return;
  panel.dataset.hiding = "1";
  setTimeout(() => {
    if (panel.isConnected) window.htmx.ajax("GET", panel.dataset.hideUrl, { target: "#side-customer", swap: "outerHTML" });
  }, Number(panel.dataset.hideAfter) * 1000);
});
