// Menus are <details class="menu">, dialogs are <dialog>; both work by hand of the browser, this adds the manners.
const open = () => [...document.querySelectorAll("details.menu[open]")];

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  const opener = event.target.closest?.("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    opener.closest("details.menu")?.removeAttribute("open");
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
      // Who opens a form wants its first field, not the cross that closes it.
      dialog.querySelector(".body :is(input:not([type=hidden]), select, textarea)")?.focus();
    }
    return;
  }
  if (event.target.matches?.("dialog.dlg")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && !event.target.querySelector("form[data-guard]") && event.target.id !== "login-dialog") event.target.close();
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]") ?? open()[0];
  if (!menu) return;
  const items = [...menu.querySelectorAll(".menu-list :is(a[href], button)")];
  const at = items.indexOf(document.activeElement);
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary")?.focus();
    event.stopPropagation();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    event.stopPropagation();
    const step = event.key === "ArrowDown" ? 1 : -1;
    items.at((at + step + items.length) % items.length)?.focus();
  }
}, true);

// Where a row of places is wider than the screen, the one that is open stands in sight.
for (const here of document.querySelectorAll(".adm-nav .on, .top nav .on, .bar .tab.on")) {
  const row = here.closest(".adm-nav, nav, .bar");
  const box = row.matches(".tabs") ? row.closest(".bar") : row;
  if (box && box.scrollWidth > box.clientWidth) box.scrollLeft += here.getBoundingClientRect().left - box.getBoundingClientRect().left - 48;
}

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});
