#!/usr/bin/env python3
"""SQLite's FTS5 as the oracle of the search, for queries that need no understanding: words that stand in the pages as they are typed.

usage: tests/ency/oracle.py PROGRAM

The same pages go into an FTS5 table (porter stemmer, bm25 with the weights of src/ency/index.c). Then:
  names     every written page's own name as the query: the page is first here, and FTS5's first is among our first three
  rare      a word that FTS5 finds on one page only: that page is among our first ten; nothing that is indexed can get lost
  pairs     two such words of one page together: the page is first
"""
import pathlib, re, sqlite3, sys
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from door import door

call = door(sys.argv[1])
bad = 0

def fail(why):
    global bad
    bad += 1
    if bad <= 40: print(why)

def texts(blocks):
    for b in blocks:
        if b["kind"] == "paragraph": yield b["text"]
        elif b["kind"] == "list": yield from b["items"]
        elif b["kind"] == "question":
            yield b["question"]
            yield from texts(b["answer"])

every = {p["id"]: p for what in ("conditions", "symptoms", "procedures", "tests", "findings") for p in call(method="browse", what=what)["pages"]}
pages = [p for p in every.values() if p["written"]]
db = sqlite3.connect(":memory:")
try:
    db.execute("create virtual table page using fts5(id unindexed, name, alias, summary, body, tokenize='porter unicode61 remove_diacritics 2')")
except sqlite3.OperationalError:
    print("skipped: this Python's SQLite has no FTS5")
    sys.exit(0)
for p in every.values():
    if p["type"] == "finding": # its name is all that is indexed of it
        db.execute("insert into page values (?,?,'','','')", (p["id"], p["name"]))
        continue
    seen = {}
    for level in ("plain", "professional"):
        a = call(method="article", name=p["id"], level=level, **({} if p["written"] else {"section": "who"}))
        for s in a["sections"]:
            if s["written"]: seen[s["id"]] = " ".join(texts(s["blocks"]))
    body = re.sub(r"\[\d+\]", " ", " ".join(seen.values()))
    db.execute("insert into page values (?,?,?,?,?)", (p["id"], p["name"], " ; ".join(a.get("aliases", [])), a.get("summary", ""), body))

def oracle(words, limit=3):
    match = " ".join(f'"{w}"' for w in words)
    return [r[0] for r in db.execute("select id from page where page match ? order by bm25(page, 0, 12, 8, 2, 1) limit ?", (match, limit))]

def ours(query, limit=10):
    return [r["id"] for r in call(method="search", query=query, limit=limit)["results"]]

# ---- names
first = agree = asked = 0
for p in pages:
    got = ours(p["name"], 3)
    same = [q["id"] for q in pages if q["name"].lower() == p["name"].lower()]  # a symptom and a condition may share a name
    first += bool(got) and got[0] in same
    words = re.findall(r"[a-z0-9]+", p["name"].lower())
    want = oracle(words, 1)
    if want:
        asked += 1
        agree += want[0] in got
if first < 0.97 * len(pages): fail(f"only {first} of {len(pages)} pages come first by their own name")
if agree < 0.9 * asked: fail(f"FTS5's first is among our first three for only {agree} of {asked} names")

# ---- rare words
db.execute("create virtual table vocabulary using fts5vocab(page, instance)")
where = {}
for term, doc in db.execute("select term, doc from vocabulary"): where.setdefault(term, set()).add(doc)
ids = dict(db.execute("select rowid, id from page"))
rare = {}
for term, docs in sorted(where.items()):
    if len(docs) == 1 and re.fullmatch(r"[a-z]{6,14}", term): rare.setdefault(ids[next(iter(docs))], []).append(term)
by_start = {}
for i, stems in rare.items():
    for stem in stems: by_start.setdefault(i, {}).setdefault(stem[:6], []).append(stem)
typed = {}  # the stem as it is written on the page
for i, name, alias, summary, body in db.execute("select id, name, alias, summary, body from page"):
    for word in re.findall(r"[a-z]{6,16}", f"{name} {alias} {summary} {body}".lower()):
        for stem in by_start.get(i, {}).get(word[:6], []):
            if stem not in typed.get(i, {}) and len(typed.get(i, {})) < 2 and oracle([word], 2) == [i]:
                typed.setdefault(i, {}).setdefault(stem, word)
found = words_asked = pairs = pairs_first = 0
for i, stems in typed.items():
    words = list(stems.values())[:2]
    for w in words[:1]:
        words_asked += 1
        got = ours(w)
        hit = i in got
        found += hit
        if not hit and "--show" in sys.argv: print(f"  {w}: {i}, but {' '.join(got[:4])}")
    if len(words) == 2:
        pairs += 1
        pairs_first += ours(" ".join(words), 1) == [i]
if found < 0.97 * words_asked: fail(f"of words that one page has, only {found} of {words_asked} lead to it")
if pairs_first < 0.9 * pairs: fail(f"of pairs of such words, only {pairs_first} of {pairs} lead to it first")
print(f"{len(pages)} pages: by name first {first}, FTS5's first in our three {agree} of {asked}; "
      f"rare words found {found} of {words_asked}, pairs first {pairs_first} of {pairs}; {bad} faults")
sys.exit(1 if bad else 0)
