// The keyboard map of the desk. Pages take part by attributes:
//   data-key="r"        a button or link this key presses (in the selected row first, then on the page)
//   data-row            a row j and k move between; its first link, or data-href, is what Enter opens
//   data-go="q"         a link that g q follows
//   data-next-most      a link the full stop follows, on a ticket to another one

const typing = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit])"));
const inDialog = () => document.querySelector("dialog[open]") !== null;
const visible = (element) => element.getClientRects().length > 0;

let afterG = 0;
const CHORD_MS = 1500;

const rows = () => [...document.querySelectorAll("[data-row]")].filter(visible);
const selected = () => document.querySelector("[data-row].sel");

function select(row) {
  for (const old of document.querySelectorAll("[data-row].sel")) {
    old.classList.remove("sel");
    old.removeAttribute("aria-selected");
  }
  row.classList.add("sel");
  row.setAttribute("aria-selected", "true");
  row.scrollIntoView({ block: "nearest" });
  const link = row.querySelector("a[href]");
  (link ?? row).focus({ preventScroll: true });
  document.body.dataset.selected = row.id;
}

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(selected());
  select(all[Math.max(0, Math.min(all.length - 1, at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step))]);
  return true;
}

function open() {
  const row = selected();
  if (!row) return false;
  const href = row.dataset.href ?? row.querySelector("a[href]")?.getAttribute("href");
  if (!href) return false;
  window.location.assign(href);
  return true;
}

function press(key) {
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  const found = selected()?.querySelector(wanted) ?? [...document.querySelectorAll(wanted)].find(visible);
  if (!found) return false;
  found.click();
  if (typing(found)) found.focus();
  return true;
}

function follow(selector) {
  const link = document.querySelector(selector);
  if (!link) return false;
  link.click();
  return true;
}

function nextMost() {
  const link = document.querySelector("[data-next-most]");
  if (!link) return false;
  const at = document.querySelector("[data-ticket]")?.dataset.ticket;
  window.location.assign(at ? `${link.href}?but=${encodeURIComponent(at)}` : link.href);
  return true;
}

function search() {
  const field = document.getElementById("find");
  if (!field) return false;
  field.focus();
  field.select();
  return true;
}

function help() {
  const dialog = document.getElementById("keys-dialog");
  if (!dialog) return false;
  if (!dialog.open) dialog.showModal();
  return true;
}

function plainKey(key) {
  if (Date.now() < afterG) {
    afterG = 0;
    return follow(`[data-go="${CSS.escape(key)}"]`);
  }
  switch (key) {
    case "g": afterG = Date.now() + CHORD_MS; return true;
    case "/": return search();
    case "?": return help();
    case "j": case "ArrowDown": return key === "j" || selected() ? move(1) : false;
    case "k": case "ArrowUp": return key === "k" || selected() ? move(-1) : false;
    case "n": return press("n") || follow('a[href="/register"]');
    case ".": return nextMost();
    case "z": return undo();
    case "Escape": return follow("[data-step-page] [data-close-act]");
    default: return key.length === 1 ? press(key) : false;
  }
}

function undo() {
  const last = [...document.querySelectorAll("[data-undo]")].pop();
  if (!last) return false;
  last.click();
  return true;
}

// Enter that ends a composition of Chinese text is no answer to a form.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest?.("form") ?? document.querySelector("form[data-main]");
    if (form) {
      event.preventDefault();
      const button = form.querySelector("[data-submit], .btn.go:not([type=button]), [type=submit], button:not([type])");
      if (button) form.requestSubmit(button); else form.requestSubmit();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape" && typing(event.target) && !inDialog()) { event.target.blur(); return; }
  if (typing(event.target) || inDialog()) return;
  if (event.key === "Enter" && !event.target.closest("a, button, summary, input, [data-row]") && open()) { event.preventDefault(); return; }
  if (event.key === "Enter") return;
  if (plainKey(event.key)) event.preventDefault();
}, true);

// The selection survives a swap of the list.
document.body.addEventListener("htmx:afterSettle", () => {
  const id = document.body.dataset.selected;
  if (!id || selected()) return;
  const row = document.getElementById(id);
  if (row?.matches("[data-row]")) { row.classList.add("sel"); row.setAttribute("aria-selected", "true"); }
});
document.addEventListener("click", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (!row || event.target.closest("a, button, input, label, select, summary, form")) return;
  const href = row.dataset.href;
  if (selected() === row && href) window.location.assign(href); else select(row);
});
