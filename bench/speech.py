#!/usr/bin/env python3
"""How good the ears are: `make bench-speech`. Synthesised speech, so that the answer is known; people are harder to hear.

usage: bench/speech.py BUILD [CONSULTATIONS] [--sentences N] [--out FILE] [--only ROW]...

Sentences: of CONSULTATIONS/mts_valid.jsonl (MTS-Dialog; not used for the language model), N of the notes' and half as many of the dialogues'; and
bench/speech_drugs.txt. Voices: four of flite, two of espeak-ng, one after the other, clean and with pink noise 20, 10 and 5 dB below the speech. Each sentence is spoken
as `spoken()` of tools/speech_text.py writes it, so that voice and reference agree on what "5 mg" is.

Word error rate: substitutions, deletions and insertions over the words of the reference; hyphens split words, spelt letters are words. Drug names: how many of the
sentences' were heard, letter by letter. Time: processor time over the length of the sound, without loading of models. The rival is pocketsphinx_continuous of Debian,
same model, same files, same run. All rows of a level of noise hear a file before any hears the next, so that a machine that is busy with other things slows
them alike: times of one level compare, and the last column is the time over the rival's.
"""
import argparse, collections, concurrent.futures, json, os, pathlib, random, re, shutil, subprocess, sys, tempfile, wave

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
from speech_text import sentences, spoken

VOICES = ["flite slt", "flite rms", "espeak en-us", "flite awb", "flite kal16", "espeak en-gb"]
VAD, MEAN, LM, DICTIONARY, SUPPRESSION, HASTE = 1, 2, 4, 8, 16, 32  # DP_SPEECH_NO_…
ROWS = [("pocketsphinx_continuous", None, "clean 20 10 5"), ("all of ours", 0, "clean 20 10 5"), ("  with the second pass, densities, phones as usual", HASTE, "clean 10"), ("  without own cutting at silences", VAD, "clean 10"),
        ("  without the piece's own mean", MEAN, "clean 10"), ("  without the medical language model", LM, "clean 10"),
        ("  without the added pronunciations", DICTIONARY, "clean 10"), ("  without either", LM | DICTIONARY, "clean 10"),
        ("  without noise suppression", SUPPRESSION, "10 5"), ("  none of it", VAD | MEAN | LM | DICTIONARY | SUPPRESSION | HASTE, "clean 10")]

def skip(why):
    print(f"bench-speech: skipped: {why}")
    sys.exit(0)

# ---- what is said ------------------------------------------------------------------------------------------------------

