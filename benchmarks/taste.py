"""What a newcomer waits for: processor seconds of commands, imports included, and of the first compilation.

`python benchmarks/taste.py` prints all; the first compilation, in an empty cache, takes a minute or more.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
COMMANDS = {
    "hoardshare --help": ["--help"],
    "hoardshare run arms-race": ["run", "arms-race"],
    "hoardshare compare arms-race commons, all stored": ["compare", "arms-race", "commons"],
}
ROUNDS = 5


def program():
    script = Path(sys.executable).with_name("hoardshare")
    return [str(script)] if script.exists() else [sys.executable, "-m", "sim"]


def processor(words, folder, **settings):
    """Processor seconds of a command and its children in a folder, and seconds on the wall."""
    environment = {"PYTHONPATH": str(ROOT), **os.environ, **settings}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*program(), *words], check=True, capture_output=True, cwd=folder, env=environment)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def commands():
    """Processor seconds of each command, ROUNDS times, once whatever it stores is there."""
    with tempfile.TemporaryDirectory() as folder:
        for words in COMMANDS.values():
            processor(words, folder)
        rounds = [[processor(words, folder)[0] for words in COMMANDS.values()] for _ in range(ROUNDS)]
    return dict(zip(COMMANDS, zip(*rounds, strict=True), strict=True))


def first_compilation():
    """Processor and wall seconds by which the first run ever takes longer than the next."""
    with tempfile.TemporaryDirectory() as folder:
        first, then = (processor(["run", "arms-race"], folder, HOARDSHARE_CACHE=folder) for _ in range(2))
    return first[0] - then[0], first[1] - then[1]


def main():
    for name, taken in commands().items():
        print(f"{name:<52}{median(taken):.2f} s, {min(taken):.2f}-{max(taken):.2f}")
    spent, wall = first_compilation()
    print(f"{'first compilation':<52}{spent:.0f} s, {wall:.0f} s on the wall")


if __name__ == "__main__":
    main()
