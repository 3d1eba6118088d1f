#!/usr/bin/env python3
"""The installed app's records (web/js/records.js) in node, and their back-ups to and from the program.

usage: tests/store/browser.py PROGRAM

Fetches libsodium and fake-indexeddb from npm once; says so, and passes, where there is no node or npm has no way out.
"""
import os, pathlib, shutil, subprocess, sys

here = pathlib.Path(__file__).parent
node, npm = shutil.which("node"), shutil.which("npm")
if not node:
    print("skipped: node is not installed")
    sys.exit(0)
if not (here / "node_modules/fake-indexeddb").is_dir() or not (here / "node_modules/libsodium-wrappers-sumo").is_dir():
    args = ["install", "--silent", "--no-audit", "--no-fund", "--package-lock=false", "--prefix", str(here)]
    if not npm or subprocess.run([npm, *args]).returncode:
        print("skipped: npm could not fetch libsodium-wrappers-sumo and fake-indexeddb")
        sys.exit(0)
sys.exit(subprocess.run([node, str(here / "records.mjs"), os.path.abspath(sys.argv[1])]).returncode)
