// The field for the account, with what was read in it marked. A transparent textarea lies exactly over a copy of its text in which
// the findings are marked: typing, selection, dictation and screen readers meet an ordinary textarea. While the door
// is still reading, old marks move along with the text around the edit, so that nothing flickers.
import { h, fillFor, byteMap } from "./dom.js";
import { t } from "./text.js";

/** Non-overlapping spans, first come first, each with the findings that share it. */
export function spansOf(text, findings) {
  const at = byteMap(text), spans = [];
  const sorted = findings.filter((f) => f.start !== undefined && f.end > f.start).map((f) => ({ f, start: at(f.start), end: at(f.end) }))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  for (const s of sorted) {
    const top = spans[spans.length - 1];
    if (top && s.start < top.end) {
      let start = top.end; // what reaches further has the rest for itself
      while (start < s.end && /[\s,;:.]/.test(text[start])) start++;
      if (s.end - start < 3) top.findings.push(s.f);
      else spans.push({ start, end: s.end, findings: [s.f] });
      continue;
    }
    spans.push({ start: s.start, end: s.end, findings: [s.f] });
  }
  return spans;
}

/** Moves spans along with an edit from `a` to `b`; those that the edit touches are dropped. */
function moved(spans, a, b) {
  let head = 0, tail = 0;
  const least = Math.min(a.length, b.length);
  while (head < least && a[head] === b[head]) head++;
  while (tail < least - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const by = b.length - a.length, end = a.length - tail;
  return spans.flatMap((s) => (s.end <= head ? [s] : s.start >= end ? [{ ...s, start: s.start + by, end: s.end + by }] : []));
}

export function makeEditor({ oninput, onspan }) {
  let spans = [], text = "", doubts = [];
  const copy = h("div.copy", { "aria-hidden": "true" });
  const area = h("textarea", { id: "account", spellcheck: true, autocapitalize: "sentences", rows: 1, "aria-label": t("account"),
    placeholder: t("placeholder"), "aria-describedby": "account-help" });
  const el = h("div.editor", null, copy, area);
  /** A stretch of the text, words that were heard unsurely apart. */
  function plain(start, end) {
    const parts = [];
    for (const d of doubts) {
      if (d.end <= start || d.start >= end) continue;
      const from = Math.max(start, d.start), to = Math.min(end, d.end);
      parts.push(text.slice(start, from), h("u.unsure", null, text.slice(from, to)));
      start = to;
    }
    return [...parts, text.slice(start, end)].filter((p) => p !== "");
  }
  /** The whole text, its findings marked. */
  function marked() {
    const parts = [];
    let at = 0;
    for (const s of spans) {
      parts.push(...plain(at, s.start));
      parts.push(h("mark", { class: `s-${(s.findings.find((f) => !f.normal_test) || s.findings[0]).state}`, "data-ids": s.findings.map((f) => f.id).join(" ") }, plain(s.start, s.end)));
      at = s.end;
    }
    parts.push(...plain(at, text.length), "\n");
    return parts.filter((p) => p !== "");
  }
  const draw = () => fillFor(copy, [text, spans, doubts], marked);
  area.addEventListener("input", () => {
    spans = moved(spans, text, area.value);
    text = area.value;
    draw();
    oninput(text);
  });
  area.addEventListener("click", () => {
    const p = area.selectionStart;
    if (p !== area.selectionEnd) return;
    const i = spans.findIndex((s) => p > s.start && p < s.end);
    if (i >= 0) onspan(spans[i], copy.querySelectorAll("mark")[i]);
  });
  return {
    el, area,
    set(value) {
      if (value !== area.value) { // what is heard comes in below; the caret stays where somebody writes
        const { selectionStart, selectionEnd } = area, grows = area.value && value.startsWith(area.value) && document.activeElement === area;
        area.value = value;
        if (grows) area.setSelectionRange(selectionStart, selectionEnd);
      }
      text = value;
      draw();
    },
    /** Words that were heard unsurely, by places of the text. */
    doubt(list) { if (list.length || doubts.length) { doubts = list; draw(); } },
    choose(start, end) { area.focus(); area.setSelectionRange(start, end); el.scrollIntoView({ block: "nearest" }); },
    show(findings) { spans = spansOf(text, findings); draw(); },
    /** Lights the words of findings, or none. */
    light(ids) {
      for (const m of copy.querySelectorAll("mark")) m.classList.toggle("lit", m.dataset.ids.split(" ").some((id) => ids.includes(id)));
    },
    select(start, end) {
      const at = byteMap(text);
      area.focus();
      area.setSelectionRange(at(start), at(end));
      el.scrollIntoView({ block: "nearest" });
    },
  };
}
