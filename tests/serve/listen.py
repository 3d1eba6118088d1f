#!/usr/bin/env python3
"""Listening over HTTP: `listen_…` and POST /sound of `diagpad serve`, as the app uses them.

usage: tests/serve/listen.py PROGRAM IMAGE

Consent before sound; pieces that are refused and why; words of spoken sound (flite) that come back; a server that is killed, and the
next that offers what it left. The examples of api/listen.md are run as they stand.
"""
import array, http.client, json, os, pathlib, re, shutil, signal, struct, subprocess, sys, tempfile, threading, time
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "speech"))
from common import check, env, finish, image, program

root = pathlib.Path(__file__).resolve().parents[2]
folder = tempfile.mkdtemp(prefix="diagpad-listen-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
here = {**env, "HOME": folder, "TMPDIR": folder}
PASS = "five words make a passphrase"

class Server:
    def __init__(self, *more):
        self.process = subprocess.Popen([program, "serve", "--no-open", "--port", "0", "--records", f"{folder}/r.db", "--test-cost", "--kb", image, *more],
                                        stdout=subprocess.PIPE, text=True, env=here)
        said = re.search(r"http://127\.0\.0\.1:(\d+)/#t=([0-9a-f]{32})", self.process.stdout.readline())
        self.port, self.token = int(said[1]), said[2]

    def post(self, path, body, kind, headers=None, timeout=60):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        c.request("POST", path, body, {"Content-Type": kind, "X-Diagpad-Token": self.token, **(headers or {})})
        r = c.getresponse()
        text = r.read()
        c.close()
        return r.status, json.loads(text)

    def call(self, method, **more):
        return self.post("/api", json.dumps({"method": method, **more}), "application/json")

    def sound(self, session, piece, pcm, headers=None):
        return self.post(f"/sound?session={session}&piece={piece}", pcm, "application/octet-stream", headers)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)

def ms(x):
    return b"".join(struct.pack("<f", v) for v in x)
silence = bytes(4 * 8000)

def misses(want, got, names, at):
    """Where `got` is not what the page's example says."""
    if want == "…":
        return []
    if isinstance(want, str) and want.startswith("$"):
        return [] if names.setdefault(want[1:], got) == got else [f"{at} is {got!r}, not {want}"]
    if isinstance(want, dict) and isinstance(got, dict):
        return [m for k, v in want.items() for m in ([f"{at}.{k} is not there: {got}"] if k not in got else misses(v, got[k], names, f"{at}.{k}"))]
    return [] if want == got else [f"{at} is {got!r}, not {want!r}"]

