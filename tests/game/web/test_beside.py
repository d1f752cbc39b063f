"""Programs beside people: they take seats, are asked once a round and for each offer, and hold nobody up."""

import pytest

import sim
from sim.game.debrief.sat import turns
from sim.game.play import Players
from sim.game.web.beside import Beside
from tests.game.web.site import served

OPEN = {"decision": {"tier": "open"}, "messages": [{"to": None, "text": "Here I am."}]}


class Table:
    """A served game with a function on one seat, which is looked at by hand, and a person on another."""

    def __init__(self, site, player):
        self.site, self.asked = site, []
        self.seat, self.person, *_ = site.game.seats
        self.token = site.join(self.person)
        self.beside = Beside(site.desk, Players({self.seat: lambda seen: self.asked.append(seen) or player(seen)}))

    def look(self):
        self.site.run(self.beside._look())

    def phases(self):
        return [(seen["round"], seen["phase"]) for seen in self.asked]


def answering(seen):
    if seen["phase"] == "decide":
        return OPEN
    return {"answers": {offer["id"]: True for offer in seen["offers"] if not offer["mine"]}}


@pytest.fixture
def site(tmp_path):
    with served(sim.Game.new("base", seats=3, seed=3, rounds=3, file=tmp_path / "room.game")) as site:
        yield site


def test_it_takes_a_seat_and_decides_once_a_round(site):
    table = Table(site, answering)
    taken = site.ask("/api/look", {"code": site.room.sitting.code}).json["seats"]
    assert [seat["taken"] for seat in taken] == [True, True, False]
    table.look()
    assert table.asked == [], "the game has not begun"
    site.order("begin")
    table.look(), table.look()
    assert table.phases() == [(1, "decide")] and site.game.decision(table.seat) == OPEN["decision"]
    assert table.asked[0]["players"] == [table.person, table.seat]
    told = site.ask("/api/host", token=site.room.host).json["seats"][0]
    assert told["decided"] and told["connected"] and told["name_given"] == "a program"
    site.order("next", round=1)
    table.look()
    assert table.phases() == [(1, "decide"), (2, "decide")]
    assert [turn.by for turn in turns(site.game) if turn.seat == table.seat] == ["program"]


def test_it_answers_each_offer_of_a_person_and_is_asked_no_more(site):
    table = Table(site, answering)
    site.order("begin")
    table.look()
    offer = {"kind": "treaty", "to": [table.seat], "terms": {"care": 0.5}}
    for _ in range(2):
        assert site.ask("/api/seat/offer", {"offer": offer}, table.token).status == 200
        table.look(), table.look()
    assert table.phases() == [(1, "decide"), (1, "answer"), (1, "answer")]
    seen = site.ask("/api/seat", token=table.token).json["observation"]["offers"]
    assert [each["answers"] for each in seen] == [{table.seat: True}] * 2


def test_an_offer_that_it_does_not_answer_is_asked_about_once(site):
    table = Table(site, lambda _: None)
    site.order("begin")
    offer = {"kind": "treaty", "to": [table.seat], "terms": {"care": 0.5}}
    table.look()
    site.ask("/api/seat/offer", {"offer": offer}, table.token)
    for _ in range(3):
        table.look()
    assert table.phases() == [(1, "decide"), (1, "answer")]


def test_what_comes_after_the_round_is_not_taken(site):
    def slow(seen):
        site.game.resolve()  # as the clock does meanwhile
        return OPEN

    table = Table(site, slow)
    site.order("begin")
    table.look()
    assert site.game.round == 2 and site.game.decision(table.seat) is None
    assert site.game.played.policies == site.game.start.policies


def test_where_messages_are_off_it_sends_none(site):
    table = Table(site, answering)
    site.order("begin"), site.order("chat", on=False)
    table.look()
    assert site.game.messages(table.person) == [] and site.game.decision(table.seat)


def test_a_seat_that_the_host_frees_is_a_persons(site):
    table = Table(site, answering)
    site.order("free", seat=table.seat), site.order("begin")
    table.look()
    assert table.asked == [] and site.join(table.seat)


def test_it_sits_down_again_after_a_restart_and_on_nobody_else(site):
    table = Table(site, answering)
    with served(sim.Game.open(site.game.file)) as again:
        Beside(again.desk, Players({table.seat: answering}))
        with pytest.raises(sim.GameError, match="somebody sits there"):
            Beside(again.desk, Players({table.person: answering}))
