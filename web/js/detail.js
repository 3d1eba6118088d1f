// Why: everything about one condition in this case. Four questions, one tab each: why it stands where it stands (the ledger as
// a waterfall whose steps add up exactly to the score), why it is not first, how it compares, and what would change the order.
import { h, fill, icon, iconButton, percent, signed } from "./dom.js";
import { latest, call } from "./transport.js";
import * as state from "./state.js";
import { t, has } from "./text.js";
import { typeAhead } from "./consult.js";

const TABS = ["why", "plan", "why_not", "compare", "change"];

/** Words for a row that is no finding, or the finding's own name. */
const rowName = (r) => (["prior", "sex", "age", "course", "silence", "wording", "setting", "region", "season", "pregnancy"].includes(r.kind) ? t(`row_${r.kind}`) : r.kind === "known" ? t("row_known", r.name) : r.name);

export function makeDetail({ editor, say, onstate }) {
  let condition = null, name = "", tab = "why", other = null, opener = null;
  const title = h("h2", { tabIndex: -1 });
  const head = h("div.detail-head", null, title, iconButton("close", t("close"), () => close()));
  const facts = h("div.facts");
  const tabs = h("div.tabs", { role: "tablist", "aria-label": t("explanation") }, TABS.map((x) => h("button.tab", { type: "button", role: "tab", id: `tab-${x}`, "aria-controls": "tab-panel", onclick: () => choose(x) }, t(`tab_${x}`))));
  tabs.addEventListener("keydown", (e) => {
    const by = e.key === "ArrowRight" ? 1 : e.key === "ArrowLeft" ? -1 : 0;
    if (!by) return;
    choose(TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length]);
    document.getElementById(`tab-${tab}`).focus();
    e.preventDefault();
  });
  const body = h("div.tab-body", { role: "tabpanel", id: "tab-panel", tabIndex: 0 });
  const hint = h("div.detail-idle", null, h("p", null, t("detail_idle")));
  const inside = h("div.detail-inside", { hidden: true }, head, facts, tabs, body);
  const el = h("section.pane.detail", { "aria-label": t("explanation") }, hint, inside);
  const small = matchMedia("(max-width: 1179px)");

  /** On small screens the explanation lies over the rest, which then takes no part. */
  function cover() {
    const over = small.matches && !!condition;
    for (const other of [document.querySelector(".bar"), ...[...el.parentElement.children].filter((x) => x !== el && x.role !== "status")]) if (other) other.inert = over;
    if (over) el.setAttribute("role", "dialog"), el.setAttribute("aria-modal", "true");
    else el.removeAttribute("role"), el.removeAttribute("aria-modal");
  }
  small.addEventListener("change", cover);

  function open(id, called) {
    if (!condition) opener = document.activeElement;
    condition = id;
    name = called;
    inside.hidden = false;
    hint.hidden = true;
    document.documentElement.classList.add("has-detail");
    choose(tab);
    onstate();
    cover();
    el.scrollTop = 0;
    if (small.matches) title.focus();
  }
  function close() {
    if (!condition) return;
    condition = null;
    inside.hidden = true;
    hint.hidden = false;
    document.documentElement.classList.remove("has-detail");
    onstate();
    cover();
    editor.light([]);
    if (opener?.isConnected) opener.focus();
  }
  function choose(which) {
    tab = which;
    for (const b of tabs.children) {
      const on = b.id === `tab-${tab}`;
      b.setAttribute("aria-selected", String(on));
      b.tabIndex = on ? 0 : -1;
    }
    body.setAttribute("aria-labelledby", `tab-${tab}`);
    refresh();
  }

  /** The words of the text behind a row: a tap selects them where they stand. */
  const words = (members) => {
    const said = (members || []).filter((m) => m.text !== undefined && m.start !== undefined);
    const seen = new Set();
    return said.filter((m) => !seen.has(m.start) && seen.add(m.start)).map((m) => h("button.quote", { type: "button", title: t("show_words"),
      onclick: () => { if (small.matches) close(); editor.select(m.start, m.end); },
      onmouseenter: () => editor.light([m.id]), onmouseleave: () => editor.light([]) }, `\u201c${m.text}\u201d`));
  };

  function waterfall(rows, score) {
    const first = ["prior", "age", "sex", "pregnancy", "setting", "region", "season", "course"];
    const ground = rows.filter((r) => first.includes(r.kind)), rest = rows.filter((r) => !first.includes(r.kind));
    const ordered = [...ground, ...rest.filter((r) => r.cB > 0).sort((a, b) => b.cB - a.cB), ...rest.filter((r) => r.cB <= 0).sort((a, b) => a.cB - b.cB)].filter((r) => r.cB !== 0);
    let sum = 0, low = 0, high = 0;
    for (const r of ordered) { sum += r.cB; low = Math.min(low, sum); high = Math.max(high, sum); }
    const span = high - low || 1, place = (v) => ((v - low) / span) * 100;
    let at = 0;
    const steps = ordered.map((r) => {
      const from = at, to = (at += r.cB), said = words(r.members);
      const source = r.file && h("a", { href: `#/read/${condition}/${r.finding || r.kind}` }, r.source === "estimate" ? t("estimate") : r.source);
      return h("li.step", { class: r.cB < 0 ? "against" : "for" },
        h("div.step-name", null, h("span", null, rowName(r)), r.state && !["present"].includes(r.state) && h("span.state", { class: `s-${r.state}` }, t(`state_${r.state}`)), !said.length && r.here === undefined && source),
        h("span.step-value", null, signed(r.cB)),
        h("span.track", { "aria-hidden": "true", style: { "--from": place(Math.min(from, to)) + "%", "--wide": Math.max(0.6, place(Math.max(from, to)) - place(Math.min(from, to))) + "%", "--zero": place(0) + "%" } }, h("i"), h("b")),
        (said.length > 0 || r.here !== undefined) && h("div.step-more.small", null, said, r.here !== undefined && h("span", null, t("here_general", percent(r.here), percent(r.general))), source));
    });
    return h("div", null,
      h("p.small", null, t("waterfall_more")),
      h("ol.waterfall", null, steps, h("li.step.total", null, h("div.step-name", null, t("sum")), h("span.step-value", null, signed(score)),
        h("span.track", { "aria-hidden": "true", style: { "--from": place(Math.min(0, score)) + "%", "--wide": place(Math.max(0, score)) - place(Math.min(0, score)) + "%", "--zero": place(0) + "%" } }, h("i"), h("b")))));
  }

  const findingAsk = (f) => h("li", null, h("div", null, h("b", null, f.name), " ", h("span.small", null, t("in_patients", percent(f.here)))), h("div.answers", { role: "group", "aria-label": f.name },
    ["present", "absent"].map((s) => h("button.answer-button", { type: "button", onclick: () => { state.answer(f.id, s); say(`${f.name}: ${t(`state_${s}`)}`); } }, t(s === "present" ? "yes" : "no")))));
  const changes = (w) => h("ul.changes", null, w.changes.map((c) => h("li", null, h("b", null, c.name), " ", h("span.small", null, t("from_to", t(`from_${c.from.replace(" ", "_")}`), t(`from_${c.to.replace(" ", "_")}`))),
    ["present", "absent"].includes(c.to) && h("button.answer-button", { type: "button", onclick: () => state.answer(c.id, c.to) }, t("try_it")))));

  function drawFacts(r) {
    const isIt = state.doc().diagnosis === condition;
    fill(title, r.name);
    fill(facts, h("span.big", null, percent(r.probability)), r.low !== undefined && h("span.small", null, t("interval", percent(r.low), percent(r.high))),
      h("span.small", null, r.rank ? t("place", r.rank) : t("impossible")),
      h("span.gap"), h("a.button.quiet", { href: `#/read/${r.id}` }, icon("read"), t("article")),
      h("button.button.quiet", { type: "button", "aria-pressed": String(isIt), onclick: () => { state.change({ diagnosis: isIt ? null : condition }); say(t(isIt ? "diagnosis_off" : "diagnosis_on", r.name)); } }, icon("check"), t(isIt ? "diagnosis" : "confirm")));
  }

  const planBlock = (b) => b.kind === "list" ? h("ul.plain", null, b.items.map((x) => h("li", null, x))) : h("p.plan-text", null, b.text);

  const draw = {
    async why() {
      const r = await latest("detail", "explain", { ...state.request(), condition });
      if (!r) return;
      drawFacts(r);
      fill(body, waterfall(r.rows, r.score_cB),
        r.expected.length > 0 && [h("h3", null, t("expected")), h("p.small", null, t("expected_more")), h("ul.asks", null, r.expected.slice(0, 8).map(findingAsk))],
        r.unexplained.length > 0 && [h("h3", null, t("unexplained_by", r.name)), h("p", null, r.unexplained.map((u) => u.name).join(", "))]);
    },
    async plan() {
      const r = await latest("detail", "guide", { ...state.request(), condition });
      if (!r) return;
      const p = r.plans[0], name = (x) => (has(`plan_${x.id}`) ? t(`plan_${x.id}`) : x.title);
      if (!p) return void fill(body, h("p", null, t("no_plan")));
      fill(body, h("p", null, h("span.tag", { class: `t-${p.urgency}` }, t(`level_${p.urgency}`)), " ", h("b", null, t(`do_${p.urgency}`))), p.danger && h("p.note", null, p.danger),
        p.look_for?.length > 0 && [h("h3", null, t("look_for")), h("ul.asks", null, p.look_for.map((f) => h("li", null, h("div", null, f.name), h("div.answers", { role: "group", "aria-label": f.name }, ["present", "absent"].map((s) => h("button.answer-button", { type: "button", onclick: () => state.answer(f.id, s) }, t(s === "present" ? "yes" : "no")))))))],
        p.cautions.length > 0 && h("div.note.warn", null, h("b", null, t("take_care")), h("ul.plain", null, p.cautions.map((m) => h("li", null, m.text)))),
        p.sections.map((x) => [h("h3", null, name(x)), x.blocks.map(planBlock)]),
        p.sections.length && p.missing.length ? h("p.small", null, t("missing", p.missing.map((m) => name(m).toLowerCase()).join(", "))) : !p.sections.length && h("p.small", null, t("no_plan")),
        r.sources.length > 0 && h("ol.sources.small", null, r.sources.map((x) => h("li", null, `[${x.number}] ${[x.title, x.publisher, x.year].filter(Boolean).join(", ")}`))));
    },
    async why_not() {
      const r = await latest("detail", "why_not", { ...state.request(), condition });
      if (!r) return;
      if (!r.possible) return void fill(body, h("p", null, t("impossible_more")));
      const against = r.against;
      fill(body, r.first ? h("p", null, t("is_first")) : against && h("p", null, t("against_first", (against.a?.id === r.id ? against.b : against.a)?.name ?? "")),
        against && versus(against),
        r.found && r.changes?.length > 0 && [h("h3", null, t("would_put_first", r.name)), changes(r)],
        r.expected?.length > 0 && [h("h3", null, t("expected")), h("ul.asks", null, r.expected.slice(0, 6).map(findingAsk))]);
    },
    async compare() {
      const pick = typeAhead(t("compare_with"), (id) => { other = id; refresh(); }, ["condition", "class"]);
      const options = [...document.querySelectorAll(".ddx .row")].filter((b) => b.dataset.condition !== condition).slice(0, 5)
        .map((b) => h("button.choice", { type: "button", "aria-pressed": String(other === b.dataset.condition), onclick: () => { other = b.dataset.condition; refresh(); } }, b.querySelector(".name").textContent));
      const bar = h("div.compare-pick", null, h("div.choices", null, options), pick);
      if (!other || other === condition) return void fill(body, h("p.small", null, t("compare_more")), bar);
      const r = await latest("detail", "compare", { ...state.request(), a: condition, b: other });
      if (!r) return;
      fill(body, bar, versus(r), r.tell_apart.length > 0 && [h("h3", null, t("tell_apart")), h("ul.asks", null, r.tell_apart.slice(0, 6).map((f) => h("li", null, h("div", null, h("b", null, f.name), " ", h("span.small", null, `${percent(f.a_here)} ${t("against_word")} ${percent(f.b_here)}`), h("div.small", null, f.ask)),
        h("div.answers", { role: "group", "aria-label": f.name }, ["present", "absent"].map((s) => h("button.answer-button", { type: "button", onclick: () => state.answer(f.id, s) }, t(s === "present" ? "yes" : "no")))))))]);
    },
    async change() {
      const r = await latest("detail", "counterfactual", state.request());
      if (!r) return;
      fill(body, h("p", null, r.first ? t("change_first", r.first.name) : ""), r.ways.map((w) => h("section.way", null, h("h3", null, w.name), w.found ? (w.changes.length ? changes(w) : h("p", null, t("is_first"))) : h("p.small", null, t("no_way")))));
    },
  };

  function versus(r) {
    const most = Math.max(1, ...r.rows.flatMap((x) => [Math.abs(x.a_cB), Math.abs(x.b_cB)]));
    const cell = (v) => h("td", null, h("span.pair", { class: v < 0 ? "against" : "for", style: { "--w": (Math.abs(v) / most) * 100 + "%" } }, h("span", null, signed(v)), h("i", { "aria-hidden": "true" })));
    return h("div.scroll", { tabIndex: 0, role: "region", "aria-label": t("tab_compare") }, h("table.versus", null,
      h("thead", null, h("tr", null, h("th", { scope: "col" }, t("evidence")), h("th", { scope: "col" }, r.a.name, h("span.small", null, percent(r.a.probability))), h("th", { scope: "col" }, r.b.name, h("span.small", null, percent(r.b.probability))))),
      h("tbody", null, r.rows.filter((x) => x.a_cB || x.b_cB).slice(0, 14).map((x) => h("tr", null, h("th", { scope: "row" }, rowName(x)), cell(x.a_cB), cell(x.b_cB))),
        h("tr.total", null, h("th", { scope: "row" }, t("sum")), h("td", null, signed(r.a.score_cB)), h("td", null, signed(r.b.score_cB))))));
  }

  async function refresh() {
    if (!condition) return;
    fill(title, name);
    body.setAttribute("aria-busy", "true");
    try {
      const mine = condition;
      if (tab !== "why") call("explain", { ...state.request(), condition }).then((r) => { if (mine === condition) drawFacts(r); }).catch(() => {});
      await draw[tab]();
    } catch (e) {
      fill(body, h("p.problem", null, e.message));
    }
    body.setAttribute("aria-busy", "false");
  }
  return { el, open, close, refresh, cover, condition: () => condition };
}
