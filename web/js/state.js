// The consultation is a document; the app holds the present one and the ones before and after it. Every change makes a new
// document and goes through change(), so that undo and redo reach everything. Nothing is written anywhere unless asked:
// a patient's words stay in memory until the user saves them to a file.

import * as model from "./note-model.js";
import * as heard from "./heard.js";

export const FORMAT = "diagpad-consultation";
const empty = () => ({ text: "", patient: {}, answers: [], removed: [], diagnosis: null });

let present = empty(), past = [], future = [], mark = "", marked = 0, saved = present;
let pendingNote = null; // a saved note, until the note view opens it
let who = null; // the record's patient, where one is open: {name, born, id}
let before = null; // the list of a reopened file: what changed since is shown against it
const listeners = new Set();

export const doc = () => present;
export const baseline = () => before;
export const canUndo = () => past.length > 0;
export const canRedo = () => future.length > 0;
export const unsaved = () => present !== saved && (present.text.trim() !== "" || present.answers.length > 0);
export const onchange = (f) => listeners.add(f);
const tell = (why) => listeners.forEach((f) => f(why));

/** @param {object} members that differ @param {string} [kind] changes of one kind in quick succession are one step */
export function change(members, kind = "") {
  const now = performance.now();
  if (!kind || kind !== mark || now - marked > 900) {
    past.push(present);
    if (past.length > 500) past.shift();
  }
  mark = kind;
  marked = now;
  future = [];
  const was = present;
  present = { ...present, ...members };
  if (!members.speech && was.speech) present.speech = heard.moved(was.speech, was.text, present.text);
  tell(kind || "change");
}
export function undo() { if (past.length) { future.push(present); present = past.pop(); mark = ""; tell("undo"); } }
export function redo() { if (future.length) { past.push(present); present = future.pop(); mark = ""; tell("redo"); } }
export const subject = () => who;
export function setSubject(s) { who = s; }
export const waitingNote = () => pendingNote;
export function takePendingNote() { const n = pendingNote; pendingNote = null; return n; }
/** Another consultation takes the place of this one: from a file, or from the records. */
export function open(c, note, list) {
  past.push(present);
  future = [];
  present = saved = { text: c.text ?? "", patient: c.patient ?? {}, answers: c.answers ?? [], removed: c.removed ?? [], diagnosis: c.diagnosis ?? null };
  const speech = heard.checked(c.speech, present.text);
  if (speech) present.speech = speech;
  if (c.consents) present.consents = c.consents;
  before = Array.isArray(list) ? new Map(list.map((r, i) => [r.id, { rank: i + 1, probability: r.probability }])) : null;
  mark = "";
  model.forget();
  pendingNote = note ?? null;
  tell("open");
}
export function markSaved() { saved = present; }
export function fresh() { who = pendingNote = null; model.forget(); past.push(present); present = saved = empty(); future = []; mark = ""; before = null; tell("new"); }
let ears = false;
/** Whether sound is being heard into the consultation: then it stays, also when the records lock; the listening panel asks for the passphrase. */
export const hearing = () => ears;
export function setHearing(on) { ears = on; }

/** Takes the consultation off the screen with all that came before and after it, so that undo does not bring it back. Returns what puts it back. */
export function withdraw() {
  const held = { present, saved, who, note: model.toBody() ?? pendingNote };
  who = pendingNote = null;
  model.forget();
  present = saved = empty();
  past = [];
  future = [];
  mark = "";
  before = null;
  tell("new");
  return held;
}
export function putBack(held) {
  open(held.present, held.note ?? undefined);
  past = [];
  if (held.present === held.saved) saved = present;
  else saved = held.saved;
  who = held.who;
}

/** Sets how a finding is: a state, "removed" (never mentioned), or null (as the text says). */
export function answer(id, state) {
  const answers = present.answers.filter((a) => a.finding !== id), removed = present.removed.filter((r) => r !== id);
  if (state === "removed") removed.push(id);
  else if (state) answers.push({ finding: id, state });
  change({ answers, removed });
}
export function setPatient(key, value) {
  const patient = { ...present.patient };
  if (value === undefined || value === "") delete patient[key];
  else patient[key] = value;
  change({ patient }, `patient-${key}`);
}

/** Findings that stand in what the clinician wrote by hand: they are not held back as offers (heard.js). */
let own = new Set();
export function setOwn(ids) { own = new Set(ids); }
/** What the door takes. What was heard and nobody has taken is as never mentioned. */
export function request(options = {}) {
  const { text, patient, answers, removed } = present;
  return { text, patient, answers, removed: [...removed, ...heard.suppressed(present, own)], options };
}
/** What the records keep of it. */
export function toBody() {
  const { text, patient, answers, removed, diagnosis, speech, consents } = present;
  return { text, patient, answers, removed, diagnosis, speech, consents };
}

/** The file: the document, and the list as it stood, to compare with when it is opened again. */
export function toFile(ddx, knowledge) {
  saved = present;
  return JSON.stringify({ format: FORMAT, version: 1, saved: new Date().toISOString(), knowledge, consultation: present, note: model.toBody() ?? pendingNote ?? undefined,
    list: (ddx?.differential || []).map(({ id, name, probability }) => ({ id, name, probability })) }, null, 2);
}
/** Opens a file's text; throws when it is none of ours. */
export function fromFile(text) {
  const file = JSON.parse(text), c = file.consultation;
  const strings = (a) => Array.isArray(a) && a.every((x) => typeof x === "string");
  if (file.format !== FORMAT || file.version !== 1 || typeof c?.text !== "string" || typeof c.patient !== "object" || !c.patient ||
      !Array.isArray(c.answers) || !strings(c.removed)) throw new Error("format");
  who = null;
  open(c, file.note, file.list);
}
