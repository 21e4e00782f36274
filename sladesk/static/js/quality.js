// The tree of whys: Tab adds what was typed beside the why it was asked under. Enter, and both buttons, work without this.
document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (event.key !== "Tab" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  if (!(input instanceof HTMLInputElement) || !input.matches("[data-branch]") || !input.value.trim()) return;
  const beside = input.form.querySelectorAll('button[name="under"]')[1];
  if (!beside) return;
  event.preventDefault();
  input.form.requestSubmit(beside);
});
