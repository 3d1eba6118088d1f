// The shell: the bar with the views, the address's fragment as the route (never a patient's word in it), theme and
// language, shortcuts, and the service worker of the installed app.
import { h, fill, icon, iconButton } from "./dom.js";
import { start, driverKind, overNetwork, onShut } from "./transport.js";
import { makeEntry } from "./pair.js";
import * as state from "./state.js";
import { t, language, languages, setLanguage } from "./text.js";
import { makeConsult } from "./consult.js";
import { makeNote } from "./note.js";
import { makeRecords } from "./patients.js";
import { makeRead } from "./read.js";
import { makeScores } from "./scores.js";
import { makeAbout } from "./about.js";

const root = document.documentElement;
let leaving = false;
const preferences = { get: (k) => { try { return localStorage.getItem(k); } catch { return null; } }, set: (k, v) => { try { localStorage.setItem(k, v); } catch { /* private window */ } } };

setLanguage(preferences.get("language") || navigator.language);
root.lang = language();
root.dir = t("dir");
const themes = ["auto", "light", "dark"];
let theme = preferences.get("theme") || "auto";
root.dataset.theme = theme;

const progress = h("progress", { max: 1, value: 0, "aria-label": t("loading") });
const app = document.getElementById("app");
fill(app, h("div.splash", null, h("p", null, t("loading")), progress));

const entry = overNetwork ? makeEntry(() => { leaving = !state.unsaved() || confirm(t("discard")); return leaving; }) : null;
if (entry) onShut(entry.enter);
const loaded = start((p) => { progress.value = p; }).then(() => entry?.enter());

const consult = makeConsult(), note = makeNote(), records = makeRecords(), read = makeRead(), scores = makeScores(), about = makeAbout();
const views = { consult, note, records, read, scores, about };
const nav = h("nav.views", { "aria-label": t("views") }, Object.keys(views).map((v) => h("a", { href: `#/${v}`, "data-view": v }, icon(v), h("span", null, t(v)))));
const themeButton = iconButton("auto", "", () => { theme = themes[(themes.indexOf(theme) + 1) % 3]; preferences.set("theme", theme); drawTheme(); });
function drawTheme() {
  root.dataset.theme = theme;
  fill(themeButton, icon({ auto: "auto", light: "sun", dark: "moon" }[theme]));
  themeButton.title = t(`theme_${theme}`);
  themeButton.setAttribute("aria-label", t(`theme_${theme}`));
}
drawTheme();
const tongue = h("select.tongue", { "aria-label": t("language"), onchange: (e) => { if (state.unsaved() && !confirm(t("discard"))) return void (e.target.value = language()); leaving = true; preferences.set("language", e.target.value); location.reload(); } },
  Object.entries(languages).map(([code, name]) => h("option", { value: code, selected: code === language() }, name)));
const bar = h("header.bar", null, h("a.skip", { href: "#main", onclick: (e) => { e.preventDefault(); document.getElementById("main").focus(); } }, t("skip")),
  h("a.brand", { href: "#/consult", "aria-label": "Diagnosis Pad" }, h("img", { src: "icons/icon.svg", alt: "", width: 28, height: 28 }), h("span", null, "Diagnosis Pad")), nav,
  h("div.bar-end", null, consult.ear.indicator, entry?.button, tongue, themeButton, iconButton("keys", t("shortcuts"), () => keys.showModal(), { class: "keys-button" })));
const shortcuts = [["/", "key_write"], ["J  K", "key_rows"], ["1 \u2013 5", "key_tabs"], ["Ctrl Z", "undo"], ["Ctrl \u21e7 Z", "redo"], ["Ctrl S", "save"], ["Ctrl O", "open"], ["Alt 1 \u2013 6", "key_views"], ["c  C", "key_copy"], ["R", "key_listen"], ["P", "key_pause"], ["X", "key_swap"], ["Esc", "close"], ["?", "shortcuts"]];
const keys = h("dialog.keys", { "aria-label": t("shortcuts") }, h("h2", null, t("shortcuts")), h("dl", null, shortcuts.map(([k, v]) => [h("dt", null, k.split(" ").filter(Boolean).map((x) => h("kbd", null, x))), h("dd", null, t(v))])), h("form", { method: "dialog" }, h("button.button", null, t("close"))));
let shown = null;
const place = h("div.place");

