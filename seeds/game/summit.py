"""Write `scenarios/summit.toml`, the world that a room plays, from other scenarios: no number in it is of its own.

    .venv/bin/python seeds/game/summit.py            writes the scenario
    .venv/bin/python seeds/game/summit.py --check    says whether the committed file is still what runs give

*Laws*: the numbers of `race-2019-fitted`. *The level at the start of 2026*: the median of its first twenty runs on that
day, rounded to two digits. *Distances between actors*: those of `base`, of which every seat has a counterpart; money
and compute of its firms are multiplied by one factor, so that leaders own what leaders own by then. What is agreed or
forbidden on the first day is what `race-2019` has by then.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from math import log10, prod
from pathlib import Path
from statistics import median
from typing import Any

import sim
from sim.scenario.schema.enums import word
from sim.scenario.schema.institutions import EthicsFramework, Retaliation
from sim.scenario.schema.policies import ExportControl
from sim.scenario.schema.scenario import Scenario

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "evidence"))

from writing import write_or_check  # noqa: E402

SCENARIOS = HERE.parents[1] / "scenarios"
TARGET = SCENARIOS / "summit.toml"
FITTED, BEFORE, BASE = "race-2019-fitted", "race-2019", "base"
SEEDS = range(20)
LEADERS = 3
"""Firms whose means are the level of a leader: base has three."""
LEFT_OUT = ("codevelopment", "tail")
"""Tables of the fit about what a game leaves out: joint releases, which nobody at the table decides, and newcomers."""
CAST = {
    "atlas": ("alpha", "north", "Leading firm. It sells AI, and little else."),
    "cobalt": ("beta", "south", "Leading firm of the south, on the far side of the export controls."),
    "norland": ("west-state", "north", "State of the north, home of most of the leaders."),
    "sudria": ("east-state", "south", "State of the south."),
    "borealis": ("gamma", "north", "Leading firm with much business beside AI: a cloud, chips, advertising."),
    "quill": ("east-lab", "south", "Laboratory of a university. It wants to publish."),
    "secretary": ("third-lab", "isles", "Secretary of the Concord: little research, treaties to bring about."),
    "ember": ("theta", "south", "Challenger that lives by what others build on its open models."),
    "isola": ("third-state", "isles", "State of the isles, small and between the other two."),
    "dynamo": ("delta", "north", "Challenger that does to others as they did to it."),
    "falcon": ("mu", "isles", "Challenger from the isles, open and small."),
}  # fmt: skip
"""Seats, each with its counterpart in `base`, its bloc and who it is; the first few make a small table."""
HEADER = """#:schema ./scenario.schema.json
#
# The summit: the world that a room plays (`hoardshare play`). Eleven invented actors of three blocs, from 2026 on.
# Written by seeds/game/summit.py, which says how; no number is of its own:
#   laws        those of race-2019-fitted, that is, what the facts of 2019-2025 say of them. Joint releases and
#               newcomers are left out: nobody at the table would decide them
#   level       the median of twenty runs of race-2019-fitted at the start of 2026, rounded: know-how and compute of its
#               three leading firms, how many people AI has reached, what serving them costs, what investors hope for.
#               How much better AI must become until it does half of all it can do (prices.middle), or until an incident
#               can be a catastrophe (incidents.danger), is counted from the start: what it has risen by since 2019 is
#               taken off. Firms still begin without users, who come within some quarters
#   distances   those between the actors of base. Money and compute of its firms are multiplied by {factor}, so that its
#               leaders own what leaders own at the start of 2026; states and laboratories, whose budgets hardly grew in
#               race-2019-fitted, have those of base. Who is whose counterpart stands beside each actor
#   money       firms live by what they own and earn: investors are off, for nobody at the table decides what they give.
#               That changes who gains: with them on (--set investors.on=true), a leader that opens is given less,
#               spends less, and so loses less money within four years. Try both before you conclude anything about them
#   first day   the export controls that race-2019 has in force by then, the answer to them, and the promise of care of
#               its leaders; an alliance on the terms of the scenario open-alliance
# Strategies, which lead a seat where nobody sits, are those of the counterparts as well.

extends = "nothing"
title = "The summit"
about = "eleven invented actors of three blocs in 2026, with export controls and an alliance: for people who play"
group = "institutions"
start = {start}
quarters = 16

[entry]
on = false
slots = 0

