// The wall says when it is not live any more: the network is away, the session has ended, the machine has slept.
import "./countdown.js";

const LATE_MS = 10000;
const line = document.getElementById("stale");
let last = Date.now();
let ended = false;

function time(at) {
  return new Date(at).toTimeString().slice(0, 5);
}

document.body.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr: { status } } = event.detail;
  if (elt.id !== "main") return;
  if (status === 200 || status === 204) last = Date.now();
  ended = status === 401;
  show();
});

function show() {
  const late = ended || Date.now() - last > LATE_MS;
  if (late) line.textContent = (ended ? line.dataset.ended : line.dataset.text).replace("#", time(last));
  line.hidden = !late;
}

setInterval(show, 1000);
