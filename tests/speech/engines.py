#!/usr/bin/env python3
"""The engines that need models from elsewhere: whisper.cpp with a model of random weights, Vosk with a stub library; models and their checksums.

usage: tests/speech/engines.py PROGRAM IMAGE

What words come out is not asserted: the weights are random. Loading, feeding, cancelling, damaged and truncated files and memory are.
"""
import json, math, os, pathlib, random, resource, signal, struct, subprocess, sys, tempfile, time
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import make_whisper
from common import check, env, finish, image, program
import common

here = pathlib.Path(__file__).resolve().parent
def run(*args, **more): # what whisper.cpp prints of random weights is not always UTF-8
    return common.run(*args, errors="replace", **more)

def wav(path, seconds, loud=True):
    """A buzz with vowels in it, or silence."""
    state, data = 1, []
    for i in range(int(seconds * 16000)):
        t = i / 16000
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        x = sum(math.sin(2 * math.pi * 140 * k * t) / k for k in (1, 3, 5, 9)) * (0.6 + 0.4 * math.sin(20 * t)) * 6000 if loud and t % 3 > 0.5 and t % 3 < 2.3 else 0
        data.append(int(x) + (state >> 28))
    body = struct.pack(f"<{len(data)}h", *data)
    pathlib.Path(path).write_bytes(struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(body), b"WAVE", b"fmt ", 16, 1, 1, 16000, 32000, 2, 16, b"data", len(body)) + body)

# ---- the list ----
done = run("speech", "models")
check(done.returncode == 0 and "ggml-small.en.bin" in done.stdout and "MIT" in done.stdout and "unknown" in done.stdout, f"models: {done.stderr}")
models = json.loads(run("speech", "models", "--json").stdout)["models"]
check(all(len(m.get("sha1", "0" * 40)) == 40 and m["address"].startswith("https://") for m in models), "models as JSON")
said = run("version").stdout
if "vosk" not in said:
    print("skipped: this diagpad was built without speech")
    finish()