[tail]
on = false
"""


@cache
def level() -> dict[str, float]:
    """Medians over runs of the fitted world, on the first day of the game."""
    world = sim.load(FITTED)
    states = [_state(sim.run(world, seed, world.quarter_of(_start()))) for seed in SEEDS]
    return {name: median(state[name] for state in states) for name in states[0]}


def _start() -> Any:
    return tomllib.loads("day = 2026-01-01")["day"]


def _state(run: sim.Run) -> dict[str, float]:
    actors, society, world = run.world.actors, run.world.society[0], run.scenario
    firms = sorted(
        (row for row in range(actors.size) if actors[row]["alive"] and actors[row]["kind"] == sim.Kind.FIRM),
        key=lambda row: -actors[row]["capability"],
    )[:LEADERS]
    known = [float(actors[row]["capability"]) - log10(actors[row]["compute"]) for row in firms]
    rise = float(society["released_frontier"] - society["reference"])
    technique = max(known) - float(society["know_how"])
    per_billion = float(society["compute_price"])
    harder = world.prices.size * rise - world.prices.technique * technique
    return {
        "know_how": sum(known) / LEADERS,
        "compute": sum(float(actors[row]["compute"]) for row in firms) / LEADERS / per_billion,
        "rise": rise,
        "serving": world.prices.serving * world.compute.price / per_billion * 10**harder,
        **{name: float(society[name]) for name in ("reached", "pace", "capture", "margin")},
    }


def rounded(value: float, digits: int = 2) -> float:
    """A number to so many digits, as a person would write it."""
    return float(f"{value:.{digits}g}")


def factor() -> float:
    """By what money and compute of a firm of base are multiplied: leaders' compute in 2026, bn USD, over base's."""
    actors = sim.load(BASE).actors
    leaders = [actors[like].compute for like in ("alpha", "beta", "gamma")]
    return rounded(level()["compute"] / (sum(leaders) / LEADERS))


def laws() -> dict[str, dict[str, Any]]:
    """The tables of the fit, moved to the start of 2026."""
    fitted = tomllib.loads((SCENARIOS / f"{FITTED}.toml").read_text(encoding="utf-8"))
    tables = {name: dict(table) for name, table in fitted.items() if isinstance(table, Mapping)}
    for name in LEFT_OUT:
        del tables[name]
    at, world = level(), sim.load(FITTED)
    tables["prices"] |= {
        "middle": rounded(world.prices.middle - at["rise"]),
        "reached": rounded(at["reached"]),
        "serving": rounded(at["serving"]),
    }
    expected = {name: rounded(at[name]) for name in ("pace", "capture", "margin")}
    tables["investors"] = {"on": False} | tables["investors"] | expected
    tables["incidents"] = {"danger": rounded(world.incidents.danger - at["rise"])}
    return tables


def actor(like: str, bloc: str) -> dict[str, Any]:
    """A seat from its counterpart in base: as far behind the leaders; a firm has money and compute of 2026."""
    base = sim.load(BASE).actors
    spec, leaders = base[like], [base[each].know_how for each in ("alpha", "beta", "gamma")]
    behind = spec.know_how - sum(leaders) / LEADERS
    same = {name: word(getattr(spec, name)) for name in ("kind", "strategy", "tier", "hoards_as", "shares_as")}
    times = factor() if spec.kind == sim.Kind.FIRM else 1.0
    scaled = {name: rounded(times * getattr(spec, name)) for name in ("compute", "endowment", "cash")}
    known = round(level()["know_how"] + behind, 2)
    return {"kind": same["kind"], "bloc": bloc, **same, "know_how": known, **scaled, "complement": spec.complement}


def rows() -> Iterator[dict[str, Any]]:
    """What is in force on the first day."""
    day, before = _start(), sim.load(BEFORE)
    begun = [row for row in before.policies if row.start and row.start < day and not (row.end and row.end <= day)]
    controls = [row for row in begun if isinstance(row, ExportControl) and row.from_bloc == "us"]
    yield {
        "name": "controls", "kind": "export_control", "start": day, "from_bloc": "north", "to_bloc": "south",
        **{each: rounded(1 - prod(1 - getattr(row, each) for row in controls)) for each in ("strength", "compute")},
        "note": f"all {len(controls)} controls of {BEFORE} between two blocs that are in force on this day, as one",
    }  # fmt: skip
    answer = next(row for row in begun if isinstance(row, Retaliation))
    yield {
        "name": "answer", "kind": "retaliation", "start": day, "from_bloc": "south", "to_bloc": "north",
        "strength": answer.strength, "compute": answer.compute, "note": f"as in {BEFORE}",
    }  # fmt: skip
    seoul = next(row for row in begun if isinstance(row, EthicsFramework) and "Seoul" in row.note)
    yield {
        "name": "commitments", "kind": "ethics_framework", "start": day, "signatories": ["atlas", "borealis", "cobalt"],
        **{each: getattr(seoul, each) for each in ("floor", "audit", "penalty", "cost")},
        "note": f"a promise of care by the leaders, with the numbers of that of May 2024 in {BEFORE}",
    }  # fmt: skip
    yield {
        "name": "concord", "kind": "alliance", "start": day, "members": ["secretary", "quill", "falcon", "isola"],
        "note": "open to whoever gains by it; terms as in open-alliance",
    }  # fmt: skip


def lines(table: Mapping[str, Any]) -> str:
    """A table as a scenario file writes it."""
    return "".join(f"{name} = {_value(value)}\n" for name, value in table.items())


def _value(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def text() -> str:
    """The scenario's file."""
    parts = [HEADER.format(factor=f"{factor():g}", start=_start())]
    parts += [f"\n[{name}]\n{lines(table)}" for name, table in laws().items()]
    for name, (like, bloc, about) in CAST.items():
        parts.append(f"\n# {about} As {like} in base.\n[actors.{name}]\n{lines(actor(like, bloc))}")
    parts += [f"\n[[policies]]\n{lines(row)}" for row in rows()]
    return "".join(parts)


def said() -> str:
    """What is there once it is written."""
    made: Scenario = sim.load(TARGET)
    return f"{TARGET.name}: {len(made.actors)} seats, {made.quarters} quarters; medians {level()}"


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, text, said, "../game/summit.py", None))
