// Look-ups go by POST, so that no number or name gets into an address, a log or the browser's list of pages.
// The place in the browser's history becomes an ordinary one all the same: who comes back or loads the page
// anew is asked nothing and sees what was found again. Only the person who looked does.
import { owner } from "./token.js";

const main = document.getElementById("main");
const { again, page, asked } = main?.dataset ?? {};

if (again && asked) {
  history.replaceState({ asked: JSON.parse(asked), by: owner() }, "", page);
} else if (again && history.state?.asked && history.state.by === owner()) {
  const values = history.state.asked;
  const box = document.getElementById("find");
  if (box && again === box.form.getAttribute("action")) box.value = values.q;
  window.htmx.ajax("POST", again, { source: main, target: main, select: "#main", swap: "outerHTML", values });
} else if (page && !again) {
  history.replaceState(history.state, "", page); // shown after a question: loading anew asks it again
}
