#!/usr/bin/env python3
"""Golden tests of the terminal: tests/cli/cases/NAME.test holds what is typed and what comes out.

usage: tests/cli/run.py PROGRAM IMAGE [--update] [NAME...]

A file begins with `$ diagpad ARGUMENTS` (a shell's quoting), then lines of input each after `< `, then `? N` where the exit
status is not 0, then the output as it is (standard error's lines after `! `). --update rewrites the output.
Terminal: 80 columns, UTF-8, no colour, unless a line `env NAME=VALUE` says otherwise. Also checked: what the help and the
man page say of each other, completion scripts, a full disk, a batch of odd lines, and no output is wider than asked for.
"""
import json, os, pathlib, re, shlex, shutil, subprocess, sys, tempfile

root = pathlib.Path(__file__).resolve().parents[2]
cases = root / "tests/cli/cases"
args = [a for a in sys.argv[1:] if not a.startswith("--")]
update = "--update" in sys.argv
program, image, only = os.path.abspath(args[0]), os.path.abspath(args[1]), args[2:]
base_env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "COLUMNS": "80", "NO_COLOR": "1", "HOME": "/nonexistent", "DIAGPAD_SPEECH": "/nonexistent",
            **{k: v for k, v in os.environ.items() if k.startswith(("ASAN", "UBSAN", "LSAN"))}}
bad = done_count = 0

def fail(name, why):
    global bad
    bad += 1
    print(f"FAILED {name}: {why}")

def run(arguments, text="", env=None, **more):
    return subprocess.run([program, *arguments], input=text, capture_output=True, text=True, cwd=root, errors="replace",
                          env={**base_env, **(env or {})}, timeout=60, **more)

def steady(text):
    text = re.sub(r"\b[0-9a-f]{64}\b", "HASH", text)
    return re.sub(r"knowledge [0-9a-f]{8}\b", "knowledge HASH", text)

for path in sorted(cases.glob("*.test")):
    name = path.stem
    if only and name not in only:
        continue
    done_count += 1
    head, env, feed, lines = [], {}, [], path.read_text().split("\n")
    while lines and (lines[0].startswith(("$ ", "< ", "? ", "env ", "# ")) or lines[0] == "<"):
        line = lines.pop(0)
        head.append(line)
        if line.startswith("env "):
            env.update([line[4:].split("=", 1)])
        elif line.startswith("<"):
            feed.append(line[2:])
    command = next(l for l in head if l.startswith("$ "))
    arguments = shlex.split(command[2:])[1:]
    needs_kb = arguments[:1] not in (["help"], ["completion"])
    done = run([*arguments, *(["--kb", image] if needs_kb else [])], "".join(l + "\n" for l in feed), env)
    got = steady(done.stdout) + "".join(f"! {l}\n" for l in steady(done.stderr).splitlines())
    status = next((int(l[2:]) for l in head if l.startswith("? ")), 0)
    if update:
        head = [l for l in head if not l.startswith("? ")] + ([f"? {done.returncode}"] if done.returncode else [])
        path.write_text("\n".join(head) + "\n" + got)
        continue
    if done.returncode != status:
        fail(name, f"exit status {done.returncode}, not {status}")
    if got != "\n".join(lines):
        import difflib
        fail(name, "\n  " + "\n  ".join(list(difflib.unified_diff(lines, got.split("\n"), "expected", "got", lineterm="", n=1))[:30]))
    wide = max((len(l) for l in done.stdout.split("\n")), default=0)
    if wide > int(env.get("COLUMNS", 80)) and not any(a in arguments for a in ("--json", "call", "--batch", "completion", "--width", "list", "stats")):
        fail(name, f"a line is {wide} columns wide")
if not done_count:
    fail("cases", "there are none")

def expect(name, condition, detail=""):
    global done_count
    done_count += 1
    if not condition:
        fail(name, detail)

