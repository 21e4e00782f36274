// The token against forged requests: one place writes it everywhere.
export const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

export function setToken(value) {
  document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", value);
  for (const input of document.querySelectorAll('input[name="csrf_token"]')) input.value = value;
}

// Ask for a fresh one; resolves to whether a person is signed in.
export async function freshToken() {
  const answer = await fetch("/session/token", { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) return false;
  const body = await answer.json();
  setToken(body.token);
  return body.person !== null;
}
