// About: what this is, how it works, its limits, the knowledge's date and hash, and a self-test that anyone can run.
import { h, fill, icon } from "./dom.js";
import { call, driverKind, overNetwork } from "./transport.js";
import { t } from "./text.js";

const CASE = "62-year-old man with crushing chest pain for 2 hours, radiating to the left arm, sweaty. No fever, no cough.";

/** Each check answers with a sentence, or throws. They go through the same door as everything else. */
const checks = {
  async test_answers() {
    const r = await call("ddx", { text: CASE });
    if (!r.differential.length || r.triage.level !== "emergency") throw new Error(r.triage.level);
    return `${r.differential[0].name}, ${r.triage.level}`;
  },
  async test_sum() {
    const r = await call("ddx", { text: CASE, options: { top: 10 } });
    let rows = 0;
    for (const c of r.differential) {
      const x = await call("explain", { text: CASE, condition: c.forms ? c.forms[0].id : c.id });
      const sum = x.rows.reduce((s, row) => s + row.cB, 0);
      if (sum !== x.score_cB) throw new Error(`${c.name}: ${sum} / ${x.score_cB}`);
      rows += x.rows.length;
    }
    return t("test_sum_ok", rows);
  },
  async test_total() {
    const r = await call("ddx", { text: CASE, options: { top: 20 } });
    const sum = r.differential.reduce((s, c) => s + c.probability, r.something_else);
    if (Math.abs(sum - 1) > 1e-4) throw new Error(String(sum));
    return sum.toFixed(6);
  },
  async test_same() {
    const a = JSON.stringify(await call("ddx", { text: CASE })), b = JSON.stringify(await call("ddx", { text: CASE }));
    if (a !== b) throw new Error("");
    return t("test_same_ok", a.length);
  },
  async test_absent() {
    const r = await call("read", { text: "Denies fever, chills or cough." });
    const wrong = r.findings.filter((f) => f.state !== "absent");
    if (r.findings.length < 3 || wrong.length) throw new Error(wrong.map((f) => f.name).join(", "));
    return r.findings.map((f) => f.name).join(", ");
  },
  async test_refuses() {
    try { await call("ddx", { txet: CASE }); }
    catch (e) { return e.message; }
    throw new Error("");
  },
  async test_fast() {
    const words = CASE.split(" "), times = [];
    for (let i = 1; i <= words.length; i++) {
      const at = performance.now();
      await call("ddx", { text: words.slice(0, i).join(" ") });
      times.push(performance.now() - at);
    }
    times.sort((a, b) => a - b);
    return t("test_fast_ok", times[times.length >> 1].toFixed(1), times[times.length - 1].toFixed(1));
  },
};

export function makeAbout() {
  const results = h("ol.checks", { "aria-live": "polite" });
  const button = h("button.button.main", { type: "button", onclick: run }, icon("check"), t("self_test"));
  const facts = h("dl.kv");
  const use = h("p.note");
  async function run() {
    button.disabled = true;
    results.replaceChildren();
    for (const [name, check] of Object.entries(checks)) {
      const li = h("li", null, h("b", null, t(name)), h("span.small", null, "\u2026"));
      results.append(li);
      try { fill(li, h("span.mark.ok", { "aria-label": t("passed") }, "\u2713"), h("b", null, t(name)), h("span.small", null, await check())); li.dataset.ok = "yes"; }
      catch (e) { fill(li, h("span.mark.bad", { "aria-label": t("failed") }, "\u2717"), h("b", null, t(name)), h("span.small", null, e.message)); li.dataset.ok = "no"; }
    }
    button.disabled = false;
  }
  const paragraphs = (...keys) => keys.map((k) => h("p", null, t(k)));
  const el = h("main.about", { id: "main", tabIndex: -1 }, h("article.pane.article", null,
    h("h1", { tabIndex: -1 }, t("about_title")), h("p.lead", null, t("about_lead")), use,
    h("section", null, h("h2", null, t("how_title")), paragraphs("how_1", "how_2", "how_3", "how_4")),
    h("section", null, h("h2", null, t("test_title")), h("p", null, t("test_more")), button, results),
    h("section", null, h("h2", null, t("limits_title")), h("ul", null, ["limit_1", "limit_2", "limit_3", "limit_4"].map((k) => h("li", null, t(k))))),
    h("section", null, h("h2", null, t("private_title")), paragraphs("private_1", overNetwork ? "private_network" : driverKind === "http" ? "private_http" : "private_worker")),
    h("section", null, h("h2", null, t("this_title")), facts),
    h("section", null, h("h2", null, t("licence_title")), paragraphs("licence"))));
  async function show() {
    const v = await call("version");
    fill(use, v.intended_use);
    fill(facts, [[t("version"), v.version], [t("knowledge"), v.knowledge.date], ["SHA-256", h("code", null, v.knowledge.hash)], [t("type_conditions"), v.counts.conditions], [t("findings"), v.counts.findings], [t("core"), t(`core_${driverKind}`)]].map(([a, b]) => [h("dt", null, a), h("dd", null, b)]));
  }
  return { el, show: () => show().catch((e) => fill(use, e.message)), run };
}
