// The consultation: the account and what was read in it, the list that follows, and (detail.js) why. Drawn from two things
// only: the document (state.js) and the door's answer to it.
import { h, fill, fillFor, icon, iconButton, percent, signed, toast } from "./dom.js";
import { latest, call, DoorError } from "./transport.js";
import * as state from "./state.js";
import { makeEditor } from "./editor.js";
import { makeDetail } from "./detail.js";
import { makeDictation } from "./dictate.js";
import * as heard from "./heard.js";
import { t } from "./text.js";

const STATES = ["present", "absent", "uncertain", "past", "family"];
const AGE = /^\s*\d{1,3}(\.\d+)?\s*(y|yr|years?|m|mo|months?|w|weeks?|d|days?)?\s*$/i;
const SAMPLES = ["sample1", "sample2", "sample3"];
export const stateWord = (s) => t(STATES.includes(s) || s === "unknown" ? `state_${s}` : "state_other");

/** A menu in the top layer, beside `anchor`; Escape and a tap elsewhere close it. */
export function openMenu(anchor, content, label) {
  document.querySelector(".menu")?.remove();
  const menu = h("div.menu", { popover: "auto", role: "dialog", "aria-label": label }, content);
  document.body.append(menu);
  menu.addEventListener("toggle", (e) => { if (e.newState === "closed") { menu.remove(); if (anchor.focus) anchor.focus({ preventScroll: true }); } });
  menu.showPopover();
  const a = anchor.getBoundingClientRect(), m = menu.getBoundingClientRect(), gap = 8;
  const below = a.bottom + gap + m.height < innerHeight || a.top < m.height + gap;
  menu.style.setProperty("left", Math.max(gap, Math.min(a.left, innerWidth - m.width - gap)) + "px");
  menu.style.setProperty("top", Math.max(gap, below ? Math.min(a.bottom + gap, innerHeight - m.height - gap) : a.top - m.height - gap) + "px");
  menu.querySelector("button, input")?.focus({ preventScroll: true });
  return menu;
}

function findingMenu(anchor, findings) {
  const seen = new Set();
  const blocks = findings.filter((f) => !seen.has(f.id) && seen.add(f.id)).slice(0, 5).map((f) => {
    const own = state.doc().answers.find((a) => a.finding === f.id);
    const set = (to) => { menu.hidePopover(); state.answer(f.id, to); };
    return h("fieldset", null, h("legend", null, f.name),
      f.cue && h("p.small", null, t("because_of", f.cue.text)),
      h("div.choices", null, STATES.map((s) => h("button.choice", { type: "button", class: `s-${s}`, "aria-pressed": String(f.state === s), onclick: () => set(s) }, stateWord(s))),
        h("button.choice", { type: "button", onclick: () => set("removed") }, t("not_mentioned")),
        own && h("button.choice", { type: "button", onclick: () => set(null) }, t("as_text_says"))),
      h("a.small", { href: `#/read/${f.id}`, onclick: () => menu.hidePopover() }, t("what_is_this")));
  });
  const menu = openMenu(anchor, blocks, t("correct_finding"));
}

