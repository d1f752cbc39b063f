"""Differences of worlds in a table and in plain words, with how sure they are."""

from collections.abc import Mapping, Sequence
from math import nan

from sim.numbers import few_digits, local, on_page, signed_on_page
from sim.outcomes import OUTCOMES
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.series import displayed_on
from sim.view.counts import DONE, Counts
from sim.view.counts import DRAWS as AWAITED
from sim.view.differences import Difference, compared_outcomes
from sim.view.glossary import label, over, term
from sim.view.luck import SEEDS
from sim.view.markup import NOTHING, Markup, escape, fill, joined
from sim.view.say import say, told
from sim.view.session import Session
from sim.view.worlds import Worlds

_LARGEST = 300_000
"""Actors times quarters, of all worlds, up to which runs with other luck are counted."""
_MANY, _SOME, _LARGE = 100, 40, 2000
"""Draws that a page asks for of worlds of up to so many quarters of actors, and of larger ones."""
_FEW = 4
_MAIN = {each.name for each in displayed_on(Display.MAIN)}
"""Outcomes that are told first."""
_MARKS = {"better": "\u2713", "worse": "\u2717", "": ""}
_TIMES = "OOM"
"""Unit whose differences are told as factors."""
_MONEY = "bn USD"
"""How units begin that sentences name too."""
_UNSAID = ("share", "index", "0 or 1")
"""Units that say nothing beside their numbers."""


Others = Mapping[str, Sequence[Difference]]
"""Differences from A by letter."""
_NOTHING = [Difference(each.name, nan, nan) for each in compared_outcomes()]
"""Before the first quarter a table has the same rows, so that nothing jumps."""


def is_too_large(worlds: Worlds) -> bool:
    """Whether worlds are too large for their luck to be counted beside a page."""
    return sum(len(each.film.names) * each.quarters for each in worlds.all) > _LARGEST


def draws_wanted(worlds: Worlds | Session) -> int:
    """Number of draws that a page asks for: fewer of large worlds, which take long."""
    largest = max(len(each.film.names) * each.quarters for each in worlds.all)
    return _MANY if largest <= _LARGE else _SOME


def table(others: Others, counts: Counts, is_asking: bool = True, when: str = "") -> Markup:
    """The table of differences: every world, differences from A, and how many seeds and draws agree.

    Args:
        others: the differences.
        counts: how sure they are.
        is_asking: whether a click on a difference tells why it is there.
        when: the quarter up to which outcomes are measured; "" if that is the end.
    """
    others = {letter: found or _NOTHING for letter, found in others.items()}
    letters = "A" + "".join(others)
    heads = [fill("<th class='level'>{}</th>", letter) for letter in letters]
    heads += [_heads(letter, counts.asked) for letter in others]
    rows = [_row(tuple(others), row, counts, is_asking, when) for row in zip(*others.values(), strict=True)]
    return fill(
        "<table data-table='differences'><thead><tr><th>{}</th>{}</tr></thead><tbody>{}</tbody></table>"
        "<p class='hint'>{}</p>",
        say("compare.outcome"), joined(heads), joined(rows),
        joined([_measured(when), *_meaning_of_colour(counts)], " "),
    )  # fmt: skip


def _measured(when: str) -> Markup:
    """Over what outcomes are measured."""
    if when:
        return told("compare.statistics_until", when=when)
    return told("compare.statistics", end=term("word.end"), mean=term("word.mean"), in_all=term("word.in_all"))


def _meaning_of_colour(counts: Counts) -> list[Markup]:
    """What a colour in the table says, and what it does not."""
    asked = [told("compare.coloured_asked", forms=counts.forms)] if counts.answered else []
    return [told("compare.coloured"), *asked]


def _heads(letter: str, asked: int) -> Markup:
    seeds, draws = say("compare.of_seeds", n=SEEDS), say("compare.of_draws", n=asked)
    return fill(
        "<th>{}</th><th>{}</th><th>{}</th>",
        say("compare.less", letter=letter), term("word.seed", seeds), term("word.draws", draws),
    )  # fmt: skip


def _row(letters: Sequence[str], row: Sequence[Difference], counts: Counts, is_asking: bool, when: str) -> Markup:
    one = row[0]
    values = {"a": one.first} | {letter.lower(): each.second for letter, each in zip(letters, row, strict=True)}
    cells = [fill("<td class='level'>{}</td>", on_page(value)) for value in values.values()]
    cells += [_compared(letter, each, counts, is_asking) for letter, each in zip(letters, row, strict=True)]
    attributes = joined((fill('data-{}="{!r}"', letter, value) for letter, value in values.items()), " ")
    return fill(
        '<tr data-outcome="{}" {}><th scope="row">{} <small>{}</small>{}'
        ' <small class="levels">{}</small></th>{}</tr>',
        one.outcome, attributes, term(one.outcome), _tag(one.outcome, when), _forms(one.outcome, counts),
        _levels(values), joined(cells),
    )  # fmt: skip


def _forms(outcome: str, counts: Counts) -> Markup:
    """In how many forms of the model its shipped answer is robust, if it was asked."""
    if (found := counts.answered.get(outcome)) is None:
        return NOTHING
    words = say("compare.of_forms", sure=found.robust_in, forms=counts.forms)
    return fill(' <small data-forms="{}">{}</small>', found.robust_in, words)


def _levels(values: Mapping[str, float]) -> Markup:
    """All worlds in a line below the outcome, where there is no room for a column each."""
    return joined((fill("<b>{}</b> {}", letter.upper(), on_page(value)) for letter, value in values.items()), " ")


