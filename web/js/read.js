// The encyclopedia: all that the knowledge states of a condition or finding, as a page. The numbers shown are the ones that the
// engine reckons with; each row can be reached by a link from the ledger.
import { h, fill, icon, iconButton, percent } from "./dom.js";
import { call } from "./transport.js";
import * as state from "./state.js";
import { t, has } from "./text.js";
import { typeAhead } from "./consult.js";

export function makeRead() {
  const kept = new Map(); // lists of pages, by kind
  let level = "plain", at = { id: null, row: null };
  const search = typeAhead(t("search_all"), (id) => { location.hash = `#/read/${id}`; }, ["condition", "finding", "symptom", "procedure", "test", "class"], true);
  const what = h("select", { "aria-label": t("kind"), onchange: () => { field.value = ""; drawList(); } }, ["conditions", "symptoms", "procedures", "tests", "findings"].map((w) => h("option", { value: w }, t(`what_${w}`))));
  const field = h("select", { "aria-label": t("field"), onchange: () => drawList() });
  const fieldBox = h("label.field", null, h("span", null, t("field")), field);
  const list = h("div.az");
  const page = h("article.article", { tabIndex: -1 });
  const index = h("nav.pane.index", { "aria-label": t("contents") }, search, h("div.who", null, h("label.field", null, h("span", null, t("kind")), what), fieldBox), list);
  const heading = h("h1.visually-hidden", null, t("encyclopedia"));
  const el = h("main.read", { id: "main", tabIndex: -1 }, heading, index, h("div.pane.page", null, page));

  async function drawList() {
    if (!kept.has(what.value)) kept.set(what.value, (await call("browse", { what: what.value })).pages);
    const all = kept.get(what.value), fields = [...new Set(all.map((c) => c.field).filter(Boolean))].sort();
    fieldBox.hidden = !fields.length;
    const chosen = field.value;
    fill(field, h("option", { value: "" }, t("all_fields", all.length)), fields.map((f) => h("option", { value: f, selected: f === chosen }, f.replaceAll("_", " "))));
    const some = all.filter((c) => !field.value || c.field === field.value), letters = new Map();
    for (const c of some) {
      const l = c.name[0].toUpperCase();
      letters.set(l, [...(letters.get(l) || []), c]);
    }
    fill(list, some.length ? [...letters].map(([l, cs]) => h("details.letter", { open: some.length < 60 }, h("summary", null, l, h("span.small", null, cs.length)), h("ul", null, cs.map((c) => h("li", null, h("a", { href: `#/read/${c.id}` }, c.name)))))) : h("p.small", null, t("none_yet")));
  }

  const link = (x) => h("a", { href: `#/read/${x.id}` }, x.name);
  const links = (xs) => xs.flatMap((x, i) => [i ? ", " : "", link(x)]);
  const section = (name, ...content) => h("section", null, h("h2", null, name), content);
  const kv = (name, ...value) => [h("dt", null, name), h("dd", null, value)];
  const range = (x) => (x.low === x.high ? percent(x.low) : `${percent(x.low)}\u2013${percent(x.high)}`);
  const sourceOf = (x) => (x.source === "estimate" ? t("estimate") : h("a", { href: `#/read/${x.source}` }, x.source));

  function findingRows(rows, caption) {
    const general = rows.some((f) => f.general !== undefined);
    return h("div.scroll", { tabIndex: 0, role: "region", "aria-label": caption }, h("table.findings", null, h("caption.visually-hidden", null, caption),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, t("finding")), h("th", { scope: "col" }, t("with_it")), general && h("th.general", { scope: "col" }, t("in_general")), h("th.source", { scope: "col" }, t("source")))),
      h("tbody", null, rows.map((f) => h("tr", { id: `f-${f.id}`, "data-finding": f.id }, h("th", { scope: "row" }, link(f)),
        h("td", null, h("span.freq", { class: general ? "marked" : "", style: { "--p": f.high ?? f.low ?? 0, "--g": f.general ?? 0 } }, h("i", { "aria-hidden": "true" }), h("span", null, range(f)))),
        general && h("td.general", null, f.general !== undefined ? percent(f.general) : ""), h("td.source.small", null, sourceOf(f)))))));
  }

  // ---- a page of the `article` method: sections of blocks ------------------------------------------------------------------
  const blocks = {
    paragraph: (b) => h("p", null, b.text),
    list: (b) => h("ul.plain", null, b.items.map((x) => h("li", null, x))),
    question: (b) => h("details.question", null, h("summary", null, b.question), b.answer.map(block)),
    facts: (b) => [b.title && h("h3", null, b.title), h("dl.kv", null, b.rows.map((r) => kv(r.label, r.value)))],
    findings: (b) => [b.title && h("h3", null, b.title), level === "professional" ? findingRows(b.rows, b.title || t("findings")) :
      h("ul.often", null, b.rows.map((r) => h("li", { "data-finding": r.id }, link(r), h("span.freq", { style: { "--p": r.high ?? r.low ?? 0, "--g": 0 } }, h("i", { "aria-hidden": "true" }), h("span.small", null, r.words || range(r))))))],
    risks: (b) => [b.title && h("h3", null, b.title), h("ul.plain", null, b.rows.map((r) => h("li", { "data-finding": r.id }, link(r), " ", h("span.small", null, r.words, level === "professional" && r.odds !== undefined ? ` (\u00d7${r.odds})` : ""))))],
    conditions: (b) => [b.title && h("h3", null, b.title), h("ul.plain", null, b.rows.map((r) => h("li", null, link(r), " ", ["emergency", "urgent"].includes(r.urgency) && h("span.tag", { class: `t-${r.urgency}` }, t(`level_${r.urgency}`)), r.share !== undefined && h("span.small", null, ` ${percent(r.share)}`), r.words && h("span.small", null, ` ${r.words}`))))],
  };
  const block = (b) => (blocks[b.kind] ? blocks[b.kind](b) : null);
  const levels = () => h("div.switch", { role: "group", "aria-label": t("level") }, ["plain", "professional"].map((l) => h("button.choice", { type: "button", "aria-pressed": String(level === l), onclick: () => { level = l; show(at.id, null); } }, t(`level_${l}`))));

  function article(a) {
    const opens = ["finding", "symptom"].includes(a.type);
    return [h("header", null, h("p.small.crumb", null, has(`type_${a.type}`) ? t(`type_${a.type}`) : a.type, a.field && ` \u00b7 ${a.field.replaceAll("_", " ")}`, a.icd10 && ` \u00b7 ICD-10 ${a.icd10}`),
      h("h1", { tabIndex: -1 }, a.name), a.urgency && h("span.tag", { class: `t-${a.urgency}` }, t(`level_${a.urgency}`)),
      a.aliases?.length > 0 && h("p.small", null, t("also_called"), " ", a.aliases.slice(0, 8).join(", "))),
      a.summary && h("p.lead", null, a.summary),
      opens && h("p", null, h("button.button", { type: "button", onclick: () => { if (!state.unsaved() || confirm(t("discard"))) { state.fresh(); state.answer(a.finding || a.id, "present"); location.hash = "#/consult"; } } }, icon("consult"), t("what_could_it_be"))),
      ["emergency", "urgent"].includes(a.urgency) && a.danger_reason && h("p.note", null, h("b", null, t("danger")), " ", a.danger_reason),
      a.sections.map((s) => h("section", { id: `s-${s.id}` }, h("h2", null, s.title), s.blocks.map(block))),
      a.see_also?.length > 0 && section(t("see_also"), h("p", null, links(a.see_also))),
      a.sources?.length > 0 && section(t("sources"), h("ol.sources.small", null, a.sources.map((x) => h("li", null, `[${x.number}] ${[x.title, x.publisher, x.year].filter(Boolean).join(", ")}`)))),
      h("footer.small", null, [a.estimates && t("estimates", a.estimates), a.missing?.length > 0 && t("missing", a.missing.map((m) => m.title.toLowerCase()).join(", ")), a.reviewed && t("reviewed", a.reviewed), a.uncited, a.disclaimer].filter(Boolean).map((x) => h("p", null, x)))];
  }

  function anything(x) {
    const skip = new Set(["type", "id", "name", "knowledge"]);
    return [h("header", null, h("p.small.crumb", null, has(`type_${x.type}`) ? t(`type_${x.type}`) : x.type), h("h1", { tabIndex: -1 }, x.name || x.id)),
      h("dl.kv", null, Object.entries(x).filter(([k]) => !skip.has(k)).map(([k, v]) => kv(k.replaceAll("_", " "), Array.isArray(v) && v[0]?.id ? links(v) : typeof v === "object" ? Object.entries(v || {}).map(([a, b]) => `${a}: ${typeof b === "object" ? JSON.stringify(b) : b}`).join("; ") : String(v))))];
  }

  async function show(id, row) {
    drawList().catch(() => {});
    if (row) level = "professional"; // a ledger's row links to the numbers
    at = { id, row };
    el.classList.toggle("open", !!id);
    heading.hidden = !!id;
    if (!id) return void fill(page, h("div.read-idle", null, icon("read"), h("p", null, t("encyclopedia")), h("p", null, t("read_idle"))));
    try {
      let x, body;
      try { x = await call("article", { name: id, level }); body = article(x); }
      catch { x = await call("kb_show", { name: id }); body = anything(x); } // a source, a measure
      if (at.id !== id) return;
      fill(page, h("div.page-tools", null, h("a.button.quiet.back", { href: "#/read" }, "\u2190 ", t("contents")), h("a.button.quiet", { href: "#/consult" }, icon("consult"), t("consult")), iconButton("print", t("print"), () => print()), x.sections && [h("span.gap"), levels()]),
        body);
      const target = row && page.querySelector(`[data-finding="${CSS.escape(row)}"]`);
      if (target) { target.classList.add("target"); target.scrollIntoView({ block: "center" }); }
      else { page.parentElement.scrollTop = 0; scrollTo(0, 0); }
    } catch (e) {
      fill(page, h("h1", null, t("nothing_here")), h("p.problem", null, e.message));
    }
  }
  return { el, show, focus: () => search.querySelector("input").focus() };
}