export function makeConsult() {
  let ddx = null, shown = "";
  const editor = makeEditor({
    oninput: (text) => state.change({ text }, "typing"),
    onspan: (span, mark) => findingMenu(mark, span.findings),
  });

  // ---- who: what is known apart from the text -----------------------------------------------------------------------
  const age = h("input.age", { id: "age", inputMode: "text", autocomplete: "off", oninput: () => {
    const value = age.value.trim(), good = !value || AGE.test(value);
    age.setAttribute("aria-invalid", String(!good));
    if (good) state.setPatient("age", value ? (/^\d+(\.\d+)?$/.test(value) ? Number(value) : value) : "");
  } });
  const select = (id, key, values, label, wrap = (v) => v) => h("select", { id, "aria-label": label, onchange: (e) => state.setPatient(key, e.target.value ? wrap(e.target.value) : "") },
    values.map((v) => h("option", { value: v }, v ? t(`${key}_${v}`) : t(`${key}_any`))));
  const sex = select("sex", "sex", ["", "female", "male"], t("sex"));
  const pregnant = h("select", { id: "pregnant", "aria-label": t("pregnant"), onchange: (e) => state.setPatient("pregnant", { yes: true, no: false, unknown: "unknown" }[e.target.value] ?? "") },
    ["", "yes", "no", "unknown"].map((v) => h("option", { value: v }, v ? t(`pregnant_${v}`) : t("pregnant_any"))));
  const setting = select("setting", "setting", ["", "gp", "emergency", "ward"], t("setting"));
  const region = select("region", "region", ["", "africa", "south_asia", "southeast_asia", "latin_america", "middle_east", "mediterranean", "north_america", "tropics"], t("region"), (v) => [v]);
  const pregnantBox = h("label.field", { hidden: true }, h("span", null, t("pregnant")), pregnant);
  const who = h("div.who", { role: "group", "aria-label": t("patient") },
    h("label.field", null, h("span", null, t("age")), age),
    h("label.field", null, h("span", null, t("sex")), sex), pregnantBox,
    h("label.field", null, h("span", null, t("setting")), setting),
    h("label.field", null, h("span", null, t("region")), region));

  // ---- the document: undo, redo, files ----------------------------------------------------------------------------------
  const undoButton = iconButton("undo", t("undo"), () => state.undo());
  const redoButton = iconButton("redo", t("redo"), () => state.redo());
  async function saveFile() {
    const version = await call("version");
    const blob = new Blob([state.toFile(ddx, version.knowledge)], { type: "application/json" });
    const a = h("a", { href: URL.createObjectURL(blob), download: `consultation-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, "-")}.json` });
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
    say(t("saved"));
  }
  const file = h("input", { type: "file", accept: ".json,application/json", hidden: true, "aria-label": t("open"), onchange: async () => {
    try { if (file.files[0]) { state.fromFile(await file.files[0].text()); say(t("opened")); } }
    catch { say(t("not_a_file")); }
    file.value = "";
  } });
  const { el: told, say } = toast();
  const ear = makeDictation({ editor, say });
  const tools = h("div.tools", { role: "toolbar", "aria-label": t("document") }, undoButton, redoButton, ear.opener,
    h("span.gap"), iconButton("new", t("new"), () => { if (!state.unsaved() || confirm(t("discard"))) { state.fresh(); detail.close(); editor.area.focus(); } }),
    iconButton("open", t("open"), () => file.click()), iconButton("save", t("save"), saveFile), file);

  // ---- add a finding by name ---------------------------------------------------------------------------------------------
  const adder = typeAhead(t("add_finding"), (id) => state.answer(id, "present"), ["finding"]);
  const chips = h("div.chips", { role: "group", "aria-label": t("findings") });
  const unread = h("div.unread.small");
  const samples = h("div.samples", null, h("p.small", null, t("try_one")),
    SAMPLES.map((s) => h("button.sample", { type: "button", onclick: () => { state.change({ text: t(s) }); editor.area.focus(); } }, t(s))));

  const status = h("div.visually-hidden", { role: "status", "aria-live": "polite" });

  // ---- the answer ------------------------------------------------------------------------------------------------------------
  const problem = h("div.problem", { role: "alert", hidden: true });
  const triage = h("section.triage", { "aria-label": t("triage"), hidden: true });
  const notes = h("div.notes");
  const medicines = h("section.medicines", { "aria-label": t("medicines"), hidden: true });
  const list = h("ol.ddx", { "aria-label": t("differential") });
  const rest = h("p.rest.small");
  const cantMiss = h("section.cant", { hidden: true });
  const questions = h("section.questions", { hidden: true });
  const idle = h("div.idle", null, h("div.idle-mark", null, icon("consult")), h("p", null, t("idle")));
  const use = h("p.use.small", null, t("use_note"));

  // On a phone the list lies below the text: what is first now stays in sight, one tap from the whole.
  const jump = h("button.jump", { type: "button", hidden: true, onclick: () => { triage.tabIndex = -1; triage.focus({ preventScroll: true }); scrollTo({ top: triage.getBoundingClientRect().top + scrollY - 70 }); } });
  let seen = false, first = null;
  new IntersectionObserver(([e]) => { seen = e.isIntersecting; drawJump(); }, { rootMargin: "0px 0px -35% 0px" }).observe(list);
  function drawJump() { jump.hidden = seen || !first; }

  const detail = makeDetail({ editor, say, onstate: () => drawPressed() });

  const el = h("main.consult", { id: "main", tabIndex: -1 }, h("h1.visually-hidden", null, t("consult")),
    h("section.pane.input", { "aria-label": t("account") }, who, ear.el, h("div.paper", null, editor.el, h("p.visually-hidden", { id: "account-help" }, t("account_help")), tools),
      h("div.read-back", null, ear.offered, chips, adder, unread), samples),
    h("section.pane.answer", { "aria-label": t("answer") }, problem, triage, notes, medicines, idle,
      h("div.results", { hidden: true }, h("h2", null, t("likely")), list, rest, cantMiss, questions), use),
    jump, detail.el, status, told);
  const results = el.querySelector(".results");

  function drawPressed() {
    for (const b of el.querySelectorAll("[data-condition]")) b.setAttribute("aria-pressed", String(b.dataset.condition === detail.condition()));
  }

  function drawRow(r, i) {
    const was = state.baseline()?.get(r.id);
    const confirmed = state.doc().diagnosis === r.id;
    return h("li", null, h("button.row", { type: "button", "data-condition": r.id, "aria-pressed": "false", class: `u-${r.urgency}`, onclick: () => detail.open(r.id, r.name) },
      h("span.row-name", null, h("span.rank", null, i + 1), h("span.row-title", null, h("span.name", null, r.name), confirmed && h("span.tag.ok", null, icon("check"), t("diagnosis")),
        ["emergency", "urgent"].includes(r.urgency) && h("span.tag", { class: `t-${r.urgency}` }, t(`level_${r.urgency}`)))),
      h("span.prob", { title: t("interval", percent(r.low), percent(r.high)) }, percent(r.probability)),
      bar(r),
      h("span.why", null, r.why.map((w) => h("span", { class: w.cB < 0 ? "against" : "for" }, h("span.sign", { "aria-hidden": "true" }, w.cB < 0 ? "\u2212" : "+"), w.kind === "wording" ? [t("row_wording"), (w.members || []).map((m, n) => `${n ? "," : ":"} \u201c${m.text}\u201d`)] : w.state === "absent" ? t("no_finding", w.name) : w.name))),
      r.forms && h("span.forms", null, t("forms"), " ", r.forms.slice(0, 3).map((f) => `${f.name} ${percent(f.probability)}`).join(" \u00b7 ")),
      state.baseline() && h("span.was", null, was ? t("was", percent(was.probability), was.rank) : t("was_new"))));
  }
  function bar(r) {
    return h("span.gauge", { "aria-hidden": "true", style: { "--p": r.probability, "--low": r.low, "--high": r.high } }, h("i"), h("b"));
  }

  function drawQuestion(q) {
    const lead = (rows) => rows.slice(0, 2).map((r) => `${r.name} ${percent(r.probability)}`).join(", ");
    const give = (to) => h("button.answer-button", { type: "button", onclick: () => { state.answer(q.id, to); say(`${q.name}: ${stateWord(to)}`); } }, t({ present: "yes", absent: "no", unknown: "dont_know" }[to]));
    return h("li", null, h("div.ask", null, h("span.cost", null, t(`cost_${q.cost}`)), h("span", null, q.ask), q.cost !== "ask" && h("span.small", null, q.name)),
      h("div.answers", { role: "group", "aria-label": q.name }, give("present"), give("absent"), give("unknown")),
      h("dl.after.small", null, h("dt", null, t("yes")), h("dd", null, lead(q.yes)), h("dt", null, t("no")), h("dd", null, lead(q.no))));
  }

  function drawChips(r) {
    const seen = new Set();
    const all = r.findings.filter((f) => !(f.normal_test && f.state === "absent") && !seen.has(f.id + f.state) && seen.add(f.id + f.state));
    const answered = new Set(state.doc().answers.map((a) => a.finding));
    const chip = (f) => h("button.chip", { type: "button", class: `s-${f.state}`, title: f.text, onclick: (e) => findingMenu(e.currentTarget, [f]),
      onmouseenter: () => editor.light([f.id]), onmouseleave: () => editor.light([]) },
      answered.has(f.id) && icon("check"), h("span.visually-hidden", null, stateWord(f.state) + ": "), f.name,
      f.value !== undefined && h("span.value", null, ` ${f.value} ${f.unit || ""}`), !["present", "absent"].includes(f.state) && h("span.state", null, f.loose ? t("state_loose") : stateWord(f.state)));
    const rank = (f) => { const i = STATES.indexOf(f.state); return i < 0 ? 9 : i; };
    all.sort((a, b) => rank(a) - rank(b));
    fillFor(chips, [all, [...answered], state.doc().removed], () => [all.map(chip), state.doc().removed.map((id) => h("button.chip.removed", { type: "button", onclick: () => state.answer(id, null) }, t("put_back", id.replaceAll("_", " "))))]);
    const words = r.unread.map((u) => u.text).filter(Boolean);
    fill(unread, words.length ? [h("b", null, t("unread")), " ", words.map((w) => `\u201c${w}\u201d`).join(", ")] : null);
  }

  function draw(r) {
    const d = state.doc();
    const nothing = !d.text.trim() && !d.answers.length;
    samples.hidden = !!d.text;
    idle.hidden = !nothing;
    results.hidden = nothing;
    // What was taken back is not shown as read; what was heard and nobody has taken is marked as an offer.
    const gone = new Set(r.findings.filter((f) => f.state === "removed").map((f) => f.id)), waiting = heard.offers(d), offered = new Set(waiting.map((f) => f.id).filter((id) => gone.has(id)));
    const read = r.findings.filter((f) => f.state !== "removed" && (!gone.has(f.id) || offered.has(f.id))).map((f) => (offered.has(f.id) ? { ...f, state: "offered" } : f));
    drawChips({ ...r, findings: read.filter((f) => f.state !== "offered") });
    editor.show(read);
    // What the text says of the patient stands in the fields as a hint.
    age.placeholder = !d.patient.age && r.patient.age ? r.patient.age : "\u2013";
    sex.options[0].textContent = r.patient.sex && r.patient.sex !== "unknown" && !d.patient.sex ? t("as_read", t(`sex_${r.patient.sex}`)) : t("sex_any");
    pregnantBox.hidden = (d.patient.sex || r.patient.sex) !== "female";
    // Triage.
    triage.hidden = nothing;
    triage.className = `triage l-${r.triage.level}`;
    fillFor(triage, [r.triage.level, r.triage.reasons], () => [h("h2", null, t(`level_${r.triage.level}`)), h("p", null, t(`do_${r.triage.level}`)), h("ul", null, r.triage.reasons.slice(0, 3).map((x) => h("li", null, x.text)))]);
    fill(notes, nothing ? null : [offered.size > 0 && h("p.note", null, h("b", null, t("ear_not_counted")), " ", waiting.filter((f) => offered.has(f.id)).map((f) => (f.state === "absent" ? t("no_finding", f.name) : f.name)).join(", "), h("span.if-so")), r.not_enough && h("p.note", null, h("b", null, t("not_enough")), " ", t("not_enough_more")), r.outside && h("p.note", null, h("b", null, t("outside")), " ", t("outside_more")),
      r.unexplained.length > 0 && h("p.note.quiet", null, h("b", null, t("unexplained")), " ", r.unexplained.map((u) => u.name).join(", "))]);
    medicines.hidden = nothing || !(r.conflicts.length || r.medicines.length);
    fill(medicines, r.conflicts.length > 0 && h("div.note.warn", null, h("b", null, t("take_care")), h("ul.plain", null, r.conflicts.map((m) => h("li", null, m.text)))),
      r.medicines.length > 0 && h("div.note", null, h("b", null, t("medicines")), h("ul.plain", null, r.medicines.slice(0, 6).map((m) => h("li", null, m.text)))));
    fillFor(list, [r.differential, d.diagnosis, state.baseline() && [...state.baseline()]], () => r.differential.map(drawRow));
    fill(rest, t("something_else", percent(r.something_else)));
    cantMiss.hidden = !r.cant_miss.length;
    fillFor(cantMiss, r.cant_miss, () => [h("h2", null, t("cant_miss")), h("ul", null, r.cant_miss.map((c) => h("li", null, h("button.miss", { type: "button", "data-condition": c.id, "aria-pressed": "false", onclick: () => detail.open(c.id, c.name) },
      h("span.name", null, c.name), h("span.prob", null, percent(c.probability)), h("span.small", null, c.reason)))))]);
    if (shown !== r.differential[0]?.id && !nothing && r.differential[0]) fill(status, t("now_first", r.differential[0].name, percent(r.differential[0].probability)));
    shown = r.differential[0]?.id;
    first = nothing ? null : r.differential[0];
    if (first) { jump.className = `jump l-${r.triage.level}`; fill(jump, h("span.level", null, t(`level_${r.triage.level}`)), h("span.name", null, first.name), h("span.prob", null, percent(first.probability))); }
    drawJump();
    drawPressed();
  }

  /** How soon, if all that was heard is so: an offer that nobody has looked at yet must not hide an emergency. */
  async function drawIfSo(r) {
    const { text, patient, answers, removed } = state.doc(), box = notes.querySelector(".if-so"), levels = ["emergency", "urgent", "routine", "self-care"];
    const soon = box && (await latest("if-so", "triage", { text, patient, answers, removed }).catch(() => null));
    if (soon && levels.indexOf(soon.triage.level) < levels.indexOf(r.triage.level)) fill(box, " ", h("b", null, t("ear_if_so", t(`level_${soon.triage.level}`), t(`do_${soon.triage.level}`))));
  }
  // The questions cost more to reckon than the list: they follow when the keys rest.
  let asking = 0;
  async function drawQuestions() {
    const r = await latest("ask", "ask", state.request({ questions: 4 })).catch(() => null);
    if (!r) return;
    questions.hidden = !r.questions.length;
    fill(questions, h("h2", null, t("change_this")), h("p.small", null, t("change_this_more")), h("ol", null, r.questions.map(drawQuestion)));
  }

  async function refresh(why) {
    const d = state.doc();
    if (why !== "typing") {
      editor.set(d.text);
      if (document.activeElement !== age) age.value = d.patient.age ?? "";
      sex.value = d.patient.sex || "";
      pregnant.value = { true: "yes", false: "no", unknown: "unknown" }[String(d.patient.pregnant)] || "";
      setting.value = d.patient.setting || "";
      region.value = d.patient.region?.[0] || "";
    }
    editor.doubt(heard.unsure(d));
    if (why === "show") ear.show();
    undoButton.disabled = !state.canUndo();
    redoButton.disabled = !state.canRedo();
    try {
      const started = performance.now();
      if (heard.offers(d).length) { // what stands in the clinician's own words is no offer
        const own = await latest("own", "read", { text: heard.ownText(d) });
        if (!own) return;
        state.setOwn(own.findings.map((f) => f.id));
      }
      const r = await latest("ddx", "ddx", state.request({ top: 10, why: 3, questions: 0 }));
      if (!r) return;
      ddx = r;
      problem.hidden = true;
      draw(r);
      drawIfSo(r);
      el.dataset.ms = (performance.now() - started).toFixed(1);
      el.dataset.settled = String(Number(el.dataset.settled || 0) + 1);
      clearTimeout(asking);
      asking = setTimeout(drawQuestions, why === "typing" ? 180 : 0);
      detail.refresh();
    } catch (e) {
      fill(problem, e instanceof DoorError && ["token", "offline", "start"].includes(e.status) ? t(`problem_${e.status}`) : e.message).hidden = false;
    }
  }
  state.onchange(refresh);
  return { el, ear, refresh, saveFile, openFile: () => file.click(), detail, focus: () => editor.area.focus(), rows: () => [...list.querySelectorAll(".row")] };
}

