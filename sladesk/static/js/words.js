// Sentences come from the page (`_words.html`), so that they are in its language.
export const word = (name) => document.getElementById("shell-words")?.dataset[name] ?? "";