function route() {
  const [, name = "consult", ...more] = location.hash.split("/");
  const view = Object.hasOwn(views, name) ? name : "consult";
  for (const a of nav.children) { if (a.dataset.view === view) a.setAttribute("aria-current", "page"); else a.removeAttribute("aria-current"); }
  const changed = shown !== view;
  if (changed) fill(place, views[view].el);
  if (changed && shown === "consult") consult.detail.close(); // its cover goes with it
  shown = view;
  document.title = view === "consult" ? "Diagnosis Pad" : `${t(view)} \u00b7 Diagnosis Pad`;
  root.dataset.view = view;
  if (view === "read") read.show(more[0] && decodeURIComponent(more[0]), more[1] && decodeURIComponent(more[1]));
  else if (view === "scores") scores.show(more[0] && decodeURIComponent(more[0]));
  else if (view === "note") { if (changed) note.show(); }
  else if (view === "records") { if (changed) records.show(); }
  else if (view === "about") about.show();
  else if (changed) consult.refresh("show");
}

addEventListener("keydown", (e) => {
  const typing = e.target instanceof Element && e.target.matches("input, textarea, select"), mod = e.ctrlKey || e.metaKey;
  const done = (f) => { e.preventDefault(); f(); };
  if (mod && !e.altKey && e.key.toLowerCase() === "z" && shown === "consult" && (!typing || e.target.id === "account")) return done(() => (e.shiftKey ? state.redo() : state.undo()));
  if (mod && e.key.toLowerCase() === "y" && shown === "consult") return done(() => state.redo());
  if (mod && e.key.toLowerCase() === "p" && shown === "note") return done(() => note.print());
  if (mod && e.key.toLowerCase() === "s" && shown === "consult") return done(() => consult.saveFile());
  if (mod && e.key.toLowerCase() === "o" && shown === "consult") return done(() => consult.openFile());
  if (e.altKey && !mod && "123456".includes(e.key) && Object.keys(views)[e.key - 1]) return done(() => { location.hash = `#/${Object.keys(views)[e.key - 1]}`; });
  if (e.key === "Escape" && shown === "consult" && !keys.open && !document.querySelector(".menu")) return consult.detail.close();
  if (typing || mod || e.altKey || keys.open || document.querySelector(".menu")) return;
  if (e.key === "/") return done(() => views[shown].focus?.());
  if (e.key === "?") return done(() => keys.showModal());
  if (shown === "note" && note.key(e)) return e.preventDefault();
  if (shown !== "consult") return;
  if (consult.ear.key(e)) return e.preventDefault();
  if (["j", "k"].includes(e.key.toLowerCase())) {
    const rows = consult.rows(), at = rows.indexOf(document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + (e.key.toLowerCase() === "j" ? 1 : -1)))]?.focus();
  } else if (consult.detail.condition() && "12345".includes(e.key)) document.querySelectorAll(".tab")[e.key - 1]?.click();
});
addEventListener("beforeunload", (e) => { if ((state.unsaved() || consult.ear.active()) && !leaving) e.preventDefault(); });
addEventListener("hashchange", route);

loaded.then(() => {
  fill(app, bar, place, keys);
  route();
  root.dataset.ready = "yes";
}).catch((e) => fill(app, h("div.splash", null, h("p.problem", { role: "alert" }, t("problem_start"), " ", e.message))));

if (driverKind === "worker" && "serviceWorker" in navigator)
  navigator.serviceWorker.register("sw.js", { scope: "./" }).then((r) => {
    root.dataset.installed = "yes";
    r.addEventListener("updatefound", () => {
      const next = r.installing;
      next?.addEventListener("statechange", () => {
        if (next.state === "installed" && navigator.serviceWorker.controller)
          document.body.append(h("div.toast", { role: "status" }, t("new_version"), " ", h("button.button", { type: "button", onclick: () => { if (!state.unsaved() || confirm(t("discard"))) { leaving = true; next.postMessage("take over"); navigator.serviceWorker.addEventListener("controllerchange", () => location.reload()); } } }, t("use_it"))));
      });
    });
  }).catch(() => {});
