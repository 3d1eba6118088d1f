#!/usr/bin/env python3
"""index.py: how many names of an independent index does the knowledge hold?

    index.py INDEX.txt KNOWLEDGE LEAST [--missing]

INDEX lists diagnoses between semicolons; `#` begins a comment. A name is held when a condition or class bears it as its name
or as an alias, whatever the spelling (British, American), the order of its words, "disease" and "syndrome" apart. LEAST is a
floor in percent. That a name is held says nothing of what the page behind it is worth: several names may share one page.
"""
import glob
import re
import sys

FOLD = (("é", "e"), ("è", "e"), ("ö", "o"), ("ü", "u"), ("haem", "hem"), ("aem", "em"), ("oed", "ed"), ("leuco", "leuko"),
        ("tumour", "tumor"), ("colour", "color"), ("isation", "ization"), ("ise", "ize"), ("ae", "e"), ("oe", "e"))
SMALL = {"of", "the", "a", "an", "and", "in", "to", "with", "disease", "disorder", "syndrome"}


def fold(name):
    name = re.sub(r"'s\b", "", name.lower().replace('"', ""))
    for a, b in FOLD:
        name = name.replace(a, b)
    words = [w for w in re.sub(r"[^a-z0-9]+", " ", name).split() if w not in SMALL]
    return " ".join(sorted(w[:-1] if len(w) > 4 and w[-1] == "s" and w[-2:] not in ("ss", "us", "is") else w for w in words))


def held(folder):
    names = set()
    for path in glob.glob(folder + "/conditions/*/*.txt") + [folder + "/classes.txt"]:
        with open(path, encoding="utf-8") as file:
            text = re.sub(r"\n {6}", " ", file.read())
        for key, value in re.findall(r"^  (name|aka): (.*)$", text, re.M):
            for name in value.split("|"):
                names.update(fold(n) for n in [name, re.sub(r"\(.*?\)", "", name)] + re.findall(r"\((.*?)\)", name))
    return names


def main():
    index, folder, least = sys.argv[1], sys.argv[2], float(sys.argv[3])
    with open(index, encoding="utf-8") as file:
        text = "\n".join(line for line in file.read().split("\n") if not line.startswith("#"))
    wanted = [n.strip() for n in text.replace("\n", " ").split(";") if n.strip()]
    known = held(folder)
    missing = [n for n in wanted if fold(n) not in known]
    share = 100 * (len(wanted) - len(missing)) / len(wanted)
    print(f"{share:.1f} % of {len(wanted)} names are held (floor {least:g} %)")
    if "--missing" in sys.argv:
        print("; ".join(missing))
    return share < least


if __name__ == "__main__":
    sys.exit(main())
