#!/usr/bin/env python3
"""Holds src/note/weights.c to what it was trained from.

usage: tools/check_weights.py [--self-test]
       tools/check_weights.py --train TRAINER      trains anew, writes src/note/weights.c and the record

src/note/weights.sha256 names the SHA-256 of weights.c, of every file of the program that decides the features, and of the training
data. The check fails when weights.c is not the one that was recorded, when any of those files has changed since, or when the data
(../shared, where it is) is other. Training takes seconds and gives the same bytes each time: `make train-note`.
"""
import hashlib, pathlib, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
OUT, RECORD = "src/note/weights.c", "src/note/weights.sha256"
CODE = ["tools/train_note.c", "src/note/inner.h", "src/note/lexis.c", "src/note/model.c", "src/note/numbers.c", "src/note/turns.c", "src/note/words.c"]
DATA = ["data/consultations/aci_train.jsonl", "data/consultations/mts_train.jsonl"]

def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()

def shared():
    return next((p / "shared" for p in ROOT.parents if (p / "shared" / DATA[0]).exists()), None)

def faults(root, data):
    record = dict(reversed(line.split("  ", 1)) for line in (root / RECORD).read_text().splitlines())
    if sorted(record) != sorted([OUT, *CODE, *DATA]):
        yield f"{RECORD} does not name the files that it should"
        return
    if sha(root / OUT) != record[OUT]:
        yield f"{OUT} is not the file that training wrote"
    for name in CODE:
        if sha(root / name) != record[name]:
            yield f"{name} has changed since {OUT} was trained"
    for name in DATA:
        if data and sha(data / name) != record[name]:
            yield f"{name} is not the data that {OUT} was trained on"

def train(trainer):
    data = shared()
    if not data:
        sys.exit("the training data is not here: shared/data/consultations")
    made = subprocess.run([trainer, *(str(data / d) for d in DATA)], capture_output=True, check=True).stdout
    (ROOT / OUT).write_bytes(made)
    (ROOT / RECORD).write_text("".join(f"{sha(p)}  {n}\n" for n, p in [(OUT, ROOT / OUT), *((n, ROOT / n) for n in CODE), *((n, data / n) for n in DATA)]))

def self_test():
    """The check must be able to fail: each file changed by a byte is found."""
    import shutil, tempfile
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for n in [OUT, RECORD, *CODE]:
            (root / n).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / n, root / n)
        known = set(faults(root, None))
        for n in [OUT, *CODE]:
            before = (root / n).read_bytes()
            (root / n).write_bytes(before + b" ")
            if n not in " ".join(set(faults(root, None)) - known) and not any(n in k for k in known):
                sys.exit(f"a change of {n} is not found")
            (root / n).write_bytes(before)

if sys.argv[1:2] == ["--train"]:
    train(sys.argv[2])
elif sys.argv[1:] == ["--self-test"]:
    self_test()
else:
    bad = list(faults(ROOT, shared()))
    for f in bad:
        print(f)
    if bad:
        print("train again with `make train-note`, look at the notes' golden files, and measure docs/quality.md anew")
    sys.exit(bool(bad))
