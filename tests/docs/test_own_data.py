"""The pages on own data show the files that come with the package, and what their commands print.

``python -m tests.docs.test_own_data`` writes anew what the commands print.
"""

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.program import ROOT, start

HOWTO = ROOT / "docs/howto"
PAGES = ("own-network.md", "own-numbers.md", "own-actors.md")
COMMAND = re.compile(r"^```\n\$ (hoardshare .*)\n((?:.*\n)*?)```$", re.MULTILINE)
UNLIKE = re.compile(r"^.* left, 0 failed\n", re.MULTILINE)
"""Lines that say how long something takes."""
UNTIL = {"own-actors.md": r"\nPayoff of a firm"}
"""What a comparison prints from here on is explained elsewhere; by default, all after the count of outcomes."""


def printed(command, folder, until):
    """What a command prints, of errors and of results, with a code that fits."""
    running = start("-m", "sim.cli", *shlex.split(command)[1:], cwd=folder, stderr=subprocess.STDOUT)
    out, _ = running.communicate()
    assert running.returncode == (2 if "wrong" in command else 0), out
    if " compare " in command:
        out = f"{re.split(until, out)[0]}\n...\n"
    return "".join(f"{line.rstrip()}\n" for line in UNLIKE.sub("", out).splitlines())


def done(page, folder):
    """The page with all that its commands print, one after the other in one folder."""
    shutil.copytree(HOWTO / "own-data", Path(folder) / "own-data")
    text, until = (HOWTO / page).read_text(encoding="utf-8"), UNTIL.get(page, r"\n\d+% of actors")
    return COMMAND.sub(lambda found: f"```\n$ {found[1]}\n{printed(found[1], folder, until)}```", text)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_on_own_data_shows_what_is_printed(tmp_path, page):
    assert done(page, tmp_path) == (HOWTO / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_on_own_data_shows_the_files_as_they_are(page):
    text = (HOWTO / page).read_text(encoding="utf-8")
    files = [file.read_text(encoding="utf-8") for file in (HOWTO / "own-data").glob("*.csv")]
    shown = re.findall(r"^```text\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert shown and all(any(file.startswith(each) for file in files) for each in shown)


if __name__ == "__main__":
    for name in sys.argv[1:] or PAGES:
        with tempfile.TemporaryDirectory() as place:
            written = done(name, place)
        (HOWTO / name).write_text(written, encoding="utf-8")
