"""The story is in its link, and what it shows is counted from runs of shipped worlds."""

import statistics

import pytest

import sim

story = pytest.importorskip("sim.view.story")


def test_a_link_holds_the_step_and_all_guesses():
    told = story.Story(4, 30, "share", "ahead", 7, (("trust", "more"), ("misuse", "less")))
    assert story.read(told.link().partition("?")[2]) == told
    assert told.link() == "/story?step=4&trust=30&do=share&stand=ahead&open=7&bill.trust=more&bill.misuse=less"


@pytest.mark.parametrize(
    "query", ["", "?", "step=0", "step=9", "step=x&trust=101&do=steal&stand=here&open=21&trust=%F0"]
)
def test_what_a_link_cannot_mean_is_as_if_it_were_not_there(query):
    assert story.read(query) == story.Story(1)


def test_a_step_beyond_the_last_is_the_last():
    assert story.Story(5).at(6).step == 5
    assert story.Story(1).at(0).step == 1


def test_standings_are_those_of_the_librarys_runs():
    for name in story.CHOICES.values():
        counts = dict.fromkeys(story.STANDINGS, 0)
        for seed in range(20):
            actors = sim.run(name, seed).frames().actors
            alive = actors[actors["alive"]].set_index("actor")["capability"]
            gap = alive.drop(story.YOU, errors="ignore").max() - alive.get(story.YOU, float("-inf"))
            counts["ahead" if gap <= 0 else "close" if gap <= 1 else "behind"] += 1
        assert story.standings(name) == counts


def test_more_and_less_are_those_of_the_librarys_runs():
    pairs = [[sim.run(name, seed).outcomes for name in (story.RACE, story.COMMONS)] for seed in range(20)]
    for outcome in story.BILL:
        more = sum(other[outcome] > one[outcome] for one, other in pairs)
        less = sum(other[outcome] < one[outcome] for one, other in pairs)
        assert story.more_in(outcome) == (more, less)


def test_ends_are_those_of_the_last_quarter():
    runs = [sim.run(story.RACE, seed).series["trust"][-1] for seed in range(20)]
    found = story.ends(story.luck_of(story.world(story.RACE)), "trust")
    assert found == (min(runs), statistics.median(runs), max(runs))


def test_what_became_of_the_visitors_actor_is_what_the_librarys_runs_say():
    left, still_open = 0, 0
    for seed in range(20):
        actors = sim.run(story.CHOICES["share"], seed).frames().actors
        there = set(actors[actors["alive"]]["actor"])
        left += story.YOU not in there
        still_open += round(sim.run(story.CHOICES["share"], seed).series["open_actors"][-1] * len(there))
    fate = story.fate(story.CHOICES["share"])
    assert left == fate.left > 0
    assert fate.first and fate.last
    assert fate.open == still_open, "nobody else is open in the end"
    assert fate.joined == 0
    assert story.fate(story.CHOICES["hoard"]) == story.Fate(0, "", "", 0, 0)


def test_one_guesses_among_all_actors_of_the_start():
    assert all(len(story.world(name).actors) == story.ACTORS for name in story.CHOICES.values())


@pytest.mark.parametrize(("query", "lacks"), [("step=99", True), ("step=0", True), ("step=5", False), ("", False)])
def test_a_step_that_there_is_not_is_noticed(query, lacks):
    assert story.has_no_step(query) is lacks
