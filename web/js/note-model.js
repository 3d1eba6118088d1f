// The note as data: sections of plain text, the sentences that it was made of, its versions. What is shown, copied, exported and kept
// all comes from here; note.js draws it.
//
// A sentence is cited while its words stand in its section; whatever else stands there is the clinician's own and cites nothing.
// src/export/document.c decides the same way for what leaves the app.

/** @returns {{text: string, s: number}[][][]} for each section its lines, each line its pieces; s: index of the sentence, or -1 */
export function piecesOf(sections, sentences) {
  const used = new Set();
  return sections.map((section) => {
    const text = section.text, taken = [];
    let next = 0;
    const whole = (at, size) => (at === 0 || /[\s(]/.test(text[at - 1])) && (at + size >= text.length || /[\s).,;]/.test(text[at + size]));
    const place = (words, from) => {
      for (let at = text.indexOf(words, from); at >= 0; at = text.indexOf(words, at + 1))
        if (whole(at, words.length) && taken.every((c) => at >= c.end || at + words.length <= c.start)) return at;
      return -1;
    };
    sentences.forEach((x, s) => {
      if (used.has(s) || !x.text) return;
      let at = place(x.text, next);
      if (at < 0 && next) at = place(x.text, 0);
      if (at < 0) return;
      used.add(s);
      next = at + x.text.length;
      taken.push({ start: at, end: next, s });
    });
    taken.sort((a, b) => a.start - b.start);
    const lines = [];
    let from = 0;
    for (const line of text.split("\n")) {
      const end = from + line.length, pieces = [];
      let at = from;
      for (const c of taken.filter((c) => c.start >= from && c.end <= end)) {
        if (c.start > at) pieces.push({ text: text.slice(at, c.start), s: -1 });
        pieces.push({ text: text.slice(c.start, c.end), s: c.s });
        at = c.end;
      }
      if (at < end) pieces.push({ text: text.slice(at, end), s: -1 });
      lines.push(pieces);
      from = end + 1;
    }
    return lines;
  });
}

// ---- versions ------------------------------------------------------------------------------------------------------------------

/** Word by word from `a` to `b`: [["same"|"out"|"in", text]]. The longest common sequence (Hunt and McIlroy, 1976), by its table. */
export function diff(a, b) {
  const x = a.match(/\s+|[^\s]+/g) || [], y = b.match(/\s+|[^\s]+/g) || [];
  let head = 0, tail = 0;
  while (head < x.length && head < y.length && x[head] === y[head]) head++;
  while (tail < x.length - head && tail < y.length - head && x[x.length - 1 - tail] === y[y.length - 1 - tail]) tail++;
  const p = x.slice(head, x.length - tail), q = y.slice(head, y.length - tail), out = [];
  const put = (kind, words) => {
    if (!words.length) return;
    if (out.length && out.at(-1)[0] === kind) out.at(-1)[1] += words.join("");
    else out.push([kind, words.join("")]);
  };
  put("same", x.slice(0, head));
  if (p.length * q.length > 4e6) { put("out", p); put("in", q); } // two texts with nothing in common: the one, then the other
  else {
    const w = q.length + 1, table = new Uint16Array((p.length + 1) * w);
    for (let i = p.length - 1; i >= 0; i--) for (let j = q.length - 1; j >= 0; j--) table[i * w + j] = p[i] === q[j] ? table[(i + 1) * w + j + 1] + 1 : Math.max(table[(i + 1) * w + j], table[i * w + j + 1]);
    let i = 0, j = 0;
    while (i < p.length || j < q.length) {
      if (i < p.length && j < q.length && p[i] === q[j]) { put("same", [p[i]]); i++; j++; }
      else if (i < p.length && (j === q.length || table[(i + 1) * w + j] >= table[i * w + j + 1])) put("out", [p[i++]]);
      else put("in", [q[j++]]);
    }
  }
  put("same", x.slice(x.length - tail));
  return out;
}

// ---- the note that is open ---------------------------------------------------------------------------------------------------------

const FORMAT = "diagpad-note", TITLES = { soap: "SOAP note", hp: "History and physical", problem: "Problem-oriented note", referral: "Referral letter", discharge: "Discharge summary", handout: "Patient hand-out" };
let note = null;
const listeners = new Set();
export const current = () => note;
export const onnote = (f) => listeners.add(f);
const tell = () => listeners.forEach((f) => f());

const copyOf = (sections) => sections.map(({ id, title, text }) => ({ id, title, text }));
const same = (a, b) => a.length === b.length && a.every((s, i) => s.text === b[i].text && s.title === b[i].title);
/** Keeps what stands now, if it differs from the version before. */
function keep(why) {
  const last = note.versions.at(-1);
  if (!last || !same(last.sections, note.sections)) note.versions.push({ at: Date.now(), why, sections: copyOf(note.sections) });
}

