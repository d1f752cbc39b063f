"""One run of a store, as a setting that the live page opens, or the reason why it cannot."""

import json
import re
from collections.abc import Mapping
from typing import Any

from sim.numbers import on_page
from sim.scenario import ScenarioError
from sim.scenario.errors import printable
from sim.version import model_version
from sim.view import links
from sim.view.explore.found import ExploreError
from sim.view.gate import LONGEST_LINK
from sim.view.offer import OFFER
from sim.view.say import say
from sim.view.setting import Setting

_VERSIONED = re.compile(r" \(version [0-9a-f]{8}\)")


def run_of(row: Mapping[str, Any], scenario: str = "") -> Setting:
    """The setting of a run, up to the quarter that it reached.

    Args:
        row: the run, a row of a store.
        scenario: where its scenario is, if not under its own name.
    """
    changes, quarter = json.loads(row["overrides"]), int(row["quarters"])
    return Setting(scenario or name_of(row), int(row["seed"]), changes, quarter=quarter)


def name_of(row: Mapping[str, Any]) -> str:
    """The scenario of a run, without the version that tells edited files apart."""
    return _VERSIONED.sub("", str(row["scenario"]))


def setting_of(row: Mapping[str, Any]) -> Setting:
    """The setting with which the live page shows exactly this run.

    Raises:
        ExploreError: there is none; the message says why.
    """
    if row["model_version"] != model_version():
        then = printable(str(row["model_version"]))
        raise ExploreError(say("explore.other_version", then=then, now=model_version()))
    if OFFER.agents:
        raise ExploreError(say("explore.own_agents"))
    name = printable(name_of(row))
    places = [place for place in (name_of(row), OFFER.file) if place in OFFER.scenarios]
    if not places:
        raise ExploreError(say("explore.not_offered", scenario=name))
    same = next((each for each in (run_of(row, place) for place in places) if _is_same(each, row)), None)
    if same is None:
        raise ExploreError(say("explore.other_file", scenario=name))
    if len(links.query(same)) > LONGEST_LINK:
        raise ExploreError(say("explore.long_link", most=on_page(LONGEST_LINK)))
    return same


def _is_same(setting: Setting, row: Mapping[str, Any]) -> bool:
    try:
        return bool(setting.resolved().digest == row["digest"])
    except ScenarioError as error:
        raise ExploreError(printable(str(error))) from None


def link_to(row: Mapping[str, Any], folder: str) -> tuple[str, str]:
    """The address of a run on the live page, or a message that says why there is none and how to repeat the run."""
    try:
        return f"/live?{links.query(setting_of(row))}", ""
    except ExploreError as error:
        return "", say("explore.closed", why=error, how=command_of(row, folder))
    except Exception as error:  # what others wrote into a store is of any kind
        return "", say("explore.closed_alone", why=printable(str(error)))


def command_of(row: Mapping[str, Any], folder: str) -> str:
    """How to repeat a run if the view cannot open it, or why it cannot be repeated."""
    from sim.study import repeat
    from sim.study.errors import StoreError
    from sim.study.store import Store

    try:
        return say("explore.repeat", command=repeat.command_of(Store(folder).row(str(row["key"])), folder))
    except (ValueError, StoreError, LookupError) as error:
        return printable(str(error.args[0]))
