// The count of checks, for programs with and without a browser.
let passed = 0, failed = 0;
export function check(name, ok, detail = "") {
  if (ok) passed++;
  else { failed++; console.log(`FAILED ${name} ${detail}`); }
}
export async function group(name, f) {
  try { await f(); }
  catch (e) { check(name, false, String(e.message).split("\n").slice(0, 3).join(" | ")); }
}
export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  return failed ? 1 : 0;
}
