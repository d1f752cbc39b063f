"""The live page: one world, its levers, its policies, and its untouched twin as a grey line."""

from collections.abc import Callable
from dataclasses import replace

import solara
from mesa.visualization.utils import update_counter

from sim.scenario.schema.outcome import Display, Outcome
from sim.scenario.schema.series import displayed_on
from sim.view import charts, links, words
from sim.view.effect import Effect
from sim.view.events import described
from sim.view.film import Film
from sim.view.layout import Desk, Message, arrive, desk_context, main_part, read_link
from sim.view.markup import Markup, fill, joined
from sim.view.matrix import matrix
from sim.view.network import legend, network
from sim.view.offer import OFFER
from sim.view.player import PlayerOf
from sim.view.rail import Rail
from sim.view.reasons import reasons
from sim.view.session import Session
from sim.view.widgets import Address, Charts, Figure, Jump, Words


def session_of(search: str) -> Session:
    """The world in a link, or the server's default with a message about the error in the link."""
    setting, message = read_link(search, OFFER.begin)
    try:
        session = Session(replace(setting, quarter=0), OFFER.agents)
        session.go_to(setting.quarter)
    except Exception as error:
        session, message = Session(OFFER.begin, OFFER.agents), str(error)
    session.message = session.message or message
    return session


@solara.component
def LivePage() -> None:
    """One world to watch, change and intervene in."""
    desk: Desk = solara.use_context(desk_context)
    router = solara.use_router()
    picked, pick = solara.use_state("", key="picked")

    def follow(search: str) -> None:
        if search or desk.live is None:
            desk.live = session_of(search)

    arrive(desk, "live", router.search or "", follow)
    assert desk.live is not None
    with solara.Div(classes=["live", "columns"]):
        _Changed(desk.live)
        Rail(desk.live, desk)
        with main_part():
            _Lead(desk.live)
            PlayerOf(desk.live, charts.beginning(desk.live.scenario.start))
            _Now(desk.live)
            with solara.Div(classes=["middle"]):
                _Network(desk.live, picked, pick)
                _Matrix(desk.live, picked)
                _Side(desk.live, picked, pick)
            _Outcomes(desk.live)


@solara.component
def _Changed(session: Session) -> None:
    update_counter.get()
    shown = [(each, session.film.shown(each.name)[: session.quarter]) for each in displayed_on(Display.MAIN)]
    latest = {each.name: (each.label, float(values[-1])) for each, values in shown if len(values)}
    Effect(str(replace(session.setting, quarter=0)), session.quarter, latest)


@solara.component
def _Lead(session: Session) -> None:
    update_counter.get()
    note = _compared(session) if session.is_touched else "Press Play; then move a lever, or put a policy in."
    about = " ".join(session.scenario.about.split()).rstrip(".")
    about = about[:1].upper() + about[1:]
    Words(fill("<h1>{}</h1><p>{}. <b>{}</b></p>", session.scenario.title, about, note), "lead")
    Jump()
    Message(session.message)
    Address(link=f"?{links.query(replace(session.setting, quarter=session.quarter))}", page="/live")


def _compared(session: Session) -> Markup:
    """The meaning of each line, with a sample of it."""
    own = " and class" * bool(session.agents)
    grey = "the same without your policies" if session.setting.policies else "the scenario without your changes"
    ahead = () if session.agents else (("ahead", "dotted: what is to come"),)
    lines = (("run", "this run"), ("twin", f"grey: {grey}{own}, same luck"), *ahead)
    return joined((fill("<i class='stroke {}'></i> {}", style, meaning) for style, meaning in lines), "; ")


@solara.component
def _Now(session: Session) -> None:
    """What happened this quarter, and the main outcomes."""
    update_counter.get()
    Words(words.strip(session.events, session.quarter))
    cards = [
        charts.card(
            each.name,
            session.film.shown(each.name)[: session.quarter],
            session.twin.shown(each.name)[: session.quarter if session.is_touched else 0],
            session.baseline,
        )
        for each in displayed_on(Display.CARD)
    ]
    Words(joined(cards), "cards")


@solara.component
def _Network(session: Session, picked: str, pick: Callable[[str], None]) -> None:
    update_counter.get()
    with solara.Div(classes=["panel"]):
        Words(fill("<h3>Who is there<small>fill: openness</small></h3>"))
        Figure(network(session.scene, session.film.most_capable, picked), pick)
        Words(legend(session.scene.bloc_names))


@solara.component
def _Matrix(session: Session, picked: str) -> None:
    update_counter.get()
    with solara.Div(classes=["panel"]):
        Words(fill("<h3>Who trusts whom<small>row trusts column</small></h3>"))
        Figure(matrix(session.scene, picked))
        Words(fill("<div class='legend'><span>0 <i class='ramp'></i> 1</span></div>"))


@solara.component
def _Side(session: Session, picked: str, pick: Callable[[str], None]) -> None:
    """The selected actor, or else the log of events."""
    update_counter.get()
    with session.lock, solara.Div(classes=["panel", "side"]):
        row = session.scene.row(picked)
        if row is None:
            Words(words.log(session.events, session.scenario))
            return
        solara.Button("Close", on_click=lambda: pick(""), text=True, small=True, classes=["close"])
        Words(fill("<h3>{}</h3>{}", picked, words.state(session.scene, row)))
        if session.agents:
            Words(_hint("Classes of your own decide here; what the rules alone would weigh is not shown."))
        elif session.quarter == 0:
            Words(_hint("It has not decided anything yet: step once."))
        else:
            Words(words.why(reasons(session.scenario, session.setting.seed, session.quarter - 1, row)))


def _hint(sentence: str) -> Markup:
    return fill("<p class='hint'>{}</p>", sentence)


@solara.component
def _Outcomes(session: Session) -> None:
    update_counter.get()
    with session.lock, solara.Div(classes=["foot"]):
        with solara.Div(classes=["panel"]):
            Words(fill("<h3>Releases<small>capability, OOM</small></h3>"))
            Figure(_timeline(session))
            Words(charts.TIERS)
        Charts(specs=[_chart(session, each) for each in displayed_on(Display.LIVE)], look="four")


def _timeline(session: Session) -> Markup:
    scene, start = session.scene, session.scenario.start.year
    return charts.timeline(
        scene.releases, scene.names, scene.bloc_names, session.quarters, start, session.film.most_capable
    )


def _chart(session: Session, shown: Outcome) -> charts.Spec:
    def line(name: str, film: Film, style: str) -> charts.Line:
        return charts.Line(name, film.shown(shown.name), style)

    run = line("this run", session.film, "run")
    lines = [line(session.baseline, session.twin, "twin"), run] if session.is_touched else [run]
    start, rows = session.scenario.start, session.put_in
    spans = [charts.Span(session.scenario.quarter_of(row.start), None, described(row)) for row in rows if row.start]
    return charts.spec(shown.name, lines, session.quarters, charts.beginning(start), spans=spans)
