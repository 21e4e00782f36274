// htmx: token on every request, errors in the message region, log-in over the page when the session has ended.
import { openLogin, stillHere } from "./login.js";
import { forget, say, show, showMade } from "./messages.js";
import { token } from "./token.js";
import { word } from "./words.js";

if (window.Idiomorph) window.Idiomorph.defaults.ignoreActiveValue = true;

document.body.addEventListener("htmx:configRequest", (event) => {
  const { headers, verb, triggeringEvent } = event.detail;
  if (verb !== "get") headers["X-CSRFToken"] = token();
  if (triggeringEvent?.type === "sladesk:tick") headers["X-Sladesk-Look"] = "1";
});

// The morph extension takes every style for its own, so what is appended would bring its wrapper along: entries in
// a list inside the list, messages that never leave.
document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { fragment } = event.detail;
  const wrapper = fragment.firstElementChild;
  if (wrapper?.matches("[data-unwrap]")) fragment.replaceChildren(...wrapper.childNodes);
});

// A look for news must never pile up behind a slow one, and never shows an error of its own.
const isLook = (detail) => detail.requestConfig?.triggeringEvent?.type === "sladesk:tick";

const SENTENCES = { 403: "forbidden", 404: "missing", 413: "large", 429: "many" };
let quietUntil = 0;

document.body.addEventListener("htmx:responseError", async (event) => {
  const { xhr } = event.detail;
  const code = xhr.getResponseHeader("X-Sladesk-Error") ?? "";
  if (xhr.status === 401) {
    openLogin();
    return;
  }
  if (code === "csrf") {
    if (await stillHere()) show(word("stale"), { bad: true });
    return;
  }
  if (isLook(event.detail)) {
    if (xhr.status === 404) event.detail.elt.remove(); // out of reach by now: said once, asked no more
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + 60000;
  }
  if (!showMade(xhr.responseText, event.detail.pathInfo.requestPath)) show(word(SENTENCES[xhr.status] ?? "broken"), { bad: true });
});

document.body.addEventListener("htmx:sendError", (event) => {
  if (isLook(event.detail)) return;
  show(word("network"), { bad: true });
});
document.body.addEventListener("htmx:timeout", () => show(word("network"), { bad: true }));
window.addEventListener("online", () => forget(word("network")));

// Parts that want to be heard after a swap carry the sentence: <... data-say="…">.
document.body.addEventListener("htmx:afterSwap", (event) => {
  const said = event.target.querySelector?.("[data-say]") ?? (event.target.dataset?.say ? event.target : null);
  if (said) say(said.dataset.say);
});
