// Listening, in the Consult view: consent first, then the microphone; how loud it is and what is sealed; what is being said, what was heard with its
// unsure words, and what was read in it, offered. ear.js carries the sound, heard.js keeps what came of it in the document.
import { h, fill, icon, percent } from "./dom.js";
import { call, driverKind } from "./transport.js";
import * as state from "./state.js";
import * as heard from "./heard.js";
import { Listening, play } from "./ear.js";
import { linked, openRows, saveOpen } from "./patients.js";
import { stateWord } from "./consult.js";
import { t, has } from "./text.js";

const MARK = "listening"; // in this browser's storage while a recording is made: a word about it at the next start, no patient's
const mark = (on) => { try { if (on) localStorage.setItem(MARK, String(Date.now())); else localStorage.removeItem(MARK); } catch { /* private window */ } };
const marked = () => { try { return !!localStorage.getItem(MARK); } catch { return false; } };
const clock = (ms) => `${ms >= 3600000 ? `${Math.floor(ms / 3600000)}:` : ""}${String(Math.floor(ms / 60000) % 60).padStart(ms >= 3600000 ? 2 : 1, "0")}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;
const when = (at) => new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
const bare = ({ text, start_ms, end_ms, confidence }) => ({ text, start_ms, end_ms, confidence });

export function makeDictation({ editor, say }) {
  const hears = driverKind === "http"; // the installed app keeps the sound, sealed, and cannot hear it (records-listen.js)
  let status = null, session = null, number = 0, patients = [], kept = null, resume = null, starting = false, opening = false, stamp = 0;
  const active = () => !!session && !["done", "failed"].includes(session.state);
  const problem = h("div.ear-problem", { role: "alert", hidden: true });
  const fail = (e) => { fill(problem, has(`ear_${e.status}`) ? t(`ear_${e.status}`) : has(`problem_${e.status}`) ? t(`problem_${e.status}`) : e.message).hidden = false; };
  const words = h("p.ear-partial", { hidden: true }), told = h("div.visually-hidden", { role: "status", "aria-live": "polite" });

  // ---- before: consent, who speaks, where the sound is kept ---------------------------------------------------------------------
  const agreed = h("input", { type: "checkbox", id: "ear-agreed", onchange: () => drawStart() });
  const agreedText = h("span"), how = h("input", { type: "text", placeholder: t("consent_how_example"), autocomplete: "off" });
  const who = ["one", "two"].map((v, i) => h("input", { type: "radio", name: "ear-who", value: v, checked: i === 0 }));
  const keep = h("select", { onchange: () => { agreed.checked = false; drawStart(); } }), keepMore = h("p.small");
  const start = h("button.button", { type: "submit" }, icon("microphone"), t("ear_start"));
  const form = h("form.ear-form", { hidden: true, onsubmit: (e) => { e.preventDefault(); begin(); } },
    hears && h("fieldset", null, h("legend", null, t("ear_who")), who.map((r) => h("label.tick", null, r, t(`ear_who_${r.value}`)))),
    h("label.field", null, h("span", null, t("ear_keep")), keep), keepMore,
    h("label.tick.agreed", null, agreed, agreedText), h("label.field", null, h("span", null, t("consent_how")), how), h("div.note-tools", null, start));
  function drawStart() {
    const keeps = !!keep.value || !!resume, none = !hears && !patients.length && !resume;
    form.hidden = none || active();
    fill(nobody, none && status ? [t(status.records ? "ear_no_patient" : "ear_locked_more"), " ", h("a", { href: "#/records" }, t("records"))] : null);
    fill(agreedText, t(!hears ? "ear_agreed_sound" : keeps ? "ear_agreed_kept" : "ear_agreed"));
    fill(start, icon("microphone"), t(resume ? "ear_go_on_with" : "ear_start"));
    start.disabled = !agreed.checked || starting || (!status?.hears && !keeps);
    keep.closest("label").hidden = !!resume;
    fill(keepMore, resume ? t("ear_resume_more", clock(resume.about_ms)) : keep.value ? t("ear_kept_more") : status?.records ? t("ear_not_kept_more") : [t("ear_not_kept_more"), " ", t("ear_locked_more"), " ", h("a", { href: "#/records" }, t("records"))]);
  }
  function drawForm() {
    const here = linked();
    fill(keep, hears && h("option", { value: "" }, t("ear_keep_none")), patients.map((p) => h("option", { value: p.record, selected: p.record === here?.patient }, t("ear_keep_with", p.title))));
    drawStart();
  }

  // ---- what was cut off ----------------------------------------------------------------------------------------------------------
  const left = h("div.ear-left"), nobody = h("p.small");
  function drawLeft() {
    const rows = status?.unfinished ?? [];
    const act = (label, f) => h("button.button.quiet", { type: "button", onclick: () => f().catch(fail) }, label);
    fill(left, rows.map((r) => h("div.note", null, h("b", null, t("ear_cut_off")), " ", t("ear_cut_off_more", patients.find((p) => p.record === r.patient)?.title ?? "", when(r.begun), clock(r.about_ms)),
      h("div.note-tools", null, act(t("ear_go_on_with"), () => takeUp(r, true)), hears && act(t("ear_write_down"), () => takeUp(r, false)), act(t("ear_end_it"), async () => { await call("record_recording_end", { record: r.recording }); say(t("ear_ended")); await load(); })))),
      !rows.length && marked() && status && !status.records && h("p.note", null, t("ear_maybe_cut_off"), " ", h("a", { href: "#/records" }, t("records"))));
    if (status?.records && !rows.length && !active()) mark(false);
  }
  /** Its consultation onto the screen; then it is gone on with, after consent, or what is kept of it is written down. */
  async function takeUp(r, goOn) {
    if (state.unsaved() && linked()?.consultation?.record !== r.consultation && !confirm(t("discard"))) return;
    const p = await call("record_get", { record: r.patient });
    opening = true;
    try { if (linked()?.consultation?.record !== r.consultation) await openRows(p, { record: r.consultation }); }
    finally { opening = false; }
    resume = r;
    kept = p;
    if (goOn) { agreed.checked = false; drawStart(); agreed.focus(); return; }
    await call("record_recording_end", { record: r.recording });
    await run({ recording: r.recording, kept_only: true });
  }
  /** Up to where the words of a recording are in the document. */
  const known = (recording) => Math.max(0, ...(state.doc().speech?.segments ?? []).filter((s) => s.recording === recording).map((s) => s.end_ms));

  // ---- while it listens -------------------------------------------------------------------------------------------------------------
  const lamp = h("span.tag.ear-lamp"), time = h("span.ear-time"), sealed = h("span.small"), rough = h("span.tag.t-urgent", { hidden: true }, t("ear_rough"));
  const meter = h("div.ear-meter", { role: "meter", "aria-label": t("ear_level"), "aria-valuemin": "-60", "aria-valuemax": "0", "aria-valuenow": "-60" }, h("i")), loud = h("span.small.ear-loud");
  const button = (name, label, f, cls = "button.quiet") => h(`button.${cls}`, { type: "button", onclick: () => f().catch(fail) }, icon(name), h("span", null, label));
  const pause = button("pause", t("ear_pause"), async () => (session.state === "paused" ? session.goOn() : session.pause()), "button.quiet");
  const stop = button("check", t("ear_stop"), () => session.stop(), "button"), cancel = button("close", t("ear_cancel"), async () => { if (!confirm(t(session.recording ? "ear_cancel_kept" : "ear_cancel_more"))) return; await session.cancel(); say(t("ear_cancelled")); });
  const secret = h("input", { type: "password", autocomplete: "current-password", minLength: 8, required: true, id: "ear-passphrase" });
  const unlock = h("form.note", { hidden: true, onsubmit: (e) => { e.preventDefault(); const passphrase = secret.value; secret.value = ""; call("record_unlock", { passphrase }).then(() => session.unlocked()).catch(fail); } },
    h("p", null, t("ear_DP_ERR_LOCKED")), h("label.field", null, h("span", null, t("passphrase")), secret), h("button.button", { type: "submit" }, t("ear_unlock")));
  const live = h("div.ear-live", { hidden: true }, h("div.ear-head", null, lamp, time, sealed, rough), h("div.ear-level", null, meter, loud), h("div.note-tools", null, pause, stop, cancel), unlock, words);
  const swap = h("button.button.quiet", { type: "button", onclick: () => swapNow() }, icon("swap"), t("ear_swap"), h("kbd", null, "X"));
  const list = h("ol.ear-turns", { "aria-label": t("ear_turns"), tabIndex: 0 });
  const turnsBox = h("div.ear-heard", { hidden: true }, h("div.ear-head", null, h("h3", null, t("ear_turns")), swap), list);
  const indicator = h("a.ear-indicator", { href: "#/consult", hidden: true });
  const body = h("div"), title = h("h2", { id: "ear-title" }, t("ear_title")), engine = h("p.small");
  const el = h("section.ear", { "aria-labelledby": "ear-title", hidden: true }, title, problem, body, told);

  function drawLive() {
    const on = active();
    state.setHearing(on);
    live.hidden = !session || session.state === "done";
    left.hidden = on;
    drawStart();
    indicator.hidden = !on;
    el.dataset.state = session?.state ?? "idle";
    if (!session) return;
    const name = session.state === "listening" && session.opening ? "opening" : session.state;
    lamp.className = `tag ear-lamp l-${session.state}`;
    if (lamp.textContent !== t(`ear_state_${name}`)) { fill(lamp, t(`ear_state_${name}`)); fill(told, t(`ear_state_${name}`)); }
    fill(time, clock(session.taken_ms || session.heard_ms));
    el.dataset.sealed = String(session.sealed_ms);
    fill(sealed, session.recording && session.taken_ms ? t("ear_sealed", clock(session.sealed_ms)) : session.recording ? "" : t("ear_not_kept"), session.taken_ms - session.heard_ms > 6000 && session.state !== "failed" ? ` ${t("ear_behind", clock(session.heard_ms))}` : "");
    fill(indicator, icon("microphone"), `${t(`ear_state_${name}`)} ${clock(session.taken_ms)}`);
    const label = session.state === "paused" ? "ear_go_on" : "ear_pause";
    fill(pause, icon(session.state === "paused" ? "microphone" : "pause"), h("span", null, t(label)), h("kbd", null, "P"));
    pause.hidden = !["listening", "paused"].includes(session.state);
    stop.hidden = !["listening", "paused", "locked"].includes(session.state);
    cancel.hidden = !on;
    unlock.hidden = session.state !== "locked";
    words.hidden = !session.partial;
    fill(words, session.partial, "\u2026");
    if (session.problem || session.deaf) fail(session.problem ? { status: session.problem, message: session.message } : { message: t("ear_deaf", session.deaf) });
    if (!on) mark(session.state === "failed" && !!session.recording);
  }
  let spoken = 0;
  function level({ level: dB, peak }) {
    meter.style.setProperty("--level", String(Math.max(0, Math.min(1, (dB + 60) / 60))));
    if (performance.now() - spoken < 500) return;
    spoken = performance.now();
    meter.setAttribute("aria-valuenow", String(Math.max(-60, Math.round(dB))));
    fill(loud, t(peak >= 0.99 ? "ear_too_loud" : dB < -55 ? "ear_quiet" : "ear_good"));
  }

  // ---- what was heard ------------------------------------------------------------------------------------------------------------------
  function piecesOf(s, doc) {
    const line = doc.text.slice(s.start, s.end);
    if (s.edited) return [line];
    return [s.label && h("b", null, s.label, ": "), s.pieces.map((p, i) => [i > 0 && p.count !== 0 && " ", p.unsure ? h("mark.unsure", { title: t("ear_unsure", percent(p.confidence ?? 0)) }, p.text.trim(), h("span.visually-hidden", null, ` (${t("ear_unsure_word")})`)) : p.text.replace(/\n/g, " "), p.mark === "name" && p.heard && h("span.small", null, ` (${t("ear_was_heard", p.heard)})`)])];
  }
  function drawTurns() {
    const doc = state.doc(), all = doc.speech?.segments ?? [];
    if (turnsBox.hidden && !all.length) return; // most keystrokes: where the list stands is not asked, which would have the page laid out
    turnsBox.hidden = !all.length;
    swap.hidden = !heard.canSwap(doc);
    const atEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 8;
    fill(list, all.slice(-60).map((s) => h("li", null, h("button.ear-play", { type: "button", "aria-label": t(s.recording ? "ear_play" : "ear_at", clock(s.start_ms)), disabled: !s.recording, onclick: () => play(s.recording, Math.max(0, s.start_ms - 200), s.end_ms + 200).then((ok) => { if (ok !== true) say(t(ok ? "ear_erased" : "nothing_here")); }).catch(fail) }, clock(s.start_ms)),
      h("button.ear-line", { type: "button", "data-id": s.id, title: t("show_words"), onclick: () => { const now = state.doc().speech.segments.find((x) => x.id === s.id); if (now) editor.choose(now.start, now.end); } }, piecesOf(s, doc)))));
    if (atEnd) list.scrollTop = list.scrollHeight;
  }
  const offered = h("section.ear-offers", { "aria-labelledby": "ear-offers", hidden: true });
  function drawOffers() {
    const doc = state.doc(), rows = heard.offers(doc), had = offered.contains(document.activeElement);
    offered.hidden = !rows.length;
    const settle = (ids, how) => { state.change({ speech: heard.settle(state.doc(), ids, how), ...(how === "dismissed" && { removed: [...state.doc().removed, ...ids] }) }); };
    fill(offered, rows.length > 0 && [h("h3", { id: "ear-offers" }, t("ear_offers")), h("p.small", null, t("ear_offers_more")),
      h("ul", null, rows.map((f) => h("li", null, h("span", null, h("b", null, f.name), ", ", stateWord(f.state), h("span.small", null, ` \u201c${f.words}\u201d`)), h("span.answers", null,
        h("button.answer-button", { type: "button", "aria-label": t("ear_take_named", f.name), onclick: () => settle([f.id], "taken") }, t("ear_take")), h("button.answer-button", { type: "button", "aria-label": t("ear_dismiss_named", f.name), onclick: () => settle([f.id], "dismissed") }, t("ear_dismiss")))))),
      rows.length > 1 && h("div.note-tools", null, h("button.button.quiet", { type: "button", onclick: () => settle(rows.map((f) => f.id), "taken") }, t("ear_take_all", rows.length)))]);
    if (had) (offered.querySelector("button") ?? editor.area).focus();
  }
  let turned = false; // what the program takes for the doctor is the patient: said while it listens, and kept to
  function swapNow() { if (heard.canSwap(state.doc())) { turned = !turned; state.change(heard.swapped(state.doc())); say(t("ear_swapped")); } }
  const toDoor = (segments, more) => call("transcript", { segments: segments.map((s) => ({ ...(s.speaker && { speaker: s.speaker }), words: s.words.map(bare) })), points: !!status.points, draft: !!status.caution, ...more });
  async function take(segments, mine) {
    if (!segments.length) return;
    const answer = await toDoor(segments);
    if (stamp !== mine) return; // another consultation is on the screen
    state.change(heard.append(state.doc(), heard.segmentsOf(answer, segments, (i) => ({ number: segments[i].number, session: mine, recording: session?.recording ?? undefined }))), "heard");
  }
  /** The lines are cut where the voice changes, and get their names: a guess while it goes on, which waits while somebody writes in the account; for good at the end. */
  async function tellSpeakers(all, mine, end = true) {
    if (!end && document.activeElement === editor.area) return;
    const parts = all.filter((s) => end || s.words.some((w) => w.speaker)).flatMap((s) => {
      const runs = [];
      for (const w of s.words) { if (runs.at(-1)?.speaker === String(w.speaker ?? runs.at(-1)?.speaker)) runs.at(-1).words.push(w); else runs.push({ speaker: String(w.speaker ?? 1), number: s.number, words: [w] }); }
      return runs.map((r) => ({ ...r, start_ms: r.words[0].start_ms, end_ms: r.words.at(-1).end_ms }));
    });
    const answer = await toDoor(parts, { roles: true, ...(turned && { swap: true }) });
    if (stamp !== mine) return;
    const mySegments = (state.doc().speech?.segments ?? []).filter((s) => s.session === mine);
    const made = heard.segmentsOf(answer, parts, (i) => ({ number: parts[i].number, session: mine, recording: mySegments[0]?.recording }));
    const changes = heard.recut(mySegments, made);
    if (changes.length) state.change(heard.rewrite(state.doc(), changes), end ? undefined : "heard");
    if (end && answer.speakers?.some((s) => s.sure < 0.3)) say(t("ear_roles_guess"));
  }

  // ---- a session ------------------------------------------------------------------------------------------------------------------------
  async function run(begin) {
    const mine = stamp = Date.now();
    problem.hidden = true;
    turned = false;
    session = new Listening({ tell: drawLive, level, words: (segments) => take(segments, mine), guess: (all) => tellSpeakers(all, mine, false).catch(() => {}) });
    number++;
    if (begin.recording) begin.from_ms = known(begin.recording);
    try { await session.start(begin, status); }
    catch (e) { session = null; drawLive(); throw e; }
    rough.hidden = !status.caution;
    if (session.recording && !begin.kept_only) mark(true);
    fill(told, t("ear_state_listening"));
    if (!begin.kept_only) pause.focus();
    const own = session;
    await new Promise((done) => { const look = () => (["done", "failed"].includes(own.state) ? done() : setTimeout(look, 100)); look(); });
    if (own.all.length) await tellSpeakers(own.all, mine).catch(fail);
    if (stamp === mine && own.state === "done" && kept && own.recording) await keepWords(own).catch(fail);
    resume = null;
    agreed.checked = false;
    await load().catch(() => {});
    drawLive();
    el.dataset.done = String(number);
  }
  async function keepWords(own) {
    const doc = state.doc(), mine = (doc.speech?.segments ?? []).filter((s) => s.recording === own.recording);
    if (!hears) { say(t("ear_kept_here")); return; }
    if (!mine.length) return;
    const c = await saveOpen(kept);
    await call("record_put", { kind: "transcript", consultation: c.record, body: { title: when(Date.now()), text: doc.text, speech: doc.speech, recording: own.recording, engine: status.engine, rough: !!status.caution } });
    say(t("ear_saved"));
  }
  async function begin() {
    if (!agreed.checked || starting || active()) return;
    starting = true;
    drawStart();
    try {
      const consent = { given: true, how: how.value.trim() }, speakers = who[1].checked ? 2 : 0;
      let request = { consent, speakers };
      if (resume) request = { ...request, recording: resume.recording };
      else if (keep.value) {
        kept = await call("record_get", { record: keep.value });
        request = { ...request, consultation: (await saveOpen(kept)).record };
      } else {
        kept = null; // the consent is kept with the consultation itself
        state.change({ consents: [...(state.doc().consents ?? []), { ...consent, at: new Date().toISOString(), kept: false }] });
      }
      starting = false;
      await run(request);
    } catch (e) { fail(e); }
    finally { starting = false; drawStart(); }
  }

  // ---- the panel ------------------------------------------------------------------------------------------------------------------------
  async function load() {
    status = await call("listen_status");
    patients = status.records ? (await call("record_list", { kind: "patient" })).rows : [];
    if (hears) fill(engine, status.engine && status.hears ? [t("ear_engine", status.title), " ", status.caution && h("b", null, t("ear_rough")), status.caution && ". ", status.caution && t("ear_caution")] : h("span.ear-problem", null, t("ear_no_engine", status.missing ?? "")));
    drawForm();
    drawLeft();
  }
  fill(body, hears ? engine : h("details.letter", { open: true }, h("summary", null, t("ear_installed")), h("ul.plain.small", null, ["ear_installed_1", "ear_installed_2", "ear_installed_3"].map((k) => h("li", null, t(k))))), left, nobody, form, live, turnsBox);
  const opener = h("button.ear-opener", { type: "button", title: t("key_listen"), "aria-expanded": "false", onclick: () => toggle() }, icon("microphone"), h("span", null, t("ear_title")));
  function toggle(to = el.hidden) {
    el.hidden = !to;
    opener.setAttribute("aria-expanded", String(to));
    if (to) load().catch(fail);
  }
  state.onchange((why) => {
    if (["new", "open"].includes(why) && active() && !opening) { stamp = 0; session.stop().catch(() => {}); say(t("ear_other_opened")); }
    drawTurns();
    drawOffers();
  });
  return { el, opener, offered, indicator, active,
    /** At each showing of the view: what was cut off is offered by itself. */
    async show() { drawTurns(); drawOffers(); if (active() || (!hears && !marked())) return; await load().catch(() => {}); if (status && (status.unfinished.length || (marked() && !status.records))) toggle(true); },
    key(e) {
      const k = e.key.toLowerCase();
      if (k === "r") return toggle(), !el.hidden && (el.querySelector("input:not([hidden]), button:not([hidden])")?.focus(), true), true;
      if (k === "p" && session && ["listening", "paused"].includes(session.state)) return pause.click(), true;
      if (k === "x" && heard.canSwap(state.doc())) return swapNow(), true;
      return false;
    } };
}
