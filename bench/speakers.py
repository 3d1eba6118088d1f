#!/usr/bin/env python3
"""How well two voices are told apart: diarization error on synthesised dialogues; a part of `make bench-speech`.

usage: bench/speakers.py BUILD CONSULTATIONS [--dev] [--dialogues N]

Dialogues: doctor and patient of CONSULTATIONS/mts_valid.jsonl, spoken by two voices with pauses of 0 to 0.9 s between turns, at two distances from the microphone
(the second 4 dB softer), clean and with pink noise 20 and 10 dB below. --dev: of mts_train.jsonl by other voices: on those the constants of src/host/speakers.c
were set. Voices and sentences of the two sets do not overlap.

Diarization error: the share of the speech's time that was missed, heard where none was, or given to the wrong speaker, under the better pairing of labels. As
is common, 0.25 s around each change are not counted; "strict" counts them.
"""
import argparse, array, itertools, json, os, pathlib, random, re, shutil, subprocess, sys, tempfile, wave

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
from speech_text import spoken

DEV = [("flite slt", "flite kal16"), ("espeak en-us", "espeak en-gb+f2"), ("flite slt", "espeak en-us"), ("flite kal16", "espeak en-us")]
TEST = [("flite rms", "flite awb"), ("espeak en-us+m7", "espeak en-us+f4"), ("flite rms", "espeak en-gb+f5"), ("flite awb", "espeak en-us+m7")]

