// Small helpers over the DOM. h() makes elements without innerHTML, so that no text can become markup; style values are set
// through the CSSOM, which the strict content security policy allows.

/** @param {string} tag @param {Record<string, any>|null} [props] @param {...any} children @returns {any} */
export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split(".");
  const el = document.createElement(name || "div");
  if (classes.length) el.className = classes.join(" ");
  for (const [key, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) el.addEventListener(key.slice(2), value);
    else if (key === "style") for (const [k, v] of Object.entries(value)) el.style.setProperty(k, String(v));
    else if (key === "class") el.className += " " + value;
    else if (key in el && !key.startsWith("aria") && key !== "list" && key !== "form" && key !== "role") el[key] = value;
    else el.setAttribute(key, value === true ? "" : value);
  }
  add(el, children);
  return el;
}
function add(el, children) {
  for (const c of children.flat(Infinity)) if (c !== undefined && c !== null && c !== false) el.append(c);
}
export function fill(el, ...children) {
  el.filledFor = undefined;
  el.replaceChildren();
  add(el, children);
  return el;
}
/** Fills `el` with what `build()` gives, unless it was last filled for the same `of`: most keystrokes change little, and making elements is the dearest part of one. */
export function fillFor(el, of, build) {
  const key = JSON.stringify(of);
  if (el.filledFor === key) return el;
  fill(el, build());
  el.filledFor = key;
  return el;
}

/** A line of text that shows for a while: its element, and say(text). */
export function toast(milliseconds = 4000) {
  const el = h("div.toast", { role: "status", hidden: true });
  let timer = 0;
  const say = (text) => {
    fill(el, text).hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => { el.hidden = true; }, milliseconds);
  };
  return { el, say };
}

/** Parts of an icon set drawn as strokes on a 24-unit grid. */
const paths = {
  consult: "M4 5h16M4 10h11M4 15h7M16.5 14a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M19 20l2.5 2.5",
  read: "M4 5a2 2 0 0 1 2-2h5v18H6a2 2 0 0 0-2 2zM20 5a2 2 0 0 0-2-2h-5v18h5a2 2 0 0 1 2 2z",
  note: "M6 3h9l4 4v14H6zM15 3v4h4M9 11h7M9 14.5h7M9 18h4",
  records: "M4 7l1.5-3h13L20 7v13H4zM4 7h16M9.5 12h5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  about: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v6M12 7.5v.01",
  scores: "M5 3h14v18H5zM8 7h8M8 12v.01M12 12v.01M16 12v.01M8 16v.01M12 16v.01M16 16v.01",
  undo: "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1",
  redo: "m15 7 5 5-5 5M20 12H10a6 6 0 0 0-6 6v1",
  save: "M12 3v12m-5-5 5 5 5-5M4 20h16",
  open: "M12 16V4m-5 5 5-5 5 5M4 20h16",
  new: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5",
  moon: "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z",
  auto: "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
  print: "M7 9V3h10v6M7 18H4v-8h16v8h-3M7 14h10v7H7z",
  keys: "M3 6h18v12H3zM7 10v.01M11 10v.01M15 10v.01M8 14h8",
  microphone: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3M6 11a6 6 0 0 0 12 0M12 17v4M9 21h6",
  pause: "M9 5v14M15 5v14",
  swap: "M7 4 3 8l4 4M3 8h14M17 12l4 4-4 4M21 16H7",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5 21 21",
  paired: "M8 3h8v18H8zM11 18h2M3 9l2.5 3L3 15M21 9l-2.5 3 2.5 3",
  check: "M4 12.5 9.5 18 20 6",
};
export function icon(name) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg"), path = document.createElementNS(ns, "path");
  for (const [k, v] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" })) svg.setAttribute(k, v);
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}
export const iconButton = (name, label, onclick, more) => h("button.icon-button", { type: "button", "aria-label": label, title: label, onclick, ...more }, icon(name));

/** "27 %", "4.2 %", "<0.1 %" */
export function percent(p) {
  const v = p * 100;
  if (v > 0 && v < 0.1) return "<0.1\u202f%";
  return (v < 10 ? v.toFixed(1) : Math.round(v)) + "\u202f%";
}
export const signed = (n) => (n > 0 ? "+" : n < 0 ? "\u2212" : "") + Math.abs(n);

/** A function from UTF-8 byte offsets, which the door counts in, to UTF-16 offsets, which JavaScript counts in. */
export function byteMap(text) {
  let plain = true;
  for (let i = 0; i < text.length && plain; i++) plain = text.charCodeAt(i) < 128;
  if (plain) return (at) => at;
  const map = [];
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i), size = code < 128 ? 1 : code < 2048 ? 2 : code < 65536 ? 3 : 4;
    for (let k = 0; k < size; k++) map[bytes + k] = i;
    bytes += size;
    if (code > 65535) i++;
  }
  map[bytes] = text.length;
  return (at) => map[at] ?? text.length;
}
