"""What the tests of speech share: the program on its image, and a count that names what failed. Imported after the arguments are known."""
import os, pathlib, subprocess, sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from checks import check, finish  # noqa: F401 (for those who import this)

program, image = map(os.path.abspath, sys.argv[1:3])
env = {**os.environ, "LANG": "C.UTF-8", "NO_COLOR": "1"}

def run(*args, kb=True, timeout=240, errors="strict", **more):
    """The program with these arguments, and with the image where `kb`; `env` adds to the surroundings."""
    return subprocess.run([program, *map(str, args), *(["--kb", image] if kb else [])], capture_output=True, text=True, errors=errors, timeout=timeout,
                          env={**env, **more.pop("env", {})}, **more)