/** A combobox over search_names (WAI-ARIA's combobox pattern with a listbox). */
let serial = 0;
export function typeAhead(label, onpick, types, pages = false) {
  const id = `ahead-${++serial}`;
  let names = [], at = -1;
  const box = h("ul.options", { id, role: "listbox", "aria-label": label, hidden: true });
  const input = h("input", { type: "text", role: "combobox", "aria-label": label, placeholder: label, autocomplete: "off", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false", spellcheck: false });
  const pick = (n) => { input.value = ""; hide(); onpick(n.id, n.type, n.name); };
  function hide() { box.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); }
  function draw() {
    fill(box, names.map((n, i) => h("li", { id: `${id}-${i}`, role: "option", "aria-selected": String(i === at), onmousedown: (e) => { e.preventDefault(); pick(n); } },
      n.name, n.matched !== n.name && h("span.small", null, n.matched), types.length > 1 && h("span.kind", null, t(`type_${n.type}`)))));
    box.hidden = !names.length;
    input.setAttribute("aria-expanded", String(!!names.length));
    if (at >= 0) { input.setAttribute("aria-activedescendant", `${id}-${at}`); box.children[at]?.scrollIntoView({ block: "nearest" }); }
  }
  input.addEventListener("input", async () => {
    const prefix = input.value.trim();
    if (!prefix) return hide();
    const r = await (pages ? latest(id, "search", { query: prefix, limit: 12 }) : latest(id, "search_names", { prefix, limit: 60 })).catch(() => null);
    if (!r || input.value.trim() !== prefix) return;
    names = (pages ? r.results : r.names).filter((n) => types.includes(n.type)).slice(0, 12);
    at = names.length ? 0 : -1;
    draw();
  });
  input.addEventListener("keydown", (e) => {
    if (box.hidden) return;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") { at = (at + (e.key === "ArrowDown" ? 1 : names.length - 1)) % names.length; draw(); e.preventDefault(); }
    else if (e.key === "Enter" && names[at]) { pick(names[at]); e.preventDefault(); }
    else if (e.key === "Escape") { hide(); e.stopPropagation(); }
  });
  input.addEventListener("blur", hide);
  return h("div.ahead", null, icon("search"), input, box);
}
