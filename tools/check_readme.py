#!/usr/bin/env python3
"""Runs every command that the README shows, with the program that was built: tools/check_readme.py PROGRAM

A command is an indented line that begins with build/diagpad; what follows two spaces or more is its comment. They run in a folder
of their own that looks like the project's root.
"""
import os, pathlib, re, subprocess, sys, tempfile

root = pathlib.Path(__file__).resolve().parent.parent
program = os.path.abspath(sys.argv[1])
commands = [re.sub(r"\s{2,}[^\"]*$", "", line.strip()) for line in (root / "README.md").read_text().splitlines()
            if line.startswith("    build/diagpad")]
bad = 0
with tempfile.TemporaryDirectory() as folder:
    here = pathlib.Path(folder)
    (here / "build").mkdir()
    (here / "build/diagpad").symlink_to(program)
    for name in ("knowledge", "examples", "docs"):
        (here / name).symlink_to(root / name)
    for command in commands:
        done = subprocess.run(["sh", "-c", command], cwd=here, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        if done.returncode or not done.stdout:
            bad += 1
            print(f"$ {command}\n  exit status {done.returncode}: {(done.stderr or 'no output')[-500:]}")
if len(commands) < 5:
    bad += 1
    print("the README shows hardly any command")
print(f"{len(commands)} commands, {bad} failed")
sys.exit(1 if bad else 0)
