// The calculators, filled in from the case: what the account says stands in the fields, what is typed outranks it.
import { h, fill, icon } from "./dom.js";
import { call, latest } from "./transport.js";
import * as state from "./state.js";
import { t } from "./text.js";

export function makeScores() {
  let id = null, values = {};
  const filter = h("input", { type: "search", "aria-label": t("find_score"), placeholder: t("find_score"), oninput: () => drawList() });
  const list = h("div.az");
  const index = h("nav.pane.index", { "aria-label": t("contents") }, h("div.ahead", null, icon("search"), filter), list);
  const page = h("article.article", { tabIndex: -1 });
  const heading = h("h1.visually-hidden", null, t("scores"));
  const el = h("main.read", { id: "main", tabIndex: -1 }, heading, index, h("div.pane.page", null, page));
  let known = null;

  function drawList() {
    if (!known) return;
    const word = filter.value.trim().toLowerCase(), fits = (s) => !word || `${s.name} ${s.when}`.toLowerCase().includes(word);
    const item = (s) => h("li", null, h("a", { href: `#/scores/${s.id}`, "aria-current": s.id === id ? "page" : null }, h("b", null, s.name), s.value !== undefined && s.value !== null ? h("span.small", null, ` ${shown(s)}`) : h("span.small", null, ` ${s.when || ""}`)));
    fill(list, known.scores.length > 0 && [h("h2", null, t("from_case")), h("ul.score-list", null, known.scores.filter(fits).map(item))], h("h2", null, t("all_scores")), h("ul.score-list", null, known.all.filter(fits).map(item)));
  }
  const shown = (s) => (s.value === null || s.value === undefined ? "\u2013" : `${typeof s.value === "number" ? Number(s.value.toFixed(s.decimals ?? 0)) : s.value} ${s.unit || ""}`);

  const result = h("div.score-result", { role: "status" });
  function drawResult(s) {
    // A sum that lacks items is too low: its meaning would reassure, so that it is not shown.
    fill(result, h("span.big", null, shown(s)), s.complete ? h("span", null, s.meaning) : s.value !== null && h("span.small", null, t("incomplete")));
  }
  async function reckon() {
    try { const s = await latest("score", "score", { ...state.request(), name: id, values }); if (s) drawResult(s); }
    catch (e) { fill(result, h("span.problem", null, e.message)); }
  }
  function field(i) {
    const set = (v) => { if (v === "") delete values[i.key]; else values[i.key] = v; reckon(); };
    const grades = [...i.label.matchAll(/(?:: |, )(\d) /g)].map((m) => Number(m[1])); // "ECG: 0 normal, 1 repolarisation, 2 ST deviation"
    const choices = i.unit || i.key === "age" ? [] : grades.length > 1 ? grades : [true, false];
    const text = h("input", { type: "text", inputMode: "decimal", autocomplete: "off", "aria-label": i.label, placeholder: typeof i.value === "number" ? String(i.value) : i.unit || "",
      oninput: (e) => { const v = e.target.value.trim(); for (const b of buttons) b.setAttribute("aria-pressed", "false"); set(v === "" ? "" : /^-?\d+(\.\d+)?$/.test(v) ? Number(v) : v); } });
    const buttons = choices.map((v) => h("button.choice", { type: "button", "aria-pressed": String(i.value === v), onclick: (e) => { for (const b of buttons) b.setAttribute("aria-pressed", String(b === e.currentTarget)); text.value = ""; set(v); } }, typeof v === "number" ? String(v) : t(v ? "yes" : "no")));
    return h("li.score-field", null, h("span", null, i.label, i.text && h("span.small", null, ` \u201c${i.text}\u201d`)), h("div.score-inputs", { role: "group", "aria-label": i.label }, buttons, h("span.field", null, text), i.unit && h("span.small", null, i.unit)));
  }
  async function show(which) {
    el.classList.toggle("open", !!which);
    heading.hidden = !!which;
    id = which || null;
    values = {};
    known = await call("scores", state.request());
    drawList();
    if (!id) return void fill(page, h("div.read-idle", null, icon("scores"), h("p", null, t("scores")), h("p", null, t("scores_idle"))));
    try {
      const s = await call("score", { ...state.request(), name: id });
      fill(page, h("div.page-tools", null, h("a.button.quiet.back", { href: "#/scores" }, "\u2190 ", t("contents")), h("a.button.quiet", { href: "#/consult" }, icon("consult"), t("consult"))),
        h("header", null, h("h1", { tabIndex: -1 }, s.name)), s.when && h("p.lead", null, s.when), result, h("ul", null, s.inputs.map(field)),
        s.meanings?.length > 0 && h("section", null, h("h2", null, t("meanings")), h("dl.kv", null, s.meanings.map((m) => [h("dt", null, t("from_on", Math.ceil(m.from * 10) / 10)), h("dd", null, m.text)]))),
        s.pitfalls && h("p.note", null, h("b", null, t("pitfalls")), " ", s.pitfalls), s.source && h("footer.small", null, s.source));
      drawResult(s);
      scrollTo(0, 0);
    } catch (e) {
      fill(page, h("h1", null, t("nothing_here")), h("p.problem", null, e.message));
    }
  }
  return { el, show: (w) => show(w).catch((e) => fill(page, h("p.problem", null, e.message))), focus: () => filter.focus() };
}
