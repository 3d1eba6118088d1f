// The records view: patients and their consultations, sealed on this device, over the methods record_… of either driver (api/records.md). The
// passphrase is asked for, used once and not kept; locking forgets all that is drawn here. Nothing of a patient is in the address.
import { h, fill, icon, iconButton, toast } from "./dom.js";
import { call, driverKind } from "./transport.js";
import * as state from "./state.js";
import * as model from "./note-model.js";
import { openMenu } from "./consult.js";
import { t, has } from "./text.js";

/** Which rows the consultation on the screen is: its next save is their next version. */
let link = null;
state.onchange((why) => { if (why === "new" || why === "open") link = null; });
export const linked = () => link;

const when = (at) => new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
const day = /^\d{4}-\d\d-\d\d$/;
const bytesOf = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
async function base64Of(file) {
  const url = await new Promise((yes, no) => { const r = new FileReader(); r.onload = () => yes(r.result); r.onerror = () => no(r.error); r.readAsDataURL(file); });
  return url.slice(url.indexOf(",") + 1);
}
function download(bytes, type, name) {
  const a = h("a", { href: URL.createObjectURL(new Blob([bytes], { type })), download: name });
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10000);
}
const subjectOf = (p) => ({ ...(p.body.name && { name: String(p.body.name) }), ...(day.test(p.body.born) && { born: p.body.born }), ...(p.body.id && { id: String(p.body.id) }) });
const kindWord = (k) => (has(`kind_${k}`) ? t(`kind_${k}`) : k);
const labelOf = (r) => r.title || `${r.record.slice(0, 8)}\u2026`;

/** Takes a consultation of the records onto the screen, with its note. */
export async function openRows(p, c, noteRow, version) {
  const whole = await call("record_get", { record: c.record }), kept = noteRow && (await call("record_get", { record: noteRow.record, ...(version && { version }) }));
  state.open(whole.body, kept?.body.format ? kept.body : undefined, whole.body.list);
  state.setSubject(subjectOf(p));
  link = { patient: p.record, consultation: { record: c.record, version: whole.version }, note: noteRow ? { record: noteRow.record, version: noteRow.version } : null };
  location.hash = noteRow && version ? "#/note" : "#/consult";
}
/** The consultation on the screen, and its note, as rows of this patient; answers with the consultation's row. */
export async function saveOpen(p) {
  const same = link?.patient === p.record ? link : { patient: p.record, consultation: null, note: null };
  const c = await call("record_put", { kind: "consultation", body: state.toBody(), ...(same.consultation ? same.consultation : { patient: p.record }) });
  link = { patient: p.record, consultation: { record: c.record, version: c.version }, note: same.note };
  const note = model.toBody() ?? state.waitingNote();
  if (note) link.note = await call("record_put", { kind: "note", body: note, ...(same.note ? same.note : { consultation: c.record }) });
  state.setSubject(subjectOf(p));
  state.markSaved();
  return c;
}

