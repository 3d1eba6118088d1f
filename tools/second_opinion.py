#!/usr/bin/env python3
"""A second pair of eyes on the frequencies: draws a random sample to be estimated blind, and compares the answers.

usage: second_opinion.py draw    [--share 5] [--seed N] KNOWLEDGE OUT.tsv     rows without their numbers
       second_opinion.py compare KNOWLEDGE ANSWERS.tsv... [--worst N]         agreement, bias, largest differences

OUT.tsv has a line per row: key, condition, finding, kind. The estimator sees nothing else and adds a fifth column,
percent of patients with the condition who have the finding when they present (of those in whom it was looked for).
The key is CONDITION/FINDING, so that the comparison reads the knowledge as it is now.
Exit status: 0; 1 when an answer's key is unknown or is no number, which is named.
"""
import argparse, math, pathlib, random, re, statistics, sys

def blocks(path):
    """Entries of a file: (keyword, id, [(field, [lines])])."""
    entry, field = None, None
    for line in path.read_text().split("\n"):
        line = re.sub(r"(^|\s\s)#.*", "", line).rstrip()
        if not line:
            continue
        if not line.startswith(" "):
            if entry:
                yield entry
            words = line.split()
            entry, field = (words[0], words[1], []), None
        elif re.match(r"  \S", line):
            key, _, value = line.strip().partition(":")
            field = (key, [value.strip()] if value.strip() else [])
            entry[2].append(field)
        elif line.startswith("      ") and field and field[1]:
            field[1][-1] += " " + line.strip()
        elif field:
            field[1].append(line.strip())
    if entry:
        yield entry

def knowledge(root):
    """names: id -> (name, kind); rows: (condition, finding) -> percent."""
    names, rows = {}, {}
    for path in sorted(pathlib.Path(root).rglob("*.txt")):
        for word, ident, fields in blocks(path):
            if word in ("finding", "condition", "class"):
                given = {k: v for k, v in fields}
                names[ident] = (given.get("name", [ident])[0], given.get("kind", ["disease"])[0])
            if word == "condition":
                for key, lines in fields:
                    if key != "findings":
                        continue
                    for row in ", ".join(lines).split(","):
                        m = re.match(r"\s*([a-z][a-z0-9_]*) (\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?", row)
                        if m:
                            low, high = float(m[2]), float(m[3] or m[2])
                            rows[ident, m[1]] = (low + high) / 2
    return names, rows

def logit(percent):
    p = min(max(percent, 0.5), 99.5) / 100
    return math.log(p / (1 - p))

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=("draw", "compare"))
    ap.add_argument("knowledge")
    ap.add_argument("files", nargs="+")
    ap.add_argument("--share", type=float, default=5)
    ap.add_argument("--seed", type=int, default=20261125)
    ap.add_argument("--worst", type=int, default=40)
    a = ap.parse_args()
    names, rows = knowledge(a.knowledge)
    if a.what == "draw":
        keys = sorted(rows)
        drawn = sorted(random.Random(a.seed).sample(keys, round(len(keys) * a.share / 100)))
        with open(a.files[0], "w") as out:
            for c, f in drawn:
                out.write(f"{c}/{f}\t{names[c][0]}\t{names.get(f, (f, '?'))[0]}\t{names.get(f, (f, '?'))[1]}\n")
        print(f"{len(drawn)} of {len(keys)} rows")
        return
    pairs = []
    for path in a.files:
        for n, line in enumerate(open(path), 1):
            cells = line.rstrip("\n").split("\t")
            try:
                c, f = cells[0].split("/")
                pairs.append((rows[c, f], float(cells[-1]), c, f))
            except (KeyError, ValueError):
                sys.exit(f"{path}:{n}: no such row of the knowledge, or no number at the end: {line.strip()}")
    if not pairs:
        sys.exit("no answers in these files")
    n = len(pairs)
    share = lambda test: f"{100 * sum(map(test, pairs)) / n:.0f} %"
    ratio = lambda p: max(p[0], 0.5) / max(p[1], 0.5)
    print(f"{n} rows")
    for k in (1.5, 2, 3):
        print(f"within a factor of {k}\t{share(lambda p: 1 / k <= ratio(p) <= k)}")
    for k in (10, 20):
        print(f"within {k} percentage points\t{share(lambda p: abs(p[0] - p[1]) <= k)}")
    differences = [logit(p[0]) - logit(p[1]) for p in pairs]
    print(f"median difference\t{statistics.median(abs(p[0] - p[1]) for p in pairs):.1f} points")
    print(f"knowledge against second estimate\t{math.exp(statistics.mean(differences)):.2f} in the odds")
    by_kind = {}
    for p, d in zip(pairs, differences):
        by_kind.setdefault(names.get(p[3], ("", "?"))[1], []).append(d)
    for kind, ds in sorted(by_kind.items()):
        print(f"  {kind}\t{len(ds)} rows\t{math.exp(statistics.mean(ds)):.2f} in the odds, spread {statistics.pstdev(ds):.2f}")
    for (mine, theirs, c, f), d in sorted(zip(pairs, differences), key=lambda x: -abs(x[1]))[:a.worst]:
        print(f"{c}/{f}\t{mine:g}\t{theirs:g}")

if __name__ == "__main__":
    main()
