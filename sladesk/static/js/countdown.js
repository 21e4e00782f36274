// The last minutes of a time limit count down here, by the server's clock; whether it is missed, the server says.
const NEAR_MS = 600000;
let ahead = 0;

function place() {
  const shown = document.querySelector("[data-now]");
  if (shown && shown.dataset.now !== place.seen) {
    place.seen = shown.dataset.now;
    ahead = Date.parse(shown.dataset.now) - Date.now();
  }
  return shown;
}

function count() {
  const shown = place();
  if (!shown || document.hidden) return;
  const now = Date.now() + ahead;
  for (const cell of shown.querySelectorAll("[data-due]")) {
    const chip = cell.querySelector(".clk:not(.clk-late):not(.clk-paused)");
    const left = Date.parse(cell.dataset.due) - now;
    if (!chip || left > NEAR_MS) continue;
    const seconds = Math.max(0, Math.floor(left / 1000));
    const said = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const text = shown.dataset.left.replace("#", said);
    const amount = chip.querySelector("span");
    if (amount.textContent !== text) amount.textContent = text;
  }
}

document.body.addEventListener("htmx:afterSettle", count);
document.addEventListener("visibilitychange", count);
setInterval(count, 1000);
count();
