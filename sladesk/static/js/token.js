// The token against forged requests: one place writes it everywhere.
export const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";
// Whom this page was made for; empty when nobody was signed in.
export const owner = () => document.body.dataset.person ?? "";

export function setToken(value) {
  document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", value);
  for (const input of document.querySelectorAll('input[name="csrf_token"]')) input.value = value;
}

// Ask who is here now: their key, "" for nobody, null when the question got no answer. The page takes the
// fresh token unless somebody else has logged in meanwhile: what was typed is not theirs to save.
export async function whoIsHere() {
  const answer = await fetch("/session/token", { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return null;
  const body = await answer.json();
  const person = body.person === null ? "" : String(body.person);
  if (!owner() || !person || person === owner()) setToken(body.token);
  return person;
}
