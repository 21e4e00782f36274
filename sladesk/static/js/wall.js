// The wall says when it is not live any more: the network is away, the session has ended, the machine has slept.
import "./countdown.js";

const LATE_MS = 10000;
const line = document.getElementById("stale");
let last = Date.now();

function time(at) {
  return new Date(at).toTimeString().slice(0, 5);
}

document.body.addEventListener("htmx:afterRequest", (event) => {
  const { status } = event.detail.xhr;
  if (status === 200 || status === 204) last = Date.now();
  show();
});

function show() {
  const late = Date.now() - last > LATE_MS;
  if (late) line.textContent = line.dataset.text.replace("#", time(last));
  line.hidden = !late;
}

setInterval(show, 1000);
