#!/usr/bin/env python3
"""Writes the whole encyclopedia as a static site: one HTML file a page, lists by letter, a style sheet that prints well; no scripts.

usage: tools/site.py PROGRAM FOLDER [--written]

--written: only the pages that have prose, and what they link to. Everything comes through the one door, so the site says what the app says.
"""
import concurrent.futures, html, json, pathlib, re, subprocess, sys

program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)

def call(**request):
    done = subprocess.run([program, "call", "-"], input=json.dumps(request), capture_output=True, text=True)
    return json.loads(done.stdout)

style = """body{font:1.05rem/1.55 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:1rem;color:#1d2430;background:#fff}
a{color:#0b57a4}h1{line-height:1.2}h2{margin-top:2rem;border-bottom:1px solid #ccd3dc;padding-bottom:.2rem}
table{border-collapse:collapse;width:100%;margin:.8rem 0}caption{text-align:left;font-weight:600;padding:.3rem 0}
th{font-weight:400;text-align:left}th,td{padding:.2rem .6rem .2rem 0;border-bottom:1px solid #e3e7ec;vertical-align:top}
td{white-space:nowrap}.source{color:#5b6675}#seek{border-left:.4rem solid #b3261e;padding:.1rem 1rem;background:#fdf3f2}
.missing,footer{color:#5b6675;font-size:.92rem}.letters a{margin-right:.6rem}
@media(prefers-color-scheme:dark){body{background:#14181f;color:#e4e8ee}a{color:#8ec1ff}#seek{background:#2a1a1a}th,td{border-color:#303743}}
@media print{nav,header{display:none}body{max-width:none;font-size:10.5pt}a{color:inherit;text-decoration:none}section{break-inside:avoid-page}}
"""

def write(name, title, body):
    head = f"<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{html.escape(title)} · Diagnosis Pad</title>\n<link rel=\"stylesheet\" href=\"style.css\">\n</head>\n<body>\n"
    top = "<header><a href=\"index.html\">Encyclopedia</a> · <a href=\"conditions.html\">Conditions</a> · <a href=\"symptoms.html\">Symptoms</a> · <a href=\"procedures.html\">Procedures</a> · <a href=\"tests.html\">Tests</a></header>\n"
    (folder / f"{name}.html").write_text(head + top + body + "</body>\n</html>\n")

(folder / "style.css").write_text(style)
done, todo = set(), []
for what in ("conditions", "symptoms", "procedures", "tests"):
    pages = call(method="browse", what=what)["pages"]
    if "--written" in sys.argv:
        pages = [p for p in pages if p["written"]]
    letters = {}
    for p in pages:
        letters.setdefault(p["name"][0].upper(), []).append(p)
    body = f"<h1>{what.capitalize()}</h1>\n<nav class=\"letters\">" + "".join(f"<a href=\"#{l}\">{l}</a>" for l in letters) + "</nav>\n"
    for letter, some in letters.items():
        body += f"<h2 id=\"{letter}\">{letter}</h2>\n<ul>\n" + "".join(f"<li><a href=\"{p['id']}.html\">{html.escape(p['name'])}</a></li>\n" for p in some) + "</ul>\n"
    write(what, what.capitalize(), body)
    todo += [p["id"] for p in pages]

def make(name):
    page = call(method="article", name=name, html=True)
    if "html" not in page:
        return name, set()
    write(name, page["name"], page["html"])
    return name, set(re.findall(r'href="([a-z0-9_]+)\.html"', page["html"]))

with concurrent.futures.ThreadPoolExecutor(2) as pool:
    while todo:
        todo = [t for t in dict.fromkeys(todo) if t not in done]
        done.update(todo)
        links = set().union(*(l for _, l in pool.map(make, todo)), set())
        todo = [] if "--written" in sys.argv and len(done) > 5000 else sorted(links - done)
version = call(method="version")["knowledge"]
write("index", "Encyclopedia", f"<h1>Encyclopedia</h1>\n<p>Everything that Diagnosis Pad reckons with, as pages to read.</p>\n<p class=\"missing\">Knowledge {version['hash'][:8]} of {version['date']}.</p>\n")
print(f"{len(done)} pages in {folder}")
