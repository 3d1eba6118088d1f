#!/usr/bin/env python3
"""`diagpad listen --record`: each second is sealed before the next; what a kill, a full disk or a withdrawn consent leaves.

usage: tests/speech/listen.py PROGRAM IMAGE

The microphone is a file that is played in its own time (--device file:NAME).
"""
import base64, json, os, pathlib, re, resource, shutil, signal, struct, subprocess, sys, tempfile, time
from common import check, env, finish, image, program
import common

def run(*args, **more):
    return common.run(*args, kb=False, timeout=120, **more)

said = run("version").stdout
if "builtin (PocketSphinx)" not in said or not shutil.which("flite"):
    print("skipped: no engine of speech, no model or no flite here")
    finish()

with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    pathlib.Path("pass").write_text("five words make a passphrase\n")
    os.chmod("pass", 0o600)
    keys = ["--records", "r.db", "--passphrase-file", "pass"]
    subprocess.run(["flite", "-voice", "slt", "-t", "The patient has chest pain.", "-o", "say.wav"], check=True)
    raw = pathlib.Path("say.wav").read_bytes()
    words = raw[raw.index(b"data") + 8:]
    def wav(name, body):
        pathlib.Path(name).write_bytes(struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(body), b"WAVE", b"fmt ", 16, 1, 1, 16000, 32000, 2, 16, b"data", len(body)) + body)
    def marked(n):  # a sample's value tells its second
        return b"".join(struct.pack("<h", (i // 16000 + 1) * 10) for i in range(16000 * n))
    wav("say16.wav", words + bytes(16000))
    wav("count.wav", marked(30))

    done = run("record", "new", "Ada Example", "Chest pain for an hour", "--test-cost", *keys)
    check(done.returncode == 0, f"records: {done.stderr}")
    rows = json.loads(run("record", "list", "--json", "--kind", "consultation", *keys).stdout)["rows"]
    consultation = rows[0]["record"]
    def listen(name, *more):
        return ["listen", "--record", consultation, "--device", f"file:{name}", *more, "--kb", image, *keys]
    def recordings():
        """[(pieces, ended, sound)] of all recordings, by the patient's export."""
        out = "all.json"
        if os.path.exists(out):
            os.unlink(out)
        done = run("record", "export", "Ada", "Example", "--audio", "-o", out, *keys)
        check(done.returncode == 0, f"export: {done.stderr}")
        text = pathlib.Path(out).read_text()
        found = []
        def walk(o):
            if isinstance(o, dict):
                audio = o.get("pieces")
                if isinstance(audio, list):
                    found.append([base64.b64decode(p) if isinstance(p, str) else b"" for p in audio])
                for v in o.values():
                    walk(v)
            elif isinstance(o, list):
                for v in o:
                    walk(v)
        walk(json.loads(text))
        return found

    # ---- consent first ----
    done = run(*listen("say16.wav"), stdin=subprocess.DEVNULL)
    check(done.returncode == 2 and "consent" in done.stderr and not recordings(), f"without consent nothing is begun: {done.returncode} {done.stderr}")
    done = run("listen", "--record", "ffffffff", "--consent", "--kb", image, *keys)
    check(done.returncode == 5, f"no such consultation: {done.returncode} {done.stderr}")

    # ---- heard and kept ----
    done = run(*listen("say16.wav", "--consent", "--text"))
    check(done.returncode == 0 and "chest pain" in done.stdout.lower() and "sealed" in done.stderr, f"heard and kept: {done.returncode} {done.stdout} {done.stderr}")
    kept_id = (re.search(r"recording ([0-9a-f]{8}) is kept", done.stderr) or ["", "none"])[1]
    kept = recordings()
    check(len(kept) == 1 and b"".join(kept[0]) == words + bytes(16000), f"the sound is what was played: {[len(b''.join(k)) for k in kept]} of {len(words) + 16000}")
    check(all(len(p) == 32000 for p in kept[0][:-1]), "a piece is a second")
    consents = json.loads(run("record", "list", "--json", "--kind", "consent", *keys).stdout)["rows"]
    check(len(consents) == 1, f"the consent is kept: {consents}")
    blob = pathlib.Path("r.db").read_bytes() + (pathlib.Path("r.db-wal").read_bytes() if os.path.exists("r.db-wal") else b"")
    check(words[20000:20400] not in blob, "no sound lies open in the file")

    # ---- transcribed from the records ----
    done = run("transcribe", f"record:{kept_id}", "--text", "--kb", image, *keys)
    check(done.returncode == 0 and "chest pain" in done.stdout.lower(), f"a kept recording is heard: {done.returncode} {done.stdout} {done.stderr}")
    done = run("transcribe", f"record:{kept_id}", "--speakers", "2", "--json", "--kb", image, *keys)
    check(done.returncode == 0 and json.loads(done.stdout)["segments"], f"and its speakers: {done.returncode} {done.stderr}")
    check(run("transcribe", "record:ffffffff", "--kb", image, *keys).returncode == 5, "no such recording")

    # ---- killed in the middle: at most a second is lost, and the next start offers it ----
    for after in (2.3, 3.8):
        before = len(recordings())
        process = subprocess.Popen([program, *listen("count.wav", "--consent", "--text")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
        while b"Listening" not in process.stderr.readline():
            pass
        time.sleep(after)
        process.kill()
        process.wait()
        kept = [k for k in recordings() if k][-1:] if before else []
        longest = max((k for k in recordings()), key=lambda k: k[0][:2] == struct.pack("<h", 10) and len(k))
        whole = b"".join(longest)
        check(len(whole) >= 32000 * (int(after) - 1), f"killed after {after} s: {len(whole) / 32000} s are kept")
        check(whole == marked(30)[:len(whole)], "what is kept is what was played, without a gap")
        done = run(*listen("say16.wav", "--consent", "--text"))
        check(done.returncode == 0 and "was cut off" in done.stderr, f"the next start tells of it: {done.stderr}")
    check(run("record", "verify", *keys).returncode == 0, "and the records are whole")

    # ---- gone on with ----
    process = subprocess.Popen([program, *listen("count.wav", "--consent", "--text")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    while b"Listening" not in process.stderr.readline():
        pass
    time.sleep(2.5)
    process.kill()
    process.wait()
    before = len(recordings())
    done = run(*listen("say16.wav", "--consent", "--text", "--resume"))
    check(done.returncode == 0 and len(recordings()) == before, f"--resume makes no new recording: {done.stderr}")
    check(any(b"".join(k).endswith(words + bytes(16000)) and k[0][:2] == struct.pack("<h", 10) for k in recordings()), "the rest stands behind what was kept")

    # ---- Ctrl-C ends in order ----
    process = subprocess.Popen([program, *listen("count.wav", "--consent", "--text")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    while b"Listening" not in process.stderr.readline():
        pass
    time.sleep(1.4)
    process.send_signal(signal.SIGINT)
    error = process.communicate(timeout=60)[1].decode()
    check(process.returncode == 0 and "sealed" in error, f"Ctrl-C: {process.returncode} {error}")

    # ---- the disk is full: it stops, says so, and what was sealed is there ----
    size = os.path.getsize("r.db") + (os.path.getsize("r.db-wal") if os.path.exists("r.db-wal") else 0)
    def little():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (max(size, 1 << 20) // 8, max(size, 1 << 20) // 8))
    done = subprocess.run([program, *listen("count.wav", "--consent", "--text")], capture_output=True, text=True, timeout=120, env=env, preexec_fn=little)
    check(done.returncode > 0 and done.stderr.count("diagpad:") >= 1, f"a full disk: {done.returncode} {done.stderr}")
    check(run("record", "verify", *keys).returncode == 0, "and the records are whole")

    # ---- the sound of one recording is erased; the others stay ----
    before = [k for k in recordings() if k]
    check(run("record", "erase", kept_id, *keys).returncode == 2 and len([k for k in recordings() if k]) == len(before), "erasing the sound is asked about")
    check(run("record", "erase", consultation, "--yes", *keys).returncode == 2, "a consultation is no sound")
    done = run("record", "erase", kept_id, "--yes", *keys)
    after = [k for k in recordings() if k]
    check(done.returncode == 0 and "stays" in done.stdout and len(after) == len(before) - 1 and all(k in before for k in after), f"one is gone: {done.stdout} {done.stderr}")
    done = run("transcribe", f"record:{kept_id}", "--kb", image, *keys)
    check(done.returncode == 5 and "erased" in done.stderr, f"it is not heard any more: {done.returncode} {done.stderr}")
    check("erased" in run("record", "show", kept_id, *keys).stdout and run("record", "verify", *keys).returncode == 0, "its row says so, and the records are whole")
    os.chdir("/")
finish()
