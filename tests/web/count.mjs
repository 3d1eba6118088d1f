// The count of checks, for programs with and without a browser.
let passed = 0, failed = 0;
export function check(name, ok, detail = "") {
  if (ok) passed++;
  else { failed++; console.log(`FAILED ${name} ${detail}`); }
}
/** ONLY=pattern in the surroundings runs the groups of that name alone. */
export async function group(name, f) {
  if (process.env.ONLY && !new RegExp(process.env.ONLY).test(name)) return;
  try { await f(); }
  catch (e) { check(name, false, [...String(e.message).split("\n").slice(0, 3), ...(String(e.stack).match(/\w[\w-]*\.mjs:\d+/g) || [])].join(" | ")); }
}
export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  return failed ? 1 : 0;
}
