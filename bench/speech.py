#!/usr/bin/env python3
"""How good the ears are: `make bench-speech`. Synthesised speech, so that the answer is known; people are harder to hear.

usage: bench/speech.py BUILD [CONSULTATIONS] [--sentences N] [--out FILE] [--only ROW]...

Sentences: of CONSULTATIONS/mts_valid.jsonl (MTS-Dialog; not used for the language model), N of the notes' and half as many of the dialogues'; and
bench/speech_drugs.txt. Voices: four of flite, two of espeak-ng, one after the other, clean and with pink noise 20, 10 and 5 dB below the speech. Each sentence is spoken
as `spoken()` of tools/speech_text.py writes it, so that voice and reference agree on what "5 mg" is.

Word error rate: substitutions, deletions and insertions over the words of the reference; hyphens split words, spelt letters are words. Drug names: how many of the
sentences' were heard, letter by letter. Time: processor time over the length of the sound, without loading of models. The rival is pocketsphinx_continuous of Debian,
same model, same files, same run.
"""
import argparse, collections, json, os, pathlib, random, re, resource, shutil, subprocess, sys, tempfile, wave

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
from speech_text import sentences, spoken

VOICES = ["flite slt", "flite rms", "espeak en-us", "flite awb", "flite kal16", "espeak en-gb"]
VAD, MEAN, LM, DICTIONARY, SUPPRESSION = 1, 2, 4, 8, 16  # DP_SPEECH_NO_…
ROWS = [("pocketsphinx_continuous", None, "clean 20 10 5"), ("all of ours", 0, "clean 20 10 5"), ("  without own cutting at silences", VAD, "clean 10"),
        ("  without the piece's own mean", MEAN, "clean 10"), ("  without the medical language model", LM, "clean 10"),
        ("  without the added pronunciations", DICTIONARY, "clean 10"), ("  without either", LM | DICTIONARY, "clean 10"),
        ("  without noise suppression", SUPPRESSION, "10 5"), ("  none of it", VAD | MEAN | LM | DICTIONARY | SUPPRESSION, "clean 10")]

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
    for i, o in enumerate(out):
        o["words"] = plain(" ".join(spoken(o["text"])))
        o["voice"] = VOICES[i % len(VOICES)]
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

def ours(build, files, without):
    done = subprocess.run([build / "speech-bench", "hear", str(without), *files], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"bench-speech: {done.stderr}")
    lines = [json.loads(l) for l in done.stdout.splitlines()]
    return ([l["words"] for l in lines[:-1]], sum(l["sound_ms"] for l in lines[:-1]), sum(l["processor_ms"] for l in lines[:-1]),
            lines[-1]["peak_bytes"] >> 20)

def processor():
    u = resource.getrusage(resource.RUSAGE_CHILDREN)
    return u.ru_utime + u.ru_stime

def rival(build, files, _):
    """One process a file; what loading takes is measured on silence and taken off."""
    folder = pathlib.Path(files[0]).parent
    silence = folder / "silence.raw"
    silence.write_bytes(bytes(16000 * 2 // 5))
    def hear(raw):
        before = processor()
        done = subprocess.run(["pocketsphinx_continuous", "-infile", str(raw), "-logfn", "/dev/null"], capture_output=True, text=True)
        return done.stdout.split(), processor() - before
    loading = min(hear(silence)[1] for _ in range(3))
    heard, sound, spent = [], 0, 0
    for f in files:
        with wave.open(f) as w:
            data = w.readframes(w.getnframes())
        raw = folder / "rival.raw"
        raw.write_bytes(data)
        words, t = hear(raw)
        heard.append([{"text": w, "confidence": 1, "start_ms": 0, "end_ms": 0} for w in words])
        sound += len(data) // 32
        spent += max(0, t - loading) * 1000
    return heard, sound, spent, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10

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

def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("build", type=pathlib.Path)
    p.add_argument("consultations", type=pathlib.Path, nargs="?")
    p.add_argument("--sentences", type=int, default=24)
    p.add_argument("--only", action="append")
    a = p.parse_args()
    for program in ("flite", "espeak-ng", "pocketsphinx_continuous"):
        if not shutil.which(program):
            skip(f"{program} is not installed: on Debian, apt-get install flite espeak-ng pocketsphinx")
    if a.consultations and not (a.consultations / "mts_valid.jsonl").is_file():
        print(f"bench-speech: {a.consultations} has no mts_valid.jsonl: the drug sentences alone are measured")
        a.consultations = None
    a.build = a.build.resolve()
    items = wanted(a.consultations, a.sentences)
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
        print(f"{'':36}{'noise':>6}{'errors':>8}{'notes':>7}{'talk':>7}{'drugs':>7} |{'flite':>7}{'notes':>7}{'espeak':>7} | {'names':>6} {'time':>7} {'MiB':>5}   (errors: %)")
        for name, without, noises in ROWS:
            if a.only and not any(x in name for x in a.only):
                continue
            for noise in noises.split():
                heard, sound, spent, peak = (rival if without is None else ours)(a.build, files[noise], without)
                rate, found, names, sure = score(items, heard)
                def r(k):
                    return f"{rate[k]:7.1f}" if k in rate else "      -"
                print(f"{name:36}{noise:>6} {r('all')}{r('note')}{r('talk')}{r('drugs')} |{r('flite')}{r('flite note')}{r('espeak')} | {found:3}/{names:<3}{spent / sound:7.3f} {peak:5}", flush=True)
                if without == 0:
                    f, repairs, wrong = written(a.build, items, heard)
                    bad = sure["unsure", False] / max(1, sure["unsure", False] + sure["unsure", True])
                    good = sure["sure", False] / max(1, sure["sure", False] + sure["sure", True])
                    caught = sure["unsure", False] / max(1, sure["unsure", False] + sure["sure", False])
                    print(f"{'    names repaired by sound':36}{noise:>6}   {repairs} repairs, {wrong} of them wrong; names {f}/{names}")
                    print(f"{'    words shown as unsure':36}{noise:>6}   {100 * bad:.0f} % of them are wrong, of the others {100 * good:.0f} %; {100 * caught:.0f} % of the wrong words are shown", flush=True)

if __name__ == "__main__":
    main()
