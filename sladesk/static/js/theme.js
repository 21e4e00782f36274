// Runs before the first paint: without a choice of one's own the page follows the device, also when that changes.
(function () {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => { if (root.dataset.theme === "auto") root.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  apply();
  dark.addEventListener("change", apply);
  let kept = null;
  window.addEventListener("beforeprint", () => { kept = root.dataset.bsTheme; root.dataset.bsTheme = "light"; });
  window.addEventListener("afterprint", () => { if (kept) root.dataset.bsTheme = kept; });
})();