with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    wav("say.wav", 3)
    wav("long.wav", 15)
    wav("still.wav", 1, loud=False)

    # ---- Vosk, with a library of our own ----
    os.makedirs("model/am")
    pathlib.Path("model/am/final.mdl").write_bytes(b"x")
    built = all(subprocess.run(["cc", "-shared", "-fPIC", "-o", name, *flags, here / "stub/vosk_stub.c"]).returncode == 0 for name, flags in (("stub.so", []), ("old.so", ["-DVOSK_STUB_OLD"])))
    stub = {"DIAGPAD_VOSK": os.path.abspath("stub.so")}
    check(built, "the stub builds")
    done = run("transcribe", "say.wav", "--model", "model", env={"DIAGPAD_VOSK": "/nonexistent/libvosk.so"})
    check(done.returncode == 5 and "libvosk" in done.stderr, f"without the library: {done.returncode} {done.stderr}")
    for args, status, words in ((["--engine", "vosk"], 5, "--model"), (["--engine", "vosk", "--model", "nowhere"], 5, "nowhere"), (["--engine", "vosk", "--model", "."], 3, "final.mdl")):
        done = run("transcribe", "say.wav", *args, env=stub)
        check(done.returncode == status and words in done.stderr, f"vosk {args}: {done.returncode} {done.stderr}")
    done = run("transcribe", "say.wav", "--model", "model", "--json", env=stub)
    o = json.loads(done.stdout) if done.returncode == 0 else {"segments": [], "engine": done.stderr}
    check(o["engine"] == "vosk" and o["segments"] and all(s["words"] for s in o["segments"]), f"vosk hears: {o}")
    for s in o["segments"]:
        check([w["text"] for w in s["words"]] == ["fever", "cough"] and [w["confidence"] for w in s["words"]] == [0.9, 0.25], f"its words: {s['words']}")
        check(s["start_ms"] - 400 <= s["words"][0]["start_ms"] <= s["words"][0]["end_ms"] <= s["words"][1]["end_ms"] <= s["end_ms"] + 400, "times within the piece")
        check([f["id"] for f in s["findings"] if not f["taken"]] == [f["id"] for f in s["findings"]], "offered, not taken")
    ends = run("transcribe", "long.wav", "--model", "model", "--json", env={**stub, "VOSK_STUB": "ends"})
    check(ends.returncode == 0 and max(len(s["words"]) for s in json.loads(ends.stdout)["segments"]) > 2, "an end within a piece loses no words")
    for fault, status in (("model", 3), ("recognizer", None), ("accept", None), ("json", None), ("null", None), ("odd", 0), ("empty", 0)):
        done = run("transcribe", "say.wav", "--model", "model", env={**stub, "VOSK_STUB": fault})
        check(done.returncode > 0 if status is None else done.returncode == status, f"vosk, fault {fault}: {done.returncode} {done.stderr}")
    done = run("transcribe", "say.wav", "--model", "model", env={"DIAGPAD_VOSK": os.path.abspath("old.so")})
    check(done.returncode == 5 and "vosk_set_log_level" in done.stderr, f"a library of another version: {done.returncode} {done.stderr}")

    # ---- whisper.cpp, with weights that mean nothing ----
    make_whisper.write("tiny.bin")
    if "whisper" not in said:
        done = run("transcribe", "say.wav", "--engine", "whisper")
        check(done.returncode == 5 and "make whisper" in done.stderr, f"without whisper.cpp: {done.returncode} {done.stderr}")
        print("not tried: whisper.cpp is not built in (make whisper)")
    else:
        done = run("transcribe", "say.wav", "--model", "tiny.bin", "--json")
        o = json.loads(done.stdout) if done.returncode == 0 else {"engine": done.stderr, "segments": []}
        check(o["engine"] == "whisper" and o["segments"], f"whisper hears: {o}")
        for s in o["segments"]:
            check(all(0 <= w["start_ms"] <= w["end_ms"] <= s["end_ms"] + 400 for w in s["words"]), "times within the piece")
        done = run("transcribe", "still.wav", "--model", "tiny.bin")
        check(done.returncode == 0 and done.stdout == "", f"silence is no text: {done.stdout!r}")
        for args, status, words in ((["--engine", "whisper"], 5, "--model"), (["--engine", "whisper", "--model", "nowhere.bin"], 5, "nowhere"), (["--engine", "whisper", "--model", "say.wav"], 3, "no Whisper model")):
            done = run("transcribe", "say.wav", *args)
            check(done.returncode == status and words in done.stderr, f"whisper {args}: {done.returncode} {done.stderr}")
        os.link("tiny.bin", "ggml-base.en.bin")
        done = run("transcribe", "still.wav", "--model", "ggml-base.en.bin")
        check(done.returncode == 3 and "SHA-1" in done.stderr, f"a known name and another content: {done.returncode} {done.stderr}")
        # cancelled in the middle of a piece
        process = subprocess.Popen([program, "transcribe", "long.wav", "--model", "tiny.bin", "--kb", image], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=env)
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        began = time.time()
        process.communicate(timeout=120)
        check(process.returncode in (0, 130), f"cancelled: {process.returncode}")
        # damage: whatever is changed, a sentence and a status, never a crash
        whole = pathlib.Path("tiny.bin").read_bytes()
        rng = random.Random(3)
        def damaged(data, what):
            pathlib.Path("bad.bin").write_bytes(data)
            done = run("transcribe", "still.wav", "--model", "bad.bin")
            check(done.returncode in (0, 3, 5), f"{what}: {done.returncode} {done.stderr[:200]}")
            return done.returncode
        cuts = [0, 3, 4, 20, 48, 55, 60, 70000, 64400, 200000, len(whole) // 2, len(whole) - 1] + [rng.randrange(len(whole)) for _ in range(8)]
        check(all(damaged(whole[:n], f"cut at {n}") in (3, 5) for n in cuts), "each cut is refused")  # 5: not known for a model any more
        check(damaged(whole + b"\0", "a byte too many") == 3, "a byte too many is refused")
        tensors = whole.index(b"encoder.positional_embedding") - 20
        for at in list(range(0, 56)) + [rng.randrange(64376, 64500) for _ in range(12)] + list(range(tensors, tensors + 48)):
            changed = bytearray(whole)
            changed[at] ^= 1 << rng.randrange(8)
            damaged(bytes(changed), f"bit at {at}")
        # memory does not grow with the length
        def peak(name):
            code = "import resource,subprocess,sys; subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
            return int(subprocess.run([sys.executable, "-c", code, program, "transcribe", name, "--model", "tiny.bin", "--kb", image], capture_output=True, text=True, env=env).stdout)
        one, many = peak("say.wav"), peak("long.wav")
        check(many < one * 1.5 + 32768, f"{one} KiB for seconds, {many} KiB for a quarter of a minute")
    os.chdir("/")
finish()
