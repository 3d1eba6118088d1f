// Let in over a network: where diagpad serves others (over TLS), this device first gives the code that is shown at the computer, or the
// password (src/serve/enter.c). The session is a cookie that no script can read; here it is only known whether there is one.
import { h, fill, iconButton } from "./dom.js";
import { t } from "./text.js";

// From the QR code: out of the address bar and the history at once.
let given = /^#pair=(\d{8})$/.exec(location.hash)?.[1] ?? "";
if (given) history.replaceState(null, "", location.pathname);

async function ask(method, body) {
  const r = await fetch("entry", { method, cache: "no-store", credentials: "same-origin", headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
  return r.json();
}

/** `leave()`: whether the page may be left, its text with it. */
export function makeEntry(leave) {
  let by = null, waiting = null, said = {}, kind = "code";
  const button = iconButton("paired", t("paired"), () => { drawState(); state.showModal(); }, { class: "paired-button", hidden: true });

  // ---- being let in: one dialog, however many requests wait for it --------------------------------------------------------------
  const title = h("h2", { id: "entry-title" }, t("pair")), more = h("p"), problem = h("p.problem", { role: "alert", hidden: true });
  const input = h("input.entry-secret", { id: "entry-secret", required: true, autocapitalize: "off", spellcheck: false }), label = h("span");
  const submit = h("button.button.main", { type: "submit" }, t("pair_in"));
  const other = h("button.button.quiet", { type: "button", onclick: () => { kind = kind === "code" ? "password" : "code"; problem.hidden = true; drawForm(); input.focus(); } });
  const form = h("form", { onsubmit: (e) => { e.preventDefault(); send(input.value); } }, h("label.field", null, label, input), problem, h("div.note-tools", null, submit, other));
  const dialog = h("dialog.sheet.entry", { "aria-labelledby": "entry-title", oncancel: (e) => e.preventDefault(),
    onclose: () => { if (waiting && dialog.isConnected) dialog.showModal(); } /* a second Escape closes it whatever was said to the first */ }, title, more, form, h("p.small", null, t("pair_check")));
  function drawForm() {
    const code = kind === "code";
    fill(more, t(code ? "pair_more" : "pair_password_more"));
    fill(label, t(code ? "pair_code" : "pair_password"));
    Object.assign(input, { value: "", type: code ? "text" : "password", inputMode: code ? "numeric" : "text", autocomplete: code ? "one-time-code" : "current-password" });
    other.hidden = code && !said.password; /* a code may be shown at any time */
    fill(other, t(code ? "pair_use_password" : "pair_use_code"));
  }
  const fail = (text) => { fill(problem, text).hidden = false; };
  const none = () => t(kind === "code" ? "pair_none" : "pair_no_password");
  async function send(secret) {
    submit.disabled = true;
    problem.hidden = true;
    try {
      const r = await ask("POST", { [kind]: secret });
      if (r.in) return done(r);
      fail({ wrong: t("pair_wrong"), wait: t("pair_wait", r.seconds), none: none(), shut: t("pair_shut") }[r.entry] ?? r.error?.message ?? "");
      if (r.entry !== "wait") input.value = "";
    } catch { fail(t("problem_offline")); }
    finally { submit.disabled = false; if (dialog.open) input.focus(); }
  }
  function done(r) {
    by = r.by;
    input.value = "";
    button.hidden = false;
    dialog.close();
    dialog.remove();
    waiting?.yes();
    waiting = null;
  }
  /** Resolves once this device is in. */
  function enter() {
    if (waiting) return waiting.promise;
    waiting = {};
    waiting.promise = new Promise((yes) => { waiting.yes = yes; });
    const { promise } = waiting;
    open().catch(() => { show(); fail(t("problem_offline")); });
    return promise;
  }
  function show() {
    drawForm();
    document.body.append(dialog);
    if (!dialog.open) dialog.showModal();
    input.focus();
  }
  async function open() {
    const lost = by !== null;
    said = await ask("GET");
    if (said.in) return done(said);
    kind = said.code || !said.password ? "code" : "password";
    button.hidden = true;
    show();
    const code = given;
    given = "";
    if (code) { kind = "code"; drawForm(); await send(code); }
    else if (lost) fail(t("pair_lost"));
    else if (!said.code && !said.password) fail(none());
  }

  // ---- being in ---------------------------------------------------------------------------------------------------------------------
  const how = h("p");
  const state = h("dialog.sheet.entry-state", { "aria-label": t("paired") }, h("h2", null, t("paired")), how, h("p.small", null, t("paired_until")),
    h("div.note-tools", null, h("button.button", { type: "button", onclick: async () => {
      if (!leave()) return;
      await ask("DELETE").catch(() => {});
      location.reload();
    } }, t("paired_end")), h("button.button.quiet", { type: "button", onclick: () => state.close() }, t("close"))));
  function drawState() {
    fill(how, t(by === "code" ? "paired_code" : "paired_password", location.host));
    if (!state.isConnected) document.body.append(state);
  }
  return { button, enter };
}
