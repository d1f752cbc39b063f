"""What the pages that show worlds give away: their heading, result, main charts and command."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.console.command import command_line
from sim.scenario.reading.assignments import assignment
from sim.scenario.schema.series import OUTCOMES
from sim.view import charts, compared, links, lived, take_away
from sim.view.answered import robust
from sim.view.counts import Counts
from sim.view.introduced import brief, title
from sim.view.session import Session
from sim.view.setting import Setting
from sim.view.share import Shared
from sim.view.worlds import Worlds


def of_worlds(worlds: Worlds, counts: Counts, shade: str) -> Shared:
    """What the page that compares gives away.

    Args:
        worlds: its worlds.
        counts: what is counted of them so far.
        shade: what the bands of its charts are of.
    """
    said = robust(worlds, counts)
    large = [compared.spec_of(worlds, counts, shade, OUTCOMES[name], charts.LARGE) for name in charts.FIRST]
    query = f"?{links.query_of(worlds.settings)}"
    return Shared(title(worlds), said.striptags(), large, report_command(worlds.settings), query)


def of_session(session: Session, counts: Counts) -> Shared:
    """What the live page gives away."""
    twin = lived.twin_of(session)
    large = [lived.spec_of(session, twin, counts, OUTCOMES[name], charts.LARGE) for name in charts.FIRST]
    query = f"?{links.query(replace(session.setting, quarter=session.quarter))}"
    return Shared(session.scenario.title, brief(session.scenario.about), large, take_away.command(session), query)


def report_command(settings: tuple[Setting, ...]) -> str:
    """The command that compares the same worlds over many seeds and writes a report; "" where policies were added."""
    if len(settings) < 2 or any(each.policies or each.own for each in settings):
        return ""
    names = [take_away.named(each) for each in settings]
    return command_line(["hoardshare", "compare", *names, *_sets(settings[0].changes), "--report"])


def _sets(changes: Mapping[str, Any]) -> list[str]:
    return [word for path, value in changes.items() for word in ("--set", assignment(path, value))]
