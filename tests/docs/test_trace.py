"""docs/TRACE.md: whatever it names as showing a statement is there, and all elements are."""

import re
import shlex

import pytest

from sim.outcomes import OUTCOMES
from sim.scenario import names
from sim.scenario.schema.scenario import MECHANISMS, World
from tests.docs.commands import take_apart
from tests.program import ROOT

PAGE = (ROOT / "docs" / "TRACE.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([^`\n]+)`", PAGE)))
ELEMENTS = (
    "Problem formulation",
    "Model description",
    "Data evaluation",
    "Conceptual model evaluation",
    "Implementation verification",
    "Model output verification",
    "Model analysis",
    "Model output corroboration",
)
NUMBERS = {f"{table}.{name}" for table, kind in [*MECHANISMS.items(), ("world", World)] for name in kind.model_fields}
TARGETS = set(re.findall(r"^([\w-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def is_there(named):
    """Whether what is named is a command, a target, a script, or else a path, a scenario, a number or an outcome."""
    program, *words = shlex.split(named)
    if program == "hoardshare":
        try:
            take_apart(words)
        except ValueError:
            return False
        return all(word in names() for word in words[1:] if re.fullmatch(r"[a-z]+-[a-z0-9-]+|base|commons", word))
    if program == "make":
        return words[0] in TARGETS
    if program == "python":
        return (ROOT / words[0]).is_file()
    return (ROOT / named).exists() or named in {*names(), *NUMBERS, *OUTCOMES}


@pytest.mark.parametrize("named", NAMED)
def test_what_it_names_is_there(named):
    assert is_there(named)


@pytest.mark.parametrize(
    "named",
    [
        "hoardshare fit",
        "hoardshare facts --all",
        "hoardshare run no-such",
        "make love",
        "python no.py",
        "sim/no.py",
        "trust.no",
    ],
)
def test_what_is_not_there_is_noticed(named):
    assert not is_there(named)


def test_it_has_all_elements_in_order_each_with_what_shows_it():
    parts = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    numbered = [part for part in parts if part[0].isdigit()]
    assert [part.partition("\n")[0] for part in numbered] == [f"{n}. {name}" for n, name in enumerate(ELEMENTS, 1)]
    assert all(re.search(r"`[^`\n]+`", part) for part in numbered)
