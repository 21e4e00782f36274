// Forms: no second sending, growing text boxes, composing, unsaved text, groups of choices.
import { stillHere } from "./login.js";
import { token } from "./token.js";

// ---- Enter while composing never sends a form ----
let composing = false;
document.addEventListener("compositionstart", () => { composing = true; });
document.addEventListener("compositionend", () => { setTimeout(() => { composing = false; }, 0); });
// A key of its own may come before the timer: input goes first on a busy machine.
document.addEventListener("keydown", (event) => { if (!event.isComposing && event.keyCode !== 229) composing = false; }, true);
document.addEventListener("submit", (event) => {
  if (composing) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  const form = event.target;
  const sent = form.querySelector('input[name="csrf_token"]');
  if (sent) sent.value = token() || sent.value;
}, true);

// ---- a form that leaves the page: what was typed goes only when somebody is still there to take it ----
const typed = new WeakSet();
const known = new WeakSet();
document.addEventListener("input", (event) => { if (event.target.form) typed.add(event.target.form); });
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post") || form.hasAttribute("data-lookup") || known.delete(form) || !typed.has(form)) return;
  event.preventDefault();
  if (form.dataset.asking) return;
  form.dataset.asking = "1";
  const here = await stillHere();
  delete form.dataset.asking;
  if (!here) return;
  known.add(form);
  form.requestSubmit(event.submitter);
});

// ---- no second sending: the server's key would stop it too, this spares the wait ----
function busy(form, on) {
  for (const button of form.querySelectorAll("button:not([type=button]), [type=submit]")) {
    if (on) button.setAttribute("aria-busy", "true"); else button.removeAttribute("aria-busy");
  }
  if (on) form.dataset.sending = "1"; else delete form.dataset.sending;
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.method === "dialog") return;
  if (form.dataset.sending) { event.preventDefault(); return; }
  if (!form.hasAttribute("hx-post")) { busy(form, true); clean(form); }
});
// A file comes without leaving the page: the form may be sent again.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-download]");
  if (!button) return;
  setTimeout(() => {
    busy(button.form, false);
    const menu = button.closest("details");
    if (menu) menu.open = false;
  }, 1500);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach((form) => busy(form, false)));
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (!(form instanceof HTMLFormElement) || event.detail.requestConfig.verb === "get") return;
  if (form.dataset.sending) { event.preventDefault(); return; }
  busy(form, true);
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (!(form instanceof HTMLFormElement)) return;
  busy(form, false);
  if (event.detail.successful) clean(form);
});

// ---- errors: the summary is read first ----
const focusErrors = (root) => root.querySelector?.("[data-focus]")?.focus();
focusErrors(document);
// A form that is a page of its own is what one came for: after a key of a list one goes on typing.
if (!document.querySelector("[data-focus]")) document.querySelector("[data-step-page] form :is(textarea, select, input:not([type=hidden], [type=radio]), input:checked)")?.focus();
document.body.addEventListener("htmx:afterSettle", (event) => focusErrors(event.detail.elt));

// ---- text boxes grow with what is typed ----
function grow(box) {
  if (CSS.supports("field-sizing", "content")) return;
  const most = Number(box.dataset.maxHeight ?? 320);
  box.style.height = "auto";
  box.style.height = `${Math.min(most, box.scrollHeight + 2)}px`;
}
document.addEventListener("input", (event) => { if (event.target.matches("textarea[data-grow]")) grow(event.target); });

// ---- unsaved text: ask before leaving, for forms that say data-guard ----
const dirty = new Set();
function clean(form) { dirty.delete(form); }
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (form) dirty.add(form);
});
document.addEventListener("reset", (event) => clean(event.target));
window.addEventListener("beforeunload", (event) => {
  for (const form of dirty) if (!form.isConnected) dirty.delete(form);
  if (dirty.size) event.preventDefault();
});

// ---- back from an error page: the browser's own way keeps what was typed, a link would load the form empty ----
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-back]") || history.length < 2) return;
  event.preventDefault();
  history.back();
});

// ---- digits choose in a group: <… data-digits> with radios ----
document.addEventListener("keydown", (event) => {
  const group = event.target.closest?.("[data-digits]");
  if (!group || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  const radio = group.querySelectorAll('input[type="radio"]')[Number(event.key) - 1];
  if (!radio || event.target.matches("textarea, input:not([type=radio])")) return;
  event.preventDefault();
  radio.checked = true;
  radio.focus();
  radio.dispatchEvent(new Event("change", { bubbles: true }));
});

// ---- what a file button holds ----
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches(".filebtn input[type=file]")) return;
  const shown = input.closest(".filebtn").querySelector("[data-file-name]");
  if (shown) shown.textContent = [...input.files].map((file) => file.name).join(", ");
});
