#!/usr/bin/env python3
"""Asks the search every query of queries.tsv and says how often the right page comes first, and among the first three.

usage: tests/ency/queries.py PROGRAM [--show] [--least FIRST THREE]

Rows are tuned (1st, 3rd, …) or kept (2nd, 4th, …). --show lists the misses among the tuned rows only. --least fails when the share of all
rows, in percent, is below.
"""
import pathlib, sys
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from door import door

call = door(sys.argv[1])
lines = [l.rstrip("\n").split("\t") for l in (pathlib.Path(__file__).parent / "queries.tsv").read_text().splitlines(True) if l.strip() and l[0] != "#"]
known = {}
tally = {"tuned": [0, 0, 0], "kept": [0, 0, 0]}
for n, (query, want) in enumerate(lines):
    kept = "kept" if n % 2 else "tuned"
    got = [r["id"] for r in call(method="search", query=query, limit=3).get("results", [])]
    wanted = want.split("|")
    t = tally[kept]
    t[0] += 1
    t[1] += bool(got[:1] and got[0] in wanted)
    t[2] += any(g in wanted for g in got)
    if "--show" in sys.argv and kept == "tuned" and not (got and got[0] in wanted):
        print(f"  {query!r}: {' '.join(got)}; not {want}")
for name, (count, first, three) in tally.items():
    print(f"{name}: {count} queries, first {100 * first / count:.1f} %, in three {100 * three / count:.1f} %")
if "--least" in sys.argv:
    at = sys.argv.index("--least")
    count, first, three = (sum(t[i] for t in tally.values()) for i in range(3))
    sys.exit(100 * first < float(sys.argv[at + 1]) * count or 100 * three < float(sys.argv[at + 2]) * count)
