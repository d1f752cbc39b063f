"""The live page: one world, its levers, its policies, and its untouched twin as a grey line."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import solara

from sim.scenario.schema.outcome import Display
from sim.scenario.schema.series import displayed_on
from sim.view import charts, links
from sim.view.alone import Alone
from sim.view.counts import Counts, known, use_counts
from sim.view.effect import Effect
from sim.view.given import of_session
from sim.view.glossary import label
from sim.view.introduced import brief
from sim.view.layout import Desk, MessageOf, arrive, desk_context, main_part, read_link
from sim.view.lived import Now, Releases, SmallCharts, Who, shown_key
from sim.view.luck import luck_of
from sim.view.markup import Markup, fill, joined
from sim.view.offer import OFFER
from sim.view.panel_timeline import Timeline
from sim.view.panel_why import WhyLive
from sim.view.player import PlayerOf
from sim.view.rail import Rail
from sim.view.redraw import update_counter
from sim.view.say import say, told
from sim.view.session import Session
from sim.view.setting import END
from sim.view.stated import draws_wanted, stage
from sim.view.widgets import Address, Jump, Words


def session_of(search: str) -> Session:
    """The world in a link, at its end if the link names no quarter; or the server's default, with a message."""
    begin = replace(OFFER.begin, quarter=OFFER.begin.quarter or END)
    setting, message = read_link(search, begin)
    try:
        session = Session(replace(setting, quarter=0), OFFER.agents)
        session.go_to(setting.quarter)
    except Exception as error:
        session, message = Session(begin, OFFER.agents), str(error)
    session.refused = message
    return session


@solara.component
def LivePage() -> None:
    """One world to watch, change and intervene in."""
    desk: Desk = solara.use_context(desk_context)
    router = solara.use_router()

    def follow(search: str) -> None:
        if search or desk.live is None:
            desk.live = session_of(search)

    arrive(desk, "live", router.search or "", follow)
    assert desk.live is not None
    with solara.Div(classes=["live", "columns"]):
        _Changed(desk.live)
        Rail(desk.live, desk)
        with main_part():
            _Lived(desk.live, desk)


def _link(session: Session) -> str:
    """The address of the world."""
    return f"?{links.query(replace(session.setting, quarter=session.quarter))}"


@solara.component
def _Changed(session: Session) -> None:
    update_counter.get()
    shown = [(each.name, session.film.shown(each.name)[: session.quarter]) for each in displayed_on(Display.MAIN)]
    latest = {name: (label(name), float(values[-1])) for name, values in shown if len(values)}
    Effect(str(replace(session.setting, quarter=0)), session.quarter, latest)


@solara.component
def _Lived(session: Session, desk: Desk) -> None:
    update_counter.get()
    picked, pick = solara.use_state("", key="picked")
    counts, key = _counted(session), shown_key(session)
    desk.shared = lambda: of_session(session, counts)
    Words(_lead(session, counts), "lead")
    Jump()
    MessageOf(session)
    Address(link="" if session.refused else _link(session), page="/live")
    PlayerOf(session, charts.beginning(session.scenario.start))
    Now(session, counts)
    Timeline(Alone(session))
    with solara.Div(classes=["foot"]):
        Releases(session, key)
        SmallCharts(session, counts)
    if session.is_touched:
        WhyLive(session, counts)
    Who(session, key, picked, pick)


def _counted(session: Session) -> Counts:
    """Luck of this world and of its twin, and both under draws; nothing where classes of the user's own decide."""
    worlds = {"run": session.scenario} | ({"twin": session.untouched} if session.is_touched else {})

    def count(ensure_wanted: Callable[[], None]) -> Counts:
        if session.agents:
            return Counts()
        return Counts(lucks={style: luck_of(each, ensure_wanted) for style, each in worlds.items()})

    draw, wanted = None, draws_wanted(session)
    if session.is_touched and session.is_comparable and not session.agents:
        draw = partial(session.draws, wanted)
    found = replace(use_counts(" ".join(each.digest for each in worlds.values()), count, draw), asked=wanted)
    return found if found.lucks or session.agents else replace(found, lucks=known(worlds))


def _lead(session: Session, counts: Counts) -> Markup:
    """What this world is, and what its lines mean."""
    note = _compared(session) if session.is_touched else told("live.hint")
    about = brief(session.scenario.about)
    counting = _counting(session, counts) if session.is_touched else ""
    return fill(
        "<h1>{}</h1><p>{} {}</p><p class='hint' role='status'>{}</p>",
        session.scenario.title, f"{about}." if about else "", note, counting,
    )  # fmt: skip


def _counting(session: Session, counts: Counts) -> str:
    """What is being counted, or why nothing is."""
    if session.agents:
        return say("compare.own_classes")
    return stage(counts) if session.is_comparable else say("live.not_alike_told")


def _compared(session: Session) -> Markup:
    """The meaning of each line, with a sample of it."""
    grey = say("live.twin_policies" if session.setting.rows else "live.twin_changes")
    lines = (("run", say("live.run")), ("twin", grey))
    return joined((fill("<i class='stroke {}'></i> <b>{}</b>", style, meaning) for style, meaning in lines), "; ")
