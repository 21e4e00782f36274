// The one visible message region and the one live region.
const SHOWN_MS = 8000;
const region = () => document.getElementById("messages");

// Say something to screen readers without showing it.
export function say(text) {
  const live = document.getElementById("live");
  if (!live) return;
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

// Take a sentence away that is no longer true.
export function forget(text) {
  for (const old of region()?.querySelectorAll("[data-toast]") ?? []) {
    if (old.querySelector("span")?.textContent === text) old.remove();
  }
}

// Show a sentence; `bad` ones stay until closed.
export function show(text, { bad = false } = {}) {
  if (!text || !region()) return;
  forget(text);
  const kinds = document.getElementById("shell-words").content;
  const toast = document.importNode(kinds.querySelector(bad ? "[data-stay]" : "[data-toast]:not([data-stay])"), true);
  toast.querySelector("span").textContent = text;
  region().append(toast);
}

// Put a message made by the server into the region, marked with the address it came from; returns whether there was one.
export function showMade(html, from) {
  const made = new DOMParser().parseFromString(html, "text/html").querySelector("[data-toast]");
  if (!made || !region()) return false;
  forget(made.querySelector("span")?.textContent);
  made.dataset.from = from;
  region().append(document.importNode(made, true));
  return true;
}

function leaveLater(toast) {
  if ("stay" in toast.dataset || toast.dataset.leaving) return;
  toast.dataset.leaving = "1";
  const go = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(go, SHOWN_MS / 2);
    else toast.remove();
  };
  setTimeout(go, SHOWN_MS);
}

document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-close-toast]");
  if (close) close.closest("[data-toast]").remove();
});

// What was taken back needs no second offer to take it back, and what went well at last no word that it did not.
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) return;
  event.target.closest?.("[data-toast]")?.remove();
  const { requestPath } = event.detail.pathInfo;
  for (const old of region()?.querySelectorAll("[data-from]") ?? []) if (old.dataset.from === requestPath) old.remove();
});

const start = region();
if (start) {
  start.querySelectorAll("[data-toast]").forEach(leaveLater);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (!(node instanceof HTMLElement)) continue;
        if (node.matches("[data-toast]")) leaveLater(node);
        if (window.htmx) window.htmx.process(node);
      }
    }
  }).observe(start, { childList: true });
}
