#!/usr/bin/env python3
"""Holds what the library gives and what it takes.

usage: check_symbols.py LIBRARY.so LIST     the exported symbols are exactly those of LIST, and all are in diagpad.h
       check_symbols.py --needs LIBRARY.a   the core calls nothing but the few functions that it may
"""
import pathlib, re, subprocess, sys

# memcpy & co. and the default allocator; what compilers call by themselves.
ALLOWED = {"memcpy", "memmove", "memset", "memcmp", "strlen", "malloc", "realloc", "free", "calloc",
           "_GLOBAL_OFFSET_TABLE_", "__stack_chk_fail", "__stack_chk_guard"}

def symbols(args):
    out = subprocess.run(["nm", *args], capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        part = line.split()
        if len(part) >= 2 and not line.endswith(":"):
            yield part[-2], part[-1].split("@")[0].removeprefix("_" if sys.platform == "darwin" else "\0")

def variables(library):
    """Names in sections that can be written while the program runs (tables of pointers in .data.rel.ro cannot)."""
    if sys.platform == "darwin":
        return
    out = subprocess.run(["nm", "--format=sysv", library], capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        part = [p.strip() for p in line.split("|")]
        if len(part) == 7 and re.match(r"\.(data|bss|tdata|tbss)(?!\.rel\.ro)|\*COM\*", part[6]):
            yield part[0]

def main():
    if sys.argv[1] == "--needs":
        every = list(symbols([sys.argv[2]]))
        own = {name for kind, name in every if kind in "TtDdBbRrVvWwSs"}
        wrong = sorted({name for kind, name in every if kind in "Uw"} - own - ALLOWED)
        writable = sorted(set(variables(sys.argv[2])))
        for name in wrong:
            print(f"the core calls {name}")
        for name in writable:
            print(f"the core has a writable global: {name}")
        sys.exit(1 if wrong or writable else 0)
    library, listing = sys.argv[1], pathlib.Path(sys.argv[2])
    dynamic = ["-gU"] if sys.platform == "darwin" else ["-D", "--defined-only"]
    have = {name for _, name in symbols([*dynamic, library])}
    want = set(listing.read_text().split())
    header = (pathlib.Path(__file__).parent.parent / "include/diagpad/diagpad.h").read_text()
    declared = set(re.findall(r"\b(dp_\w+)\(", re.sub(r"/\*.*?\*/", "", header, flags=re.S)))
    for name in sorted(have - want):
        print(f"exported but not listed: {name}")
    for name in sorted(want - have):
        print(f"listed but not exported: {name}")
    for name in sorted(want ^ declared):
        print(f"the list and diagpad.h differ: {name}")
    sys.exit(1 if have != want or want != declared else 0)

if __name__ == "__main__":
    main()
