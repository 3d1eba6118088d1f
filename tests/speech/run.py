#!/usr/bin/env python3
"""`diagpad transcribe` as people use it, on a sentence that flite speaks: words, formats, faults, interruption, resuming.

usage: tests/speech/run.py PROGRAM IMAGE

Skipped, with a word, where the program was built without speech, or flite or the model are not there. Sound files are written
here: WAV by hand, the compressed ones by libsndfile.
"""
import array, ctypes, json, math, os, pathlib, re, resource, shutil, signal, struct, subprocess, sys, tempfile, time
from common import check, env, finish, image, program, run

def wav(path, samples, rate=16000, kind="s16", channels=1, lie=0):
    """samples: floats. kind: u8 s16 s24 s32 f32 f64; f32 on the scale of 16 bits: f32big. lie: bytes that the header promises too many."""
    flat = [x for s in samples for x in ([s] if channels == 1 else [s, s * 0.5])]
    bits = {"u8": 8, "s16": 16, "s24": 24, "s32": 32, "f32": 32, "f64": 64, "f32big": 32}[kind]
    if kind == "u8":
        data = bytes(int(x * 127) + 128 for x in flat)
    elif kind == "s24":
        data = b"".join((int(x * 8388607) & 0xFFFFFF).to_bytes(3, "little") for x in flat)
    else:
        code, scale = {"s16": ("h", 32767), "s32": ("i", 2147483647), "f32": ("f", 1), "f64": ("d", 1), "f32big": ("f", 32767)}[kind]
        data = array.array(code, [int(x * scale) if code in "hi" else x * scale for x in flat]).tobytes()
    size = bits // 8 * channels
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data) + lie, b"WAVE", b"fmt ", 16, 3 if kind[0] == "f" else 1, channels, rate, rate * size, size, bits,
                       b"data", len(data) + lie)
    pathlib.Path(path).write_bytes(head + data)

def at_rate(samples, rate):
    n = len(samples) * rate // 16000
    out = []
    for i in range(n):
        x = i * 16000 / rate
        k = int(x)
        b = samples[k + 1] if k + 1 < len(samples) else 0
        out.append(samples[k] + (b - samples[k]) * (x - k))
    return out

class Info(ctypes.Structure):
    _fields_ = [("frames", ctypes.c_int64), ("samplerate", ctypes.c_int), ("channels", ctypes.c_int), ("format", ctypes.c_int), ("sections", ctypes.c_int), ("seekable", ctypes.c_int)]

def compressed(path, samples, form, rate=16000):
    """By libsndfile; False where it cannot write this kind."""
    try:
        lib = ctypes.CDLL("libsndfile.so.1")
    except OSError:
        return False
    lib.sf_open.restype = ctypes.c_void_p
    lib.sf_writef_float.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
    lib.sf_close.argtypes = [ctypes.c_void_p]
    info = Info(0, rate, 1, form, 0, 0)
    f = lib.sf_open(str(path).encode(), 0x20, ctypes.byref(info))
    if not f:
        return False
    data = (ctypes.c_float * len(samples))(*samples)
    lib.sf_writef_float(f, data, len(samples))
    lib.sf_close(f)
    return True

def skip(why):
    print(f"skipped: {why}")
    finish()

# ---- without the module: said plainly -------------------------------------------------------------------------------------
done = run("transcribe", __file__, env={"DIAGPAD_SPEECH": "/nonexistent"})
check(done.returncode == 5 and "apt-get install" in done.stderr, f"without the module: {done.returncode} {done.stderr}")
said = run("version").stdout
if "builtin (PocketSphinx)" not in said:
    skip("this diagpad has no engine of speech, or no model: " + said.splitlines()[-1])
if not shutil.which("flite"):
    skip("flite is not installed")