if not only and not update:
    # Help, man page and completion know every command and option.
    help_text = run(["help"]).stdout
    commands = re.findall(r"^  ([a-z]+(?: [a-z]+)?)  ", help_text, re.M)
    man = (root / "man/diagpad.1.scd").read_text().replace("\\", "").replace("*", "").replace("_", "")
    for command in commands:
        detail = run(["help", *command.split()])
        expect(f"help {command}", detail.returncode == 0 and "usage: diagpad" in detail.stdout, detail.stderr)
        expect(f"man page: {command}", command in man, "is not in man/diagpad.1.scd")
        for option in re.findall(r"--[a-z-]+", detail.stdout):
            expect(f"man page: {option}", option in man, "is not in man/diagpad.1.scd")
    expect("help lists commands", len(commands) > 12, str(commands))
    for shell, check in (("bash", ["bash", "-n"]), ("zsh", ["zsh", "-n"]), ("fish", ["fish", "--no-execute"])):
        script = run(["completion", shell]).stdout
        expect(f"completion {shell}", all(c.split()[0] in script for c in commands) and "--json" in script.replace("-l json", "--json"))
        if shutil.which(check[0]):
            with tempfile.NamedTemporaryFile("w", suffix=f".{shell}") as f:
                f.write(script)
                f.flush()
                parsed = subprocess.run([*check, f.name], capture_output=True, text=True)
                expect(f"completion {shell} parses", parsed.returncode == 0, parsed.stderr)
    # A full disk is an error.
    if os.path.exists("/dev/full"):
        with open("/dev/full", "w") as full:
            done = subprocess.run([program, "version", "--kb", image], stdout=full, stderr=subprocess.PIPE, env=base_env)
        expect("a full disk", done.returncode == 9, f"exit status {done.returncode}")
    # Colour is there when it is asked for, and the words are the same without.
    coloured = run(["--colour", "always", "cough and fever, 40M", "--kb", image], env={"NO_COLOR": ""}).stdout
    plain = run(["cough and fever, 40M", "--kb", image]).stdout
    expect("colour", "\033[" in coloured and "\033[" not in plain)
    expect("colour is no signal of its own", re.sub(r"\033\[[0-9;]*m", "", coloured) == plain)
    # ASCII is ASCII.
    done = run(["explain", "PE", "58M breathless, naïve “quotes” 38.5°", "--ascii", "--kb", image])
    expect("ascii", done.stdout.isascii() and done.returncode == 0, done.stderr)
    # Control characters of a case do not reach the terminal.
    done = run(["read", "-", "--kb", image], "cough \033]0;title\007 and fever\x1b[31m")
    expect("no control characters", "\033" not in done.stdout and "\007" not in done.stdout)
    # Batch: an object for every line, in order, bad ones in their place.
    feed = ['{"id": "a", "text": "cough"}', "nonsense", '{"id": 5}', "", '{"id": 7, "text": "crushing chest pain", "diagnosis": "x"}',
            "[1]", '{"text": "fever"}', '{"id": "b", "text": "\\u00e9\\u0000 cough"}', '{"id":"c","text":4}', '{"id": 1.5, "text": "cough"}']
    done = run(["ddx", "--batch", "--kb", image], "\n".join(feed))
    rows = [json.loads(l) for l in done.stdout.splitlines()]
    expect("batch: every line has an object", done.returncode == 0 and len(rows) == len(feed), f"{len(rows)} of {len(feed)}, {done.returncode}")
    expect("batch: ids", [r.get("id") for r in rows] == ["a", None, 5, None, 7, None, None, "b", "c", 1.5], str([r.get("id") for r in rows]))
    expect("batch: errors", [r.get("line") for r in rows if "error" in r] == [2, 3, 4, 6, 9], str([r.get("line") for r in rows]))
    for r in rows:
        if "error" in r:
            continue
        expect("batch: members", {"differential", "cant_miss", "triage", "findings", "questions"} <= set(r), str(sorted(r)))
        expect("batch: adds up", abs(sum(d["probability"] for d in r["differential"]) + r["something_else"] - 1) < 1e-9)
        expect("batch: at least ten or all", len(r["differential"]) >= min(10, 9), str(len(r["differential"])))
        expect("batch: level", r["triage"]["level"] in ("emergency", "urgent", "routine", "self-care"))
    # The compiler behind `kb`: a good folder, a broken one, none.
    folder = "tests/api/knowledge"
    with tempfile.TemporaryDirectory() as temp:
        out = os.path.join(temp, "a.dpk")
        done = run(["kb", "build", folder, "-o", out])
        expect("kb build", done.returncode == 0 and pathlib.Path(out).read_bytes() == pathlib.Path(image).read_bytes(), done.stdout + done.stderr)
        expect("kb build: no litter", os.listdir(temp) == ["a.dpk"], str(os.listdir(temp)))
        expect("kb build: nowhere", run(["kb", "build", folder, "-o", temp + "/no/a.dpk"]).returncode == 9)
        broken = os.path.join(temp, "knowledge")
        os.mkdir(broken)
        pathlib.Path(broken, "all.txt").write_text("finding x\n  nmae: X\n")
        done = run(["kb", "check", broken])
        expect("kb check: place of an error", done.returncode == 8 and f"{broken}/all.txt:2:3: error:" in done.stdout, done.stdout + done.stderr)
        done = run(["kb", "build", broken, "-o", out])
        expect("kb build: errors", done.returncode == 8 and "error:" in done.stdout, done.stdout + done.stderr)
        expect("kb stats: errors", run(["kb", "stats", broken]).returncode == 8)
        done = run(["kb", "check", broken, "--json"])
        expect("kb check --json", (2, "error") in [(i["line"], i["severity"]) for i in json.loads(done.stdout)], done.stdout)
        os.mkdir(os.path.join(temp, "empty"))
        expect("kb check: empty", run(["kb", "check", os.path.join(temp, "empty")]).returncode == 9)
    expect("kb check: good", run(["kb", "check", folder]).returncode == 0)
    expect("kb check: strict", run(["kb", "check", folder, "--strict"]).returncode == 8)
    expect("kb check: only", "cystitis" not in run(["kb", "check", folder, "--only", "nothing"]).stdout)
    expect("kb check: rivals", len(run(["kb", "check", folder, "--no-rivals"]).stdout) < len(run(["kb", "check", folder]).stdout))
    expect("kb stats", "10" in run(["kb", "stats", folder]).stdout and json.loads(run(["kb", "stats", folder, "--json"]).stdout))
    # Foreign and damaged images are refused with a sentence.
    with tempfile.NamedTemporaryFile() as f:
        for what, damage in (("foreign", lambda b: b"PK" + b[2:]), ("short", lambda b: b[:-8]), ("flipped", lambda b: b[:5000] + bytes([b[5000] ^ 16]) + b[5001:]), ("empty", lambda b: b"")):
            f.seek(0)
            f.truncate()
            f.write(damage(pathlib.Path(image).read_bytes()))
            f.flush()
            done = run(["version", "--kb", f.name])
            expect(f"a {what} image", done.returncode in (7, 9) and done.stderr.startswith("diagpad: "), f"{done.returncode} {done.stderr}")
print(f"{done_count} checks, {bad} failed")
sys.exit(1 if bad else 0)
