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
print(f"{count} checks, {bad} failed")
sys.exit(bad > 0)
