#!/usr/bin/env python3
"""The corpus of requests and responses, replayed through `diagpad call` on the tests' own knowledge.

usage: tests/api/run.py PROGRAM IMAGE [--update] [NAME...]

NAME.request.json gives NAME.response.json, byte for byte once both are set out one member a line. --update rewrites the
responses (read the difference before you commit it). Besides, what must hold of every response is checked: valid
JSON, the probabilities of a differential add up to one, spans lie in the text, the ledger's rows add up to the score.
"""
import json, pathlib, subprocess, sys

here = pathlib.Path(__file__).parent / "corpus"
args = [a for a in sys.argv[1:] if not a.startswith("--")]
update = "--update" in sys.argv
program, image, only = args[0], args[1], args[2:]
bad = 0

def fail(name, why):
    global bad
    bad += 1
    print(f"{name}: {why}")

def pretty(o):
    return json.dumps(o, indent=1, ensure_ascii=False) + "\n"

def strict(pairs):
    keys = [k for k, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"a key stands twice in {keys}")
    return dict(pairs)

def holds(name, request, response):
    """What must be true whatever the knowledge."""
    if "differential" in response:
        total = response["something_else"] + sum(r["probability"] for r in response["differential"])
        if abs(total - 1) > 1e-9:
            fail(name, f"probabilities and something else add up to {total}")
        if any(not r["low"] <= r["probability"] <= r["high"] for r in response["differential"]):
            fail(name, "a probability lies outside its interval")
    text = (response if request.get("method") == "transcript" else request).get("text", "").encode()
    def spans(o):
        if isinstance(o, dict):
            if "start" in o and "text" in o and text[o["start"]:o["end"]].decode(errors="replace") != o["text"]:
                fail(name, f"the span {o['start']}-{o['end']} is not “{o['text']}”")
            for v in o.values():
                spans(v)
        elif isinstance(o, list):
            for v in o:
                spans(v)
    spans(response)
    if "rows" in response and "score_cB" in response and sum(r["cB"] for r in response["rows"]) != response["score_cB"]:
        fail(name, "the ledger's rows do not add up to the score")

requests = sorted(here.glob("*.request.json"))
if not requests:
    fail("corpus", "there is none")
for path in requests:
    name = path.name.removesuffix(".request.json")
    if only and name not in only:
        continue
    raw = path.read_bytes()
    done = subprocess.run([program, "call", "-", "--kb", image], input=raw, capture_output=True)
    try:
        response = json.loads(done.stdout, object_pairs_hook=strict)
    except ValueError as e:
        fail(name, f"the response is not JSON: {e}: {done.stdout[:200]} {done.stderr[:200]}")
        continue
    if ("error" in response) != (done.returncode != 0):
        fail(name, f"exit status {done.returncode} and response disagree")
    try:
        request = json.loads(raw)
    except ValueError:
        request = {}
    if "error" not in response:
        holds(name, request if isinstance(request, dict) else {}, response)
    if "version" in response:
        response["version"] = "…"
    for volatile in [response.get("knowledge", {})]:
        if volatile:
            volatile["hash"] = "…"
    golden = here / f"{name}.response.json"
    got = pretty(response)
    if update:
        golden.write_text(got)
    elif not golden.exists():
        fail(name, "has no response yet: run with --update and read it")
    elif golden.read_text() != got:
        import difflib
        lines = list(difflib.unified_diff(golden.read_text().splitlines(), got.splitlines(), "expected", "got", lineterm="", n=2))
        fail(name, "\n  " + "\n  ".join(lines[:40]))
print(f"{len(requests)} requests, {bad} wrong")
sys.exit(1 if bad else 0)
