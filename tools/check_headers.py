#!/usr/bin/env python3
"""Compiles the public header alone as C99, C17 and C++, and every inner header alone as C17, all warnings errors."""
import os, pathlib, shutil, subprocess, sys, tempfile

root = pathlib.Path(__file__).resolve().parent.parent
cc = os.environ.get("CC") or "cc"
cxx = shutil.which("clang++" if "clang" in os.path.basename(cc) else "g++") or shutil.which("c++")
warn = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror", "-fsyntax-only", "-I", str(root / "include")]
bad = 0

def compile_alone(compiler, std, language, header):
    global bad
    with tempfile.NamedTemporaryFile("w", suffix=".c" if language == "c" else ".cpp") as f:
        # Twice, so that a missing include guard shows.
        f.write(f'#include "{header}"\n#include "{header}"\nint diagpad_unit_is_not_empty;\n')
        f.flush()
        done = subprocess.run([compiler, "-x", language, f"-std={std}", *warn, f.name], capture_output=True, text=True)
    if done.returncode:
        bad += 1
        print(f"{header.relative_to(root)} as {std}:\n{done.stderr}")

public = root / "include/diagpad/diagpad.h"
for std in ("c99", "c17"):
    compile_alone(cc, std, "c", public)
if not cxx:
    bad += 1
    print("no C++ compiler: install g++ (tools/setup.sh)")
else:
    for std in ("c++11", "c++17"):
        compile_alone(cxx, std, "c++", public)
for header in sorted(root.glob("src/*/*.h")):
    compile_alone(cc, "c17", "c", header)
sys.exit(1 if bad else 0)
