"""A study that is swept in processes of its own, to be killed."""

import os

from tests import program

KILLS = int(os.environ.get("HOARDSHARE_KILLS", "2"))
PLANNED = 800
STUDY = """\
scenarios = ["arms-race", "commons"]
replicates = 200
series = 20
[parameters]
trust.gain = [0.0, 0.1]
"""


def start(folder, *arguments, main=("-m", "sim.cli")):
    """Start a sweep in a session of its own, as a terminal does."""
    command = [*main, "sweep", "study.toml", "--store", "store", *arguments]
    return program.start(*command, cwd=folder, start_new_session=True)


def finish(running, code=0):
    """What a sweep says until its end."""
    done = program.finish(running, code)
    return done.stdout + done.stderr
