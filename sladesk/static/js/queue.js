// Lists of tickets: the first row is chosen at once, so that its step is one key away; marked rows are counted.
const first = document.querySelector("#queue [data-row]");
if (first && !document.querySelector("[data-row].sel")) {
  first.classList.add("sel");
  first.setAttribute("aria-selected", "true");
  document.body.dataset.selected = first.id;
}

// When the chosen row has left the list, the row now in its place is chosen.
let place = 0;
const rows = () => [...document.querySelectorAll("[data-row]")];
document.body.addEventListener("htmx:beforeSwap", () => {
  place = Math.max(0, rows().findIndex((row) => row.classList.contains("sel")));
});
document.body.addEventListener("htmx:afterSettle", () => {
  const all = rows();
  if (!all.length || document.getElementById(document.body.dataset.selected ?? "")) return;
  const row = all[Math.min(place, all.length - 1)];
  row.classList.add("sel");
  row.setAttribute("aria-selected", "true");
  document.body.dataset.selected = row.id;
});

// Calling from the row: why the number is needed is asked in a dialog, and it is gone a minute after it was shown.
const calling = document.getElementById("call-dialog");
const shown = document.getElementById("call-body");
let hiding = null;
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-call]");
  if (!link || !calling || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  window.htmx.ajax("GET", link.getAttribute("href"), { target: shown, swap: "innerHTML" });
});
document.body.addEventListener("htmx:afterSettle", () => {
  if (!shown?.firstElementChild) return;
  if (!calling.open) calling.showModal();
  const panel = shown.querySelector("[data-hide-after]");
  if (panel && !hiding) hiding = setTimeout(() => calling.close(), Number(panel.dataset.hideAfter) * 1000);
  (shown.querySelector('a[href^="tel:"]') ?? shown.querySelector("select"))?.focus();
});
calling?.addEventListener("close", () => {
  clearTimeout(hiding);
  hiding = null;
  shown.replaceChildren();
  document.querySelector("[data-row].sel a[href]")?.focus();
});

const count = document.querySelector("[data-marked]");
if (count) {
  document.addEventListener("change", (event) => {
    if (!event.target.matches(".mark")) return;
    count.textContent = count.dataset.text.replace("#", String(document.querySelectorAll(".mark:checked").length));
  });
}
