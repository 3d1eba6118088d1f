#!/usr/bin/env python3
"""The example program is under 80 lines, runs, and answers; usage: tests/api/hello.py HELLO IMAGE"""
import pathlib, subprocess, sys

hello, image = sys.argv[1:3]
source = pathlib.Path(__file__).parents[2] / "examples/hello.c"
lines = len(source.read_text().splitlines())
done = subprocess.run([hello, image, "62-year-old man, crushing chest pain spreading to the left arm, sweating"], capture_output=True, text=True)
got = done.stdout.splitlines()
wrong = []
if lines >= 80:
    wrong.append(f"examples/hello.c has {lines} lines")
if done.returncode or len(got) != 3 or "Acute myocardial infarction" not in got[0]:
    wrong.append(f"it answered {done.returncode} {done.stdout} {done.stderr}")
no_image = subprocess.run([hello, str(source), "cough"], capture_output=True, text=True)
if no_image.returncode == 0 or not no_image.stderr:
    wrong.append("it took a file that is no image")
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
