#!/usr/bin/env python3
"""A folder of one's own topics laid over the built-in ones: what it replaces and adds, its hash on the answers, its errors, its cache.

usage: tests/cli/overrides.py PROGRAM
"""
import json, os, pathlib, subprocess, sys, tempfile

program = str(pathlib.Path(sys.argv[1]).resolve())
bad = 0

def check(what, ok, detail=""):
    global bad
    if not ok:
        bad += 1
        print(f"{what}: {detail}")

with tempfile.TemporaryDirectory() as home:
    home = pathlib.Path(home)
    own, cache = home / "own", home / "cache/diagpad/overrides.dpk"
    (own / "symptoms").mkdir(parents=True)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DIAGPAD_", "XDG_"))}
    env |= {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}

    def run(*args, **more):
        return subprocess.run([program, *args], capture_output=True, text=True, env=env | more, cwd=home)
    def article(name, *args):
        return json.loads(run("article", name, "--json", *args).stdout)

    page = own / "symptoms/earache.txt"
    page.write_text("symptom earache\n  name: Earache\n  reviewed: 2026-11-25\n  summary: Our clinic sees it the same day.\n  text what: Ring extension 12.\n")
    (own / "more.txt").write_text("procedure tattoo_removal\n  name: Tattoo removal\n  summary: By laser.\n  text what: Ten sessions.\n")
    plain = article("earache")
    mine = article("earache", "--overrides", str(own))
    check("a page is replaced", mine["summary"] == "Our clinic sees it the same day." != plain["summary"], mine["summary"])
    check("it says where it is from", mine["file"] == "overrides/symptoms/earache.txt", mine["file"])
    check("the rest is as before", article("cough", "--overrides", str(own))["summary"] == article("cough")["summary"])
    check("a page is added, and found", article("tatoo removal", "--overrides", str(own))["id"] == "tattoo_removal")
    check("without overrides no answer names any", "overrides" not in plain["knowledge"], plain["knowledge"])
    check("the knowledge's hash differs", mine["knowledge"]["hash"] != plain["knowledge"]["hash"])
    shown = mine["knowledge"]["overrides"]
    case = json.loads(run("ddx", "--json", "cough and fever", "--overrides", str(own)).stdout)
    check("their hash is on every answer", case["knowledge"]["overrides"] == shown and len(shown) == 64)
    check("and on the screen", f"with your overrides {shown[:8]}" in run("cough", "--overrides", str(own)).stdout)
    check("the image is kept", cache.exists())

    before = cache.stat().st_mtime_ns
    article("earache", "--overrides", str(own))
    check("and used again", cache.stat().st_mtime_ns == before)
    cache.write_bytes(b"damaged" + cache.read_bytes()[7:])
    check("damaged, it is made again", article("earache", "--overrides", str(own))["summary"] == mine["summary"])
    page.write_text(page.read_text().replace("12", "13"))
    changed = article("earache", "--overrides", str(own))
    check("a change is seen, and has another hash", changed["knowledge"]["overrides"] != shown and "13" in json.dumps(changed["sections"]))

    usual = home / ".config/diagpad/overrides"
    usual.parent.mkdir(parents=True)
    own.rename(usual)
    check("the usual place is used", article("earache")["summary"] == mine["summary"])
    check("but not with none", article("earache", "--overrides", "none")["summary"] == plain["summary"])
    check("the environment outranks it", "overrides" not in json.loads(run("article", "earache", "--json", DIAGPAD_OVERRIDES="none").stdout)["knowledge"])
    usual.rename(own)

    page = own / "symptoms/earache.txt"
    for wrong, said, code in [
            ("symptom earache\n  name: Earache\n  sumary: x\n", "overrides/symptoms/earache.txt:3:3: error: a symptom has no field `sumary`: did you mean `summary`?", 8),
            ("symptom earache\n  name: Earache\n  summary: x\n  see: nowhere_at_all\n", "overrides/symptoms/earache.txt:4:8: error: there is no page `nowhere_at_all` to see", 8),
            ("symptom ear_ache\n  name: Earache\n  summary: x\n", "the file of `ear_ache` must be symptoms/ear_ache.txt", 8)]:
        page.write_text(wrong)
        done = run("article", "cough", "--overrides", str(own))
        check("an error is told", done.returncode == code and said.split(": did")[0] in done.stderr and not done.stdout, done.stderr)
    done = run("article", "cough", "--overrides", str(home / "nowhere"))
    check("a folder that is not there", done.returncode == 9 and "is not there" in done.stderr, done.stderr)
    (home / "empty").mkdir()
    done = run("article", "cough", "--overrides", str(home / "empty"))
    check("an empty folder", done.returncode == 9 and "no *.txt file" in done.stderr, done.stderr)
    done = run("article", "cough", "--overrides", str(own), "--kb", "x.dpk")
    check("not with --kb", done.returncode == 2 and "without --kb" in done.stderr, done.stderr)
print(f"overrides: {bad} faults")
sys.exit(1 if bad else 0)
