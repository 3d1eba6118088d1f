// Writing in the note: a section's editor with dot phrases and pick lists, the list of phrases, and a template out of an example.
import { h, fill, iconButton } from "./dom.js";
import { call } from "./transport.js";
import { openMenu } from "./consult.js";
import * as model from "./note-model.js";
import { t } from "./text.js";

/** `done(text)` once, with the words as they stand. */
export function makeSectionEditor(label, text, done, manage) {
  const area = h("textarea", { "aria-label": t("edit_section", label), spellcheck: true, value: text, rows: 2 });
  const help = h("p.small", null, t("edit_help"));
  const fit = () => { area.style.setProperty("block-size", "auto"); area.style.setProperty("block-size", `${area.scrollHeight + 4}px`); };
  let finished = false;
  const finish = () => { if (!finished) { finished = true; done(area.value.replace(/[ \t]+$/gm, "").replace(/\s+$/, "")); } };

  function put(start, end, words) {
    area.setRangeText(words, start, end, "end");
    fit();
    const pick = model.pickAt(area.value, start);
    if (pick && pick.start < start + words.length) choose(pick);
  }
  /** A pick list lies in wait until something of it is taken: then the next one. */
  function choose(pick) {
    area.focus();
    area.setSelectionRange(pick.start, pick.end);
    const menu = openMenu(area, h("fieldset", null, h("legend", null, t("pick")), h("div.choices.column", null, pick.choices.map((c) => h("button.choice", { type: "button", onclick: () => {
      menu.hidePopover();
      area.setRangeText(c, pick.start, pick.end, "end");
      fit();
      const next = model.pickAt(area.value, pick.start + c.length);
      if (next) choose(next);
      else area.focus();
    } }, c)))), t("pick"));
  }
  area.addEventListener("input", (e) => {
    fit();
    if (!/^[\s.,]$/.test(e.data ?? "") && e.inputType !== "insertLineBreak") return;
    const caret = area.selectionStart, p = model.phraseAt(area.value, caret - 1);
    if (p) put(p.start, caret, p.text);
  });
  area.addEventListener("keydown", (e) => {
    if (e.key === "Escape" || (e.key === "Enter" && (e.ctrlKey || e.metaKey))) { e.preventDefault(); e.stopPropagation(); finish(); }
  });
  const chips = h("div.chips", { role: "group", "aria-label": t("phrases") }, model.phrases().map((p) => h("button.chip", { type: "button", title: p.text, onclick: () => { area.focus(); put(area.selectionStart, area.selectionEnd, p.text); } }, `.${p.name}`)));
  const el = h("div.section-editor", null, area, help, chips, h("div.note-tools", null, h("button.button", { type: "button", onclick: finish }, t("done")), h("button.button.quiet", { type: "button", onclick: manage }, t("phrases"))));
  requestAnimationFrame(fit);
  return el;
}

function dialog(label, content) {
  const el = h("dialog.sheet", { "aria-label": label }, content);
  document.body.append(el);
  el.addEventListener("close", () => el.remove());
  el.showModal();
  return el;
}

export function phraseDialog(say) {
  const rows = h("div.phrase-rows");
  const row = (p) => {
    const name = h("input", { type: "text", value: p.name, "aria-label": t("phrase_name"), placeholder: t("phrase_name"), autocomplete: "off", spellcheck: false });
    const text = h("textarea", { value: p.text, "aria-label": t("phrase_text"), placeholder: t("phrase_text"), rows: 2 });
    const el = h("div.phrase-row", null, h("span", { "aria-hidden": "true" }, "."), name, text, iconButton("close", t("remove"), () => el.remove()));
    return el;
  };
  rows.append(...model.phrases().map(row));
  const box = dialog(t("phrases"), [h("h2", null, t("phrases")), h("p.small", null, t("phrases_more")), rows,
    h("div.note-tools", null, h("button.button.quiet", { type: "button", onclick: () => { rows.append(row({ name: "", text: "" })); rows.lastChild.querySelector("input").focus(); } }, t("phrase_new")),
      h("button.button", { type: "button", onclick: () => {
        const list = [...rows.children].map((r) => ({ name: r.querySelector("input").value.trim().replace(/^\./, ""), text: r.querySelector("textarea").value.trim() })).filter((p) => p.name && p.text);
        say(t(model.setPhrases(list) ? "phrases_kept" : "no_storage"));
        box.close();
      } }, t("keep")), h("button.button.quiet", { type: "button", onclick: () => box.close() }, t("close")))]);
}

/** An example note in, its template out: shown, put right by hand, kept by its name. */
export function learnDialog(say, use) {
  const name = h("input", { type: "text", autocomplete: "off", id: "learn-name" }), example = h("textarea", { rows: 7, spellcheck: false }), found = h("textarea", { rows: 7, spellcheck: false }), fault = h("p.problem", { role: "alert", hidden: true });
  const kept = h("ul.plain");
  const drawKept = () => fill(kept, model.templates().map((x) => h("li", null, x.name, " ", h("button.button.quiet", { type: "button", onclick: () => { model.setTemplates(model.templates().filter((y) => y.name !== x.name)); drawKept(); } }, t("remove")))));
  const fail = (text) => { fill(fault, text).hidden = false; };
  drawKept();
  const box = dialog(t("template_learn"), [h("h2", null, t("template_learn")), h("p.small", null, t("learn_more")), fault,
    h("label.field", null, h("span", null, t("example_note")), example),
    h("div.note-tools", null, h("button.button.quiet", { type: "button", onclick: async () => {
      fault.hidden = true;
      try { found.value = (await call("note_learn", { example: example.value })).template; } catch (e) { fail(e.message); }
    } }, t("learn_find"))),
    h("label.field", null, h("span", null, t("template")), found), h("label.field", null, h("span", null, t("template_name")), name),
    h("div.note-tools", null, h("button.button", { type: "button", onclick: async () => {
      const called = name.value.trim();
      if (!called || !found.value.trim()) return fail(t("learn_missing"));
      try { await call("note", { transcript: "Doctor: Hello.", own_template: found.value }); } catch (e) { return fail(e.message); }
      if (!model.setTemplates([...model.templates().filter((x) => x.name !== called), { name: called, text: found.value }])) return fail(t("no_storage"));
      box.close();
      use(called);
    } }, t("keep")), h("button.button.quiet", { type: "button", onclick: () => box.close() }, t("close"))), kept]);
}
