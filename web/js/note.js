// The note view: the consultation's account as a note. Each sentence shows the turns that it is from, each turn its sentences; what was read
// and is not in the note is offered; sections are edited, versions compared, a note signed, copied, exported and printed.
import { h, fill, icon, iconButton, percent, toast } from "./dom.js";
import { call, latest } from "./transport.js";
import * as state from "./state.js";
import * as model from "./note-model.js";
import { openMenu, stateWord } from "./consult.js";
import { makeSectionEditor, phraseDialog, learnDialog } from "./note-edit.js";
import * as heard from "./heard.js";
import { t } from "./text.js";

const BUILT_IN = ["soap", "hp", "problem", "referral", "discharge", "handout"];
const LENGTHS = ["brief", "normal", "thorough"];
const ENDINGS = { text: "txt", markdown: "md", html: "html", docx: "docx", fhir: "json" };

/** The clipboard, also where the browser has none for this page. */
async function copy(text) {
  try { await navigator.clipboard.writeText(text); return; } catch { /* not allowed here: the old way */ }
  const area = h("textarea", { value: text, class: "visually-hidden", "aria-hidden": "true" });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function makeNote() {
  let template = "soap", length = "normal", editing = -1, comparing = -1, lit = null, touched = 0, shaky = new Set();
  const status = h("div.visually-hidden", { role: "status", "aria-live": "polite" });
  const { el: told, say } = toast();
  const problem = h("div.problem", { role: "alert", hidden: true });
  const failed = (e) => { fill(problem, e.message).hidden = false; };

  // ---- making it --------------------------------------------------------------------------------------------------------------
  function wanted() {
    const own = model.templates().find((x) => `own:${x.name}` === template), sex = state.doc().patient.sex;
    return { template: own ? undefined : BUILT_IN.includes(template) ? template : "soap", own_template: own?.text, length, sex: sex || undefined };
  }
  const ask = (how, text) => call("note", { transcript: text, turns: true, ...how });
  async function make() {
    const text = state.doc().text, how = wanted();
    problem.hidden = true;
    if (!text.trim()) return draw();
    try {
      const answer = await latest("note", "note", { transcript: text, turns: true, ...how });
      if (answer) model.take(answer, { template, own: how.own_template, length, text, sex: how.sex });
    } catch (e) { failed(e); draw(); }
  }
  function again() {
    if (model.edited() && !confirm(t("note_again"))) return void drawSetting();
    editing = comparing = -1;
    make();
  }
  const choice = h("select", { id: "note-template", onchange: () => {
    if (choice.value === "learn") { drawSetting(); return learnDialog(say, (name) => { template = `own:${name}`; again(); }); }
    const was = template;
    template = choice.value;
    if (model.edited() && !confirm(t("note_again"))) { template = was; return drawSetting(); }
    make();
  } });
  function drawSetting() {
    const n = model.current(), mine = model.templates();
    if (n) { template = n.template; length = n.length; }
    fill(choice, BUILT_IN.map((x) => h("option", { value: x }, t(`template_${x}`))), mine.map((x) => h("option", { value: `own:${x.name}` }, x.name)), h("option", { value: "learn" }, t("template_learn")));
    choice.value = template;
    for (const [i, b] of [...lengths.children].entries()) b.setAttribute("aria-pressed", String(LENGTHS[i] === length));
    choice.disabled = !!n?.signed;
    for (const b of lengths.children) b.disabled = !!n?.signed;
  }
  const lengths = h("div.choices", { role: "group", "aria-label": t("length") }, LENGTHS.map((l) => h("button.choice", { type: "button", onclick: () => { if (length === l) return; if (model.edited() && !confirm(t("note_again"))) return; length = l; make(); } }, t(`length_${l}`))));

  // ---- both ways: a sentence's turns, a turn's sentences --------------------------------------------------------------------------
  function light(sentences, turns, from) {
    const same = lit && lit.from === from;
    lit = same ? null : { sentences: new Set(sentences), turns: new Set(turns), from };
    drawLit();
    if (!lit) return;
    const n = model.current();
    fill(status, t("lit", turns.join(", "), sentences.length));
    if (from.startsWith("s")) strip(from, n.turns.filter((x) => turns.includes(x.line)));
    const target = from.startsWith("s") ? el.querySelector(".turn.lit") : el.querySelector(".sentence.lit");
    const narrow = matchMedia("(max-width: 899px)").matches;
    if (target && !(narrow && from.startsWith("s"))) target.scrollIntoView({ block: narrow ? "center" : "nearest" });
  }
  function drawLit() {
    el.querySelector(".source-strip")?.remove();
    for (const s of el.querySelectorAll(".sentence")) { const on = !!lit?.sentences.has(Number(s.dataset.s)); s.classList.toggle("lit", on); s.setAttribute("aria-pressed", String(on)); }
    for (const s of el.querySelectorAll(".turn")) { const on = !!lit?.turns.has(Number(s.dataset.line)); s.classList.toggle("lit", on); s.setAttribute("aria-pressed", String(on)); }
  }
  /** Where the transcript is not beside the note, the turns stand below the line. */
  function strip(from, turns) {
    const line = el.querySelector(`.sentence[data-s="${from.slice(1)}"]`)?.closest(".line");
    line?.after(h("div.source-strip", null, turns.map((x) => h("p", null, h("b", null, `${x.line} ${t(`speaker_${x.speaker}`)}: `), x.text))));
  }
  const citing = (n, line) => model.sentencesOf(n).flatMap((x, i) => (x.lines.includes(line) && el.querySelector(`.sentence[data-s="${i}"]`) ? [i] : []));

  // ---- a section --------------------------------------------------------------------------------------------------------------------
  function sentence(n, p) {
    if (p.s < 0) return /^- .*: ?$|^- $/.test(p.text) || /^\s*$/.test(p.text) ? p.text.replace(/^- /, "") : h("span.own", { title: t("own_words") }, p.text.replace(/^- /, ""));
    const x = model.sentencesOf(n)[p.s], act = () => light([p.s], x.lines, `s${p.s}`);
    const unsure = x.lines.some((l) => shaky.has(l));
    return h("span.sentence", { role: "button", tabIndex: 0, "aria-pressed": "false", class: `${x.headline ? "headline" : x.origin === "quoted" ? "quoted" : ""}${unsure ? " shaky" : ""}`, "data-s": String(p.s), title: t("from_turns", x.lines.join(", ")) + (unsure ? `. ${t("ear_note_sentence")}` : ""), onclick: act,
      onkeydown: (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); act(); } } }, p.text);
  }
  function drawSection(n, s, i, lines) {
    const label = s.title || t("note");
    const tools = h("span.section-tools", null, iconButton("copy", t("copy_section", label), () => { copy(model.plainText(n, i)).then(() => say(t("copied", label))); }),
      !n.signed && editing !== i && iconButton("edit", t("edit_section", label), () => { editing = i; draw(); el.querySelector(".section-editor textarea")?.focus(); }));
    const head = h("header.section-head", null, h("h2", { id: `section-${i}` }, label), tools);
    const box = h("section.note-section", { "aria-labelledby": `section-${i}`, "data-i": String(i), onfocusin: () => { touched = i; }, onpointerdown: () => { touched = i; } }, head);
    if (editing === i) box.append(makeSectionEditor(label, s.text, (text) => { editing = -1; model.setSection(i, text); draw(); el.querySelector(`[data-i="${i}"] .section-tools button:last-child`)?.focus(); }, () => phraseDialog(say)));
    else lines.forEach((pieces, k) => {
      const item = pieces[0]?.text.startsWith("- ");
      if (pieces.length) box.append(h(`p.line${item ? ".item" : ""}${k && !lines[k - 1].length ? ".apart" : ""}`, null, pieces.map((p) => sentence(n, p))));
    });
    return box;
  }

  // ---- beside it --------------------------------------------------------------------------------------------------------------------
  const small = (s) => (/^\p{Lu}\p{Lu}/u.test(s) ? s : s[0].toLowerCase() + s.slice(1));
  function takeOmitted(n, o) {
    const text = `${o.state === "absent" ? "Denies" : "Reports"} ${small(o.name)}.`; // the note is English, as what it is made from
    model.add(["review", "hpi", "subjective", "own", "complaint"], "HISTORY OF PRESENT ILLNESS", text, [o.line], "hpi");
    say(t("taken", text));
  }
  function drawOmitted(n) {
    const left = n.omitted.filter((o) => !n.taken.some((x) => x.lines[0] === o.line && x.text.toLowerCase().includes(o.name.toLowerCase())));
    return h("section.aside-box", { "aria-labelledby": "omitted" }, h("h2", { id: "omitted" }, t("omitted")), left.length ? h("p.small", null, t("omitted_more")) : h("p.small", null, t("omitted_none")),
      h("ul.omitted", null, left.map((o) => h("li", null, h("span", null, h("b", null, o.name), ", ", stateWord(o.state), h("span.small", null, ` \u201c${o.words}\u201d, ${t("turn", o.line)}`)),
        !n.signed && h("button.button.quiet", { type: "button", "aria-label": t("take_named", o.name), onclick: () => takeOmitted(n, o) }, t("take"))))));
  }
  const list = h("div");
  async function drawDifferential(n) {
    const r = await latest("note-ddx", "ddx", state.request({ top: 5, why: 0, questions: 0 })).catch(() => null);
    if (!r || model.current() !== n) return;
    const words = r.differential.map((x) => `${x.name} (${percent(x.probability)})`).join(", ");
    fill(list, r.differential.length > 0 && h("section.aside-box", { "aria-labelledby": "offered" }, h("h2", { id: "offered" }, t("likely")), h("p.small", null, t("offered_more")), h("p", null, words),
      !n.signed && h("button.button.quiet", { type: "button", onclick: () => { model.add(["assessment", "assessment_plan", "problems"], "ASSESSMENT", `\n\nDifferential by Diagnosis Pad: ${words}.`.trimStart(), null); say(t("taken", t("differential"))); } }, t("take_list"))));
  }
  function drawTurns(n) {
    const cited = (x) => citing(n, x.line), turns = n.turns;
    return h("section.aside-box", { "aria-labelledby": "said" }, h("h2", { id: "said" }, t("said")), h("p.small", null, t("said_more")), h("div.turns", null, turns.map((x) => {
      const act = () => { const s = cited(x); light(s, [x.line], `t${x.line}`); if (!s.length) say(t("turn_unused")); };
      return h("p.turn", { role: "button", tabIndex: 0, "aria-pressed": "false", "data-line": String(x.line), class: x.speaker, onclick: act, onkeydown: (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); act(); } } },
        h("span.turn-number", null, x.line), h("b", null, t(`speaker_${x.speaker}`), ": "), x.text);
    })));
  }
  const when = (at) => new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  function drawVersions(n) {
    return h("section.aside-box", { "aria-labelledby": "versions" }, h("h2", { id: "versions" }, t("versions")), h("ol.versions", null, n.versions.map((v, i) => h("li", null,
      h("button.button.quiet", { type: "button", "aria-pressed": String(comparing === i), onclick: () => { comparing = comparing === i ? -1 : i; editing = -1; draw(); el.querySelector(".compared")?.scrollIntoView({ block: "nearest" }); } }, `${i + 1}. ${t(`version_${v.why}`)}`), h("span.small", null, when(v.at)))).reverse()));
  }
  function drawCompared(n) {
    const v = n.versions[comparing], ids = [...new Set([...v.sections, ...n.sections].map((s) => s.title))];
    const of = (list, title) => list.filter((s) => s.title === title).map((s) => s.text).join("\n");
    const words = { same: (x) => x, out: (x) => h("del", null, x), in: (x) => h("ins", null, x) };
    return h("div.compared", null, h("p.note.quiet", null, t("compared", comparing + 1), " ", !n.signed && h("button.button.quiet", { type: "button", onclick: () => { const i = comparing; comparing = -1; model.restore(i); } }, t("restore_version")), " ", h("button.button.quiet", { type: "button", onclick: () => { comparing = -1; draw(); } }, t("close"))),
      ids.map((title) => h("section.note-section", null, h("header.section-head", null, h("h2", null, title || t("note"))), h("p.diff", null, model.diff(of(v.sections, title), of(n.sections, title)).map(([kind, x]) => words[kind](x))))));
  }

  // ---- out of the app ----------------------------------------------------------------------------------------------------------------
  function exportRequest(format) {
    const n = model.current(), { answers, removed, patient, diagnosis } = state.doc();
    return { format, text: n.text, patient, answers, removed, template: n.own ? undefined : n.template, own_template: n.own, length: n.length, sections: n.sections.map(({ id, title, text }) => ({ id, title, text })), sentences: n.taken,
      date: n.signed?.at || new Date().toISOString().slice(0, 19) + "Z", author: n.signed?.author, signed: !!n.signed, diagnosis: diagnosis || undefined, subject: state.subject() || undefined };
  }
  async function save(format) {
    try {
      const r = await call("note_export", exportRequest(format));
      const bytes = r.base64 !== undefined ? Uint8Array.from(atob(r.base64), (c) => c.charCodeAt(0)) : r.content;
      const a = h("a", { href: URL.createObjectURL(new Blob([bytes], { type: r.media_type })), download: `note-${new Date().toISOString().slice(0, 10)}.${ENDINGS[format]}` });
      a.click();
      setTimeout(() => URL.revokeObjectURL(a.href), 10000);
      say(t("saved"));
    } catch (e) { failed(e); }
  }
  /** Prints the very page that is exported as HTML; the browser's print makes a PDF of it. */
  async function printNote() {
    try {
      const page = new DOMParser().parseFromString((await call("note_export", exportRequest("html"))).content.replace(/<style>.*?<\/style>/s, ""), "text/html");
      const sheet = h("div.print-sheet", { "aria-hidden": "true" });
      for (const x of page.body.querySelectorAll("[id]")) x.id = `print-${x.id}`;
      for (const x of page.body.querySelectorAll("a")) x.removeAttribute("href");
      sheet.append(...[...page.body.children].map((x) => document.adoptNode(x)));
      document.body.append(sheet);
      document.documentElement.dataset.print = "note";
      addEventListener("afterprint", () => { sheet.remove(); delete document.documentElement.dataset.print; }, { once: true });
      print();
    } catch (e) { failed(e); }
  }
  function exportMenu(anchor) {
    const go = (f) => () => { menu.hidePopover(); f(); };
    const menu = openMenu(anchor, h("fieldset", null, h("legend", null, t("export")), h("div.choices.column", null, Object.keys(ENDINGS).map((f) => h("button.choice", { type: "button", onclick: go(() => save(f)) }, t(`format_${f}`))), h("button.choice", { type: "button", onclick: go(printNote) }, t("format_print")))), t("export"));
  }
  function signMenu(anchor) {
    const name = h("input", { type: "text", autocomplete: "name", required: true });
    const menu = openMenu(anchor, h("form", { onsubmit: (e) => { e.preventDefault(); if (!name.value.trim()) return; menu.hidePopover(); editing = comparing = -1; model.sign(name.value.trim()); say(t("signed_now")); } }, h("fieldset", null, h("legend", null, t("sign")), h("p.small", null, t("sign_more")), h("label.field", null, h("span", null, t("your_name")), name), h("button.button.sign-button", { type: "submit" }, t("sign")))), t("sign"));
    name.focus();
  }
  const copyAll = () => copy(model.plainText(model.current())).then(() => say(t("copied_all")));
  const copyOne = () => { const n = model.current(); if (n.sections[touched]) copy(model.plainText(n, touched)).then(() => say(t("copied", n.sections[touched].title || t("note")))); };

  // ---- the page ------------------------------------------------------------------------------------------------------------------------
  const setting = h("div.who.note-setting", null, h("label.field", null, h("span", null, t("template")), choice), h("div.field", null, h("span", null, t("length")), lengths));
  const toolbar = h("div.note-tools", { role: "toolbar", "aria-label": t("note") });
  const banner = h("div"), page = h("div.note-page"), aside = h("div.pane.note-aside");
  const el = h("main.noted", { id: "main", tabIndex: -1 }, h("h1.visually-hidden", null, t("note")), h("div.pane.note-main", null, setting, problem, banner, toolbar, page), aside, status, told);

  function draw() {
    const n = model.current();
    drawSetting();
    setting.hidden = toolbar.hidden = !n && !state.doc().text.trim();
    if (!n) {
      fill(banner), fill(aside), fill(toolbar);
      fill(page, h("div.idle", null, h("div.idle-mark", null, icon("note")), h("p", null, t("note_idle")), h("a.button", { href: "#/consult" }, t("consult"))));
      return;
    }
    fill(banner, n.signed ? h("p.note.quiet.signed-line", null, icon("check"), " ", t("signed_by", n.signed.author, when(n.signed.at))) : h("p.draft-line", null, h("span.tag.t-urgent", null, t("draft")), " ", h("span.small", null, t("draft_more"))),
      n.text !== state.doc().text && h("p.note", null, t("text_changed"), " ", h("button.button.quiet", { type: "button", disabled: !!n.signed, onclick: again }, t("write_anew"))));
    const lines = model.piecesOf(n.sections, model.sentencesOf(n));
    shaky = n.text === state.doc().text ? heard.shakyLines(state.doc()) : new Set();
    if (shaky.size) banner.append(h("p.note", null, t("ear_note")));
    fill(page, comparing >= 0 ? drawCompared(n) : n.sections.length ? n.sections.map((s, i) => drawSection(n, s, i, lines[i])) : h("p.small", null, t("note_empty")));
    fill(toolbar, h("button.button.quiet", { type: "button", onclick: copyAll }, icon("copy"), t("copy_all")), h("button.button.quiet", { type: "button", onclick: (e) => exportMenu(e.currentTarget), "aria-haspopup": "dialog" }, icon("save"), t("export")),
      h("button.button.quiet", { type: "button", onclick: () => phraseDialog(say) }, icon("edit"), t("phrases")),
      n.signed ? h("button.button.quiet", { type: "button", onclick: () => { if (confirm(t("reopen_more"))) model.reopen(); } }, t("reopen")) : h("button.button", { type: "button", onclick: (e) => signMenu(e.currentTarget), "aria-haspopup": "dialog" }, icon("check"), t("sign")));
    fill(aside, drawOmitted(n), list, drawTurns(n), drawVersions(n));
    lit = null;
    drawDifferential(n);
  }
  model.onnote(() => { if (el.isConnected) draw(); });

  async function show() {
    const pending = state.takePendingNote(), n = model.current();
    if (pending) {
      try { return model.fromBody(pending, await ask({ template: pending.own ? undefined : BUILT_IN.includes(pending.template) ? pending.template : "soap", own_template: pending.own, length: pending.length, sex: pending.sex }, pending.text)); }
      catch (e) { failed(e); }
    }
    if (!n || (n.text !== state.doc().text && !model.edited())) await make();
    else draw();
    if (!model.current()) draw();
    el.dataset.settled = String(Number(el.dataset.settled || 0) + 1);
  }
  return { el, show, key: (e) => {
    if (!model.current() || editing >= 0) return false;
    if (e.key === "c") return copyOne(), true;
    if (e.key === "C") return copyAll(), true;
    return false;
  }, print: printNote, focus: () => el.querySelector(".sentence")?.focus() };
}
