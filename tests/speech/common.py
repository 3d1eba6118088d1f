"""What the tests of speech share: the program on its image, and a count that names what failed. Imported after the arguments are known."""
import os, subprocess, sys

program, image = map(os.path.abspath, sys.argv[1:3])
env = {**os.environ, "LANG": "C.UTF-8", "NO_COLOR": "1"}
bad = checks = 0

def check(ok, what):
    global bad, checks
    checks += 1
    if not ok:
        bad += 1
        print(f"FAILED {what}")

def run(*args, kb=True, timeout=240, errors="strict", **more):
    """The program with these arguments, and with the image where `kb`; `env` adds to the surroundings."""
    return subprocess.run([program, *map(str, args), *(["--kb", image] if kb else [])], capture_output=True, text=True, errors=errors, timeout=timeout,
                          env={**env, **more.pop("env", {})}, **more)

def finish():
    print(f"{checks} checks, {bad} failed")
    sys.exit(1 if bad else 0)
