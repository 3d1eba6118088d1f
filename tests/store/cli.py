#!/usr/bin/env python3
"""`diagpad record` as it is typed: tests/store/cli.py PROGRAM

Each command, the passphrase at a real terminal and from a file, what is refused and with which exit status, and that no
file is written over. The terminal is a pty: what is typed there must not show.
"""
import json, os, pathlib, pty, re, shutil, signal, sqlite3, subprocess, sys, tempfile, time
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from checks import expect, finish, surroundings

program = os.path.abspath(sys.argv[1])
folder = tempfile.mkdtemp(prefix="diagpad-record-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
base = surroundings(folder, COLUMNS="80", NO_COLOR="1")

def secret(name, text, mode=0o600):
    path = os.path.join(folder, name)
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, mode)
    return path

good = secret("good", "five words make a passphrase\n")
wrong = secret("wrong", "four other words here")
records = os.path.join(folder, "records.db")

def run(*arguments, status=0, name=None, env=None, text="", where=records, key=good):
    more = (["--records", where] if where else []) + (["--passphrase-file", key] if key else [])
    done = subprocess.run([program, "record", *arguments, *more], input=text, capture_output=True, text=True, timeout=60, start_new_session=True,
                          env={**base, **(env or {})})
    expect(name or "record " + " ".join(arguments[:2]), done.returncode == status,
           f"exit status {done.returncode}, not {status}: {done.stdout[-300:]}{done.stderr[-300:]}")
    return done

def ids(*arguments, **more):
    return [r["record"] for r in json.loads(run(*arguments, "--json", **more).stdout)["rows"]]

