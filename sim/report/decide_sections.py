"""What came of a choice, section by section."""

from collections.abc import Iterator

from sim.analysis.decide.findings import Decided
from sim.report.decide_words import (
    BARS,
    OPTIONS,
    SIGNPOSTS,
    bars,
    lines,
    objective_heads,
    objective_rows,
    option_rows,
    signpost_rows,
)
from sim.report.sections import Section, table_of
from sim.scenario.errors import clean

_OPTIONS = (
    "Good enough: share of worlds in which an option meets all thresholds, with its 95 % interval over draws. Regret: "
    "in the objective in which it is greatest, how far the option is from the best one in the same world, which nine "
    "worlds in ten, or all, do not exceed; 1 is as far as the worst option is from the best in a mean world. Chosen: "
    "share of resamples of the draws in which it is the robust choice. Unbeaten: share of worlds in which no other "
    "option is at least as good in all objectives and better in one."
)
_OBJECTIVES = (
    "Median over worlds and central 90 %: of the first option its level, of the others the difference from it in the "
    "same world. At stake: how far the best option is from the worst in a mean world."
)


def sections(found: Decided) -> Iterator[Section]:
    """All sections; the first is the summary."""
    about = clean_lines(found.choice.spec.about)
    yield Section("summary", "Summary", (*about, *lines(found)))
    yield Section("options", "Options", (), table_of(OPTIONS, option_rows(found)), OPTIONS[1:], (_OPTIONS,))
    yield Section("thresholds", "What is good enough", (), table_of(BARS, bars(found)), BARS[2:])
    heads = objective_heads(found)
    yield Section(
        "objectives", "What each option does", (), table_of(heads, objective_rows(found)), heads[1:], (_OBJECTIVES,)
    )
    if len(found.signposts):
        why = "A row with a condition waits until it held in the quarter before, or ends for good after it did."
        yield Section("signposts", "Signposts", (why,), table_of(SIGNPOSTS, signpost_rows(found)), SIGNPOSTS[3:])
    if found.by_form["form"].nunique() > 1:
        yield _forms(found)
    heads = ("option", "what it is", "source")
    rows = [(clean(name), *map(_line, (about, source))) for name, about, source in _told(found)]
    if not any(what for _, what, _ in rows):  # `about` is optional
        heads, rows = (heads[0], heads[2]), [(name, source) for name, _, source in rows]
    yield Section("sources", "What the options are", (), table_of(heads, rows))


def _forms(found: Decided) -> Section:
    wide = found.by_form.pivot(index="form", columns="option", values="satisfied")
    best = found.by_form[found.by_form["choice"]].set_index("form")["option"]
    names = [name for name in found.choice.names if name in wide.columns]
    forms = list(dict.fromkeys(found.by_form["form"]))
    rows = [(form, *(f"{wide.loc[form, name]:.0%}" for name in names), clean(str(best[form]))) for form in forms]
    heads = ("form", *map(clean, names), "chosen")
    return Section("forms", "In each form of the model", ("Share of draws in which an option is good enough.",),
                   table_of(heads, rows), heads[1:-1])  # fmt: skip


def _told(found: Decided) -> Iterator[tuple[str, str, str]]:
    for option in found.choice.options:
        yield option.name, option.spec.about, option.spec.source


def clean_lines(text: str) -> tuple[str, ...]:
    """A text of a file as paragraphs; none if it is empty."""
    return tuple(_line(part) for part in text.split("\n\n") if part.strip())


def _line(text: str) -> str:
    return " ".join(text.split())
