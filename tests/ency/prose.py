#!/usr/bin/env python3
"""Checks the encyclopedia's prose: citations known, no sentence on two pages, reading level, dates, HTML well formed, links lead somewhere.

usage: tests/ency/prose.py PROGRAM

Looks at every page that has prose beyond its summary, at both levels. The reading level is the Flesch-Kincaid grade of the plain level's
paragraphs, lists and answers (Kincaid et al. 1975): at most 9, about fourteen years, as a fault; the mean is printed.
"""
import json, pathlib, re, subprocess, sys
from html.parser import HTMLParser
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from door import door

program = sys.argv[1]
bad = 0

def fail(where, why):
    global bad
    bad += 1
    print(f"{where}: {why}")

call = door(program)

def texts(blocks):
    for b in blocks:
        if b["kind"] == "paragraph": yield b["text"]
        elif b["kind"] == "list": yield from b["items"]
        elif b["kind"] == "question":
            yield b["question"]
            yield from texts(b["answer"])

def syllables(word):
    n = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, n - (word.lower().endswith("e") and not word.lower().endswith("le") and n > 1))

def grade(parts):
    sentences = [s for p in parts for s in re.split(r"(?<=[.?!:])\s", p) if re.search(r"\w", s)]
    words = [w for s in sentences for w in re.findall(r"[A-Za-z']+", s)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59

class Page(HTMLParser):
    void = {"br", "hr", "img", "meta", "link"}
    def __init__(self):
        super().__init__()
        self.open, self.links, self.wrong = [], [], []
    def handle_starttag(self, tag, attrs):
        if tag not in self.void: self.open.append(tag)
        self.links += [v for k, v in attrs if k == "href"]
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: self.wrong.append(tag)

PLAN = ("now", "ask", "tests", "avoid", "refer", "safetynet")
# Without these a page is not complete; src/ency/page.c and src/kbc/stats.c have the same, and are compared with it here.
needs = {"condition": {"what", "seek", "symptoms", "causes", "diagnosis", "treatment", "selfcare", "prevention", "outlook", "faq"},
         "symptom": {"what", "seek", "ask", "examine", "selfcare"},
         "procedure": {"what", "why", "prepare", "happens", "risks", "recovery", "results"},
         "test": {"what", "why", "prepare", "results"}}
whole = dict.fromkeys(needs, 0)

pages = [p for what in ("conditions", "symptoms", "procedures", "tests") for p in call(method="browse", what=what)["pages"]]
exists = {p["id"] for p in pages}
written = [p for p in pages if p["written"]]
seen, grades, complete = {}, [], 0
for p in written:
    plain = call(method="article", name=p["id"], html=True)
    both = call(method="article", name=p["id"], level="professional")
    complete += not plain["missing"]
    whole[p["type"]] += not plain["missing"] and bool(plain.get("reviewed"))
    got, named = {s["id"] for s in plain["sections"] if s["written"]}, {m["id"] for m in plain["missing"]}
    if needs[p["type"]] - got != named: fail(p["id"], f"has {sorted(got)} and names as missing {sorted(named)}")
    if p["type"] == "symptom" and "possible" not in {s["id"] for s in plain["sections"]}: fail(p["id"], "shows no causes")
    if plain.get("measure") and not plain["ranges"]: fail(p["id"], "measures something and gives no range")
    prose = [t for s in plain["sections"] if s["written"] for t in texts(s["blocks"])]
    # a plan's lines may be the same on several pages: what is right for two conditions is said alike
    every = {t for r in (plain, both) for s in r["sections"] if s["written"] for t in texts(s["blocks"])}
    plan = {t for s in both["sections"] if s["id"] in PLAN for t in texts(s["blocks"])}
    for t in every:
        if "[@" in t: fail(p["id"], f"an unknown source: {t[t.index('[@'):][:40]}")
        for s in re.split(r"(?<=[.?!])\s", t):
            if len(s) < 40 or t in plan: continue
            if seen.setdefault(s, p["id"]) != p["id"]: fail(p["id"], f"a sentence as in {seen[s]}: {s}")
    if prose:
        g = grade([re.sub(r"\[\d+\]", "", t) for t in prose])
        grades.append(g)
        if g > 9: fail(p["id"], f"reads at grade {g:.1f}")
    if not re.fullmatch(r"20\d\d-\d\d-\d\d", plain.get("reviewed", "")): fail(p["id"], "has no date of review")
    html = Page()
    html.feed(plain["html"])
    if html.open or html.wrong: fail(p["id"], f"its HTML is not well formed: {html.open} {html.wrong}")
    for link in html.links:
        if link.endswith(".html") and "/" not in link and link[:-5] not in exists:
            got = call(method="article", name=link[:-5])
            if got.get("id") != link[:-5]: fail(p["id"], f"a link leads nowhere: {link}")
            exists.add(link[:-5])
stats = subprocess.run([program, "kb", "stats", str(pathlib.Path(__file__).parents[2] / "knowledge"), "--json"], capture_output=True, text=True)
counted = {k: v["complete"] for k, v in json.loads(stats.stdout)["pages"].items()}
if counted != whole: fail("kb stats", f"counts {counted} complete pages, but there are {whole}")
print(f"{len(pages)} pages, {len(written)} with prose, {complete} complete; mean grade {sum(grades) / len(grades) if grades else 0:.1f}; {bad} faults")
sys.exit(1 if bad or not written else 0)
