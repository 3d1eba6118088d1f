"""What the tests in Python share: a count that names what failed, and surroundings that are the test's own."""
import os, sys

bad = checks = 0

def check(ok, what):
    global bad, checks
    checks += 1
    if not ok:
        bad += 1
        print(f"FAILED {what}")

def expect(name, condition, detail=""):
    check(condition, f"{name}: {detail}")

def finish():
    print(f"{checks} checks, {bad} failed")
    sys.exit(1 if bad else 0)

def surroundings(folder, **more):
    """The variables of a program that is to see nothing of its user's: home and scratch in `folder`, the sanitizers' options kept."""
    return {"PATH": os.environ["PATH"], "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8", **more,
            **{k: v for k, v in os.environ.items() if k.startswith(("ASAN", "UBSAN", "LSAN"))}}