def wanted(consultations, n):
    """[{kind, text (as spoken), words, drugs}]"""
    out = []
    if consultations:
        rng = random.Random(8)
        pools = collections.defaultdict(list)
        for line in (consultations / "mts_valid.jsonl").read_text().splitlines():
            d = json.loads(line)
            for kind, key in (("note", "text"), ("talk", "dialogue")):
                pools[kind] += [s for s in sentences(d[key]) if 7 <= len(s.split()) <= 24]
        for kind, most in (("note", n), ("talk", n // 2)):
            for s in rng.sample(sorted(set(pools[kind])), most):
                out.append({"kind": kind, "text": s, "drugs": []})
    for line in (ROOT / "bench/speech_drugs.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            out.append({"kind": "drugs", "text": line.replace("*", ""), "drugs": re.findall(r"\*([a-z]+)", line)})
    for o in out:
        o["words"] = plain(" ".join(spoken(o["text"])))
    return out

def plain(text):
    return [w.rstrip(".") for t in text.lower().split() for w in re.split(r"[-]", t) if w.rstrip(".")]

def say(o, path):
    engine, voice = o["voice"].split()
    text = re.sub(r"\b([a-z])\.", lambda m: m[1].upper(), " ".join(spoken(o["text"]))) + "."
    if engine == "flite":
        subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(path)], check=True)
    else:
        subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", str(path), text], check=True)

# ---- who hears ---------------------------------------------------------------------------------------------------------

Row = collections.namedtuple("Row", "sound spent peak heard")

class Ours:
    """The engine, opened once; asked for one file after the other."""
    def __init__(self, build, without):
        self.process = subprocess.Popen([build / "speech-bench", "hear", str(without), "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.sound = self.spent = self.peak = 0
        self.heard = []
    def hear(self, file):
        self.process.stdin.write(file + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"bench-speech: the engine ended at {file}")
        line = json.loads(line)
        self.heard.append(line["words"])
        self.sound += line["sound_ms"]
        self.spent += line["processor_ms"]
    def end(self):
        self.process.stdin.close()
        self.peak = json.loads(self.process.stdout.readline())["peak_bytes"] >> 20
        self.process.wait()

class Rival:
    """One process a file; what loading takes is measured on silence just before each file, and taken off."""
    def __init__(self, folder):
        self.folder, self.silence = folder, folder / "silence.raw"
        self.silence.write_bytes(bytes(16000 * 2 // 5))
        self.sound = self.spent = self.peak = 0
        self.heard = []
    def run(self, raw):
        with open(self.folder / "rival.txt", "w+") as out:
            p = subprocess.Popen(["pocketsphinx_continuous", "-infile", str(raw), "-logfn", "/dev/null"], stdout=out, stderr=subprocess.DEVNULL)
            _, status, used = os.wait4(p.pid, 0)
            p.returncode = status
            out.seek(0)
            self.peak = max(self.peak, used.ru_maxrss >> 10)
            return out.read().split(), (used.ru_utime + used.ru_stime) * 1000
    def hear(self, file):
        with wave.open(file) as w:
            data = w.readframes(w.getnframes())
        raw = self.folder / "rival.raw"
        raw.write_bytes(data)
        loading = self.run(self.silence)[1]
        words, spent = self.run(raw)
        self.heard.append([{"text": w, "confidence": 1, "start_ms": 0, "end_ms": 0} for w in words])
        self.sound += len(data) // 32
        self.spent += spent - loading
    def end(self):
        pass

# ---- counting ----------------------------------------------------------------------------------------------------------

def align(ref, hyp):
    """(errors, [whether each word of hyp is right])"""
    rows = [list(range(len(hyp) + 1))]
    for i, x in enumerate(ref, 1):
        row = [i]
        for j, y in enumerate(hyp, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (x != y)))
        rows.append(row)
    right, i, j = [False] * len(hyp), len(ref), len(hyp)
    while i and j:
        if rows[i][j] == rows[i - 1][j - 1] + (ref[i - 1] != hyp[j - 1]):
            right[j - 1] = ref[i - 1] == hyp[j - 1]
            i, j = i - 1, j - 1
        elif rows[i][j] == rows[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return rows[-1][-1], right

def score(items, heard):
    errors, words, found, names = collections.Counter(), collections.Counter(), 0, 0
    sure = collections.Counter()
    for o, h in zip(items, heard):
        flat = [(w, x["confidence"]) for x in h for w in plain(x["text"])]
        e, right = align(o["words"], [w for w, _ in flat])
        for k in ("all", o["kind"], o["voice"].split()[0], o["voice"].split()[0] + " " + o["kind"]):
            errors[k] += e
            words[k] += len(o["words"])
        have = collections.Counter(w for w, _ in flat)
        found += sum(1 for d in o["drugs"] if have[d])
        names += len(o["drugs"])
        for (_, c), ok in zip(flat, right):
            sure[("unsure" if c < 0.4 else "sure", ok)] += 1
    return {k: 100 * errors[k] / words[k] for k in words}, found, names, sure

def written(build, items, heard):
    """Drug names after the scribe, on all of the sentences; and how many repairs were wrong."""
    found = wrong = repairs = 0
    for o, h in zip(items, heard):
        request = json.dumps({"method": "transcript", "findings": False, "segments": [{"words": h}]})
        done = subprocess.run([build / "diagpad", "call", "-"], input=request, capture_output=True, text=True)
        pieces = json.loads(done.stdout)["segments"][0]["pieces"]
        text = [w for p in pieces for w in plain(p["text"])]
        found += sum(1 for d in o["drugs"] if d in text)
        for p in pieces:
            if p.get("mark") == "name":
                repairs += 1
                wrong += p["text"] not in o["drugs"] and p["text"] not in o["words"]
    return found, repairs, wrong

def side_by_side(a, chosen, files, folder):
    """[(name, without, Row)]: each file is heard by all rows before the next; `jobs` files at a time."""
    def lane(k):
        own = folder / str(k)
        own.mkdir(exist_ok=True)
        who = [Rival(own) if without is None else Ours(a.build, without) for _, without in chosen]
        for f in files[k::a.jobs]:
            for w in who:
                w.hear(f)
        for w in who:
            w.end()
        return who
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        lanes = list(pool.map(lane, range(a.jobs)))
    rows = []
    for i, (name, without) in enumerate(chosen):
        all_of = [l[i] for l in lanes]
        row = Row(sum(w.sound for w in all_of), sum(w.spent for w in all_of), max(w.peak for w in all_of), [all_of[n % a.jobs].heard[n // a.jobs] for n in range(len(files))])
        rows.append((name, without, row))
    return rows

def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("build", type=pathlib.Path)
    p.add_argument("consultations", type=pathlib.Path, nargs="?")
    p.add_argument("--sentences", type=int, default=24)
    p.add_argument("--only", action="append", help="rows whose name has this")
    p.add_argument("--noise", action="append", choices=["clean", "20", "10", "5"], help="only these")
    p.add_argument("--jobs", type=int, default=1, help="files heard at a time")
    p.add_argument("--every", type=int, default=1, help="only every Nth sentence")
    a = p.parse_args()
    for program in ("flite", "espeak-ng", "pocketsphinx_continuous"):
        if not shutil.which(program):
            skip(f"{program} is not installed: on Debian, apt-get install flite espeak-ng pocketsphinx")
    if a.consultations and not (a.consultations / "mts_valid.jsonl").is_file():
        print(f"bench-speech: {a.consultations} has no mts_valid.jsonl: the drug sentences alone are measured")
        a.consultations = None
    a.build = a.build.resolve()
    items = wanted(a.consultations, a.sentences)[::a.every]
    for i, o in enumerate(items):
        o["voice"] = VOICES[i % len(VOICES)]
    print(f"{len(items)} sentences, {sum(len(o['words']) for o in items)} words, {sum(len(o['drugs']) for o in items)} drug names")
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for i, o in enumerate(items):
            said = pathlib.Path(folder) / f"{i:03}.wav"
            say(o, said)
            for noise in ("clean", "20", "10", "5"):
                made = pathlib.Path(folder) / f"{i:03}.{noise}.wav"
                subprocess.run([a.build / "speech-bench", "noise", said, made, "90" if noise == "clean" else noise, str(i)], check=True)
                files.setdefault(noise, []).append(str(made))
        print(f"{'':48}{'noise':>6}{'errors':>8}{'notes':>7}{'talk':>7}{'drugs':>7} |{'flite':>7}{'notes':>7}{'espeak':>7} | {'names':>6} {'time':>7} {'MiB':>5} {'/rival':>6}   (errors: %)")
        for noise in a.noise or ("clean", "20", "10", "5"):
            chosen = [(name, without) for name, without, noises in ROWS if noise in noises.split() and (not a.only or any(x in name for x in a.only))]
            rows = side_by_side(a, chosen, files[noise], pathlib.Path(folder))
            base = next((who.spent for _, without, who in rows if without is None), 0)
            for name, without, who in rows:
                rate, found, names, sure = score(items, who.heard)
                def r(k):
                    return f"{rate[k]:7.1f}" if k in rate else "      -"
                print(f"{name:48}{noise:>6} {r('all')}{r('note')}{r('talk')}{r('drugs')} |{r('flite')}{r('flite note')}{r('espeak')} | {found:3}/{names:<3}{who.spent / who.sound:7.3f} {who.peak:5}"
                      + (f"{who.spent / base:7.2f}" if base else ""), flush=True)
                if without == 0:
                    f, repairs, wrong = written(a.build, items, who.heard)
                    bad = sure["unsure", False] / max(1, sure["unsure", False] + sure["unsure", True])
                    good = sure["sure", False] / max(1, sure["sure", False] + sure["sure", True])
                    caught = sure["unsure", False] / max(1, sure["unsure", False] + sure["sure", False])
                    print(f"{'    names repaired by sound':48}{noise:>6}   {repairs} repairs, {wrong} of them wrong; names {f}/{names}")
                    print(f"{'    words shown as unsure':48}{noise:>6}   {100 * bad:.0f} % of them are wrong, of the others {100 * good:.0f} %; {100 * caught:.0f} % of the wrong words are shown", flush=True)

if __name__ == "__main__":
    main()