try:
    s = Server()
    # ---- the page's examples, and its tables ----
    page = (root / "api/listen.md").read_text()
    examples = re.findall(r"```json request\n(.*?)```\n```json response\n(.*?)```", page, re.S)
    names = {}
    check(len(examples) >= 6, "the page has its examples")
    for request, response in examples:
        request = {k: names[v[1:]] if isinstance(v, str) and v.startswith("$") else v for k, v in json.loads(request).items()}
        wrong = misses(json.loads(response), s.call(**request)[1], names, request["method"])
        check(not wrong, f"api/listen.md: {wrong}")
    table = {m: h for m, h in re.findall(r'P\("(\w+)", DP_P_\w+, (?:true|false), "(.*?)"\)', (root / "src/serve/ears_call.c").read_text())}
    table |= {m: h for m, h in re.findall(r'\{"(\w+)", DP_P_\w+, (?:true|false), "(.*?)"', (root / "src/serve/ears_call.c").read_text())}
    check(len(table) >= 9 and all(re.search(rf"^\| `{m}` \| \w+ \| {re.escape(h)} \|$", page, re.M) for m, h in table.items()),
          f"every member is on the page: {[m for m, h in table.items() if f'| {h} |' not in page]}")
    status, said = s.call("listen_status")
    check(status == 200 and said["rate"] == 16000 and said["unfinished"] == [] and not said["busy"] and not said["records"], f"status: {said}")
    hears = said["hears"] and shutil.which("flite")
    # ---- consent first ----
    for consent in ({}, {"consent": {"given": False}}, {"consent": {"how": "spoken"}}):
        status, said = s.call("listen_begin", **consent)
        check(status == 400 and ("agreed" in said["error"]["message"] or "given" in said["error"]["message"]), f"no consent, nothing begun: {status} {said}")
    check(s.sound("0" * 32, 0, silence)[0] == 404, "sound without a session")
    check(s.call("listen_begin", consent={"given": True}, consultation="f" * 32)[0] == 423, "kept sound needs unlocked records")
    s.call("record_create", passphrase=PASS)
    check(s.call("listen_begin", consent={"given": True}, consultation="f" * 32)[0] == 404, "no such consultation")
    check(s.call("listen_begin", consent={"given": True}, consultation="zz")[0] == 400, "no id")
    check(s.call("listen_begin", consent={"given": True}, kept_only=True)[0] == 400, "kept_only without a recording")
    check(s.call("listen_begin", consent={"given": True}, recrding="x")[0] == 400, "an unknown member")
    check(s.call("listen_strat")[0] == 404, "an unknown method")
    # ---- sound that is not kept; what is refused ----
    status, said = s.call("listen_begin", consent={"given": True, "how": "spoken"})
    session = said.get("session", "")
    check(status == 200 and re.fullmatch("[0-9a-f]{32}", session) and "recording" not in said, f"begun: {said}")
    check(s.call("listen_begin", consent={"given": True})[0] == 409, "one page at a time")
    check(s.call("listen_status")[1]["busy"], "and status says so")
    for name, want, path, pcm, headers in (
        ("no token", 401, f"?session={session}&piece=0", silence, {"X-Diagpad-Token": ""}), ("a foreign origin", 403, f"?session={session}&piece=0", silence, {"Origin": "https://evil.example"}),
        ("cross-site", 403, f"?session={session}&piece=0", silence, {"Sec-Fetch-Site": "cross-site"}), ("JSON", 415, f"?session={session}&piece=0", silence, {"Content-Type": "application/json"}),
        ("another session", 404, f"?session={'0' * 32}&piece=0", silence, {}), ("no session", 404, "?piece=0", silence, {}), ("no number", 400, f"?session={session}", silence, {}),
        ("a number that is none", 400, f"?session={session}&piece=-1", silence, {}), ("a gap", 409, f"?session={session}&piece=1", silence, {}), ("nothing", 400, f"?session={session}&piece=0", b"", {}),
        ("half a sample", 400, f"?session={session}&piece=0", silence[:-2], {}), ("too much", 413, f"?session={session}&piece=0", silence * 3, {}),
        ("no number in it", 400, f"?session={session}&piece=0", silence[:-4] + struct.pack("<f", float("nan")), {}), ("infinite", 400, f"?session={session}&piece=0", struct.pack("<f", float("inf")), {})):
        status, said = s.post("/sound" + path, pcm, "application/octet-stream", headers)
        check(status == want and len(said["error"]["message"]) > 20, f"sound refused, {name}: {status} {said}")
    c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=30)
    c.request("GET", f"/sound?session={session}", headers={"X-Diagpad-Token": s.token})
    check(c.getresponse().status == 405, "GET of sound")
    check(s.sound(session, 0, silence) == (200, {"piece": 0, "taken_ms": 500}), "a piece")
    check(s.sound(session, 0, silence) == (200, {"piece": 0, "taken_ms": 500}), "the same again is taken once")
    check(s.sound(session, 0, ms([0.5] * 100))[0] == 409, "another of that number is not")
    check(s.sound(session, 1, ms([0.5] * 100)) == (200, {"piece": 1, "taken_ms": 506}), "a short piece")
    # ---- the long poll ----
    version = s.call("listen_heard", session=session)[1]["version"]
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        since = time.monotonic()
        said = s.call("listen_heard", session=session, since=version)[1]
        if said["version"] == version:
            check(1.5 < time.monotonic() - since < 10, f"nothing new: answered after {time.monotonic() - since:.1f} s")
            break
        version = said["version"]
    else:
        check(False, "it never came to rest")
    got = []
    threads = [threading.Thread(target=lambda: got.append(s.call("listen_heard", session=session, since=version)[0])) for _ in range(12)]
    for t in threads: t.start()
    check(s.call("version")[0] == 200, "others are answered while a dozen wait")
    for t in threads: t.join()
    check(got == [200] * 12, f"all who wait are answered: {got}")
    check(s.call("listen_heard", session="0" * 32)[0] == 404, "words of no session")
    check(s.call("listen_cancel", session=session) == (200, {"pieces": 2, "forgotten": True}), "cancelled")
    check(s.sound(session, 2, silence)[0] == 404 and s.call("listen_heard", session=session)[0] == 404, "and forgotten")

    # ---- kept, heard ----
    patient = s.call("record_put", kind="patient", body={"name": "Ada Example"})[1]["record"]
    consultation = s.call("record_put", kind="consultation", patient=patient, body={"text": ""})[1]["record"]
    if hears:
        def say(text, name):
            subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", f"{folder}/say.wav"], check=True)
            raw = pathlib.Path(f"{folder}/say.wav").read_bytes()
            x = array.array("h", raw[raw.index(b"data") + 8:])
            return [v / 32768 for v in x] + [0.0] * 16000
        def send(x, first=0, step=8000):
            for i in range(0, len(x), step):
                status, said = s.sound(session, first, ms(x[i:i + step]))
                check(status == 200, f"piece {first}: {said}")
                first += 1
            return first, said
        def words(said):
            return " ".join(w["text"] for g in said["segments"] for w in g["words"])
        def to_end(session):
            known = 0
            for _ in range(200):
                said = s.call("listen_heard", session=session, since=known)[1]
                if said["state"] == "ended":
                    return said
                known = said["version"]
            return said
        spoken = say("The patient has chest pain and a fever.", "a")
        status, said = s.call("listen_begin", consent={"given": True, "how": "spoken, in the room"}, consultation=consultation, speakers=2)
        session, recording = said["session"], said.get("recording", "")
        check(status == 200 and re.fullmatch("[0-9a-f]{32}", recording), f"begun, kept: {said}")
        consent = [r for r in s.call("record_list", kind="consent")[1]["rows"]]
        body = s.call("record_get", record=consent[0]["record"])[1]["body"]
        check(len(consent) == 1 and body["given"] is True and body["how"] == "spoken, in the room", f"the consent is on record: {body}")
        pieces, said = send(spoken)
        check(said["sealed_ms"] == len(spoken) // 16 and s.call("record_recording", record=recording)[1]["pieces"] == pieces, f"each piece is in the records: {said}")
        check(s.call("listen_end", session=session)[1] == {"pieces": pieces, "ended": True}, "ended")
        check(s.sound(session, pieces, silence)[0] == 409, "no sound after the end")
        said = to_end(session)
        check("chest pain" in words(said) and "fever" in words(said), f"it was heard: {words(said)}")
        check(said["speakers"] >= 1 and all(w["speaker"] >= 1 for g in said["segments"] for w in g["words"]), f"speakers are told: {said}")
        check(s.call("record_recording", record=recording)[1]["ended"] and s.call("listen_status")[1]["unfinished"] == [], "the recording is ended")
        # ---- partial words come while it is spoken ----
        status, said = s.call("listen_begin", consent={"given": True})
        session, partial = said["session"], ""
        send(spoken[:40000])
        for _ in range(60):
            said = s.call("listen_heard", session=session, since=said.get("version", 0))[1]
            partial = partial or " ".join(w["text"] for w in said.get("partial", {"words": []})["words"])
            if partial: break
        check("patient" in partial, f"partial words: {partial}")
        s.call("listen_cancel", session=session)
        # ---- speakers are guessed while it goes on ----
        status, said = s.call("listen_begin", consent={"given": True}, speakers=2)
        session = said["session"]
        send(spoken * 3)
        for _ in range(60):
            said = s.call("listen_heard", session=session, since=said.get("version", 0))[1]
            if said.get("told"): break
        told = [w.get("speaker") for g in said["segments"] for w in g["words"]]
        check(said["state"] == "listening" and said["told"] >= 1 and told and told[0] in (1, 2), f"a guess while it listens: {said['state']} {said.get('told')} {told}")
        s.call("listen_cancel", session=session)
        # ---- killed in the middle ----
        status, said = s.call("listen_begin", consent={"given": True}, consultation=consultation)
        session, recording = said["session"], said["recording"]
        first, said = send(spoken[:32000])
        s.process.kill()
        s.process.wait()
        s = Server()
        check(s.call("listen_status")[1]["unfinished"] == [], "locked records tell nothing")
        s.call("record_unlock", passphrase=PASS)
        left = s.call("listen_status")[1]["unfinished"]
        check(len(left) == 1 and left[0]["recording"] == recording and left[0]["pieces"] == first and left[0]["about_ms"] == 2000 and left[0]["patient"] == patient, f"the next start offers it, whole: {left}")
        check(s.sound(session, first, silence)[0] == 404, "the session is gone")
        check(s.call("listen_begin", recording=recording)[0] == 400, "to go on needs consent again")
        status, said = s.call("listen_begin", recording=recording, consent={"given": True})
        check(status == 200 and said["kept"] == first, f"gone on with: {said}")
        session = said["session"]
        send(spoken[32000:])
        s.call("listen_end", session=session)
        said = to_end(session)
        check("chest pain" in words(said) and "fever" in words(said), f"heard from its beginning: {words(said)}")
        check(s.call("listen_begin", recording=recording, consent={"given": True})[0] == 409, "an ended recording is not gone on with")
        status, said = s.call("listen_begin", recording=recording, kept_only=True)
        said = to_end(said["session"])
        check("chest pain" in words(said) and said["pieces"] == 0, f"a kept recording is heard: {words(said)}")
        status, said = s.call("listen_begin", recording=recording, kept_only=True, from_ms=60000)
        check(to_end(said["session"])["segments"] == [], "from behind its end there is nothing")
        # ---- locked in the middle: refused, nothing lost, gone on after unlocking ----
        session = s.call("listen_begin", consent={"given": True}, consultation=consultation)[1]["session"]
        first, _ = send(spoken[:16000])
        s.call("record_lock")
        check(s.sound(session, first, silence)[0] == 423, "locked records take no sound")
        s.call("record_unlock", passphrase=PASS)
        check(s.sound(session, first, silence)[0] == 200, "and the same piece after unlocking")
        check(s.call("listen_end", session=session)[0] == 200 and to_end(session)["state"] == "ended", "and its end")
        check(s.call("record_verify")[1]["faults"] == [], "the records are whole")
    # ---- an engine that is not there: the sound is kept all the same ----
    s.stop()
    s = Server("--engine", "none")
    s.call("record_unlock", passphrase=PASS)
    said = s.call("listen_status")[1]
    check(not said["hears"] and "none" in said["missing"], f"what is missing is said: {said}")
    said = s.call("listen_begin", consent={"given": True}, consultation=consultation)[1]
    check(s.sound(said["session"], 0, silence)[1].get("sealed_ms") == 500, "kept without ears")
    for _ in range(30):
        heard = s.call("listen_heard", session=said["session"], since=0)[1]
        if "fault" in heard: break
    check(heard.get("state") == "deaf" and "none" in heard.get("fault", {}).get("message", ""), f"and said: {heard}")
    threading.Thread(target=lambda: time.sleep(0.3) or s.process.send_signal(signal.SIGINT)).start()
    try: s.call("listen_heard", session=said["session"], since=heard["version"])
    except (ConnectionError, http.client.HTTPException): pass
    check(s.process.wait(timeout=30) == 0, "it ends well while one waits")
finally:
    if s.process.poll() is None: s.process.kill()
    shutil.rmtree(folder, ignore_errors=True)
finish()