with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    subprocess.run(["flite", "-voice", "slt", "-t", "The patient has chest pain and takes metformin, five hundred milligrams.", "-o", "flite.wav"], check=True)
    raw = pathlib.Path("flite.wav").read_bytes()
    at = raw.index(b"data") + 8
    speech = [x / 32768 for x in array.array("h", raw[at:at + (len(raw) - at) // 2 * 2])]
    quiet = [0.0] * 6000

    short = speech[:int(16000 * 0.95)] + quiet
    wav("s16.wav", short)

    # ---- the words, and what each form looks like ----
    done = run("transcribe", "flite.wav", "--json")
    check(done.returncode == 0, f"transcribe: {done.stderr}")
    o = json.loads(done.stdout)
    text = " ".join(s["text"] for s in o["segments"])
    check("chest pain" in text.lower() and "metformin" in text and "500 mg" in text, f"the words: {text}")
    check(list(o) == ["file", "segments", "engine", "caution", "length_ms", "complete"] and o["complete"] is True and o["engine"] == "builtin", f"members {list(o)}")
    for s in o["segments"]:
        check(list(s) == ["number", "start_ms", "end_ms", "confidence", "snr_db", "text", "pieces", "findings", "words"], f"members of a segment {list(s)}")
        check(0 <= s["start_ms"] < s["end_ms"] <= o["length_ms"] + 30, "times of a segment")
        last = 0
        for w in s["words"]:
            check(list(w) == ["text", "start_ms", "end_ms", "confidence"] and last <= w["start_ms"] <= w["end_ms"] and 0 <= w["confidence"] <= 1, f"word {w}")
            last = w["start_ms"]
        check(sum(p["count"] for p in s["pieces"]) == len(s["words"]), "pieces cover the words")
        for p in s["pieces"] + s["findings"]:
            check(s["text"].encode()[p["start"]:p["end"]].decode() == p["text"], f"span of {p['text']}")
    check(all(f["taken"] is False for s in o["segments"] for f in s["findings"]), "the built-in engine's findings are offered, not taken")
    vtt, srt = run("transcribe", "s16.wav", "--vtt").stdout, run("transcribe", "s16.wav", "--srt").stdout
    check(re.match(r"WEBVTT\n\n\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}\n", vtt), f"WebVTT: {vtt[:80]!r}")
    check(re.match(r"1\n\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}\n", srt), f"SubRip: {srt[:80]!r}")

    # ---- formats: all give the words ----
    files = []
    for kind in ("u8", "s16", "s24", "s32", "f32", "f64", "f32big"):
        wav(f"{kind}.wav", short, kind=kind)
        files.append(f"{kind}.wav")
    for rate in (8000, 44100, 96000):
        wav(f"r{rate}.wav", at_rate(short, rate), rate=rate)
        files.append(f"r{rate}.wav")
    wav("stereo.wav", short, channels=2)
    files.append("stereo.wav")
    for name, form in (("a.flac", 0x170002), ("a.ogg", 0x200060), ("a.opus", 0x200064), ("a.mp3", 0x230082)):
        if compressed(name, short, form):
            files.append(name)
        else:
            print(f"not tried: this libsndfile does not write {name[2:]}")
    if shutil.which("ffmpeg"):
        subprocess.run(["ffmpeg", "-v", "error", "-i", "s16.wav", "a.m4a"], check=True)
        files.append("a.m4a")
    done = run("transcribe", *files, "--json")
    lines = done.stdout.replace("\n],", "],").replace("\n  {", "{").splitlines()
    check(done.returncode == 0 and len(lines) == len(files), f"formats: {done.returncode} {len(lines)} of {len(files)} {done.stderr}")
    for line in lines:
        o = json.loads(line)
        text = " ".join(s["text"] for s in o["segments"]).lower()
        if o["file"] != "r8000.wav":  # a telephone's band loses words; that it is read is enough
            check("patient" in text, f"{o['file']}: {text}")
        check(abs(o["length_ms"] - len(short) / 16) < 120, f"{o['file']}: length {o['length_ms']}")
    check("patient" in run("transcribe", "stereo.wav", "--channel", "2", "--text").stdout.lower(), "the second channel alone")
    done = subprocess.run([program, "transcribe", "-", "--text"], stdin=open("s16.wav", "rb"), capture_output=True, text=True, env=env)
    check("patient" in done.stdout.lower(), f"from standard input: {done.stderr}")

    # ---- faults: a sentence, an exit status, no crash ----
    pathlib.Path("empty.wav").write_bytes(b"")
    pathlib.Path("letter.wav").write_text("Dear doctor,\n" * 50)
    wav("none.wav", [])
    wav("cut.wav", speech, lie=40000)
    whole = pathlib.Path("a.flac").read_bytes()
    pathlib.Path("half.flac").write_bytes(whole[:len(whole) // 2])
    pathlib.Path("head.wav").write_bytes(raw[:30])
    for name, status, words in (("missing.wav", 9, "No such file"), ("empty.wav", 3, "is empty"), ("letter.wav", 3, ""), ("none.wav", 3, "no sound"),
                                ("cut.wav", 3, "breaks off"), ("half.flac", 3, "breaks off"), ("head.wav", 3, ""), (folder, 9, "folder")):
        done = run("transcribe", name, "--text")
        check(done.returncode == status and words in done.stderr and done.stderr.startswith("diagpad: "), f"{name}: {done.returncode} {done.stderr}")
        check(name != "cut.wav" or "chest pain" in done.stdout.lower(), "what came before the break is written")
    done = run("transcribe", "letter.wav", env={"PATH": "/nonexistent"})
    check(done.returncode == 3 and "ffmpeg" in done.stderr, f"without ffmpeg: {done.returncode} {done.stderr}")
    for args, status in ((["s16.wav", "--channel", "2"], 3), (["s16.wav", "--engine", "nobody"], 5), (["s16.wav", "--model", "."], 5), (["s16.wav", "--json", "--vtt"], 2),
                         (["s16.wav", "--resume"], 2), (["s16.wav", "u8.wav", "-o", "x"], 2), (["s16.wav", "-o", "/nonexistent/x"], 9)):
        done = run("transcribe", *args)
        check(done.returncode == status and done.stderr.startswith("diagpad: "), f"{args}: {done.returncode} {done.stderr}")
    done = run("listen", input="")
    check(done.returncode == 2 and "consent" in done.stderr, f"listening unasked: {done.returncode} {done.stderr}")

    # ---- interruption, and going on ----
    wav("long.wav", (short + quiet) * 4)
    want = run("transcribe", "long.wav", "--text").stdout
    process = subprocess.Popen([program, "transcribe", "long.wav", "--text", "-o", "out.txt", "--kb", image], stderr=subprocess.PIPE, text=True, env=env)
    until = time.time() + 60
    while time.time() < until and process.poll() is None:
        if pathlib.Path("out.txt.part").exists() and pathlib.Path("out.txt.part").read_text().count("\n") >= 2:
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    error = process.communicate(timeout=60)[1]
    check(process.returncode == 130 and "--resume" in error, f"interrupted: {process.returncode} {error}")
    half = pathlib.Path("out.txt").read_text() if pathlib.Path("out.txt").exists() else ""
    check(half and want.startswith(half) and half != want, f"what was heard before is written: {half!r}")
    check(pathlib.Path("out.txt.part").exists(), "what is needed to go on is kept")
    with open("out.txt.part", "a") as f:
        f.write('{"number":')  # a line that was cut
    done = run("transcribe", "long.wav", "--text", "-o", "out.txt", "--resume")
    got = pathlib.Path("out.txt").read_text()
    check(done.returncode == 0 and got.count("\n") == want.count("\n") and got.startswith(half), f"gone on with: {done.stderr} {got!r} not {want!r}")
    check(not pathlib.Path("out.txt.part").exists(), "done: nothing is left over")
    pathlib.Path("out.txt.part").write_text("{}\n")
    check(run("transcribe", "long.wav", "-o", "out.txt", "--resume").returncode == 3, "another recording's rest is not taken up")

    # ---- who speaks: a channel each, and two voices in one channel ----
    def voice(name, text):
        subprocess.run(["flite", "-voice", name, "-t", text, "-o", "voice.wav"], check=True)
        raw = pathlib.Path("voice.wav").read_bytes()
        at = raw.index(b"data") + 8
        return [x / 32768 for x in array.array("h", raw[at:at + (len(raw) - at) // 2 * 2])]
    turns = [voice("slt", "Do you have any chest pain?"), voice("rms", "Yes, I have had it for three days.")]
    gap = [0.0] * 4000
    pairs = [(x, x / 20) for x in turns[0] + gap] + [(x / 20, x) for x in turns[1] + quiet]
    flat = array.array("h", [int(x * 32767) for pair in pairs for x in pair]).tobytes()
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(flat), b"WAVE", b"fmt ", 16, 1, 2, 16000, 64000, 4, 16, b"data", len(flat))
    pathlib.Path("two.wav").write_bytes(head + flat)
    wav("one.wav", turns[0] + gap + turns[1] + gap + turns[0] + gap + turns[1] + quiet)
    wav("same.wav", short, channels=2)  # two channels, one sound
    for name in ("two.wav", "one.wav"):
        o = json.loads(run("transcribe", name, "--speakers", "2", "--json").stdout)
        who = [s["speaker"] for s in o["segments"]]
        check(who == [1, 2] * (len(who) // 2) and len(who) == (2 if name == "two.wav" else 4), f"{name}: speakers {who}")
        check([s["role"] for s in o["segments"][:2]] == ["doctor", "patient"] and [x["role"] for x in o["speakers"]] == ["doctor", "patient"], f"{name}: roles {o['speakers']}")
        check(all(a["start_ms"] <= b["start_ms"] for a, b in zip(o["segments"], o["segments"][1:])), f"{name}: in order of time")
    text = run("transcribe", "two.wav", "--speakers", "2", "--swap").stdout.splitlines()
    check(len(text) == 2 and "  Patient: Do you" in text[0] and "  Doctor: Yes" in text[1], f"swapped: {text}")
    check("<v Doctor>" in run("transcribe", "two.wav", "--speakers", "2", "--vtt").stdout, "WebVTT has voices")
    o = json.loads(run("transcribe", "same.wav", "--speakers", "2", "--json").stdout)
    check(" ".join(s["text"] for s in o["segments"]).lower().count("patient") == 1, "the same sound in two channels is heard once")
    done = run("transcribe", "two.wav", "--swap")
    check(done.returncode == 2 and "--speakers" in done.stderr, "--swap alone")
    check(run("transcribe", "two.wav", "--speakers", "nobody").returncode == 2, "--speakers nobody")
    check(run("transcribe", "two.wav", "--speakers", "2", "-o", "x.txt", "--resume").returncode == 2, "--resume with a speaker in each channel says no")

    # ---- memory does not grow with the length ----
    def peak(name):
        code = "import resource,subprocess,sys; subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        return int(subprocess.run([sys.executable, "-c", code, program, "transcribe", name], capture_output=True, text=True, env=env).stdout)
    wav("hour.wav", short + [0.0] * 16000 * 240 + short)
    one, many = peak("s16.wav"), peak("hour.wav")
    check(many < one + 16384, f"{one} KiB for seconds, {many} KiB for minutes")
    os.chdir("/")
finish()
