// The pulse of live pages: `sladesk:tick` on <body> every 2 s while visible, never while hidden, once on return.
const EVERY_MS = 2000;
let timer = null;

const tick = () => document.body.dispatchEvent(new CustomEvent("sladesk:tick"));

function start() {
  if (timer === null && !document.hidden) timer = setInterval(() => { if (!document.hidden) tick(); }, EVERY_MS);
}

function stop() {
  clearInterval(timer);
  timer = null;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) { stop(); return; }
  tick();
  start();
});
window.addEventListener("pageshow", (event) => { if (event.persisted) tick(); });
start();
