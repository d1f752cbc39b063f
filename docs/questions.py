"""Answers the questions of seeds/questions from real runs, and writes seeds/evidence/questions.json.

Run it with `make questions`, or `python docs/questions.py [ID ...]` for some, whose answers replace the old ones. It
takes minutes, unless the store has the runs.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from sim.analysis.facts.declared import folder
from sim.analysis.questions.answers import answer
from sim.analysis.questions.declared import questions
from sim.analysis.questions.stored import FILE, Answers, read, write
from sim.commands.options import STORE
from sim.commands.program import program
from sim.console import complain
from sim.study.progress import shown
from sim.version import rules_version


def main() -> None:
    """Answer, and write."""
    file, wanted = folder() / FILE, sys.argv[1:]
    before = read(file)
    kept = dict(before.answers) if before.are_todays else {}
    with shown() as told, ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as executor:
        for spec in questions():
            if not wanted or spec.id in wanted:
                kept[spec.id] = answer(spec, STORE, executor=executor, progress=told.show)
                ordered = {each.id: kept[each.id] for each in questions() if each.id in kept}
                write(file, Answers(rules_version(), "make questions", ordered))
    complain(f"written: {file}, {len(kept)} answers, {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    program(main)
