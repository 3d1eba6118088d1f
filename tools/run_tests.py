#!/usr/bin/env python3
"""Builds and runs everything that `make test` promises; the last line is `N passed, N failed`.

usage: tools/run_tests.py [--quick] [--only STEP]... [--fuzz-seconds N]

Steps: dev (gcc, warnings are errors, unit tests and checks of the tree), release (the program as people get it),
asan (clang with address and undefined-behaviour sanitizers), fuzz (each target for a fixed number of inputs, so that
the run is the same every time), wasm (the corpus in WebAssembly by node, byte for byte), web (the app in headless chromium and in WebKitGTK; skipped, with
a word, where there is none; what is skipped is counted apart and never as passed). Quick is dev alone.
A build that fails counts as one failed test and its step ends there.
"""
import argparse, json, os, pathlib, re, shutil, subprocess, sys, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Inputs per fuzz target. libFuzzer with a fixed seed and number of runs does the same work every time.
FUZZ_RUNS = {"default": 20000, "fuzz_json": 200000, "fuzz_text": 6000, "fuzz_note": 3000, "fuzz_export": 1500, "fuzz_learn": 20000, "fuzz_call": 3000, "fuzz_image": 20000, "fuzz_knowledge": 6000}
passed = failed = 0
skipped = []
failures = []

def say(text):
    print(text, flush=True)

def count(name, ok, detail=""):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        failures.append(name)
        say(f"  FAILED {name}\n{detail}")

def run(args, **more):
    return subprocess.run(args, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          **more)

def build(preset, *targets):
    """Configures (once) and builds; True when it worked."""
    folder = ROOT / ("build" if preset == "release" else f"build-{preset}")
    if not (folder / "build.ninja").exists():
        shutil.rmtree(folder, ignore_errors=True)
    done = run(["cmake", "--preset", preset])
    if done.returncode == 0:
        wanted = [w for t in targets for w in ("--target", t)]
        done = run(["cmake", "--build", str(folder), "-j", os.environ.get("JOBS", "2"), *wanted])
    lines = done.stdout.splitlines()
    wrong = [l for l in lines if "error" in l or "warning:" in l or "FAILED" in l] or lines
    count(f"build {preset}", done.returncode == 0, "\n".join("    " + l for l in wrong[:40] + ["…"] + lines[-5:]))
    return done.returncode == 0

def ctest(preset):
    """Runs ctest and counts the single tests inside cmocka programs, and other tests as one each."""
    folder = ROOT / ("build" if preset == "release" else f"build-{preset}")
    done = run(["ctest", "--test-dir", str(folder), "-j", os.environ.get("JOBS", "2"), "--output-on-failure"])
    log = folder / "Testing/Temporary/LastTest.log"
    seen = 0
    if log.exists():
        for part in re.split(r"^-{58}\n(?=\d+/\d+ Test)|^(?=\d+/\d+ Testing: )", log.read_text(errors="replace"), flags=re.M):
            head = re.match(r"\d+/\d+ Test(?:ing)?: (\S+)", part)
            if not head:
                continue
            seen += 1
            good = len(re.findall(r"^\[\s+OK \]", part, re.M))
            bad = sorted(set(re.findall(r"^\[\s+FAILED\s+\] (?!\d+ test)(?:[^:\n]*: )?(\S+)", part, re.M)))
            ok = re.search(r"^Test Passed\.$", part, re.M) is not None
            for _ in range(good):
                count("", True)
            for name in bad:
                count(f"{preset}: {head[1]}: {name}", False)
            if not ok and not bad:
                count(f"{preset}: {head[1]}", False)
            elif ok and not good:
                count("", True)
    if seen == 0:
        count(f"{preset}: no test was found", False)
    if done.returncode:
        say("\n".join("    " + l for l in done.stdout.splitlines()[-120:]))

def fuzz(seconds):
    folder = ROOT / "build-fuzz"
    for target in sorted(ROOT.glob("fuzz/fuzz_*.c")):
        name = target.stem
        found = folder / "found" / name
        found.mkdir(parents=True, exist_ok=True)
        corpus = ROOT / "fuzz" / f"{name.removeprefix('fuzz_')}.corpus"
        limit = [f"-max_total_time={seconds}"] if seconds else [f"-runs={FUZZ_RUNS.get(name, FUZZ_RUNS['default'])}"]
        done = run([str(folder / name), *limit, "-seed=1", "-max_len=4096", "-timeout=20", "-rss_limit_mb=2048",
                    f"-artifact_prefix={found}/", *([str(corpus)] if corpus.is_dir() else [])], timeout=900)
        tail = "\n".join("    " + l for l in done.stdout.splitlines()[-40:])
        count(f"fuzz {name}", done.returncode == 0 and "Done " in done.stdout, tail)

