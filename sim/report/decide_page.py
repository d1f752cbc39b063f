"""The page of a choice, and its figures."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.analysis.decide.findings import Decided
from sim.report.decide_sections import sections
from sim.report.decide_words import title
from sim.report.drawings import Drawing, draw_without_window
from sim.report.page import page, picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WIDTH = 7.0
_METHOD = (
    "Robust decision making (Lempert, Popper & Bankes 2003): options are run in many worlds, all with the same draws "
    "and random numbers. A world is a draw of the numbers that nobody has chosen, a whole row of the posterior with "
    "priors for the rest, in one form of the model. The robust choice is the option that meets all thresholds in most "
    "worlds; among equals, that with the smallest regret that nine worlds in ten do not exceed. Draws are resampled "
    "1,000 times, whole, in all forms at once, to see how often it is chosen.",
    "Where it fails is a rule of at most three conditions (PRIM; Friedman & Fisher 1999, Bryant & Lempert 2010). It is "
    "told only where it is right more often than chance on the half of the draws in which it was not sought.",
)


def drawings(found: Decided) -> Iterator[Drawing]:
    """All figures of a choice.

    Raises:
        RecordError: Matplotlib is not installed.
    """
    draw_without_window()
    from matplotlib import pyplot as plt

    from sim.plots import decide as plots

    height = plots.options_height(len(found.options))
    figure, axes = plt.subplots(1, 2, figsize=(_WIDTH, height), layout="constrained", sharey=True)
    plots.options(axes, found.options, found.robust)
    caption = (
        "Left: share of worlds in which an option meets all thresholds, with its 95 % interval over draws. Right: "
        "regret, in stakes, that nine worlds in ten do not exceed (bar) and the greatest of all (mark)."
    )
    yield Drawing("decide", "How often good enough, and with how much regret", caption, figure)
    figure = plt.figure(figsize=(_WIDTH, plots.front_height(len(found.options))), layout="constrained")
    plots.front(figure.subplots(), found.objectives, found.options, found.robust)
    caption = (
        "Median difference from the first option in the same world, each objective from the worst option (foot) to the "
        "best (top). A full line is of an option on the front: no other is at least as good in all of these."
    )
    yield Drawing("decide-front", "What is given up for what", caption, figure)


def overview(found: Decided) -> "Figure":
    """The first of the figures alone."""
    return next(drawings(found)).figure


def report_of(found: Decided, command: str) -> str:
    """The page."""
    drawn = {each.name: picture(each.figure, each.title, each.caption) for each in drawings(found)}
    pictures = {"options": [drawn["decide"]], "objectives": [drawn["decide-front"]]}
    scenario = found.choice.options[0].scenario
    facts = {
        "scenario": f"{found.choice.spec.scenario} ({scenario.digest})",
        "draws": str(found.draws),
        "forms": str(len(found.measured.names)),
        "quarters": str(scenario.quarters),
    }
    return page("calibration.html", title=title(found), command=command, method=list(_METHOD), facts=facts,
                sections=list(sections(found)), pictures=pictures)  # fmt: skip
