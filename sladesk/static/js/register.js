// Registration: facts refresh the help, the box leads on by keyboard, the category is typed, the foot counts.
const form = () => document.getElementById("register");
const facts = () => document.body.dispatchEvent(new CustomEvent("sladesk:facts"));
const checked = (name) => form()?.querySelector(`[name="${name}"]:checked`);

// ---- what a person has chosen is never chosen again by the page ----
const own = new Set();
let timer = 0;
function factsSoon() {
  clearTimeout(timer);
  timer = setTimeout(facts, 120);
}

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!field.closest?.("#register")) return;
  if (event.isTrusted && (field.name === "priority" || field.name === "service_type")) own.add(field.name);
  if (field.name === "category") presetService(field);
  if (field.name === "requested_at") late();
  if (field.hasAttribute("data-fact") && !field.closest("#who")) factsSoon();
  count();
});
document.addEventListener("input", (event) => {
  if (!event.target.closest?.("#register")) return;
  if (["answer_seconds", "order_number"].includes(event.target.name)) factsSoon();
  count();
});

function presetService(select) {
  const service = select.selectedOptions[0]?.dataset.service;
  const radio = service && form().querySelector(`[name="service_type"][value="${CSS.escape(service)}"]`);
  if (radio && !own.has("service_type")) radio.checked = true;
}

// ---- registered afterwards: more than five minutes before the form was opened ----
const AT_ONCE_MS = 5 * 60 * 1000;
function late() {
  const at = Date.parse(form().elements.requested_at.value);
  const opened = Date.parse(form().elements.opened.value);
  document.getElementById("late").classList.toggle("is-off", !(at < opened - AT_ONCE_MS) && !document.getElementById("late_reason").value);
}

// ---- answers of the server ----
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (!form()) return;
  if (event.target.id === "who") facts();
  follow();
  count();
  if (event.target.id === "register" || event.detail.elt?.id === "register") begin();
});
function follow() {
  const code = document.getElementById("suggested")?.dataset.suggested;
  const radio = code && form().querySelector(`[name="priority"][value="${CSS.escape(code)}"]`);
  if (radio && !own.has("priority") && !radio.checked) {
    radio.checked = true;
    factsSoon();
  }
}

// ---- what is missing ----
function count() {
  const box = document.getElementById("missing");
  if (!box) return;
  const groups = [...document.querySelectorAll("#guide [data-digits]")];
  const open = groups.filter((group) => !group.querySelector(":checked")).length;
  const shown = document.getElementById("answered-n");
  if (shown) shown.textContent = String(groups.length - open);
  const filled = (name) => (form().querySelector(`[name="${name}"]`)?.value ?? "").trim() !== "";
  const label = (id) => document.querySelector(`label[for="${id}"]`)?.firstChild.textContent.trim() ?? "";
  const missing = [];
  if (!checked("customer")) missing.push(document.getElementById("cards").getAttribute("aria-label"));
  if (!filled("channel")) missing.push(label("channel"));
  if (!filled("category")) missing.push(label("category"));
  if (!filled("verbatim") && !filled("phenomenon")) missing.push(label("verbatim"));
  const { missing: lacking, questions, ready, comma } = box.dataset;
  const text = missing.length ? lacking.replace("{what}", missing.join(comma)) : open ? questions.replace("{n}", String(open)) : ready;
  if (box.textContent !== text) box.textContent = text;
}

// ---- keyboard ----
const cards = () => [...document.querySelectorAll('#cards [name="customer"]')];
function choose(radio) {
  if (!radio) return;
  radio.focus();
  if (radio.checked) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}
