"""What the page that compares opens with: the worlds of a link, and in plain words what they are."""

from dataclasses import replace

from sim.scenario.schema.kinds import Policy
from sim.view import links
from sim.view.events import described
from sim.view.known import is_of_the_world
from sim.view.limits import FIRST, SECOND
from sim.view.markup import Markup, escape, fill, joined
from sim.view.offer import OFFER
from sim.view.say import say, told
from sim.view.scene import in_words
from sim.view.setting import END, Setting
from sim.view.worlds import Worlds


def worlds_in(search: str) -> Worlds:
    """The worlds of a link, or by default an arms race and a commons at their end, with the error in the link."""
    default, message = Setting(FIRST, OFFER.begin.seed, quarter=END), ""
    try:
        settings = links.read_all(search.removeprefix("?"), OFFER.scenarios, default, [SECOND])
        worlds = Worlds(settings, OFFER.agents)
    except Exception as error:
        worlds, message = _default([default, replace(default, scenario=SECOND)], str(error))
    worlds.refused = message
    return worlds


def _default(settings: list[Setting], message: str) -> tuple[Worlds, str]:
    """The default worlds; a message reports any user class left out because no actor here fits it."""
    try:
        return Worlds(settings, OFFER.agents), message
    except Exception as error:
        told = message if str(error) == message else "; ".join(filter(None, [message, str(error)]))
        return Worlds(settings), say("compare.classes_left_out", message=told, names=", ".join(OFFER.agents))


def introduced(worlds: Worlds) -> Markup:
    """What it is about, which worlds there are, and in what they are alike."""
    base = worlds.base
    actors = sum(each.count for each in base.scenario.actors.values())
    blocs = len(base.film.bloc_names)
    end = base.scenario.date_of(base.scenario.quarters - 1).year
    about = told(
        "compare.world" if is_of_the_world(base.scenario) else "compare.invented",
        start=base.scenario.start.year, end=end, actors=actors, blocs=blocs,
    )  # fmt: skip
    which = _by_policies(worlds) if _is_one_scenario(worlds) else _by_scenarios(worlds)
    alike = worlds.unlike() or [say("compare.alike")]
    gone = worlds.exits()
    return fill(
        "<h1>{}</h1><p>{}</p><p>{}</p><p class='hint exits'>{}</p>",
        title(worlds), about, joined([*which, *map(escape, alike)], " "), " ".join(gone),
    )  # fmt: skip


def _is_one_scenario(worlds: Worlds) -> bool:
    """Whether worlds differ only in policies of their own."""
    settings = worlds.settings
    return len({each.scenario for each in settings}) == 1 and any(each.own for each in settings)


def _by_scenarios(worlds: Worlds) -> list[Markup]:
    return [
        told("compare.world_of", letter=letter, about=brief(each.scenario.about) or each.scenario.title)
        for letter, each in zip(worlds.letters, worlds.all, strict=True)
    ]


def _by_policies(worlds: Worlds) -> list[Markup]:
    """What all worlds are, once, and the policies that each has of its own."""
    rows = worlds.rows()
    about = told("compare.all_of", about=brief(worlds.base.scenario.about) or worlds.base.scenario.title)
    policies = {letter: [_in_words(row.policy) for row in rows if row.letter == letter] for letter in worlds.letters}
    return [about] + [
        told("compare.world_of", letter=letter, about=", ".join(found) or say("compare.as_it_is"))
        for letter, found in policies.items()
    ]


def _in_words(policy: Policy) -> str:
    """A policy and when it begins."""
    what = described(policy)
    return say("compare.policy_from", what=what, when=in_words(policy.start)) if policy.start else what


def title(worlds: Worlds) -> str:
    """The worlds by their titles; one title where they differ only in policies."""
    if len({each.scenario.title for each in worlds.all}) == 1 and _is_one_scenario(worlds):
        return say("compare.one_scenario", title=worlds.base.scenario.title)
    first, *rest = (each.scenario.title for each in worlds.all)
    if not rest:
        return first
    found = say("compare.title", first=first, second=_inside(rest[0]))
    return say("compare.and_third", title=found, third=_inside(rest[1])) if len(rest) > 1 else found


def _inside(title: str) -> str:
    """A title inside a sentence: without the capital of its first word, unless that is an abbreviation."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def brief(about: str) -> str:
    """A sentence without its full stop, with a capital."""
    sentence = " ".join(about.split()).rstrip(".")
    return sentence[:1].upper() + sentence[1:]