try:
    # Nothing there yet; then made, and the file says that it was made for tests.
    run("list", status=5)
    run("new", "Ada Example", "--test-cost", status=12, key=None, name="no terminal and no file")
    expect("nothing was made", not os.path.exists(records))
    run("new", "Ada Example", "--test-cost", status=3, key=secret("short", "seven"), name="a short passphrase")
    run("new", "Ada Example", "--test-cost", status=2, key=secret("open", "five words make a passphrase", 0o644), name="a file that others may read")
    done = run("new", "Ada Example", "58M, sudden breathlessness, swollen calf", "--test-cost")
    expect("new says what it kept", len(re.findall(r"^(patient|consultation) [0-9a-f]{8} is kept$", done.stdout, re.M)) == 2, done.stdout)
    expect("a cheap passphrase is said", "made for tests" in done.stderr, done.stderr)
    expect("only its owner may read it", os.stat(records).st_mode & 0o777 == 0o600)
    run("list", status=12, key=wrong, name="another passphrase")
    run("list", name="DIAGPAD_PASSPHRASE_FILE", key=None, env={"DIAGPAD_PASSPHRASE_FILE": good})
    run("new", "Ben Sample")
    rows = json.loads(run("list", "ada example", "--json").stdout)["rows"]
    ada = next(r["record"] for r in rows if r["kind"] == "patient")
    consultation = next(r["record"] for r in rows if r["kind"] == "consultation")
    expect("two patients", len(ids("list")) == 2)

    # Adding: kinds, versions, what is not understood.
    run("add", consultation, "a note", status=2, name="a kind is needed")
    note = json.loads(run("add", consultation, "Breathless since noon.", "--kind", "note", "--json").stdout)["record"]
    expect("next version", json.loads(run("add", note[:8], "Breathless since noon. Signed.", "--json").stdout)["version"] == 2)
    run("add", note, "x", "--kind", "consent", status=2, name="a note stays a note")
    run("add", consultation, "perhaps", "--kind", "consent", status=2, name="a consent is yes or no")
    run("add", consultation, "yes, spoken in the room", "--kind", "consent")
    run("add", consultation, '{"turns": [{"who": "patient", "text": "it hurts"}], "n": 1.50}', "--kind", "transcript")
    run("add", consultation, '{"turns": ', "--kind", "transcript", status=4, name="broken JSON")
    run("add", "Ada Example", "-", text="came back\n", name="from standard input")
    run("add", "ffffffff", "x", status=5, name="an id that is none")
    run("add", "", "x", status=5, name="an empty id")
    shown = run("show", note[:6]).stdout
    expect("show", "Breathless since noon. Signed." in shown, shown)
    expect("show: versions", json.loads(run("show", note, "--json").stdout)["versions"] == 2)
    shown = run("show", "Ada Example").stdout
    expect("show: what belongs to it", "With it" in shown and consultation[:8] in shown, shown)
    expect("no line is too wide", max(len(l) for l in shown.split("\n")) <= 80, shown)
    hits = json.loads(run("search", "HURTS", "--json").stdout)["hits"]
    expect("search", [h["kind"] for h in hits] == ["transcript"], str(hits))
    expect("search: nothing", "no row" in run("search", "haemoptysis").stdout)
    trail = json.loads(run("trail", "--json").stdout)["entries"]
    expect("trail", [e["number"] for e in trail] == list(range(1, len(trail) + 1)) and "view" in {e["act"] for e in trail}, str(trail[-3:]))
    expect("trail: the last", len(run("trail", "-n", "2").stdout.splitlines()) == 2)

    # A terminal: nothing that is typed shows; two that differ change nothing; Ctrl-C leaves the echo on.
    def at_terminal(arguments, *typed, after=""):
        pid, tty = pty.fork()
        if pid == 0:
            os.execve(program, [program, "record", *arguments], base)
        said, left = b"", list(typed)
        end = time.monotonic() + 30
        os.set_blocking(tty, False)
        status = None
        while time.monotonic() < end and status is None:
            try:
                said += os.read(tty, 4096)
            except BlockingIOError:
                time.sleep(0.01)
            except OSError:
                pass
            if left and said.count(b": ") > len(typed) - len(left):
                os.write(tty, left.pop(0).encode())
            done, code = os.waitpid(pid, os.WNOHANG)
            if done:
                status = os.waitstatus_to_exitcode(code)
        if status is None:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        try:
            while True:
                said += os.read(tty, 4096)
        except OSError:
            pass
        os.close(tty)
        return status, said.decode(errors="replace")
    second = os.path.join(folder, "second.db")
    status, said = at_terminal(["new", "Cleo", "--test-cost", "--records", second], "three green wordx\x7fs\r", "three green words\r")
    expect("a passphrase at the terminal", status == 0 and "green" not in said and "is kept" in said, f"{status} {said}")
    run("list", where=second, key=secret("green", "three green words"), name="and it opens the file")
    status, said = at_terminal(["new", "Cleo", "--test-cost", "--records", second + "2"], "three green words\r", "three green wards\r")
    expect("two that differ", status == 3 and not os.path.exists(second + "2"), f"{status} {said}")
    status, said = at_terminal(["list", "--records", second], "three\x03")
    expect("Ctrl-C", status == 3 and "three" not in said, f"{status} {said}")
    expect("never on the command line", not re.search(r"--passphrase[ =](?!-?file)", subprocess.run([program, "help", "record"], capture_output=True, text=True, env=base).stdout))

    # Another passphrase; back-ups; nothing is written over.
    run("passwd", "--new-passphrase-file", secret("next", "the next five words"), "--test-cost", key=wrong, status=12, name="passwd: another passphrase")
    run("passwd", "--new-passphrase-file", os.path.join(folder, "next"), "--test-cost")
    run("list", status=12, name="the old one does not open it")
    good = os.path.join(folder, "next")
    backup = os.path.join(folder, "a.backup")
    run("backup", backup, key=good)
    run("backup", backup, key=good, status=15, name="a back-up is not written over")
    run("verify", backup, key=good)
    run("verify", backup, key=wrong, status=12, name="a back-up and another passphrase")
    run("restore", backup, key=good, status=15, name="records are not written over")
    third = os.path.join(folder, "third.db")
    run("restore", backup, key=good, where=third)
    expect("restored", sorted(ids("list", key=good, where=third)) == sorted(ids("list", key=good)))
    damaged = os.path.join(folder, "b.backup")
    data = bytearray(pathlib.Path(backup).read_bytes())
    data[len(data) // 2] ^= 4
    pathlib.Path(damaged).write_bytes(data)
    run("restore", damaged, key=good, where=os.path.join(folder, "fourth.db"), status=14, name="a damaged back-up")
    expect("no litter", not [n for n in os.listdir(folder) if "new-" in n or n.startswith(("fourth", "diagpad-"))], str(os.listdir(folder)))
    # The default place, made for its owner alone.
    run("restore", backup, key=good, where=None, name="the default place")
    home = os.path.join(folder, ".local/share/diagpad")
    expect("the default place is its owner's", os.stat(home).st_mode & 0o777 == 0o700 and os.path.exists(home + "/records.db"))

    # Export and erase.
    out = os.path.join(folder, "ada.json")
    run("export", "Ada Example", "-o", out, key=good)
    export = json.loads(pathlib.Path(out).read_text())
    expect("export", {r["kind"] for r in export["rows"]} == {"patient", "consultation", "note", "consent", "transcript"}, str(export)[:300])
    expect("export: as it was put", any('1.50' in l for l in pathlib.Path(out).read_text().splitlines()))
    expect("export: only its owner may read it", os.stat(out).st_mode & 0o777 == 0o600)
    run("export", "Ada Example", "-o", out, key=good, status=15, name="an export is not written over")
    run("erase", "Ada Example", key=good, status=2, name="erasing is asked about")
    run("erase", "Ada Example", "--yes", key=good)
    run("show", note, key=good, status=5, name="erased")
    expect("one patient is left", len(ids("list", key=good)) == 1)

    # Damage is named, with its own exit status, and the file stays as it is.
    run("verify", key=good)

    with sqlite3.connect(third) as db:
        db.execute("UPDATE row SET sealed = zeroblob(length(sealed)) WHERE n = (SELECT n FROM row WHERE kind = 4 LIMIT 1)")
    db.close()
    before = pathlib.Path(third).read_bytes()
    done = run("verify", key=good, where=third, status=14)
    expect("verify names it", f"damaged: note {note[:8]}, version 1" in done.stdout.replace("\n         ", " "), done.stdout)
    run("new", "Nobody", key=good, where=third, status=14, name="nothing is written to a damaged file")
    done = run("list", key=good, where=third, name="a damaged file can be read")
    expect("and says so", "Ada Example" in done.stdout and "damaged" in done.stderr, done.stdout + done.stderr)
    expect("and is left as it is", pathlib.Path(third).read_bytes() == before)
finally:
    shutil.rmtree(folder)
finish()
