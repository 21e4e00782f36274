// The engineer's pages: the phone's own time, offline said plainly, pictures sent at once, a signature drawn.
import { show } from "./messages.js";
import { word } from "./words.js";

// ---- network: the bar and the buttons say it; a press without network keeps what was typed ----
let unreachable = false;
function paint() {
  const off = unreachable || !navigator.onLine;
  document.body.classList.toggle("is-offline", off);
  const bar = document.getElementById("offline");
  if (bar) bar.hidden = !off;
}
window.addEventListener("online", () => { unreachable = false; paint(); });
window.addEventListener("offline", paint);
document.body.addEventListener("htmx:sendError", () => { unreachable = true; paint(); });
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr?.status) { unreachable = false; paint(); }
});
paint();

// ---- a phone whose clock is wrong: pages carry the server's time, and how far off the phone is stays known ----
const LATENCY_MS = 30000;
let skew = 0;
let seen = "";
function compare() {
  const now = document.querySelector("[data-now]")?.dataset.now;
  if (!now || now === seen) return;
  seen = now;
  const off = Date.parse(now) - Date.now();
  skew = Math.abs(off) > LATENCY_MS ? off : 0;
}
compare();
document.body.addEventListener("htmx:afterSwap", compare);

// ---- the time of the press: kept when the same form is sent again, so that it stays the same form ----
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-field]")) return;
  const at = form.elements.namedItem("at");
  if (at && !at.value) at.value = new Date(Date.now() + skew).toISOString();
  if (!navigator.onLine) {
    event.preventDefault();
    event.stopImmediatePropagation();
    show(word("network"), { bad: true });
  }
}, true);

// ---- a picture goes as soon as it is taken ----
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-shot]");
  if (form && event.target.files?.length) form.requestSubmit();
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful && event.target.matches?.("form[data-shot]")) event.target.reset();
});

// ---- a link to a folded part opens it ----
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  const folded = link && document.querySelector(`details[data-open-by="${CSS.escape(link.getAttribute("href").slice(1))}"]`);
  if (folded) folded.open = true;
  link?.closest("details.menu")?.removeAttribute("open");
});

// ---- the signature ----
function pen(canvas) {
  const ink = canvas.getContext("2d");
  ink.lineWidth = 4;
  ink.lineCap = ink.lineJoin = "round";
  ink.strokeStyle = "#111";
  return ink;
}
function point(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
}
function drawn(canvas, on) {
  const part = canvas.closest("[data-sign]");
  part.querySelector("[name=signature]").value = on ? canvas.toDataURL("image/png") : "";
  part.querySelector("[data-sign-clear]").hidden = !on;
  part.querySelector(".sign-hint").hidden = on;
}
let line = null;
document.addEventListener("pointerdown", (event) => {
  const canvas = event.target.closest?.("[data-sign] canvas");
  if (!canvas) return;
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  line = { canvas, ink: pen(canvas) };
  line.ink.beginPath();
  line.ink.moveTo(...point(canvas, event));
});
document.addEventListener("pointermove", (event) => {
  if (!line) return;
  line.ink.lineTo(...point(line.canvas, event));
  line.ink.stroke();
});
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => { if (line) { drawn(line.canvas, true); line = null; } });
}
document.addEventListener("click", (event) => {
  const clear = event.target.closest?.("[data-sign-clear]");
  if (!clear) return;
  const canvas = clear.closest("[data-sign]").querySelector("canvas");
  canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  drawn(canvas, false);
});
