"""A report of a game to take home: one page that needs no network and no script, and that can be printed."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.game.debrief import Debrief, debrief
from sim.numbers import few_digits, level
from sim.report.page import page
from sim.report.sections import Section, table_of
from sim.scenario.errors import printable

if TYPE_CHECKING:
    from sim.game.game import Game

_METHOD = (
    "A game is a scenario with dated rows: what was decided and agreed. It is run by the rules of the model from the "
    "first day, quarter by quarter, and its seed fixes all luck. Every number on this page is that of such a run.",
    "What would have been is the same scenario with some rows changed, on the same seed. The same is done on 20 other "
    "seeds, each compared with the game as it was played on that seed.",
)
_LUCK_HEADS = ("as played", "had it been so", "difference", "9 of 10 other lucks", "same sign")


def report(game: "Game") -> str:
    """The report of a game, as HTML.

    Args:
        game: the game; its rounds that are over are told.

    Raises:
        RecordError: Jinja is not installed.
    """
    found = debrief(game)
    command = f"hoardshare play --replay {printable(game.file.name)}" if game.file else "sim.debrief(game)"
    facts = {"scenario": found.about["scenario"], "seed": str(game.seed), "rounds": _rounds(found),
             "quarters": str(game.quarter)}  # fmt: skip
    return page("calibration.html", title=f"{found.about['title']}: a game", command=command, method=list(_METHOD),
                facts=facts, sections=list(sections(found)), pictures={})  # fmt: skip


def sections(found: Debrief) -> Iterator[Section]:
    """The parts of the report."""
    yield Section("summary", "What came of it", tuple(_summary(found)))
    if not found.seats:
        return
    yield _gained(found)
    yield _world(found)
    yield _happened(found)
    yield _promises(found)
    yield _agreements(found)
    yield from _hidden(found)
    yield from _otherwise(found)
    yield _strategies(found)


def _rounds(found: Debrief) -> str:
    return f"{found.about['rounds_over']} of {found.about['rounds']}"


def _summary(found: Debrief) -> Iterator[str]:
    about = found.about
    if not found.seats:
        yield about["words"]["nothing"]
        return
    people = sum(seat["person"] for seat in found.seats)
    yield (
        f"{_rounds(found)} rounds were played, from {_quarter(about['date'])} up to {_quarter(about['until'])}. "
        f"Somebody decided for {people} of {len(found.seats)} seats; the others, and whoever left a choice open, "
        "followed their strategies."
    )
    if not about["is_of_this_version"]:
        yield "The game was played by other rules than those by which this page was reckoned; numbers may differ."
    for other in found.counterfactuals:
        if not other["seat"]:
            yield f"{other['question']}: {other['words']}"


def _gained(found: Debrief) -> Section:
    heads = ("seat", "", "decided by", *(_head(each) for each in found.measures))
    rows = [
        (seat["name"], _is(seat), _by(seat), *(_figure(seat["values"][each["name"]]) for each in found.measures))
        for seat in found.seats
    ]
    about = "; ".join(f"{each['label']}: {each['about']}" for each in found.measures) + "; shares run from 0 to 1"
    return Section("gained", "Who gained, and by which measure", (found.about["words"]["payoffs"],),
                   table_of(heads, rows), heads[3:], (about[:1].upper() + about[1:] + ".",))  # fmt: skip


def _is(seat: dict[str, Any]) -> str:
    return f"{seat['role']}, {seat['bloc']}" + ("" if seat["alive"] else "; gave up")


def _by(seat: dict[str, Any]) -> str:
    counts = seat["by"].items()
    return next(iter(seat["by"]), "") if len(counts) == 1 else ", ".join(f"{who} {count}" for who, count in counts)


def _world(found: Debrief) -> Section:
    rows = [(each["label"], _figure(each["value"]), each["unit"], _better(each), each["about"]) for each in found.world]
    heads = ("outcome", "value", "unit", "better", "what it is")
    return Section("world", "What came of the world", (), table_of(heads, rows), ("value",))


def _better(each: dict[str, Any]) -> str:
    return "" if each["better"] == "neither" else str(each["better"])


def _happened(found: Debrief) -> Section:
    rows = [row for each in found.happened for row in _round(each)]
    heads = ("round", "quarter", "who", "what")
    return Section("happened", "What happened", (), table_of(heads, rows))


def _round(each: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    number, begun = str(each["round"]), _quarter(each["date"])
    for made in each["decisions"]:
        yield number, begun, made["seat"], f"decided: {made['words']}"
    for offer in each["offers"]:
        accepted = f"accepted by {_list(offer['accepted'])}" if offer["accepted"] else "nobody accepted"
        yield number, begun, offer["from"], f"offered {_offer(offer)} to {_list(offer['to'])}: {accepted}"
    for event in each["events"]:
        yield number, _quarter(event["date"]), event["who"], event["words"]


def _offer(offer: dict[str, Any]) -> str:
    terms = _terms(offer["terms"])
    return f"{'an' if offer['kind'][0] in 'aeiou' else 'a'} {offer['kind']}" + (f" ({terms})" if terms else "")


def _terms(terms: dict[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {_plain(value)}" for name, value in terms.items())


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _promises(found: Debrief) -> Section:
    rows = [
        (promise["row"], _list(promise["parties"]), promise["words"], broken["who"], _from(broken),
         str(broken["quarters"]), str(broken["found"]))
        for promise in found.promises
        for broken in promise["broken"] or [dict.fromkeys(("who", "quarters", "found"), "") | {"who": "nobody"}]
    ]  # fmt: skip
    heads = ("promise or law", "of", "what", "broken by", "when", "quarters", "found out in")
    said = ("Every promise and law that was in force, who broke it, in how many quarters, and in how many of them that "
            "was found out.",)  # fmt: skip
    return Section("promises", "Promises, kept and broken", said, table_of(heads, rows), heads[-2:])


def _from(broken: dict[str, Any]) -> str:
    if "date" not in broken:
        return ""
    first, last = _quarter(broken["date"]), _quarter(broken["last"])
    return first if first == last else f"{first} to {last}"


def _agreements(found: Debrief) -> Section:
    rows = [
        (each["row"], each["kind"].replace("_", " "), _list(each["parties"]) or "everybody", _terms(each["terms"]),
         _quarter(each["since"]), _quarter(each["until"]) if each["until"] else "in force")
        for each in found.agreements
    ]  # fmt: skip
    heads = ("name", "kind", "between", "terms", "from", "until")
    said = () if rows else ("Nothing was agreed, and nobody committed itself.",)
    return Section("agreements", "Agreements and public commitments of the game", said, table_of(heads, rows))


def _hidden(found: Debrief) -> Iterator[Section]:
    said = tuple(f"{_on(each['date'])}{each['who']}: {each['words']}" for each in found.secrets)
    rows = [_believed(seat["name"], each) for seat in found.hidden for each in seat["rounds"]]
    heads = ("seat", "quarter", "capability", "lowest belief", "by", "highest belief", "by ", "care", "effort", "flaws")
    numbers = ("capability", "lowest belief", "highest belief", "care", "effort", "flaws")
    explained = (
        "Capability, and what rivals believed of it, are in orders of magnitude of effective compute (OOM), when a "
        "round begins: one more is worth ten times the compute. Care, effort and flaws that nobody has discovered are "
        "those at its end.",
    )
    yield Section("hidden", "What was hidden", said, table_of(heads, rows), numbers, explained)


def _on(day: str | None) -> str:
    return f"{_quarter(day)}, " if day else ""


def _believed(name: str, each: dict[str, Any]) -> tuple[str, ...]:
    believed = sorted((value, by) for by, value in each["believed"].items())
    ends = (believed[0], believed[-1]) if believed else ((None, ""), (None, ""))
    told = [cell for value, by in ends for cell in (_figure(value), by)]
    numbers = (_figure(each[what]) for what in ("care", "effort", "flaws"))
    return name, _quarter(each["date"]), _figure(each["capability"]), *told, *numbers


def _otherwise(found: Debrief) -> Iterator[Section]:
    for place, each in enumerate(each for each in found.counterfactuals if not each["seat"]):
        said = [each["about"], each["words"]] if place else [found.about["words"]["luck"], each["about"], each["words"]]
        rows = [(_head(row), *_beside(row)) for row in each["rows"]]
        yield _luck(f"world-{place}", each["question"], said, ("", *_LUCK_HEADS), rows)
    own = [
        (each["question"], _head(row), *_beside(row))
        for each in found.counterfactuals
        if each["seat"]
        for row in each["rows"]
        if ":" in row["name"]
    ]
    said = [f"{each['question']}: {each['words']}" for each in found.counterfactuals if each["seat"]]
    yield _luck("seats", "Had you shared, had you hoarded", said, ("", " ", *_LUCK_HEADS), own)


def _luck(
    name: str, title: str, said: Sequence[str], heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]
) -> Section:
    return Section(name, title, tuple(said), table_of(heads, rows), _LUCK_HEADS)


def _beside(row: dict[str, Any]) -> tuple[str, ...]:
    between = f"{level(row['low'])} to {level(row['high'])}"
    return (_figure(row["played"]), _figure(row["other"]), _signed(row["difference"]), between,
            f"{row['agree']} of {row['of']}")  # fmt: skip


def _signed(value: float) -> str:
    return f"+{_figure(value)}" if value > 0.0 else _figure(value)


def _strategies(found: Debrief) -> Section:
    measures = found.strategies["measures"]
    rows = [
        (row["name"], *(_cell(row, each["name"]) for each in measures), "" if row["is_room"] else str(row["ahead"]))
        for row in found.strategies["rows"]
    ]
    heads = ("", *(_head(each) for each in measures), "seats ahead in the room")
    explained = (
        "In brackets: on how many of the other lucks the strategy is on the same side of the room. Seats ahead: those "
        "whose payoff was higher in the room, on this luck.",
    )
    said = (found.about["words"]["strategies"],)
    title = "This room beside strategies that play by themselves"
    return Section("strategies", title, said, table_of(heads, rows), heads[1:], explained)


def _cell(row: dict[str, Any], name: str) -> str:
    value = _figure(row["values"].get(name))
    return value if row["is_room"] or name not in row["agree"] else f"{value} ({row['agree'][name]})"


def _head(each: dict[str, Any]) -> str:
    is_said = each["unit"] in ("", "1", "index", "share", each["label"])
    return str(each["label"]) if is_said else f"{each['label']}, {each['unit']}"


def _figure(value: float | None) -> str:
    return "-" if value is None else few_digits(value, 3)


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)


def _quarter(day: str) -> str:
    return f"{day[:4]} Q{(int(day[5:7]) + 2) // 3}"