def say(voice, text, path):
    engine, name = voice.split()
    if engine == "flite":
        subprocess.run(["flite", "-voice", name, "-t", text, "-o", str(path)], check=True, stderr=subprocess.DEVNULL)
    else:
        subprocess.run(["espeak-ng", "-v", name, "-s", "160", "-w", str(path), text], check=True)
    with wave.open(str(path)) as w:
        rate, a = w.getframerate(), array.array("h", w.readframes(w.getnframes()))
    if rate != 16000:
        n = len(a) * 16000 // rate
        a = array.array("h", (int(a[min(len(a) - 1, i * rate // 16000)]) for i in range(n)))
    loud = max(abs(x) for x in a) or 1
    edge = loud // 100
    first = next(i for i, x in enumerate(a) if abs(x) > edge)
    last = next(i for i, x in enumerate(reversed(a)) if abs(x) > edge)
    return [x * 16000 / loud for x in a[first:len(a) - last]]

def dialogues(path, n, rng):
    pool = []
    for line in path.read_text().splitlines():
        turns = re.findall(r"^(Doctor|Patient):\s*(.+)$", json.loads(line)["dialogue"], re.M)
        if 8 <= len(turns) <= 24 and len({w for w, _ in turns}) == 2:
            pool.append(turns)
    return rng.sample(pool, n)

def make(turns, voices, path, rng, work):
    """Writes the sound; gives the truth: a label (0 nobody, 1, 2) for each 10 ms."""
    sound, truth = [0.0] * 8000, []
    for who, text in turns:
        n = 1 if who == "Doctor" else 2
        samples = say(voices[n - 1], " ".join(spoken(text)) if not isinstance(spoken(text), str) else spoken(text), work)
        truth += [0] * (len(sound) // 160 - len(truth))
        sound += [x * (1 if n == 1 else 0.63) for x in samples]
        truth += [n] * (len(sound) // 160 - len(truth))
        sound += [0.0] * rng.choice([0, 1600, 4800, 8000, 14400])
    sound += [0.0] * 8000
    truth += [0] * (len(sound) // 160 - len(truth))
    with wave.open(str(path), "wb") as w:
        w.setnchannels(1), w.setsampwidth(2), w.setframerate(16000)
        w.writeframes(array.array("h", (max(-32767, min(32767, int(x))) for x in sound)).tobytes())
    return truth

def errors(truth, turns, collar):
    """(missed, false, confused, speech) in frames."""
    heard = [0] * len(truth)
    for start, end, who in turns:
        for i in range(start // 10, min(end // 10, len(truth))):
            heard[i] = who
    counted = [True] * len(truth)
    for i in range(1, len(truth)):
        if truth[i] != truth[i - 1]:
            for k in range(max(0, i - collar), min(len(truth), i + collar)):
                counted[k] = False
    frames = [(t, h) for t, h, c in zip(truth, heard, counted) if c]
    missed, false = sum(t and not h for t, h in frames), sum(h and not t for t, h in frames)
    both = [(t, h) for t, h in frames if t and h]
    most = max((sum(t == a and h == 1 or t == b and h == 2 for t, h in both) for a, b in ((1, 2), (2, 1))), default=0)
    if max(heard) > 2:  # more were heard than spoke: the best pairing of any two
        labels = range(1, max(heard) + 1)
        most = max(sum(t == 1 and h == x or t == 2 and h == y for t, h in both) for x, y in itertools.permutations(labels, 2))
    return missed, false, len(both) - most, sum(t > 0 for t, _ in frames)

def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("build", type=pathlib.Path)
    p.add_argument("consultations", type=pathlib.Path)
    p.add_argument("--dev", action="store_true")
    p.add_argument("--dialogues", type=int, default=8)
    p.add_argument("--keep", type=pathlib.Path)
    a = p.parse_args()
    for program in ("flite", "espeak-ng"):
        if not shutil.which(program):
            print(f"bench-speech: speakers: skipped: {program} is not installed")
            return
    source = a.consultations / ("mts_train.jsonl" if a.dev else "mts_valid.jsonl")
    if not source.is_file():
        print(f"bench-speech: speakers: skipped: {source} is not there")
        return
    rng, pairs, bench = random.Random(80), DEV if a.dev else TEST, a.build.resolve() / "speech-bench"
    with tempfile.TemporaryDirectory() as temporary:
        folder = a.keep or pathlib.Path(temporary)
        files, truths = {"clean": [], "20": [], "10": []}, []
        if a.keep and (folder / "truths").exists():
            truths = json.loads((folder / "truths").read_text())
            for noise in files:
                files[noise] = [folder / f"{i:02}.{noise}.wav" for i in range(len(truths))]
        else:
            folder.mkdir(exist_ok=True)
            for i, turns in enumerate(dialogues(source, a.dialogues, rng)):
                made = folder / f"{i:02}.wav"
                truths.append(make(turns, pairs[i % len(pairs)], made, rng, folder / "turn.wav"))
                for noise in files:
                    subprocess.run([bench, "noise", made, folder / f"{i:02}.{noise}.wav", "60" if noise == "clean" else noise, str(i)], check=True)
                    files[noise].append(folder / f"{i:02}.{noise}.wav")
            (folder / "truths").write_text(json.dumps(truths))
        sound = sum(len(t) for t in truths) / 100
        print(f"{len(truths)} dialogues, {sound / 60:.1f} minutes, {sum(sum(1 for x, y in zip(t, t[1:]) if y and x != y) for t in truths)} turns")
        print(f"{'noise':>6} {'speakers':>9} {'error':>7} {'missed':>7} {'false':>6} {'wrong speaker':>14} {'strict':>7} {'counted right':>14} {'time':>7}   (% of the speech)")
        for noise in files:
            for wanted in (2, 0):
                done = subprocess.run([bench, "speakers", str(wanted), *map(str, files[noise])], capture_output=True, text=True, check=True)
                lines = [json.loads(l) for l in done.stdout.splitlines()]
                def share(collar):
                    sums = [sum(x) for x in zip(*(errors(t, l["turns"], collar) for t, l in zip(truths, lines)))]
                    return [100 * x / sums[3] for x in sums[:3]]
                m, f, c = share(25)
                spent = sum(l["processor_ms"] for l in lines) / 1000 / sound
                print(f"{noise:>6} {wanted or 'auto':>9} {m + f + c:7.1f} {m:7.1f} {f:6.1f} {c:14.1f} {sum(share(0)):7.1f} {sum(l['count'] == 2 for l in lines):8} of {len(lines):<3} {spent:7.4f}", flush=True)
                if a.dev:
                    print("       each:", " ".join(f"{100 * errors(t, l['turns'], 25)[2] / max(1, errors(t, l['turns'], 25)[3]):.0f}({l['count']})" for t, l in zip(truths, lines)))

if __name__ == "__main__":
    main()
