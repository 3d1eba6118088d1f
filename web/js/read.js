// The encyclopedia: all that the knowledge states of a condition or finding, as a page. The numbers shown are the ones that the
// engine reckons with; each row can be reached by a link from the ledger.
import { h, fill, icon, iconButton, percent } from "./dom.js";
import { call } from "./transport.js";
import * as state from "./state.js";
import { t, has } from "./text.js";
import { typeAhead } from "./consult.js";

export function makeRead() {
  let all = null;
  const search = typeAhead(t("search_all"), (id) => { location.hash = `#/read/${id}`; }, ["condition", "finding", "symptom", "procedure", "class"]);
  const field = h("select", { "aria-label": t("field"), onchange: () => drawList() });
  const list = h("div.az");
  const page = h("article.article", { "aria-live": "polite", tabIndex: -1 });
  const index = h("nav.pane.index", { "aria-label": t("contents") }, search, h("label.field", null, h("span", null, t("field")), field), list);
  const heading = h("h1.visually-hidden", null, t("encyclopedia"));
  const el = h("main.read", { id: "main", tabIndex: -1 }, heading, index, h("div.pane.page", null, page));

  async function drawList() {
    if (!all) {
      all = (await call("kb_list", { what: "conditions" })).list.sort((a, b) => a.name.localeCompare(b.name, "en"));
      const fields = [...new Set(all.map((c) => c.field))].sort();
      fill(field, h("option", { value: "" }, t("all_fields", all.length)), fields.map((f) => h("option", { value: f }, f.replaceAll("_", " "))));
    }
    const some = all.filter((c) => !field.value || c.field === field.value), letters = new Map();
    for (const c of some) {
      const l = c.name[0].toUpperCase();
      letters.set(l, [...(letters.get(l) || []), c]);
    }
    fill(list, [...letters].map(([l, cs]) => h("details.letter", { open: !!field.value && some.length < 120 }, h("summary", null, l, h("span.small", null, cs.length)), h("ul", null, cs.map((c) => h("li", null, h("a", { href: `#/read/${c.id}` }, c.name)))))));
  }

  const link = (x) => h("a", { href: `#/read/${x.id}` }, x.name);
  const links = (xs) => xs.flatMap((x, i) => [i ? ", " : "", link(x)]);
  const section = (name, ...content) => h("section", null, h("h2", null, name), content);
  const kv = (name, ...value) => [h("dt", null, name), h("dd", null, value)];
  const range = (x) => (x.low === x.high ? percent(x.low) : `${percent(x.low)}\u2013${percent(x.high)}`);
  const sourceOf = (x) => (x.source === "estimate" ? t("estimate") : h("a", { href: `#/read/${x.source}` }, x.source));

  function findingRows(rows, caption) {
    return h("div.scroll", { tabIndex: 0, role: "region", "aria-label": caption }, h("table.findings", null, h("caption.visually-hidden", null, caption),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, t("finding")), h("th", { scope: "col" }, t("with_it")), h("th.general", { scope: "col" }, t("in_general")), h("th.source", { scope: "col" }, t("source")))),
      h("tbody", null, rows.map((f) => h("tr", { id: `f-${f.id}`, "data-finding": f.id }, h("th", { scope: "row" }, link(f)),
        h("td", null, h("span.freq", { style: { "--p": f.high ?? f.low ?? 0, "--g": f.general ?? 0 } }, h("i", { "aria-hidden": "true" }), h("span", null, range(f)))),
        h("td.general", null, f.general !== undefined ? percent(f.general) : ""), h("td.source.small", null, sourceOf(f)))))));
  }

  function condition(c) {
    const text = c.text || {}, course = c.course || {};
    const lasts = ["minutes", "hours", "days", "weeks", "months", "years"].filter((k) => course[k] > 0.02).map((k) => `${t(`time_${k}`)} ${percent(course[k])}`);
    const others = Object.entries(text).filter(([k]) => k !== "summary");
    const forIt = c.findings.filter((f) => !f.general || f.high >= f.general), against = c.findings.filter((f) => f.general && f.high < f.general);
    const named = (xs) => h("ul.plain", null, xs.map((x) => h("li", null, typeof x === "string" ? x : x.id ? link(x) : x.name || x.text || "", x.factor !== undefined ? h("span.small", null, ` \u00d7${x.factor}`) : x.ratio !== undefined ? h("span.small", null, ` \u00d7${x.ratio}`) : null)));
    return [h("header", null, h("p.small.crumb", null, (c.field || "").replaceAll("_", " "), c.icd10 && ` \u00b7 ICD-10 ${c.icd10}`),
      h("h1", { tabIndex: -1 }, c.name), h("span.tag", { class: `t-${c.urgency}` }, t(`level_${c.urgency}`)),
      c.aliases.length > 0 && h("p.small", null, t("also_called"), " ", c.aliases.join(", "))),
      text.summary && h("p.lead", null, text.summary),
      ["emergency", "urgent"].includes(c.urgency) && c.danger_reason && h("p.note", null, h("b", null, t("danger")), " ", c.danger_reason),
      c.redflags?.length > 0 && section(t("red_flags"), named(c.redflags)),
      section(t("at_a_glance"), h("dl.kv", null,
        c.rate && kv(t("how_common"), t("per_year", Object.values(c.rate)[0])),
        c.female !== undefined && kv(t("women"), percent(c.female)),
        c.age && kv(t("age"), [...c.age].filter((a) => a.relative >= 1).map((a) => a.band).join(", ") || "\u2013"),
        lasts.length > 0 && kv(t("when_seen"), lasts.join(", ")), course.sudden !== undefined && kv(t("sudden"), percent(course.sudden)),
        c.is?.length > 0 && kv(t("kind_of"), links(c.is)))),
      c.comes?.length > 0 && section(t("comes_with"), findingRows(c.comes, t("comes_with"))),
      section(t("findings"), h("p.small", null, t("findings_more")), findingRows(forIt, t("findings"))),
      against.length > 0 && section(t("speaks_against"), findingRows(against, t("speaks_against"))),
      c.risks?.length > 0 && section(t("risks"), named(c.risks)),
      c.complications?.length > 0 && section(t("complications"), named(c.complications)),
      c.confused?.length > 0 && section(t("confused"), named(c.confused)),
      others.map(([k, v]) => section(has(`section_${k}`) ? t(`section_${k}`) : k.replaceAll("_", " ").replace(/^./, (x) => x.toUpperCase()), prose(v))),
      h("footer.small", null, t("reviewed", c.reviewed || ""), " \u00b7 ", `${c.file}:${c.line}`)];
  }
  const prose = (v) => (Array.isArray(v) ? h("ul", null, v.map((x) => h("li", null, prose(x)))) : typeof v === "object" && v ? Object.values(v).map(prose) : String(v).split(/\n{2,}/).map((p) => h("p", null, p)));

  function finding(f) {
    return [h("header", null, h("p.small.crumb", null, t("type_finding"), f.kind && ` \u00b7 ${f.kind}`, f.hpo && ` \u00b7 ${f.hpo}`), h("h1", { tabIndex: -1 }, f.name), f.aliases?.length > 0 && h("p.small", null, t("also_called"), " ", f.aliases.join(", "))),
      f.ask && h("p.lead", null, f.ask),
      h("p", null, h("button.button", { type: "button", onclick: () => { if (!state.unsaved() || confirm(t("discard"))) { state.fresh(); state.answer(f.id, "present"); location.hash = "#/consult"; } } }, icon("consult"), t("what_could_it_be"))),
      h("dl.kv", null, f.general !== undefined && kv(t("in_general"), percent(f.general)), f.is?.length > 0 && kv(t("kind_of"), links(f.is)), f.forms?.length > 0 && kv(t("forms"), links(f.forms))),
      f.conditions?.length > 0 && section(t("found_in"), h("table.findings", null, h("thead", null, h("tr", null, h("th", { scope: "col" }, t("type_condition")), h("th", { scope: "col" }, t("with_it")))),
        h("tbody", null, f.conditions.slice(0, 60).map((c) => h("tr", null, h("th", { scope: "row" }, link(c)), h("td", null, h("span.freq", { style: { "--p": c.here, "--g": f.general ?? 0 } }, h("i", { "aria-hidden": "true" }), h("span", null, percent(c.here)))))))))];
  }
  function anything(x) {
    const skip = new Set(["type", "id", "name", "knowledge"]);
    return [h("header", null, h("p.small.crumb", null, has(`type_${x.type}`) ? t(`type_${x.type}`) : x.type), h("h1", { tabIndex: -1 }, x.name || x.id)),
      h("dl.kv", null, Object.entries(x).filter(([k]) => !skip.has(k)).map(([k, v]) => kv(k.replaceAll("_", " "), Array.isArray(v) && v[0]?.id ? links(v) : typeof v === "object" ? Object.entries(v || {}).map(([a, b]) => `${a}: ${typeof b === "object" ? JSON.stringify(b) : b}`).join("; ") : String(v))))];
  }

  async function show(id, row) {
    drawList().catch(() => {});
    el.classList.toggle("open", !!id);
    heading.hidden = !!id;
    if (!id) return void fill(page, h("div.read-idle", null, icon("read"), h("p", null, t("encyclopedia")), h("p", null, t("read_idle"))));
    try {
      const x = await call("kb_show", { name: id });
      fill(page, h("div.page-tools", null, h("a.button.quiet.back", { href: "#/read" }, "\u2190 ", t("contents")), h("a.button.quiet", { href: "#/consult" }, icon("consult"), t("consult")), iconButton("print", t("print"), () => print())),
        x.type === "condition" ? condition(x) : x.type === "finding" ? finding(x) : anything(x));
      const target = row && page.querySelector(`[data-finding="${CSS.escape(row)}"]`);
      if (target) { target.classList.add("target"); target.scrollIntoView({ block: "center" }); }
      else { page.parentElement.scrollTop = 0; scrollTo(0, 0); }
    } catch (e) {
      fill(page, h("h1", null, t("nothing_here")), h("p.problem", null, e.message));
    }
  }
  return { el, show, focus: () => search.querySelector("input").focus() };
}