export function makeRecords() {
  let status = null, patient = null, timer = 0, busy = false;
  let held = null; // a consultation of the records that was open when they were locked
  const { el: told, say } = toast(5000);
  const problem = h("div.problem", { role: "alert", hidden: true });
  const gate = h("div"), side = h("div.pane.index"), page = h("div.pane.page"), inside = h("div.records-inside", { hidden: true }, side, page);
  const el = h("main.records", { id: "main", tabIndex: -1 }, h("h1.visually-hidden", null, t("records")), problem, gate, inside, told);
  const fail = (e) => { fill(problem, has(`problem_${e.status}`) ? t(`problem_${e.status}`) : e.message).hidden = false; };
  /** One thing after the other; a lock in between shows the gate. */
  async function run(f) {
    if (busy) return;
    busy = true;
    problem.hidden = true;
    try { await f(); }
    catch (e) { if (e.status === "DP_ERR_LOCKED") { await refresh(); say(t("locked_now")); } else fail(e); }
    finally { busy = false; }
  }

  // ---- the door ----------------------------------------------------------------------------------------------------------------
  const secret = (id, label, auto) => { const input = h("input", { type: "password", id, autocomplete: auto, minLength: 8, required: true }); return [input, h("label.field", null, h("span", null, label), input)]; };
  function drawGate() {
    const [pass, passField] = secret("passphrase", t("passphrase"), status.there ? "current-password" : "new-password"), [twice, twiceField] = secret("passphrase-again", t("passphrase_again"), "new-password");
    const submit = (e) => {
      e.preventDefault();
      if (!status.there && pass.value !== twice.value) return fail(new Error(t("passphrase_differ")));
      run(async () => {
        fill(button, t("opening"));
        try { await call(status.there ? "record_unlock" : "record_create", { passphrase: pass.value }); }
        finally { pass.value = twice.value = ""; fill(button, t(status.there ? "unlock" : "create")); }
        await refresh();
      });
    };
    const button = h("button.button", { type: "submit" }, t(status.there ? "unlock" : "create"));
    const file = h("input", { type: "file", hidden: true, "aria-label": t("restore"), onchange: () => {
      const chosen = file.files[0], phrase = h("input", { type: "password", required: true, autocomplete: "current-password" });
      file.value = "";
      if (!chosen) return;
      const menu = openMenu(restore, h("form", { onsubmit: (e) => { e.preventDefault(); const passphrase = phrase.value; menu.hidePopover(); run(async () => { await call("record_restore", { backup: await base64Of(chosen), passphrase }); say(t("restored")); await refresh(); }); } }, h("fieldset", null, h("legend", null, t("restore")), h("p.small", null, chosen.name), h("label.field", null, h("span", null, t("backup_passphrase")), phrase), h("button.button.sign-button", { type: "submit" }, t("restore")))), t("restore"));
      phrase.focus();
    } });
    const restore = h("button.button.quiet", { type: "button", onclick: () => file.click() }, t("restore"));
    fill(gate, h("form.record-gate", { onsubmit: submit }, h("div.idle-mark", null, icon("lock")), h("h2", null, t(status.there ? "records_locked" : "records_none")), h("p.small", null, t(status.there ? "records_locked_more" : "records_none_more")),
      status.fault && h("p.problem", null, status.fault), passField, !status.there && twiceField, button,
      !status.there && h("div.restore", null, driverKind === "http" ? h("p.small", null, t("restore_served")) : [h("p.small", null, t("restore_more")), restore, file])));
    if (el.isConnected) pass.focus();
  }

  // ---- patients -----------------------------------------------------------------------------------------------------------------
  const query = h("input", { type: "search", "aria-label": t("search_records"), placeholder: t("search_records"), oninput: () => { clearTimeout(timer); timer = setTimeout(() => drawList().catch(() => refresh()), 200); } });
  const list = h("ul.record-list");
  async function drawList() {
    const words = query.value.trim();
    const rows = words ? (await call("record_search", { words })).hits : (await call("record_list", { kind: "patient" })).rows;
    fill(list, rows.length ? rows.map((r) => h("li", null, h("button.record-row", { type: "button", "aria-pressed": String(patient?.record === r.patient || patient?.record === r.record), onclick: () => run(() => openPatient(r.kind === "patient" ? r.record : r.patient)) },
      h("b", null, labelOf(r)), r.kind !== "patient" && h("span.tag", null, kindWord(r.kind)), h("span.small", null, r.fault || r.snippet || when(r.changed))))) : h("li.small", null, t(words ? "nothing_found" : "no_patients")));
  }
  function drawSide() {
    const more = (name, label, act) => h("button.button.quiet", { type: "button", onclick: (e) => act(e.currentTarget) }, icon(name), label);
    fill(side, h("div.ahead", null, icon("search"), query), h("div.note-tools", null, h("button.button", { type: "button", onclick: (e) => patientForm(e.currentTarget) }, icon("new"), t("new_patient")), more("lock", t("lock"), () => run(async () => { await call("record_lock"); await refresh(); }))), list,
      h("details.letter", null, h("summary", null, t("keeping")), h("div.note-tools.keeping", null, more("save", t("backup"), () => run(async () => { download(bytesOf((await call("record_backup")).backup), "application/octet-stream", `diagpad-${new Date().toISOString().slice(0, 10)}.backup`); say(t("backup_saved")); })),
        more("check", t("verify"), () => run(async () => { const v = await call("record_verify"); fill(page, h("article.article", null, h("h2", null, t("verify")), v.faults.length ? h("div.problem", null, h("ul.plain", null, v.faults.map((f) => h("li", null, f)))) : h("p.note.quiet", null, t("verified", v.rows, v.entries)), h("p.small", null, t("verified_more", v.head)))); })),
        more("read", t("trail"), () => run(drawTrail)), more("edit", t("passphrase_change"), passphraseForm))));
  }
  function patientForm(anchor, p) {
    const field = (name, label, type = "text") => { const input = h("input", { type, value: String(p?.body[name] ?? ""), autocomplete: "off", required: name === "name" }); return [input, h("label.field", null, h("span", null, label), input)]; };
    const [name, nameField] = field("name", t("patient_name")), [born, bornField] = field("born", t("born"), p?.body.born && !day.test(p.body.born) ? "text" : "date"), [id, idField] = field("id", t("patient_id"));
    const menu = openMenu(anchor, h("form", { onsubmit: (e) => {
      e.preventDefault();
      const body = { ...(p?.body || {}), name: name.value.trim(), born: born.value, id: id.value.trim() };
      if (!body.name) return;
      for (const k of ["born", "id"]) if (!body[k]) delete body[k];
      menu.hidePopover();
      run(async () => { const r = await call("record_put", { kind: "patient", body, ...(p && { record: p.record, version: p.version }) }); await openPatient(r.record); });
    } }, h("fieldset", null, h("legend", null, t(p ? "edit_patient" : "new_patient")), nameField, bornField, idField, h("button.button.sign-button", { type: "submit" }, t("keep")))), t(p ? "edit_patient" : "new_patient"));
    name.focus();
  }
  function passphraseForm(anchor) {
    const [old, oldField] = secret("old-passphrase", t("passphrase_old"), "current-password"), [next, nextField] = secret("new-passphrase", t("passphrase_new"), "new-password"), [twice, twiceField] = secret("new-passphrase-again", t("passphrase_again"), "new-password");
    const menu = openMenu(anchor, h("form", { onsubmit: (e) => {
      e.preventDefault();
      if (next.value !== twice.value) return say(t("passphrase_differ"));
      const request = { old: old.value, new: next.value };
      menu.hidePopover();
      run(async () => { await call("record_passphrase", request); say(t("passphrase_changed")); });
    } }, h("fieldset", null, h("legend", null, t("passphrase_change")), h("p.small", null, t("passphrase_change_more")), oldField, nextField, twiceField, h("button.button.sign-button", { type: "submit" }, t("keep")))), t("passphrase_change"));
  }

  // ---- one patient ----------------------------------------------------------------------------------------------------------------
  async function openPatient(record) {
    patient = await call("record_get", { record });
    await Promise.all([drawPatient(), drawList()]);
    if (matchMedia("(max-width: 719px)").matches) page.scrollIntoView({ block: "start" });
  }
  async function drawPatient() {
    const p = patient, { rows } = await call("record_list", { patient: p.record });
    const consultations = rows.filter((r) => r.kind === "consultation"), facts = [p.body.born && t("born_on", p.body.born), p.body.id].filter(Boolean).join(" \u00b7 ");
    const here = state.doc().text.trim() || model.current();
    const known = link?.patient === p.record;
    fill(page, h("article.article.record-page", null, h("header", null, h("h2.record-name", { tabIndex: -1 }, labelOf(p)), facts && h("p.small", null, facts)),
      h("div.note-tools", null, here && h("button.button", { type: "button", onclick: () => run(() => saveHere(p)) }, icon("save"), t(known ? "save_again" : "save_here")),
        h("button.button.quiet", { type: "button", onclick: (e) => patientForm(e.currentTarget, p) }, icon("edit"), t("edit_patient")),
        h("button.button.quiet", { type: "button", onclick: () => run(async () => { const { export: whole } = await call("record_export", { patient: p.record, audio: true }); download(JSON.stringify(whole, null, 2), "application/json", `patient-${p.record.slice(0, 8)}.json`); say(t("export_saved")); }) }, icon("open"), t("export_patient")),
        h("button.button.quiet.danger", { type: "button", onclick: (e) => eraseForm(e.currentTarget, p) }, icon("close"), t("erase"))),
      consultations.length ? consultations.map((c) => drawConsultation(p, c, rows.filter((r) => r.consultation === c.record))) : h("p.small", null, t("no_consultations"))));
  }
  function eraseForm(anchor, p) {
    const name = h("input", { type: "text", autocomplete: "off", spellcheck: false });
    const menu = openMenu(anchor, h("form", { onsubmit: (e) => {
      e.preventDefault();
      if (name.value.trim() !== labelOf(p)) return say(t("erase_name"));
      menu.hidePopover();
      run(async () => { const { rows } = await call("record_erase", { patient: p.record }); if (link?.patient === p.record) link = null; patient = null; drawIdle(); await drawList(); say(t("erased", rows)); });
    } }, h("fieldset", null, h("legend", null, t("erase")), h("p.small", null, t("erase_more")), h("label.field", null, h("span", null, t("erase_type", labelOf(p))), name), h("button.button.sign-button.danger", { type: "submit" }, t("erase")))), t("erase"));
    name.focus();
  }
  function drawConsultation(p, c, rows) {
    const notes = rows.filter((r) => r.kind === "note"), transcripts = rows.filter((r) => r.kind === "transcript"), recordings = rows.filter((r) => r.kind === "recording"), consent = rows.filter((r) => r.kind === "consent").sort((a, b) => b.changed - a.changed)[0];
    const said = h("p.small.consent", null, t("consent_none"));
    if (consent) call("record_get", { record: consent.record }).then((r) => fill(said, r.body.given ? t("consent_given", when(r.changed), r.body.how || "") : t("consent_withdrawn", when(r.changed)))).catch(() => fill(said, "\u2013"));
    const put = (body) => run(async () => { await call("record_put", { kind: "consent", body, ...(consent ? { record: consent.record, version: consent.version } : { consultation: c.record }) }); await drawPatient(); });
    const consentMenu = (anchor) => {
      const how = h("input", { type: "text", placeholder: t("consent_how_example"), autocomplete: "off" });
      const menu = openMenu(anchor, h("form", { onsubmit: (e) => { e.preventDefault(); menu.hidePopover(); put({ given: true, how: how.value.trim() }); } }, h("fieldset", null, h("legend", null, t("consent")), h("p.small", null, t("consent_more")), h("label.field", null, h("span", null, t("consent_how")), how), h("div.note-tools.sign-button", null, h("button.button", { type: "submit" }, t("consent_give")), h("button.button.quiet", { type: "button", onclick: () => { menu.hidePopover(); put({ given: false }); } }, t("consent_withdraw"))))), t("consent"));
      how.focus();
    };
    const open = (name, f, label) => h("button.button.quiet", { type: "button", "aria-label": label, onclick: () => run(f) }, name);
    return h("section.aside-box.consultation", { class: link?.consultation?.record === c.record ? "open" : "" }, h("h3", null, c.fault ? h("span.problem", null, c.fault) : c.title || t("consultation")), h("p.small", null, t("changed_on", when(c.changed)), link?.consultation?.record === c.record && [" \u00b7 ", h("b", null, t("is_open"))]), said,
      h("div.note-tools", null, !c.fault && open(t("open_in_consult"), () => openHere(p, c, notes[0])), h("button.button.quiet", { type: "button", onclick: (e) => consentMenu(e.currentTarget) }, t("consent"))),
      [...notes.map((n) => ["note", n]), ...transcripts.map((x) => ["transcript", x]), ...recordings.map((x) => ["recording", x])].length > 0 && h("ul.plain.record-parts", null,
        notes.map((n) => h("li", null, `${t("note")}: ${labelOf(n)} `, Array.from({ length: n.version }, (_, i) => i + 1).slice(-8).map((v) => open(t("version_n", v), () => openHere(p, c, n, v), t("open_version", v))))),
        transcripts.map((x) => h("li", null, `${t("kind_transcript")}: ${labelOf(x)} `, open(t("open"), async () => { const r = await call("record_get", { record: x.record }); if (!leave()) return; state.open({ text: r.body.text ?? "", speech: r.body.speech }); state.setSubject(subjectOf(p)); link = { patient: p.record, consultation: null, note: null }; location.hash = "#/consult"; }))),
        recordings.map((x) => h("li", null, t("kind_recording"), " ", h("span.small", null, when(x.created)), " ", soundOf(x, () => h("button.button.quiet.danger", { type: "button", onclick: (e) => soundForm(e.currentTarget, x) }, t("erase_sound")))))));
  }
  /** Says when a recording's sound was erased; else what `otherwise` makes. */
  function soundOf(row, otherwise) {
    const place = h("span.small");
    if (!row.fault) call("record_recording", { record: row.record }).then((r) => fill(place, r.erased ? t("sound_erased", when(r.erased.at)) : otherwise())).catch(() => {});
    return place;
  }
  function soundForm(anchor, recording) {
    const go = h("button.button.sign-button.danger", { type: "submit" }, t("erase_sound"));
    const menu = openMenu(anchor, h("form", { onsubmit: (e) => {
      e.preventDefault();
      menu.hidePopover();
      run(async () => { await call("record_recording_erase", { record: recording.record }); await drawPatient(); say(t("erased_sound")); });
    } }, h("fieldset", null, h("legend", null, t("erase_sound")), h("p.small", null, t("erase_sound_more")), go)), t("erase_sound"));
    go.focus();
  }
  const leave = () => !state.unsaved() || confirm(t("discard"));
  async function openHere(p, c, noteRow, version) {
    if (leave()) await openRows(p, c, noteRow, version);
  }
  /** The consultation on the screen, and its note, as rows of this patient. */
  async function saveHere(p) {
    await saveOpen(p);
    say(t("saved_in_records"));
    await Promise.all([drawPatient(), drawList()]);
  }

  // ---- the trail -------------------------------------------------------------------------------------------------------------------
  async function drawTrail() {
    const { entries } = await call("record_trail", { limit: 100000 }), names = new Map((await call("record_list", { kind: "patient" })).rows.map((r) => [r.record, labelOf(r)]));
    fill(page, h("article.article", null, h("h2", null, t("trail")), h("p.small", null, t("trail_more", entries.length)), h("div.scroll", { tabIndex: 0, role: "region", "aria-label": t("trail") }, h("table", null, h("thead", null, h("tr", null, [t("number"), t("time"), t("act"), t("what")].map((x) => h("th", { scope: "col" }, x)))),
      h("tbody", null, entries.slice(-500).reverse().map((e) => h("tr", null, h("td", null, e.number), h("td", null, e.at ? when(e.at) : ""), h("td", null, e.fault || (has(`act_${e.act}`) ? t(`act_${e.act}`) : e.act)), h("td", null, [e.kind && kindWord(e.kind), e.record && (names.get(e.record) || `${e.record.slice(0, 8)}\u2026`), e.version && t("version_n", e.version)].filter(Boolean).join(", ")))))))));
  }

  // ---- the page ---------------------------------------------------------------------------------------------------------------------
  const drawIdle = () => fill(page, h("div.idle", null, h("div.idle-mark", null, icon("records")), h("p", null, t("records_idle"))));
  async function refresh() {
    try { status = await call("record_status"); } catch (e) { return fail(e); }
    gate.hidden = status.unlocked;
    inside.hidden = !status.unlocked;
    if (!status.unlocked) { // nothing of what was open stays on the page, nor on the others: it comes back with the passphrase, as it was left
      if (link && !state.hearing()) {
        const from = link;
        held = { link: from, of: state.withdraw() };
      }
      patient = null;
      query.value = "";
      fill(page), fill(list);
      for (const m of document.querySelectorAll(".menu")) m.remove();
      return drawGate();
    }
    fill(gate);
    if (held) {
      if (!state.doc().text.trim()) { // unless another was begun in between
        state.putBack(held.of);
        link = held.link;
      }
      held = null;
    }
    drawSide();
    if (status.faults?.length) fill(problem, h("b", null, t("records_damaged")), h("ul.plain", null, status.faults.slice(0, 20).map((f) => h("li", null, f)))).hidden = false;
    await drawList();
    if (patient) await drawPatient();
    else drawIdle();
  }
  // A forgotten page: the program, or the worker's twin, locks by its own clock; what is drawn here follows within seconds.
  setInterval(async () => {
    if ((!el.isConnected && !link) || (!status?.unlocked && !link) || busy || state.hearing()) return;
    const now = await call("record_status").catch(() => null);
    if (!now || now.unlocked) return;
    if (!el.isConnected) location.hash = "#/records"; // a consultation out of them is on the screen: the gate stands in its place
    await refresh();
    say(t("locked_now"));
  }, 3000);
  return { el, show: () => refresh().catch(fail), focus: () => (inside.hidden ? gate.querySelector("input")?.focus() : query.focus()) };
}
