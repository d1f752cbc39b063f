"""A few words on what a folder holds, read quickly: never more than some files of it."""

import json
from pathlib import Path

from sim.scenario.errors import printable
from sim.view.explore import decision, history, kinds
from sim.view.explore.files import frame
from sim.view.explore.tables import counted, percent
from sim.view.say import say

_MOST_PARTS, _MOST_NAMED = 40, 4
_LARGEST = 2**20


def brief(kind: str, place: Path) -> str:
    """What results of a kind hold, or that they cannot be read."""
    try:
        told = _BRIEFS.get(kind)
        return told(place) if told else ""
    except Exception:  # what others wrote into a folder is of any kind; opening it tells what is wrong
        return say("explore.brief_unreadable")


def _runs(place: Path) -> str:
    from sim.study.parts import listed
    from sim.study.store import Store

    parts = listed(place / "parts")
    if len(parts) > _MOST_PARTS:
        return say("explore.brief_files", count=len(parts))
    store = Store(place)
    runs, scenarios = store.look(
        lambda seen: (
            len(seen.index),
            sorted({str(name) for table in store.rows(seen, ["scenario"]) for name in table["scenario"].to_pylist()}),
        ),
        quietly=True,
    )
    return (
        say("explore.brief_runs", count=counted(runs), scenarios=_named(scenarios))
        if runs
        else say("explore.brief_empty")
    )


def _named(names: list[str]) -> str:
    """The first few names, and how many others there are."""
    told = ", ".join(map(printable, names[:_MOST_NAMED]))
    rest = len(names) - _MOST_NAMED
    return say("explore.and_more", names=told, count=rest) if rest > 0 else told


def _claims(place: Path) -> str:
    counts = frame(place, "claims", ("verdict",))["verdict"].astype(str).value_counts()
    return ", ".join(f"{count} {printable(str(word))}" for word, count in counts.items())


def _history(place: Path) -> str:
    file = place / "calibration.json"
    if file.stat().st_size > _LARGEST:
        return say("explore.brief_unreadable")
    about = json.loads(file.read_text(encoding="utf-8"))
    hits = dict(about.get("posterior_hits") or {}).values()
    return history.brief(frame(place, "numbers", ("verdict",))["verdict"], hits)


def _decision(place: Path) -> str:
    best = decision.options(place).iloc[0]
    return say("explore.brief_best", option=printable(str(best["option"])), share=percent(float(best["satisfied"])))


def _comparison(place: Path) -> str:
    scenarios = sorted(frame(place, "comparison", ("scenario",))["scenario"].astype(str).unique())
    return say("explore.brief_compared", scenarios=_named(scenarios))


_BRIEFS = {
    kinds.RUNS: _runs, kinds.CLAIMS: _claims, kinds.HISTORY: _history, kinds.DECISION: _decision,
    kinds.COMPARISON: _comparison,
}  # fmt: skip
