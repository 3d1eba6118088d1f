// Every string of the interface, in each language it is shipped in. t(key, …) fills {0}, {1}; tests/web checks that all languages have
// the same keys and placeholders. The knowledge itself is English.
import en from "./text-en.js";
import es from "./text-es.js";

const all = { en, es };
export const languages = { en: "English", es: "Espa\u00f1ol" };
let now = en, code = "en";
export function setLanguage(wanted) {
  code = Object.hasOwn(all, String(wanted).slice(0, 2)) ? String(wanted).slice(0, 2) : "en";
  now = all[code];
}
export const language = () => code;
export const has = (key) => Object.hasOwn(now, key);
export function t(key, ...values) {
  const text = now[key] ?? en[key];
  if (text === undefined) throw new Error(`no text is called ${key}`);
  return text.replace(/\{(\d)\}/g, (_, n) => String(values[n] ?? ""));
}
