#!/usr/bin/env python3
"""How well the triage does: on the short cases of tests/guide/triage_cases.jsonl, or on the rules' own cases.

usage: tools/triage.py PROGRAM [--half a|b] [--misses] [--rules] [CASES.jsonl]

Halves: cases of odd (a) and even (b) number, so that what one half taught is measured on the other. --rules runs each
rule's `fire` and `quiet` texts of knowledge/guidance and lists the rules that miss or fire wrongly.
"""
import collections, json, pathlib, re, subprocess, sys
root = pathlib.Path(__file__).resolve().parent.parent
LEVELS = ["self-care", "routine", "urgent", "emergency"]

def run(program, texts):
    lines = "".join(json.dumps({"id": str(i), "text": t}) + "\n" for i, t in enumerate(texts))
    done = subprocess.run([program, "ddx", "--batch"], input=lines, capture_output=True, text=True)
    return {int(r["id"]): r for r in map(json.loads, done.stdout.splitlines())}

def rule_cases():
    for path in sorted((root / "knowledge/guidance/redflags").glob("*.txt")):
        rule = None
        text = re.sub(r"\n      ", " ", path.read_text())
        for line in text.splitlines():
            if line.startswith("rule "):
                rule = line[5:]
            elif (m := re.match(r"  (fire|quiet): (.*)", line)):
                yield rule, m[1], m[2]

def main():
    args = sys.argv[1:]
    program = args.pop(0)
    half = args.pop(args.index("--half") + 1) if "--half" in args else None
    files = [a for a in args if not a.startswith("--")]
    if "--rules" in args:
        cases = list(rule_cases())
        got = run(program, [c[2] for c in cases])
        bad = 0
        count = collections.Counter()
        for i, (rule, want, text) in enumerate(cases):
            fired = {x.get("rule") for x in got[i]["triage"]["reasons"]}
            # the list tells the first few only: ask for all by the level's rules
            fires = rule in fired
            count[want, fires] += 1
            if fires != (want == "fire"):
                bad += 1
                found = ", ".join(f'{f["id"]}:{f["state"]}' for f in got[i]["findings"])
                print(f"{want:5} {rule}: {text}\n        read: {found}\n        fired: {sorted(x for x in fired if x)}")
        print(f'fire {count["fire", True]} of {count["fire", True] + count["fire", False]}, '
              f'quiet {count["quiet", False]} of {count["quiet", True] + count["quiet", False]}')
        return 1 if bad else 0
    path = pathlib.Path(files[0]) if files else root / "tests/guide/triage_cases.jsonl"
    cases = [json.loads(l) for l in path.read_text().splitlines()]
    if half:
        cases = [c for i, c in enumerate(cases) if (i % 2 == 0) == (half == "a")]
    got = run(program, [c["text"] for c in cases])
    table = collections.Counter()
    for i, c in enumerate(cases):
        level = got[i]["triage"]["level"]
        table[c["level"], level] += 1
        if "--misses" in args and level != c["level"]:
            reasons = "; ".join((r.get("rule") or r.get("condition") or r["kind"]) + ":" + r["level"][:3]
                                for r in got[i]["triage"]["reasons"][:4])
            found = " ".join(f["id"] + ("" if f["state"] == "present" else "-" + f["state"][:3]) for f in got[i]["findings"])
            print(f'{c["id"]} {c["level"]} -> {level}: {c["text"]}\n      {reasons}\n      [{found}]')
    n = len(cases)
    right = sum(v for (a, b), v in table.items() if a == b)
    safe = sum(v for (a, b), v in table.items() if LEVELS.index(b) >= LEVELS.index(a))
    print("right level against what was said".ljust(34) + "".join(l.rjust(11) for l in LEVELS))
    for a in LEVELS:
        print(a.ljust(34) + "".join(str(table[a, b]).rjust(11) for b in LEVELS))
    print(f"right {right} of {n} ({100 * right / n:.1f} %), at or above {safe} ({100 * safe / n:.1f} %), "
          f'emergencies called self-care {table["emergency", "self-care"]}')
    return 0

sys.exit(main())
