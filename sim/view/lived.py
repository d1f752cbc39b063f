"""The figures of the live page: cards, charts with bands, releases, who is there and who trusts whom."""

from collections.abc import Callable, Sequence

import numpy as np
import solara

from sim.scenario.schema.outcome import Display, Outcome
from sim.scenario.schema.series import OUTCOMES, SERIES, displayed_on
from sim.view import charts, words
from sim.view.cards import card
from sim.view.certainty import UNCOUNTED, Certainty, agreeing
from sim.view.counts import DONE, Counts
from sim.view.counts import SEEDS as SEEDS_SHADE
from sim.view.film import Film
from sim.view.known import dots
from sim.view.later import use_later
from sim.view.luck import SEEDS
from sim.view.marks import marks
from sim.view.markup import Markup, fill, joined
from sim.view.matrix import matrix
from sim.view.network import legend, network
from sim.view.reasons import reasons
from sim.view.say import say
from sim.view.session import Session
from sim.view.widgets import Charts, Figure, Words


def twin_of(session: Session) -> Film | None:
    """The same world without what the visitor did; None if nothing was done."""
    return session.twin if session.is_touched else None


def Now(session: Session, counts: Counts) -> None:
    """What happened this quarter, the main outcomes, and the large charts."""
    Words(words.strip(session.events, session.quarter))
    twin = twin_of(session)
    Words(joined(_card(session, twin, counts, each) for each in displayed_on(Display.CARD)), "cards")
    specs = [spec_of(session, twin, counts, OUTCOMES[name], charts.LARGE) for name in charts.FIRST]
    Charts(specs=specs, look="large")
    Words(marks(specs, SEEDS_SHADE))


def _card(session: Session, twin: Film | None, counts: Counts, shown: Outcome) -> Markup:
    values = session.film.shown(shown.name)[: session.quarter]
    other = twin.shown(shown.name)[: session.quarter] if twin else np.empty(0)
    is_judged = len(other) == len(values) > 0 and session.is_comparable
    sure = certainty(counts, shown, session.quarter, float(values[-1] - other[-1])) if is_judged else UNCOUNTED
    against = say("live.without_policies" if session.setting.rows else "live.untouched")
    return card(shown.name, values, other, sure, against, session.when(), _uncounted(session, counts))


def _uncounted(session: Session, counts: Counts) -> str:
    """Why nothing says how sure a difference is; empty where it will."""
    if session.agents or (counts.stage == DONE and not counts.lucks):
        return say("live.not_counted")
    return "" if session.is_comparable else say("live.not_alike")


def certainty(counts: Counts, shown: Outcome, quarter: int, difference: float) -> Certainty:
    """How many seeds, and draws, agree with a difference from the twin in a quarter."""
    if not {"run", "twin"} <= counts.lucks.keys():
        return UNCOUNTED
    run, twin = (
        charts.shown_values(shown.name, counts.lucks[style].courses[:, :, SERIES.index(shown.series)])[:, quarter - 1]
        for style in ("run", "twin")
    )
    found = Certainty(agreeing(run - twin, difference), SEEDS, awaits_draws=counts.stage != DONE)
    if counts.draws is None:
        return found
    return found.with_draws(counts.draws.agree_in("B", shown.name, quarter, difference), counts.draws.of)


def SmallCharts(session: Session, counts: Counts) -> None:
    """All other outcomes that are drawn."""
    twin, shown = twin_of(session), [each for each in displayed_on(Display.LIVE) if each.name not in charts.FIRST]
    Charts(specs=[spec_of(session, twin, counts, each, charts.SMALL) for each in shown], look="three")


