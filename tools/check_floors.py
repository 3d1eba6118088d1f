#!/usr/bin/env python3
"""Checks that a file includes only from its own folder or from lower floors (docs/architecture.md).

usage: tools/check_floors.py [--self-test] [ROOT]

A line that breaks the rule is printed as file:line; the exit status is then 1. The core (base to api) may include of the
C library only the headers that a freestanding compiler has, and string.h; malloc's <stdlib.h> is allowed to one file.
"""
import pathlib, re, sys

# Floors from the ground up; those in one row stand beside each other and do not see each other.
FLOORS = [["base"], ["kb"], ["text", "scribe"], ["engine"], ["guide"], ["ency"], ["note"], ["export"], ["api", "kbc"],
          ["host", "store"], ["serve", "mcp", "speech"], ["cli", "wasm"]]
LEVEL = {name: n for n, row in enumerate(FLOORS) for name in row}
CORE = {name for row in FLOORS[:9] for name in row} - {"kbc"}
FREE = {"stddef.h", "stdint.h", "stdbool.h", "stdarg.h", "limits.h", "string.h", "stdalign.h", "stdnoreturn.h"}
EXTRA = {("base", "stdlib.h"), ("base", "sanitizer/asan_interface.h")}  # the default allocator; sanitizer builds

def faults(root):
    """All breaches below root/src, as (path, line number, sentence)."""
    for path in sorted(root.glob("src/*/*.[chS]")):
        floor = path.parent.name
        if floor not in LEVEL:
            yield path, 1, f"{floor} is no floor of docs/architecture.md"
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if not found:
                continue
            quoted, name = found[1] == '"', found[2]
            if name == "diagpad/diagpad.h":
                continue
            if not quoted:
                if floor in CORE and name not in FREE and (floor, name) not in EXTRA:
                    yield path, number, f"the core includes <{name}>: it is freestanding"
                continue
            target = (path.parent / name).resolve()
            other = target.parent.name
            if target.parent == path.parent.resolve():
                if not target.exists():
                    yield path, number, f'"{name}" is not there'
            elif other not in LEVEL:
                yield path, number, f'"{name}" is not in a floor'
            elif LEVEL[other] >= LEVEL[floor]:
                yield path, number, f"{floor} includes from {other}, which is not below it"
            elif not target.exists():
                yield path, number, f'"{name}" is not there'

def self_test():
    """The check must be able to fail: a tree with one breach of each kind."""
    import tempfile
    cases = {"src/text/a.c": ('#include "../engine/b.h"', "not below"), "src/kb/a.c": ("#include <stdio.h>", "freestanding"),
             "src/attic/a.c": ("int x;", "no floor"), "src/api/a.c": ('#include "../kbc/b.h"', "not below"),
             "src/cli/a.c": ('#include "none.h"', "not there")}
    good = {"src/engine/a.c": '#include "b.h"\n#include "../text/c.h"', "src/engine/b.h": "", "src/text/c.h": "",
            "src/kbc/b.h": ""}
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in {**{k: v[0] for k, v in cases.items()}, **good}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        seen = {str(p.relative_to(root)): why for p, _, why in faults(root)}
    wrong = [n for n, (_, part) in cases.items() if part not in seen.get(n, "")] + [n for n in good if n in seen]
    print("self-test: " + ("each breach was seen" if not wrong else f"wrong about {', '.join(wrong)}"))
    return 1 if wrong else 0

def main():
    if "--self-test" in sys.argv:
        sys.exit(self_test())
    rest = [a for a in sys.argv[1:] if not a.startswith("-")]
    root = pathlib.Path(rest[0] if rest else pathlib.Path(__file__).parent.parent)
    found = list(faults(root))
    for path, number, why in found:
        print(f"{path.relative_to(root)}:{number}: {why}")
    sys.exit(1 if found else 0)

if __name__ == "__main__":
    main()
