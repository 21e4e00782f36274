// The log-in over the page when its session has ended (decision 22): the form below stays as it is.
import { show } from "./messages.js";
import { owner, setToken, token, whoIsHere } from "./token.js";
import { word } from "./words.js";

let dialog = null;
let before = null;
let opening = null;

// Several requests may be refused at once: who is nobody yet gets a new cookie with each question, so one is
// asked at a time. And what was refused late, after somebody has logged in, asks nobody.
export function openLogin() {
  opening ??= ask().finally(() => { opening = null; });
  return opening;
}

async function ask() {
  if (dialog?.open) return;
  before = document.activeElement;
  const person = await whoIsHere();
  if (person && person === owner()) return;
  const answer = await fetch("/session/dialog", { headers: { "HX-Request": "true" }, cache: "no-store" }).catch(() => null);
  if (!answer?.ok) {
    show(word(answer ? "broken" : "network"), { bad: true });
    return;
  }
  const made = new DOMParser().parseFromString(await answer.text(), "text/html");
  dialog?.remove();
  dialog = document.createElement("dialog");
  dialog.className = "dlg";
  dialog.id = "login-dialog";
  const body = document.createElement("div");
  body.className = "body";
  body.append(...made.body.childNodes);
  dialog.append(body);
  document.body.append(dialog);
  setToken(token());
  window.htmx.process(dialog);
  dialog.setAttribute("aria-labelledby", "login-title");
  dialog.showModal();
  const name = dialog.querySelector("input[name=login]");
  if (name && !name.value) name.value = document.querySelector("#person-menu .who .muted")?.textContent.trim() ?? "";
  (name?.value ? dialog.querySelector("input[name=password]") : name)?.focus();
}

// Said when a form was refused for its token, or before one is sent: whether it may be sent (again).
export async function stillHere() {
  const person = await whoIsHere();
  if (person === null) show(word("network"), { bad: true });
  else if (!owner() || person === owner()) return true;
  else if (person !== "") show(word("other"), { bad: true });
  else await openLogin();
  return false;
}

document.body.addEventListener("sladesk:signed-in", async (event) => {
  setToken(event.detail.token);
  dialog?.close();
  dialog?.remove();
  dialog = null;
  const person = await whoIsHere();
  if (owner() && person !== owner()) {
    window.location.assign("/");
    return;
  }
  before?.focus?.();
  show(word("signedIn"));
});