def spec_of(session: Session, twin: Film | None, counts: Counts, shown: Outcome, height: str) -> charts.Spec:
    """The chart of one outcome in the world, and in its twin."""
    run = charts.Line(say("live.run"), session.film.shown(shown.name), "run", "", counts.band("run", shown.name))
    lines = [run]
    if twin is not None:
        lines.insert(
            0, charts.Line(say("live.twin"), twin.shown(shown.name), "twin", "", counts.band("twin", shown.name))
        )
    marks = charts.marked(session.film.events) if height == charts.LARGE else []
    return charts.spec(
        shown.name, lines, session.quarters, charts.beginning(session.scenario.start), height=height,
        marks=marks, spans=_spans(session),
        dots=dots(shown.name, session.scenario),
    )  # fmt: skip


def _spans(session: Session) -> Sequence[charts.Span]:
    return [charts.span(session.scenario, row) for row in session.put_in if row.start]


def shown_key(session: Session) -> str:
    """What is on the page, as a text: parts that take it are drawn anew when it changes, and only then."""
    return f"{session.scenario.digest} {session.setting.seed} {session.quarter}"


@solara.component
def Releases(session: Session, key: str) -> None:
    """What was released, by whom, and how open; ``key`` says what is on the page."""
    drawn = use_later(key, lambda: _timeline(session), "releases")
    with solara.Div(classes=["panel"]):
        Words(fill("<h2>{}<small>{}</small></h2>", say("live.releases"), say("chart.unit.OOM")))
        if drawn is not None:
            Figure(drawn)
        Words(charts.tiers())


def _timeline(session: Session) -> Markup:
    film = session.film
    log = film.releases
    first = int(log["quarter"].min()) if len(log) else 0
    least = float(np.floor(log["capability"].min())) if len(log) else 0.0
    year, begin = session.scenario.date_of(first).year, max(0, first - (session.scenario.date_of(first).month - 1) // 3)
    return charts.timeline(
        log[log["quarter"] < session.quarter], film.names, film.bloc_names,
        span=(begin, session.quarters), levels=(least, film.most_capable), year=year,
    )  # fmt: skip


@solara.component
def Who(session: Session, key: str, picked: str, pick: Callable[[str], None]) -> None:
    """Who is there, who trusts whom, and the chosen actor or what happened: drawn a moment after the charts."""
    drawn = use_later(f"{key} {picked}", lambda: _who(session, picked), "who")
    with solara.Div(classes=["middle"]):
        with solara.Div(classes=["panel"]):
            Words(fill("<h2>{}<small>{}</small></h2>", say("compare.worlds"), say("live.fill")))
            if drawn is not None:
                Figure(drawn[0], pick)
            Words(legend(session.film.bloc_names))
        with solara.Div(classes=["panel"]):
            Words(fill("<h2>{}<small>{}</small></h2>", say("live.trust"), say("live.rows")))
            if drawn is not None:
                Figure(drawn[1])
            Words(fill("<div class='legend'><span>0 <i class='ramp'></i> 1</span></div>"))
        _Side(session, picked, pick)


def _who(session: Session, picked: str) -> tuple[Markup, Markup]:
    scene = session.scene
    return network(scene, session.film.most_capable, picked), matrix(scene, picked)


def _Side(session: Session, picked: str, pick: Callable[[str], None]) -> None:
    """The selected actor, or else the log of events."""
    attributes = {"role": "region", "tabindex": "0", "aria-label": say("live.side")}
    with solara.v.Html(tag="div", class_="panel side", attributes=attributes):
        row = session.scene.row(picked) if picked else None
        if row is None:
            Words(words.log(session.events, session.scenario))
            return
        solara.Button(say("page.close"), on_click=lambda: pick(""), text=True, small=True, classes=["close"])
        Words(fill("<h2>{}</h2>{}", picked, words.state(session.scene, row)))
        if session.agents:
            Words(fill("<p class='hint'>{}</p>", say("live.own_reasons")))
        elif session.quarter == 0:
            Words(fill("<p class='hint'>{}</p>", say("live.undecided")))
        else:
            Words(words.why(reasons(session.scenario, session.setting.seed, session.quarter - 1, row)))
