#!/usr/bin/env python3
"""The methods record_… over `POST /api` of `diagpad serve`: tests/store/serve.py PROGRAM IMAGE

The examples of api/records.md are run in their order; every parameter that a method takes is on the page. Then what a
page from elsewhere may not do, several requests at once, and a program at the terminal beside the server.
"""
import base64, http.client, json, os, pathlib, re, shutil, signal, subprocess, sys, tempfile, threading
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from checks import expect, finish, surroundings

program, image = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
root = pathlib.Path(__file__).resolve().parents[2]
folder = tempfile.mkdtemp(prefix="diagpad-serve-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
env = surroundings(folder)
records = os.path.join(folder, "deep/er/records.db")
server = subprocess.Popen([program, "serve", "--no-open", "--port", "0", "--records", records, "--test-cost", "--kb", image],
                          stdout=subprocess.PIPE, text=True, env=env)

try:
    address = re.search(r"http://127\.0\.0\.1:(\d+)/#t=([0-9a-f]{32})", server.stdout.readline())
    port, token = int(address[1]), address[2]

    def call(request, headers=None):
        c = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        c.request("POST", "/api", json.dumps(request), {"Content-Type": "application/json", "X-Diagpad-Token": token, **(headers or {})})
        r = c.getresponse()
        text = r.read()
        c.close()
        return r.status, json.loads(text)

    # ---- the page's examples, in order ----
    names = {}
    def fill(v):
        if isinstance(v, dict):
            return {k: fill(x) for k, x in v.items()}
        return names[v[1:]] if isinstance(v, str) and v.startswith("$") else v
    def misses(want, got, at):
        if want == "…":
            return []
        if isinstance(want, str) and want.startswith("$"):
            return [] if names.setdefault(want[1:], got) == got else [f"{at} is {got!r}, not {want}"]
        if isinstance(want, dict):
            if not isinstance(got, dict):
                return [f"{at} is no object: {got!r}"]
            return [m for k, v in want.items() for m in ([f"{at}.{k} is not there: {got}"] if k not in got else misses(v, got[k], f"{at}.{k}"))]
        if isinstance(want, list):
            more = want[-1:] == ["…"]
            want = want[:-1] if more else want
            if not isinstance(got, list) or len(got) < len(want) or (len(got) > len(want) and not more):
                return [f"{at} is {got!r}"]
            return [m for i, v in enumerate(want) for m in misses(v, got[i], f"{at}[{i}]")]
        return [] if want == got else [f"{at} is {got!r}, not {want!r}"]
    page = (root / "api/records.md").read_text()
    examples = re.findall(r"```json request\n(.*?)```\s*```json response\n(.*?)```", page, re.S)
    seen, backup = set(), None
    for request, response in examples:
        request = json.loads(request)
        seen.add(request["method"])
        status, got = call(fill(request))
        wrong = misses(json.loads(response), got, request["method"])
        expect(request["method"], not wrong and (status == 200) == ("error" not in got), f"{status} {wrong}")
        backup = got.get("backup", backup)
    source = (root / "src/store/records.c").read_text()
    methods = set(re.findall(r'^\s*\{"(record_\w+)", m_', source, re.M))
    expect("every method has an example", methods == seen, str(methods ^ seen))
    expect("and a heading", all(m in " ".join(re.findall(r"^## (.*)$", page, re.M)) for m in methods))
    table = re.findall(r'P\("(\w+)", DP_P_\w+, \w+,\s*"([^"]+)"\)|\{"(\w+)", DP_P_\w+, \w+, "([^"]+)"', source)
    expect("parameters were found", len(table) > 15, str(len(table)))
    for a, b, c, d in table:
        expect(f"parameter {a or c}", f"| `{a or c}` |" in page and (b or d) in page, b or d)

    # ---- what is refused ----
    status, got = call({"method": "record_serach", "words": "x"})
    expect("a slip of the keys", status == 404 and "record_search" in got["error"]["message"], str(got))
    status, got = call({"method": "record_get", "recrod": "x"})
    expect("a slip in a member", status == 400 and '"record"' in got["error"]["message"], str(got))
    expect("an id that is none", call({"method": "record_get", "record": "12"})[0] == 400)
    expect("a missing member", call({"method": "record_put", "kind": "patient"})[0] == 400)
    expect("a kind that is none", call({"method": "record_put", "kind": "animal", "body": {}})[0] == 400)
    expect("base64 that is none", call({"method": "record_recording_append", "record": "0" * 32, "bytes": "***"})[0] == 400)
    expect("create again", call({"method": "record_create", "passphrase": "five words make a passphrase"})[0] == 409)
    expect("no token", call({"method": "record_list"}, {"X-Diagpad-Token": "0" * 32})[0] == 401)
    expect("another page", call({"method": "record_list"}, {"Origin": "https://evil.example"})[0] == 403)
    expect("the door is as it was", call({"method": "version"})[1]["name"] == "Diagnosis Pad")
    expect("methods of the core", call({"method": "methods"})[0] == 200)
    status, got = call({"method": "record_put", "kind": "patient", "body": {"name": "Zoë \u0000 \"quoted\"", "n": 1.50, "list": [1, None, True, {}]}})
    kept = call({"method": "record_get", "record": got["record"]})[1]["body"]
    expect("a body comes back as it was", kept == {"name": "Zoë \u0000 \"quoted\"", "n": 1.5, "list": [1, None, True, {}]}, str(kept))

    # ---- many at once, and a program beside it ----
    def many(n):
        for i in range(10):
            call({"method": "record_put", "kind": "patient", "body": {"name": f"P{n}-{i}"}})
    threads = [threading.Thread(target=many, args=(n,)) for n in range(4)]
    key = os.path.join(folder, "key")
    pathlib.Path(key).write_text("another five words, and a comma")
    os.chmod(key, 0o600)
    beside = lambda *a: subprocess.run([program, "record", *a, "--records", records, "--passphrase-file", key], env=env, capture_output=True, text=True)
    for t in threads:
        t.start()
    done = [beside("new", f"T-{i}").returncode for i in range(3)]
    for t in threads:
        t.join()
    titles = {r["title"] for r in call({"method": "record_list", "kind": "patient"})[1]["rows"]}
    expect("all are there", done == [0, 0, 0] and {f"P{n}-{i}" for n in range(4) for i in range(10)} | {f"T-{i}" for i in range(3)} <= titles, f"{done} {len(titles)}")
    expect("and all is well", call({"method": "record_verify"})[1]["faults"] == [])

    # ---- the back-up that the page gave opens at the terminal ----
    path = os.path.join(folder, "a.backup")
    pathlib.Path(path).write_bytes(base64.b64decode(backup))
    pathlib.Path(key).write_text("five words make a passphrase")
    done = subprocess.run([program, "record", "verify", path, "--passphrase-file", key], env=env, capture_output=True, text=True)
    expect("the back-up is whole", done.returncode == 0 and "4 rows" in done.stdout, done.stdout + done.stderr)
    server.send_signal(signal.SIGTERM)
    expect("it ends well", server.wait(30) == 0)
    expect("no litter", sorted(os.listdir(os.path.dirname(records))) == ["records.db"] and not [n for n in os.listdir(folder) if n.startswith("diagpad-")], str(os.listdir(folder)))
finally:
    if server.poll() is None:
        server.kill()
    shutil.rmtree(folder)
finish()
