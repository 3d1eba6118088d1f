#!/usr/bin/env python3
"""lay.py: are accounts in patients' own words placed right?

    lay.py DIAGPAD CASES.jsonl KNOWLEDGE FIRST THREE [--verbose]

CASES are accounts as patients, parents and busy doctors give them, of our own writing, one condition each:
{"text", "condition"}. Every one was written before the vocabulary was looked at and kept whatever its outcome; what it
showed to be unread was then given its words in the knowledge. So this is a regression test: it says that what was once
understood still is, not how a new account fares. FIRST and THREE are floors in percent, a few points under what was
measured when they were set.
"""
import json
import os
import subprocess
import sys


def main():
    program, path, knowledge, first, three = sys.argv[1:6]
    field = {f[:-4]: os.path.basename(folder)
             for folder, _, files in os.walk(os.path.join(knowledge, "conditions")) for f in files}
    cases = [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]
    for case in cases:
        if case["condition"] not in field:
            sys.exit(f"{path}: no such condition: {case['condition']}")
    lines = "\n".join(json.dumps({"id": str(i), "text": c["text"]}) for i, c in enumerate(cases))
    run = subprocess.run([program, "ddx", "--batch"], input=lines, capture_output=True, text=True, check=True)
    total, fields = [0, 0, 0], {}
    for line, case in zip(run.stdout.splitlines(), cases, strict=True):
        place = 99
        for i, row in enumerate(json.loads(line).get("differential", [])):
            if case["condition"] in [row["id"]] + [f["id"] for f in row.get("forms", [])[:1]]:
                place = i + 1
                break
        for count in (total, fields.setdefault(field[case["condition"]], [0, 0, 0])):
            count[0] += 1
            count[1] += place == 1
            count[2] += place <= 3
        if place > 1 and "--verbose" in sys.argv:
            print(f"{place:3} {case['condition']}: {case['text']}")
    for name in sorted(fields):
        n, one, some = fields[name]
        print(f"{name:16} {n:4} accounts, first {one:4}, in three {some:4}")
    bad = 0
    for name, got, floor in (("first", total[1], float(first)), ("three", total[2], float(three))):
        share = 100.0 * got / total[0]
        bad += share < floor
        print(f"{name:16} {share:5.1f} % of {total[0]}  (floor {floor:g} %){'  TOO LOW' if share < floor else ''}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
