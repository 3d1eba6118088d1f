#!/usr/bin/env python3
"""Golden notes: each tests/note/dialogues/NAME.txt (invented) becomes NAME.note, every sentence with its turns.

usage: tests/note/run.py PROGRAM IMAGE [--update] [NAME...]

Besides the golden files: no sentence may hold what stands in NAME.never (a regular expression a line), whatever the
template and the length: those are the traps of the dialogue (a thing only asked, another person's, taken back).
"""
import json, pathlib, re, subprocess, sys

folder = pathlib.Path(__file__).parent / "dialogues"
args = [a for a in sys.argv[1:] if not a.startswith("--")]
update, program, image, only = "--update" in sys.argv, args[0], args[1], args[2:]
bad = count = 0

def note(text, **more):
    request = {"method": "note", "transcript": text, **more}
    done = subprocess.run([program, "call", "-", "--kb", image], input=json.dumps(request), capture_output=True, text=True)
    return json.loads(done.stdout)

def shown(o):
    out = []
    for s in o["sections"]:
        out.append(s["title"])
        for x in o["sentences"][s["first"]:s["first"] + s["count"]]:
            mark = {"fact": "=", "rewritten": "~", "quoted": '"'}[x["origin"]]
            group = f"{x['group']}: " if "group" in x else ""
            out.append(f"  {mark} {group}{x['text']} {x['lines']}")
    out += [f"omitted: {x['id']} {x['state']} [{x['line']}]" for x in o["omitted"]]
    return "\n".join(out) + "\n"

for path in sorted(folder.glob("*.txt")):
    if only and path.stem not in only:
        continue
    text = path.read_text()
    count += 1
    got, golden = shown(note(text)), path.with_suffix(".note")
    if update:
        golden.write_text(got)
    elif not golden.exists() or golden.read_text() != got:
        bad += 1
        print(f"{path.stem}: the note is another one (make golden rewrites it):\n{got}")
    never = path.with_suffix(".never")
    patterns = [l for l in never.read_text().splitlines() if l and not l.startswith("#")] if never.exists() else []
    for template in ("soap", "hp", "problem", "referral", "discharge", "handout"):
        for length in ("brief", "normal", "thorough"):
            o = note(text, template=template, length=length)
            for x in o["sentences"]:
                for p in patterns:
                    count += 1
                    if x["origin"] != "quoted" and re.search(p, x["text"], re.I):
                        bad += 1
                        print(f"{path.stem}, {template}, {length}: /{p}/ stands in: {x['text']}")
# Templates learnt from examples: the headings and no other word of the example; they must be of use at once.
def call(**request):
    done = subprocess.run([program, "call", "-", "--kb", image], input=json.dumps(request), capture_output=True, text=True)
    return json.loads(done.stdout)
for path in sorted((folder.parent / "examples").glob("*.txt")):
    r, golden = call(method="note_learn", example=path.read_text()), path.with_suffix(".template")
    got = r.get("template", str(r))
    count += 1
    if update:
        golden.write_text(got)
    elif golden.read_text() != got:
        bad += 1
        print(f"{path.stem}: another template was learnt:\n{got}")
    for private in ("Sample", "Riverside", "salbutamol", "penicillin", "INSURANCE", "Example"):
        count += 1
        if private in got:
            bad += 1
            print(f"{path.stem}: {private} is in the template")
    o = note((folder / "cough.txt").read_text(), own_template=got)
    count += 1
    if "error" in o or not o["sections"]:
        bad += 1
        print(f"{path.stem}: the template is of no use: {o}")
for name, request, words in [("no heading", {"example": "He has a cough.\nRest."}, "no heading"), ("empty", {"example": ""}, "no heading"), ("none", {}, "example"),
                             ("braces", {"example": "Plan {hpi}:\nrest"}, "no heading"), ("too large", {"example": "x" * 300000}, "256")]:
    e = call(method="note_learn", **request).get("error", {})
    count += 1
    if words not in e.get("message", ""):
        bad += 1
        print(f"learn, {name}: {e}")
# Medicines in fields, out of sentences as they are said.
for said, want in json.loads((folder.parent / "medicines.json").read_text()):
    got = [{k: v for k, v in m.items() if k != "lines"} for m in note(f"Doctor: What do you take?\nPatient: {said}")["medicines"]]
    count += 1
    if got != want:
        bad += 1
        print(f"medicines of \"{said}\": {got}")

print(f"{count} checks, {bad} failed")
sys.exit(bad > 0)