/** From the door's answer. What was edited before is kept among the versions. */
export function take(answer, how) {
  const versions = note ? note.versions : [];
  if (note) keep("before");
  note = { ...how, title: answer.template, sections: copyOf(answer.sections), sentences: answer.sentences, omitted: answer.omitted, turns: answer.turns, taken: [], versions, signed: null };
  keep("made");
  tell();
}
export function forget() { note = null; tell(); }
export const edited = () => !!note && (note.taken.length > 0 || !!note.signed || !same(note.versions.findLast((v) => v.why === "made")?.sections || [], note.sections));
export function setSection(i, text) {
  if (!note || note.signed || note.sections[i].text === text) return;
  note.sections[i] = { ...note.sections[i], text };
  keep("edited");
  tell();
}
/** Puts words at the end of the section that has the id, or of a new one. `lines`: the turns they are from, if they are from any. */
export function add(ids, title, text, lines, slot) {
  if (!note || note.signed) return;
  const i = note.sections.findIndex((s) => ids.includes(s.id));
  if (i < 0) note.sections.push({ id: ids[0], title, text });
  else note.sections[i] = { ...note.sections[i], text: `${note.sections[i].text}${/\n- [^\n]*$/.test("\n" + note.sections[i].text) ? "\n- " : note.sections[i].text ? " " : ""}${text}` };
  if (lines) note.taken.push({ text, lines, slot });
  keep("taken");
  tell();
}
export function restore(version) {
  if (!note || note.signed) return;
  keep("before");
  note.sections = copyOf(note.versions[version].sections);
  keep("restored");
  tell();
}
export function sign(author) { keep("signed"); note.signed = { author, at: new Date().toISOString().slice(0, 19) + "Z" }; tell(); }
export function reopen() { note.signed = null; tell(); }

export const sentencesOf = (n) => [...n.sentences, ...n.taken];
export const plainText = (n, i) => (i === undefined ? n.sections : [n.sections[i]]).map((s) => (s.title ? `${s.title}\n\n${s.text}` : s.text)).join("\n\n");

/** What is saved: in the consultation's file and in the records. */
export function toBody() {
  if (!note) return undefined;
  const { template, own, length, text, sex, sections, taken, versions, signed } = note;
  return { format: FORMAT, version: 1, title: `${TITLES[template] ?? template.replace(/^own:/, "")}${signed ? "" : " (draft)"}`, template, own, length, text, sex, sections, taken, versions, signed };
}
/** Opens it again. `answer`: what the door writes for the same account now, for sentences, turns and omissions. */
export function fromBody(body, answer) {
  const strings = (s) => s && typeof s.text === "string";
  if (body?.format !== FORMAT || body.version !== 1 || !Array.isArray(body.sections) || !body.sections.every(strings) || !Array.isArray(body.taken) || !body.taken.every((x) => strings(x) && Array.isArray(x.lines)) || !Array.isArray(body.versions) || !body.versions.every((v) => Array.isArray(v.sections))) throw new Error("format");
  const { template, own, length, text, sex, sections, taken, versions, signed } = body;
  note = { template, own, length, text, sex, sections, taken, versions, signed: signed || null, title: template, sentences: answer.sentences, omitted: answer.omitted, turns: answer.turns };
  tell();
}

// ---- dot phrases and pick lists -------------------------------------------------------------------------------------------------------

const PHRASES = "phrases", first = [
  { name: "normal", text: "General: well, not in distress. Heart: regular, no murmurs. Lungs: clear on both sides. Abdomen: soft, not tender." },
  { name: "neuro", text: "Alert and oriented. Cranial nerves intact. Power, tone and reflexes equal on both sides. Gait {normal|unsteady|not tested}." },
  { name: "safety", text: "Come back or call if it gets worse, if there is new {fever|pain|breathlessness}, or if you are worried." },
  { name: "follow", text: "Follow-up in {1 week|2 weeks|1 month|3 months}." },
];
export function phrases() {
  try {
    const kept = JSON.parse(localStorage.getItem(PHRASES));
    if (Array.isArray(kept) && kept.every((p) => typeof p.name === "string" && typeof p.text === "string")) return kept;
  } catch { /* none kept, or no storage here */ }
  return first;
}
export function setPhrases(list) {
  try { localStorage.setItem(PHRASES, JSON.stringify(list.filter((p) => p.name && p.text))); return true; }
  catch { return false; }
}
/** The phrase whose name ends at the caret, with the dot before it. */
export function phraseAt(text, caret) {
  const m = /(?:^|[\s(])\.([\p{L}\d_-]+)$/u.exec(text.slice(0, caret));
  const p = m && phrases().find((x) => x.name.toLowerCase() === m[1].toLowerCase());
  return p ? { start: caret - m[1].length - 1, end: caret, text: p.text } : null;
}
/** The first pick list from `from` on: {a|b|c}. */
export function pickAt(text, from = 0) {
  const m = /\{([^{}|\n]+(?:\|[^{}|\n]+)+)\}/g;
  m.lastIndex = from;
  const found = m.exec(text);
  return found ? { start: found.index, end: found.index + found[0].length, choices: found[1].split("|").map((c) => c.trim()) } : null;
}

// ---- templates of one's own: forms, never a patient's words -------------------------------------------------------------------------------

const TEMPLATES = "templates";
export function templates() {
  try {
    const kept = JSON.parse(localStorage.getItem(TEMPLATES));
    return Array.isArray(kept) ? kept.filter((x) => typeof x.name === "string" && typeof x.text === "string") : [];
  } catch { return []; }
}
export function setTemplates(list) { try { localStorage.setItem(TEMPLATES, JSON.stringify(list)); return true; } catch { return false; } }
