"""The pages on own data show the files that come with the package, and what their commands print.

``python -m tests.docs.test_own_data`` writes anew what the commands print.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from tests.program import ROOT, start

HOWTO = ROOT / "docs/howto"
PAGES = ("own-network.md", "own-numbers.md", "own-actors.md")
COMMAND = re.compile(r"^```\n\$ (hoardshare .*)\n((?:.*\n)*?)```$", re.MULTILINE)
UNTIL = {"own-actors.md": r"\nPayoff of a firm"}
"""What a comparison prints from here on is explained elsewhere; by default, all after the count of outcomes."""

ONE_BY_ONE = """
import sys
from sim.cli import main

lines, errors = sys.argv[1:], sys.stderr
for line in lines:
    sys.argv = line.split()
    sys.stderr = sys.stdout if sys.argv[1] == "new" else errors  # not progress, which hangs on time
    try:
        main()
    except SystemExit as end:
        print(f"end with code {end.code}", flush=True)
"""
"""Runs commands in one process: most of what they take is to start."""


def printed(commands, folder):
    """What each command prints, of errors and of results, one after the other in a folder; codes are as they should."""
    out, errors = start("-c", ONE_BY_ONE, *commands, cwd=folder).communicate()
    *parts, rest = re.split(r"end with code (\d)\n", out)
    assert not rest and parts[1::2] == ["2" if "wrong" in command else "0" for command in commands], out + errors
    return ["".join(f"{line.rstrip()}\n" for line in part.splitlines()) for part in parts[::2]]


def done(page, folder):
    """The page with all that its commands print."""
    shutil.copytree(HOWTO / "own-data", Path(folder) / "own-data")
    text, until = (HOWTO / page).read_text(encoding="utf-8"), UNTIL.get(page, r"\n\d+% of actors")
    commands = [found[1] for found in COMMAND.finditer(text)]
    said = iter(printed(commands, folder))

    def shown(found):
        out = next(said)
        out = f"{re.split(until, out)[0]}\n...\n" if " compare " in found[1] else out
        return f"```\n$ {found[1]}\n{out}```"

    return COMMAND.sub(shown, text)


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