def wasm():
    node = shutil.which("node")
    if not node:
        count("wasm corpus: node is not installed", False)
        return
    for image in ("build/knowledge.dpk", "build/fixture.dpk"):
        done = run([node, "tests/wasm/run.mjs", "build-wasm/diagpad.wasm", image])
        said = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.M)
        good, bad = (int(said[1]), int(said[2])) if said else (0, 1)
        for _ in range(good):
            count("", True)
        for n in range(bad):
            count(f"wasm corpus, {image}", False, "" if n else done.stdout[-2000:])

def skip(why):
    skipped.append(why)
    say(f"   skipped: {why}")

def counted(name, args, timeout):
    """Runs a program that ends with `N passed, N failed`, and may say `skipped: why`."""
    try:
        done = run(args, timeout=timeout)
    except subprocess.TimeoutExpired as e:
        return count(f"{name}: not done in {timeout} s", False, str(e.stdout or "")[-3000:])
    for why in re.findall(r"^skipped: (.*)$", done.stdout, re.M):
        skip(why)
    said = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.M)
    good, bad = (int(said[1]), int(said[2])) if said else (0, 1)
    for _ in range(good):
        count("", True)
    for n in range(bad or (done.returncode != 0)):
        count(name, False, "" if n else done.stdout[-3000:])

def web():
    """The app in WebKitGTK and in headless chromium. Browsers are large things to ask for: where one, or npm's packages, are not, it says so."""
    node, npm = shutil.which("node"), shutil.which("npm")
    folder = ROOT / "tests/web"
    if not node or not npm:
        return skip("the app in browsers: node and npm are needed (apt-get install nodejs npm)")
    run([npm, "install", "--silent", "--no-audit", "--no-fund", "--package-lock=false", "--prefix", str(ROOT / "web")])
    pwa = ROOT / "dist/pwa"
    done = run(["cmake", "-DWEB=web", "-DWASM=build-wasm/diagpad.wasm", "-DKB=build/knowledge", f"-DOUT={pwa}", "-P", "cmake/pwa.cmake"])
    count("make pwa", done.returncode == 0, done.stdout)
    if done.returncode:
        return
    counted("web, WebKit", [node, "tests/web/webkit.mjs", "build/diagpad", str(pwa)], 180)
    wanted = json.loads((folder / "package.json").read_text())
    if not all((folder / "node_modules" / name).is_dir() for name in wanted["devDependencies"]):
        if run([npm, "install", "--silent", "--no-audit", "--no-fund", "--package-lock=false", "--prefix", str(folder)]).returncode:
            return skip("the app in chromium: npm could not fetch the packages of tests/web/package.json")
    counted("web, chromium", [node, "tests/web/run.mjs", "build/diagpad", str(pwa)], 900)

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--quick", action="store_true")
    ap.add_argument("--only", action="append", choices=["dev", "release", "asan", "fuzz", "wasm", "web"])
    ap.add_argument("--fuzz-seconds", type=int, default=0)
    a = ap.parse_args()
    steps = a.only or (["dev"] if a.quick else ["dev", "release", "asan", "fuzz", "wasm", "web"])
    if "web" in steps and "wasm" not in steps:
        steps.insert(0, "wasm")
    if "wasm" in steps and "release" not in steps:
        steps.insert(0, "release")
    for step in steps:
        start, before = time.monotonic(), (passed, failed)
        say(f"== {step}")
        if step == "dev" and build("dev", "all", "unit_tests", *(["hello"] if (ROOT / "examples/hello.c").exists() else [])):
            ctest("dev")
        elif step == "release":
            build("release")
        elif step == "asan" and build("asan", "all", "unit_tests"):
            ctest("asan")
        elif step == "fuzz" and build("fuzz"):
            fuzz(a.fuzz_seconds)
        elif step == "wasm" and build("wasm"):
            wasm()
        elif step == "web":
            web()
        say(f"   {passed - before[0]} passed, {failed - before[1]} failed in {time.monotonic() - start:.0f} s")
    for name in failures:
        say(f"failed: {name}")
    for why in skipped:
        say(f"skipped: {why}")
    say(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)

if __name__ == "__main__":
    main()