def _compared(letter: str, each: Difference, counts: Counts, is_asking: bool) -> Markup:
    sure = counts.certainty(letter, each.outcome, each.value)
    verdict = counts.verdict(letter, each.outcome, each.value)
    spoken = fill("<span class='spoken'>{}</span>", say(f"compare.{verdict}")) if verdict else ""
    return fill(
        '<td class="{}">{why} <small>{}{}</small></td><td class="sure" data-seeds="{letter}">{}</td>'
        '<td class="sure" data-draws="{letter}">{}</td>',
        verdict, _MARKS[verdict], spoken,
        sure.agree if sure.is_counted else "\u00b7", sure.drawn_agree if sure.drawn_of else "\u00b7", letter=letter,
        why=_asking(letter, each) if is_asking else signed_on_page(each.value),
    )  # fmt: skip


def _asking(letter: str, each: Difference) -> Markup:
    """A difference that can be clicked, to see why it is there."""
    value = signed_on_page(each.value)
    return fill(
        '<button type="button" class="plain ask" data-why="{}" data-letter="{}" aria-label="{}">{}</button>',
        each.outcome, letter, say("why.ask_of", value=value), value,
    )  # fmt: skip


def _tag(name: str, when: str) -> Markup:
    """How an outcome summarises its series, up to when if not to the end, and its unit in short."""
    outcome = OUTCOMES[name]
    measured = say(f"glossary.until_{outcome.over}", when=when) if when else over(name)
    if outcome.unit == _TIMES:
        return fill("{}, {}", measured, term("word.effective_compute", say("chart.unit.OOM")))
    unit = "" if outcome.unit in _UNSAID else outcome.brief_unit
    return escape(", ".join(filter(None, (measured, unit))))


def in_words(letter: str, each: Difference) -> Markup:
    """A difference in plain words, such as "best AI (9 times A's in effective compute)"."""
    if OUTCOMES[each.outcome].unit == _TIMES:
        ahead, behind = (letter, "A") if each.value > 0 else ("A", letter)
        factor = local(few_digits(10.0 ** abs(each.value)))
        compute = term("word.effective_compute")
        return told("compare.times", label=label(each.outcome), ahead=ahead, behind=behind, n=factor, compute=compute)
    unit = f" {OUTCOMES[each.outcome].brief_unit}" if OUTCOMES[each.outcome].unit.startswith(_MONEY) else ""
    first, second = on_page(each.first), on_page(each.second)
    return told("compare.against", label=label(each.outcome), second=second, first=first, unit=unit)


def summary(letter: str, differences: Sequence[Difference], counts: Counts) -> Markup:
    """What is better, what is worse, and what luck or numbers decide; main outcomes first, then the largest."""
    if not differences:
        return told("compare.nothing_yet")
    ranked = sorted(differences, key=lambda each: (each.outcome not in _MAIN, -each.relative))
    if not counts.sure:
        return told("compare.run_only", letter=letter, listed=_listed(letter, ranked[:_FEW]))
    if letter in counts.apart:
        return told("compare.not_judged", letter=letter, listed=_listed(letter, ranked[:_FEW]))
    if counts.stage == AWAITED:
        return _by_luck(letter, ranked, counts)
    by_verdict: dict[str, list[Difference]] = {"better": [], "worse": [], "": []}
    for each in ranked:
        by_verdict[counts.verdict(letter, each.outcome, each.value)].append(each)
    parts = [_judged(letter, verdict, by_verdict[verdict]) for verdict in ("better", "worse")]
    unsure = [each for each in by_verdict[""] if _is_unsure(letter, each, counts)]
    if unsure:
        names = ", ".join(label(each.outcome) for each in unsure[:_FEW])
        parts.append(told("compare.unsure" if len(unsure) <= _FEW else "compare.unsure_and_more", listed=names))
    return joined([*parts, _basis(counts)], " ")


def _by_luck(letter: str, ranked: Sequence[Difference], counts: Counts) -> Markup:
    """What luck alone does not turn, while draws of the numbers are on their way."""
    held = [each for each in ranked if each.value and not _is_unsure(letter, each, counts)]
    key = "compare.by_luck" if held else "compare.by_luck_none"
    return told(key, letter=letter, listed=_listed(letter, held[:_FEW]))


def _is_unsure(letter: str, each: Difference, counts: Counts) -> bool:
    return bool(each.value) and not counts.certainty(letter, each.outcome, each.value).is_sure


def _judged(letter: str, verdict: str, found: Sequence[Difference]) -> Markup:
    if not found:
        return told(f"compare.no_{verdict}", letter=letter)
    words = fill("<b class='{}'>{}</b>", verdict, say(f"compare.is_{verdict}", letter=letter))
    return told("compare.judged", verdict=words, listed=_listed(letter, found[:_FEW]))


def _listed(letter: str, found: Sequence[Difference]) -> Markup:
    return joined((in_words(letter, each) for each in found), ", ")


def _basis(counts: Counts) -> Markup:
    """What "sure" rests on."""
    drawn = any(each.drawn_of for sure in counts.sure.values() for each in sure.values())
    return told("compare.on_both" if drawn or counts.draws is not None else "compare.on_seeds")


def stage(counts: Counts) -> str:
    """What is being counted, for a line that is read out."""
    failed = sum(luck.failed for luck in counts.lucks.values())
    key = _counted(counts) if counts.stage == DONE else f"counting_{counts.stage}"
    said = say(f"certainty.{key}", seeds=SEEDS, draws=counts.asked)
    return f"{said} {say('certainty.failed', failed=failed, of=SEEDS * len(counts.lucks))}" if failed else said


def _counted(counts: Counts) -> str:
    """What is counted where nothing more is on its way."""
    if counts.draws is not None:
        return "counted_both"
    if not counts.lucks and not counts.sure:
        return "counted_nothing"
    return "counted_seeds_alone" if any(counts.sure.values()) else "counted_seeds"
