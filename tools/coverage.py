#!/usr/bin/env python3
"""Line coverage by file from a gcov build folder: tools/coverage.py build-coverage [--least PERCENT]"""
import json, pathlib, subprocess, sys

root = pathlib.Path(__file__).resolve().parent.parent
folder = pathlib.Path(sys.argv[1]).resolve()
lines = {}
for data in folder.rglob("*.gcda"):
    out = subprocess.run(["gcov", "--json-format", "--stdout", str(data)], capture_output=True, text=True, cwd=folder)
    for text in out.stdout.splitlines():
        try:
            report = json.loads(text)
        except ValueError:
            continue
        for file in report["files"]:
            path = pathlib.Path(file["file"])
            path = path if path.is_absolute() else (folder / path).resolve()
            if root / "src" not in path.parents:
                continue
            seen = lines.setdefault(str(path.relative_to(root)), {})
            for line in file["lines"]:
                seen[line["line_number"]] = max(seen.get(line["line_number"], 0), line["count"])
total = hit = 0
for name in sorted(lines):
    n, h = len(lines[name]), sum(c > 0 for c in lines[name].values())
    total, hit = total + n, hit + h
    print(f"{100 * h / max(n, 1):5.1f} %  {h:5} of {n:5}  {name}")
share = 100 * hit / max(total, 1)
print(f"{share:5.1f} %  {hit} of {total} lines")
if "--least" in sys.argv and share < float(sys.argv[sys.argv.index("--least") + 1]):
    sys.exit(f"below {sys.argv[sys.argv.index('--least') + 1]} %")
