"""The address of the explore page: the open folder, and what was chosen in it."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from sim.view.explore.cells import best_axes
from sim.view.explore.contrasts import LEVEL, SCALES, best_pair
from sim.view.explore.found import Runs
from sim.view.explore.store import outcomes_of
from sim.view.gate import LONGEST_LINK

LEVELS, DIFFERENCES = "levels", "differences"
COMMON, OWN = "common", "own"
CODED: Mapping[str, tuple[str, ...]] = {
    "shows": (LEVELS, DIFFERENCES), "colours": (COMMON, OWN), "scale": SCALES,
}  # fmt: skip
"""Choices that have a word in every language."""
CHOICES = ("outcome", "shows", "scenario", "across", "down", "colours", "control", "treatment", "scale")
_FOLDER, _MOST_FIELDS = "folder", 40


def read(search: str) -> tuple[str, dict[str, str]]:
    """The folder and the choices in an address; whatever is not known is left out."""
    if len(search) > LONGEST_LINK:
        return "", {}
    try:
        given = dict(parse_qsl(search, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return "", {}
    return given.get(_FOLDER, "").strip(), {key: given[key] for key in CHOICES if key in given}


def link(folder: str, wanted: Mapping[str, str]) -> str:
    """The address of an open folder and of the choices in it."""
    parts = [(_FOLDER, folder), *((key, wanted[key]) for key in CHOICES if key in wanted)]
    return f"/explore?{urlencode(parts)}" if folder else "/explore"


def choices_of(store: Runs) -> dict[str, list[str]]:
    """What there is to choose from."""
    axes, scenarios = ["scenario", *store.paths], sorted(store.runs["scenario"].unique())
    names = {"outcome": outcomes_of(store), "scenario": scenarios, "across": axes, "down": axes,
             "control": scenarios, "treatment": scenarios}  # fmt: skip
    return {key: list(CODED[key]) if key in CODED else names[key] for key in CHOICES}


def first(store: Runs) -> dict[str, str]:
    """Initial choices: those that show the most."""
    outcomes = outcomes_of(store)
    control, treatment = best_pair(store)
    across, down = best_axes(store, treatment)
    outcome = "trust" if "trust" in outcomes else outcomes[0]
    return {"outcome": outcome, "shows": LEVELS, "scenario": treatment, "across": across, "down": down,
            "colours": COMMON, "control": control, "treatment": treatment, "scale": LEVEL}  # fmt: skip


def settled(wanted: Mapping[str, str], choices: Mapping[str, list[str]], first: Mapping[str, str]) -> dict[str, str]:
    """Choices that are possible in this store; the first ones in place of others."""
    return {**first, **{key: value for key, value in wanted.items() if value in choices.get(key, ())}}
