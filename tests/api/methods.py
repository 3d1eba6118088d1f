#!/usr/bin/env python3
"""Holds the table of methods, its pages in api/ and the examples on them together.

usage: tests/api/methods.py PROGRAM IMAGE

Each method has a page api/NAME.md with its summary, every parameter in a table, and one example or more: a ```json request
block and a ```json response block. The request is run; whatever the response block holds must be in the real response ("…"
stands for any value, and "…" at the end of a list for further items), so that the pages cannot lie.
"""
import json, pathlib, re, subprocess, sys

program, image = sys.argv[1:3]
pages = pathlib.Path(__file__).parents[2] / "api"
bad = 0

def fail(where, why):
    global bad
    bad += 1
    print(f"{where}: {why}")

def call(request):
    done = subprocess.run([program, "call", "-", "--kb", image], input=json.dumps(request), capture_output=True, text=True)
    return json.loads(done.stdout)

def misses(want, got, at=""):
    if want == "…":
        return []
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return [f"{at} is no object"]
        return [m for k, v in want.items() for m in ([f"{at}.{k} is not there"] if k not in got else misses(v, got[k], f"{at}.{k}"))]
    if isinstance(want, list):
        more = want[-1:] == ["…"]
        want = want[:-1] if more else want
        if not isinstance(got, list) or len(got) < len(want) or (len(got) > len(want) and not more):
            return [f"{at} has {len(got) if isinstance(got, list) else 'no'} items"]
        return [m for i, v in enumerate(want) for m in misses(v, got[i], f"{at}[{i}]")]
    return [] if want == got else [f"{at} is {got!r}, not {want!r}"]

table = call({"method": "methods"})
names = {m["name"] for m in table["methods"]}
for page in pages.glob("*.md"):
    if page.stem not in names | {"README", "records", "listen"}:  # these two are of the host's methods: tests/store/serve.py, tests/serve/listen.py
        fail(page.name, "is of no method")

def params_of(where, params, text):
    for p in params:
        if not re.search(rf"^\| `{p['name']}` \|", text, re.M):
            fail(where, f"parameter {p['name']} is not in a table")
        if p["help"] not in text:
            fail(where, f"parameter {p['name']} is described otherwise: {p['help']}")
        params_of(where, p.get("of", []), text)

overview = pages / "README.md"
if overview.exists():
    params_of("README.md", table["consultation"], overview.read_text())
else:
    fail("README.md", "is missing")
for m in table["methods"]:
    page = pages / f"{m['name']}.md"
    if not page.exists():
        fail(m["name"], "has no page")
        continue
    text = page.read_text()
    if m["summary"] not in text.lower() and m["summary"] not in text:
        fail(page.name, f"does not hold the summary: {m['summary']}")
    if m["consultation"] and "README.md" not in text:
        fail(page.name, "does not point to the consultation's parameters")
    params_of(page.name, m["params"], text)
    examples = re.findall(r"```json request\n(.*?)```\s*```json response\n(.*?)```", text, re.S)
    if not examples:
        fail(page.name, "has no example")
    for request, response in examples:
        try:
            for miss in misses(json.loads(response), call(json.loads(request)), m["name"]):
                fail(page.name, miss)
        except ValueError as e:
            fail(page.name, f"an example is not JSON: {e}")
print(f"{len(names)} methods, {bad} faults")
sys.exit(1 if bad else 0)
