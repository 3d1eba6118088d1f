// What was heard, in the consultation: pure functions over the document. A segment of speech is a line of the account; it knows where the line
// stands, its words with their times and how sure each is, and what was read in it. So a finding, a ledger's row or a note's sentence leads to the
// line, the line to its words, and a word to its second of sound.
//
// Findings of a rough draft, or from unsure words, are offers: while nobody has taken one, the door is told that it was never mentioned
// (suppressed). What the clinician wrote with his own hands is never an offer.
//
//   doc.speech = { segments: [{id, start, end, line, label, edited, start_ms, end_ms, recording, pieces, words, findings}], settled: {finding: "taken" | "dismissed"} }
//
// start and end are of the account's text; every change of the text moves them along (moved).
import { byteMap } from "./dom.js";

export const empty = { segments: [], settled: {} };
const LABELS = { doctor: "Doctor", patient: "Patient", other: "Speaker" };

/** The segments after the text has become `b`. A line that is edited stays the same segment; one that is gone is dropped. */
export function moved(speech, a, b) {
  if (!speech?.segments.length || a === b) return speech;
  let head = 0, tail = 0;
  const least = Math.min(a.length, b.length);
  while (head < least && a[head] === b[head]) head++;
  while (tail < least - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const by = b.length - a.length, from = head, to = a.length - tail; // a[from, to) became b[from, to + by)
  const segments = speech.segments.flatMap((s) => {
    if (s.end < from || (s.end === from && (to > from || b[from] === "\n"))) return [s];
    if (s.start > to || (s.start === to && from < to)) return [{ ...s, start: s.start + by, end: s.end + by }];
    const start = s.start <= from ? s.start : to + by, end = s.end >= to ? s.end + by : from; // what is left of the line
    return end > start && b.slice(start, end).trim() ? [{ ...s, start, end, edited: true }] : [];
  });
  return { ...speech, segments };
}

/** Segments of the door's answer to `transcript`, with what the engine heard, as our own; more(i) is added to the i-th. */
export function segmentsOf(answer, heard, more) {
  const at = byteMap(answer.text);
  return answer.segments.map((s, i) => {
    const mine = answer.findings.filter((f) => f.start >= s.start && f.end <= s.end);
    return { line: s.text.trim(), label: LABELS[s.role] || "", start_ms: heard[i].start_ms, end_ms: heard[i].end_ms, words: heard[i].words, edited: false, ...more(i),
      pieces: s.pieces.map(({ text, start_ms, end_ms, confidence, mark, heard: was, unsure, count }) => ({ text, start_ms, end_ms, confidence, mark, heard: was, unsure, count })),
      findings: mine.map((f) => ({ id: f.id, name: f.name, state: f.state, words: answer.text.slice(at(f.start), at(f.end)), taken: f.taken })) };
  }).filter((s) => s.line);
}
const written = (s) => (s.label ? `${s.label}: ${s.line}` : s.line);

/** The document with more lines at its end. */
export function append(doc, segments) {
  const speech = doc.speech ?? empty;
  let text = doc.text && !doc.text.endsWith("\n") ? doc.text + "\n" : doc.text, last = Math.max(0, ...speech.segments.map((s) => Number(s.id.slice(1))));
  const added = segments.map((s) => {
    const start = text.length;
    text += written(s) + "\n";
    return { ...s, id: `h${++last}`, start, end: text.length - 1, edited: false };
  });
  return { text: text.replace(/\n$/, ""), speech: { ...speech, segments: [...speech.segments, ...added] } };
}

/** The document with the lines of these segments written again as `parts` of each: [segment id, [segments]]; null takes the line away. An edited line stays as it is. */
export function rewrite(doc, changes) {
  const to = new Map(changes);
  let text = doc.text, by = 0, last = Math.max(0, ...doc.speech.segments.map((s) => Number(s.id.slice(1))));
  const segments = [...doc.speech.segments].sort((a, b) => a.start - b.start).flatMap((s) => {
    const now = { ...s, start: s.start + by, end: s.end + by }, parts = to.get(s.id);
    if (parts === null && !s.edited) {
      const to = text[now.end] === "\n" ? now.end + 1 : now.end, from = to === now.end && now.start ? now.start - 1 : now.start; // with its line break
      text = text.slice(0, from) + text.slice(to);
      by -= to - from;
      return [];
    }
    if (!parts?.length || s.edited) return [now];
    let at = now.start;
    const lines = parts.map((p, i) => {
      const w = written(p), made = { ...p, id: i ? `h${++last}` : s.id, start: at, end: at + w.length, edited: false };
      at += w.length + 1;
      return made;
    });
    const whole = parts.map(written).join("\n");
    text = text.slice(0, now.start) + whole + text.slice(now.end);
    by += whole.length - (s.end - s.start);
    return lines;
  });
  return { text, speech: { ...doc.speech, segments } };
}

/** What rewrite() takes to write a session's lines again as `made`, which have the numbers of the engine's segments: a segment that was cut into several lines is
 *  cut anew, unless somebody edited one of them; a line of which nothing is `made` stays. */
export function recut(segments, made) {
  const groups = new Map();
  for (const s of segments) groups.set(s.number, [...(groups.get(s.number) ?? []), s]);
  return [...groups].flatMap(([number, lines]) => {
    const parts = made.filter((m) => m.number === number);
    return !parts.length || lines.some((s) => s.edited) ? [] : lines.map((s, i) => [s.id, i ? null : parts]);
  });
}
/** Doctor and patient the other way round. */
export function swapped(doc) {
  const other = { Doctor: "Patient", Patient: "Doctor" };
  let text = doc.text, by = 0;
  const segments = [...doc.speech.segments].sort((a, b) => a.start - b.start).map((s) => {
    const start = s.start + by, label = other[s.label];
    if (!label || !text.startsWith(s.label + ":", start)) return { ...s, start, end: s.end + by };
    text = text.slice(0, start) + label + text.slice(start + s.label.length);
    by += label.length - s.label.length;
    return { ...s, label, start, end: s.end + by };
  });
  return { text, speech: { ...doc.speech, segments } };
}
export const canSwap = (doc) => !!doc.speech?.segments.some((s) => s.label === "Doctor" || s.label === "Patient");

/** What is offered: findings of lines that still stand, that nobody has settled. One of a kind. */
export function offers(doc) {
  const out = new Map(), sure = new Set();
  for (const s of doc.speech?.segments ?? []) {
    const line = doc.text.slice(s.start, s.end);
    for (const f of s.findings) {
      if (!line.includes(f.words)) continue;
      if (f.taken) sure.add(f.id);
      else if (!doc.speech.settled[f.id] && !out.has(f.id)) out.set(f.id, { ...f, segment: s.id });
    }
  }
  const answered = new Set([...doc.answers.map((a) => a.finding), ...doc.removed]);
  return [...out.values()].filter((f) => !sure.has(f.id) && !answered.has(f.id));
}
/** The account without what was heard, every other character where it was. */
export function ownText(doc) {
  let text = doc.text;
  for (const s of doc.speech?.segments ?? []) text = text.slice(0, s.start) + text.slice(s.start, s.end).replace(/[^\n]/g, " ") + text.slice(s.end);
  return text;
}
/** The findings that the door shall count as never mentioned. `own`: ids that are read in ownText. */
export const suppressed = (doc, own) => offers(doc).map((f) => f.id).filter((id) => !own.has(id));
export const settle = (doc, ids, how) => ({ ...doc.speech, settled: { ...doc.speech.settled, ...Object.fromEntries(ids.map((id) => [id, how])) } });

/** Where unsure words stand in the text: [{start, end, piece, segment}]. */
export function unsure(doc) {
  return (doc.speech?.segments ?? []).flatMap((s) => {
    const line = doc.text.slice(s.start, s.end), found = [];
    let at = 0;
    for (const piece of s.pieces) {
      const i = line.indexOf(piece.text, at);
      if (i < 0 || !piece.text.trim()) continue;
      at = i + piece.text.length;
      if (piece.unsure) found.push({ start: s.start + i, end: s.start + at, piece, segment: s });
    }
    return found;
  });
}
/** Numbers of lines, from 1, that hold unsure words or something still offered. */
export function shakyLines(doc) {
  const waiting = new Set(offers(doc).map((f) => f.segment)), at = unsure(doc).map((u) => u.start);
  for (const s of doc.speech?.segments ?? []) if (waiting.has(s.id)) at.push(s.start);
  return new Set(at.map((i) => doc.text.slice(0, i).split("\n").length));
}
/** What of a file or record is ours; nothing where it is not of the form. */
export function checked(speech, text) {
  const number = (x) => Number.isInteger(x) && x >= 0 && x <= text.length, list = (x) => Array.isArray(x);
  const ok = speech && list(speech.segments) && speech.settled && typeof speech.settled === "object" &&
    speech.segments.every((s) => /^h\d+$/.test(s?.id) && number(s.start) && number(s.end) && s.start <= s.end && list(s.pieces) && s.pieces.every((p) => typeof p?.text === "string") && list(s.findings) && s.findings.every((f) => typeof f?.id === "string" && typeof f.words === "string"));
  return ok ? speech : undefined;
}