window.addEventListener("keydown", (event) => {
  const here = event.target;
  if (!form() || event.isComposing) return;
  const dialog = document.getElementById("solve-dialog");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && dialog?.open) {
    event.preventDefault();
    event.stopImmediatePropagation();
    dialog.querySelector("[data-solve]").click(); // a click: htmx sends the name of the button clicked last
  } else if (here.id === "q" && (event.key === "ArrowDown" || event.key === "Enter") && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    choose(cards().find((radio) => radio.checked) ?? cards()[0]);
  } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && here.matches?.("#register input")) {
    event.preventDefault();
  } else if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open], details.menu[open]") && !here.matches?.("input:not([type=radio]), textarea, select")) {
    event.preventDefault();
    document.querySelector("[data-leave]").click();
  }
}, true);
// An answered question leads to the next one.
document.addEventListener("keyup", (event) => {
  const group = event.target.closest?.("#guide [data-digits]");
  if (!group || !/^[1-3]$/.test(event.key)) return;
  const groups = [...document.querySelectorAll("#guide [data-digits]")];
  groups[groups.indexOf(group) + 1]?.querySelector("input").focus();
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-close-dialog]")) document.getElementById("solve-dialog").close();
});
// What the server draws open, for who has no scripts, stands over the page here as any dialog does.
function raise() {
  const dialog = document.getElementById("solve-dialog");
  if (!dialog?.open || dialog.matches(":modal")) return;
  dialog.close();
  dialog.showModal();
  dialog.querySelector("[aria-invalid=true]")?.focus();
}
raise();
document.body.addEventListener("htmx:afterSettle", raise);

// ---- the category: a list one types into; the plain list stays for whoever has no scripts ----
function combo(select) {
  const box = document.createElement("div");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  box.className = "combo";
  Object.assign(input, { type: "text", id: "category", className: "form-select", placeholder: select.dataset.filter, autocomplete: "off" });
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "category-list", "aria-autocomplete": "list" })) input.setAttribute(name, value);
  for (const name of ["aria-describedby", "aria-invalid"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  if (select.classList.contains("is-bad")) input.classList.add("is-bad");
  list.id = "category-list";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  const options = [...select.options].filter((option) => option.value);
  select.removeAttribute("id");
  select.before(box);
  box.append(input, list, select);
  input.value = select.selectedOptions[0]?.value ? select.selectedOptions[0].text : "";
  let at = 0;

  function fits(option, words) {
    const text = `${option.text} ${option.dataset.words ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  }
  function rank(option) {
    const service = checked("service_type")?.value;
    return !service || option.dataset.service === service ? 0 : 1;
  }
  function show(all) {
    const words = all ? [] : input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = options.filter((option) => fits(option, words)).sort((a, b) => rank(a) - rank(b));
    list.replaceChildren(...found.map((option, place) => {
      const item = document.createElement("li");
      item.id = `category-option-${option.value}`;
      item.setAttribute("role", "option");
      item.dataset.value = option.value;
      item.textContent = option.text;
      if (rank(option)) item.className = "other";
      if (place === 0) item.setAttribute("aria-selected", "true");
      return item;
    }));
    if (!found.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = select.dataset.none;
      list.append(none);
    }
    at = 0;
    list.hidden = false;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark();
  }
  function mark() {
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at && !!item.dataset.value)));
    const item = list.children[at];
    if (item?.dataset.value) { input.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); }
  }
  function hide() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function take(value) {
    select.value = value;
    input.value = select.selectedOptions[0]?.value ? select.selectedOptions[0].text : "";
    hide();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
  input.addEventListener("focus", () => { input.select(); });
  input.addEventListener("click", () => show(true));
  input.addEventListener("input", () => show(false));
  input.addEventListener("blur", () => {
    if (!input.value.trim() && select.value) take("");
    else input.value = select.selectedOptions[0]?.value ? select.selectedOptions[0].text : "";
    hide();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show(true);
      else { at = Math.max(0, Math.min(list.children.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))); mark(); }
    } else if ((event.key === "Enter" || event.key === "Tab") && !list.hidden && !event.ctrlKey) {
      if (event.key === "Enter") event.preventDefault();
      const value = list.children[at]?.dataset.value;
      if (value) take(value); else if (event.key === "Tab") hide();
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      hide();
    }
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("[data-value]");
    if (item) take(item.dataset.value);
  });
}

function begin() {
  const select = form()?.querySelector("select[name=category]");
  if (!select) return;
  if (!select.closest(".combo")) combo(select);
  own.clear();
  for (const name of ["priority", "service_type"]) if (checked(name)) own.add(name);
  late();
  follow();
  count();
}
begin();
