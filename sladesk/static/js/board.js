// The board: forms open in a dialog over it, while what lies below stays live; marks and menus survive a look.
import "./countdown.js";

const act = document.getElementById("act");
const dialog = document.getElementById("act-dialog");
let opener = null;

if (window.Idiomorph) {
  window.Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) =>
    !(name === "checked" && node.matches(".mark")) && !(name === "open" && node.tagName === "DETAILS");
}

function close() {
  if (dialog?.open) dialog.close();
}
dialog?.addEventListener("close", () => {
  act.replaceChildren();
  const again = opener?.id ? document.getElementById(opener.id) : opener;
  if (again?.isConnected) again.focus();
  opener = null;
});
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target === act && !dialog.contains(event.detail.elt)) opener = event.detail.elt;
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target !== act || !act.firstElementChild) return;
  if (!dialog.open) dialog.showModal();
  if (!act.querySelector("[data-focus]")) (act.querySelector("textarea, select, input:not([type=hidden])") ?? act.querySelector("[data-submit]") ?? act.querySelector("a.btn"))?.focus();
});
document.addEventListener("click", (event) => {
  if (!dialog || !event.target.closest?.("[data-close-act]")) return;
  event.preventDefault();
  close();
});
document.body.addEventListener("sladesk:saved", () => {
  for (const mark of document.querySelectorAll(".mark:checked")) mark.checked = false;
  count();
  close();
});

function count() {
  const said = document.querySelector("[data-marked]");
  if (said) said.textContent = said.dataset.text.replace("#", String(document.querySelectorAll(".mark:checked").length));
}
document.addEventListener("change", (event) => { if (event.target.matches(".mark")) count(); });

// Narrowing is a page of its own: the menu one chose in has the focus again.
const MENU = "sladesk-board-menu";
document.addEventListener("click", (event) => {
  const menu = event.target.closest?.(".narrow a")?.closest("details");
  if (menu) sessionStorage.setItem(MENU, menu.id);
});
const chosenIn = sessionStorage.getItem(MENU);
sessionStorage.removeItem(MENU);
if (chosenIn) document.getElementById(chosenIn)?.querySelector("summary")?.focus();

// A reason checked is gone from the list; the next one is under the finger.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const row = event.detail.elt.closest?.(".reason");
  if (row) next = (row.nextElementSibling ?? row.previousElementSibling)?.id ?? "";
});
let next = "";
document.body.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.xhr.status >= 400) next = ""; });
document.body.addEventListener("htmx:afterSettle", () => {
  if (!next) return;
  document.getElementById(next)?.querySelector("[data-confirm], select")?.focus();
  next = "";
});
