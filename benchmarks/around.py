"""What a run of a sweep costs beside its rules: `python benchmarks/around.py [CHECKOUT]`.

It tests two claims at the default size of `hoardshare claims`, one of which is measured on actors, into a fresh store
in this process, and tells the processor time a run of each part. Given another checkout of the package, it does the
same there in turn, each time in a fresh process, and prints both beside each other. Nothing is asserted.
"""

import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Executor, Future
from functools import reduce
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
CLAIMS = ("H1", "G3")
ROUNDS = 3
RULES, REST = "rules", "the rest"
TARGET = 3.0
PLACES = {
    RULES: ["sim.study.execute:advance", "sim.rules.eight:advance_eight"],
    "building the world": ["sim.study.execute:begin", "sim.study.execute:run_eight"],
    "outcomes": ["sim.result:measured"],
    "points": ["sim.analysis.ensemble.sampled:_Tried.resolve"],
    "rows": ["sim.study.work:_do", "sim.study.work:_written"],
    "parts written": ["sim.study.work:write_part"],
    "findings": [
        "sim.analysis.ensemble.sampled:_read", "sim.analysis.claims.testing:case_of",
        "sim.analysis.claims.testing:findings",
    ],
}  # fmt: skip
"""The parts, and the functions whose time they are, without what these call of other parts; others are in the rest."""


class Here(Executor):
    """Does each batch at once, in this process."""

    def submit(self, function, *arguments):
        done = Future()
        done.set_result(function(*arguments))
        return done


class Clock:
    """Processor time of parts that call each other; each moment belongs to the innermost."""

    def __init__(self):
        self.spent, self._inside, self._since = {}, [REST], time.process_time()

    def turn(self):
        """Give the time since the last turn to the part that is running."""
        now = time.process_time()
        part = self._inside[-1]
        self.spent[part] = self.spent.get(part, 0.0) + now - self._since
        self._since = now

    def watch(self, part, place):
        """From now on, time a function as a part; one that this version does not have is in the rest."""
        module, _, name = place.partition(":")
        *way, last = name.split(".")
        try:
            owner = reduce(getattr, way, importlib.import_module(module))
            function = getattr(owner, last)
        except (ImportError, AttributeError):
            return

        def timed(*arguments, **named):
            self.turn()
            self._inside.append(part)
            try:
                return function(*arguments, **named)
            finally:
                self.turn()
                self._inside.pop()

        setattr(owner, last, timed)


def taken(ids):
    """Milliseconds of each part, a run, of testing some claims here."""
    import sim
    from sim.analysis.claims.register import load_register
    from sim.analysis.claims.testing import Effort, put_to_test
    from sim.study.store import Store

    sim.run("base")
    questions = load_register(None).pick(ids, None)
    clock = Clock()
    for part, places in PLACES.items():
        for place in places:
            clock.watch(part, place)

    with tempfile.TemporaryDirectory() as folder:
        clock.turn()
        clock.spent.clear()
        store = Store(Path(folder) / "store")
        put_to_test(questions, store.folder, Effort(), executor=Here(), workers=1)
        clock.turn()
        counted = len(store.scan().index)
    return {part: 1e3 * spent / counted for part, spent in clock.spent.items()}


def taken_in(checkout, ids):
    """The same in a fresh process, of the package of a checkout."""
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    command = [sys.executable, str(Path(__file__).absolute()), "--here", *ids]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=checkout, env=environment).stdout
    return json.loads(told.splitlines()[-1])


def around(parts):
    """What is not rules."""
    return sum(spent for part, spent in parts.items() if part != RULES)


def main(other=None):
    """Clock both in turn, and print the median of each part."""
    checkouts = [ROOT] if other is None else [ROOT, Path(other).absolute()]
    found = [[taken_in(checkout, CLAIMS) for checkout in checkouts] for _ in range(ROUNDS)]
    columns = [[each[place] for each in found] for place in range(len(checkouts))]
    lines = {part: [median(each.get(part, 0.0) for each in of) for of in columns] for part in (*PLACES, REST)}
    lines["all but rules"] = [median(map(around, of)) for of in columns]
    print(f"  {'processor time a run, ms':<24}" + "".join(f"{checkout.name:>16}" for checkout in checkouts))
    for part, medians in lines.items():
        print(f"  {part:<24}" + "".join(f"{each:>16.3f}" for each in medians))
    if other is not None:
        ratios = [around(theirs) / around(ours) for ours, theirs in found]
        least_most = f"{min(ratios):.2f}-{max(ratios):.2f}"
        print(f"  {'other / this':<24}{median(ratios):>16.2f}  {least_most}  target: at least {TARGET:g}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        sys.path.pop(0)  # the folder of benchmarks: what is imported is of the checkout
        print(json.dumps(taken(sys.argv[2:])))
    else:
        main(*sys.argv[1:])
