#!/usr/bin/env python3
"""Measures what ROUGE cannot see in the notes of `diagpad note`: polarity, and facts by section.

usage: tools/score_note_facts.py [--program build/diagpad] [--show] CONSULTATIONS.jsonl

CONSULTATIONS: one JSON object a line with "id", "dialogue" (turns, one a line) and "note", the clinician's.

Polarity, sentence by sentence: the finding reader reads each sentence of the note, the turns that it cites, and the
clinician's note. A sentence is counted as turned round when it has a finding present (or absent) that its turns, or the
turns beside them, have in the other state only; and, apart from that, when the clinician's note has it in the other state
only. Both are upper bounds: the reader errs too, most of all in transcripts without full stops, so each is to be looked
at (--show prints them; do not print cases that you measure on).

Facts: F1 of findings with their state, of medicines and of numbers, in all of the note and by division (subjective,
objective, assessment and plan), against the clinician's note. No data is kept.
"""
import argparse, json, re, subprocess, sys
from collections import Counter, defaultdict
sys.dont_write_bytecode = True

DRUGS = None
DIVISION = [("assessment", re.compile(r"ASSESSMENT|PLAN|IMPRESSION|INSTRUCTION", re.I)),
            ("objective", re.compile(r"EXAM|VITAL|RESULT", re.I)),
            ("subjective", re.compile(r"CHIEF|^CC|HISTORY|HPI|SYSTEMS|MEDICATION|ALLERG", re.I))]

def drugs():
    """The names that the guard knows (src/note/lexis.c)."""
    text = open("src/note/lexis.c").read()
    return set(" ".join(re.findall(r'"([^"]*)"', "".join(re.findall(r"\{WF_DRUG,(.*?)\}", text, re.S)))).split())

def call(program, request):
    done = subprocess.run([program, "call", "-"], input=json.dumps(request), capture_output=True, text=True)
    return json.loads(done.stdout)

def findings(program, pieces, join):
    """[(piece index, finding, state)] of pieces of text read together."""
    text, starts = "", []
    for p in pieces:
        starts.append(len(text.encode()))
        text += p + join
    out = []
    for f in call(program, {"method": "read", "text": text})["findings"]:
        spans = f.get("spans") or ([f["span"]] if "span" in f else [f])
        for s in spans:
            at = s.get("start", 0)
            index = max(i for i, b in enumerate(starts) if b <= at)
            out.append((index, f["id"], f["state"]))
    return out

def divisions(note):
    """{division: text} of a note with titles in capitals."""
    parts, now = defaultdict(str), "subjective"
    for line in note.split("\n"):
        bare = line.strip()
        if bare and bare == bare.upper() and re.search(r"[A-Z]{2}", bare) and len(bare) < 60:
            now = next((d for d, r in DIVISION if r.search(bare)), now)
        else:
            parts[now] += line + "\n"
    return parts

def numbers(text):
    return Counter(re.findall(r"(?<![\w.])\d+(?:[./]\d+)*", re.sub(r"(?<=\d),(?=\d{3})", "", text)))

def add(score, gold, system):
    hits = sum((gold & system).values())
    score[0] += hits; score[1] += sum(system.values()); score[2] += sum(gold.values())

def show_f1(name, s):
    p, r = (s[0] / s[1] if s[1] else 0), (s[0] / s[2] if s[2] else 0)
    return f"{name} {2 * p * r / (p + r) if p + r else 0:.2f} (precision {p:.2f}, recall {r:.2f})"

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--program", default="build/diagpad")
    ap.add_argument("--show", action="store_true", help="print the sentences that are counted")
    ap.add_argument("consultations")
    a = ap.parse_args()
    names = drugs()
    cases = [json.loads(line) for line in open(a.consultations) if line.strip()]
    turned = against = sentences = asserted = 0
    scores = defaultdict(lambda: [0, 0, 0])
    for c in cases:
        o = call(a.program, {"method": "note", "transcript": c["dialogue"]})
        turns = re.sub(r"^\[(\w)(\w*)\]", lambda m: m[1].upper() + m[2] + ":", c["dialogue"].strip(), flags=re.M).split("\n")
        said = defaultdict(set)
        for turn, f, state in findings(a.program, turns, "\n"):
            for near in (turn - 1, turn, turn + 1):
                said[near, f].add(state)
        gold = defaultdict(set)
        for _, f, state in findings(a.program, c["note"].split("\n"), "\n"):
            gold[f].add(state)
        texts = [x["text"] for x in o["sentences"]]
        sentences += len(texts)
        for index, f, state in findings(a.program, texts, "\n\n"):
            if state not in ("present", "absent"):
                continue
            asserted += 1
            other = "absent" if state == "present" else "present"
            x = o["sentences"][index]
            heard = set().union(*(said[n - 1, f] for n in x["lines"]))
            if other in heard and state not in heard:
                turned += 1
                if a.show:
                    print(f"{c['id']} TURNED {f} {state}: {x['text']}")
                    for n in x["lines"]:
                        print(f"      {n} {turns[n - 1][:400]}")
            if other in gold[f] and state not in gold[f]:
                against += 1
                if a.show:
                    print(f"{c['id']} AGAINST {f} {state}: {x['text']} {x['lines']}")
                    for n in x["lines"]:
                        print(f"      {n} {turns[n - 1][:400]}")
        ours, theirs = divisions(o["note"]), divisions(c["note"])
        for d in ("subjective", "objective", "assessment"):
            g = Counter({(f, s) for _, f, s in findings(a.program, [theirs[d]], "\n") if s in ("present", "absent")})
            w = Counter({(f, s) for _, f, s in findings(a.program, [ours[d]], "\n") if s in ("present", "absent")})
            add(scores["findings", d], g, w); add(scores["findings", "all"], g, w)
            for kind, of in (("medicines", lambda t: Counter(set(re.findall(r"[a-z][a-z0-9-]+", t.lower())) & names)), ("numbers", numbers)):
                g, w = of(theirs[d]), of(ours[d])
                add(scores[kind, d], g, w); add(scores[kind, "all"], g, w)
    print(f"{a.consultations}: {len(cases)} consultations, {sentences} sentences, {asserted} findings asserted")
    print(f"  polarity: {turned} against the cited turns, {against} against the clinician's note")
    for kind in ("findings", "medicines", "numbers"):
        print("  " + kind + ": " + "; ".join(show_f1(d, scores[kind, d]) for d in ("all", "subjective", "objective", "assessment")))

if __name__ == "__main__":
    main()
