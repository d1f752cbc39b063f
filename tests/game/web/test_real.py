"""The server and the real game: what seats are handed, whatever they send, and a restart from the file."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.game.debrief import debrief
from sim.game.decisions import csv_of
from sim.game.game import Game
from sim.game.report import report as report_of
from tests.game.web.site import served


@pytest.fixture
def site(tmp_path):
    with served(Game.new("summit", seed=3, rounds=3, file=tmp_path / "room.game")) as site:
        yield site


def test_seats_are_handed_what_their_actors_know(site):
    names = list(site.game.seats)
    tokens = {name: site.join(name) for name in names}
    site.order("begin")
    for name in names:
        told = site.ask("/api/seat", token=tokens[name])
        assert told.json["observation"] == json.loads(json.dumps(site.game.observe(name)))
        assert told.json["seat"]["name"] == name
    site.order("next", round=1)
    assert {site.ask("/api/seat", token=token).json["observation"]["round"] for token in tokens.values()} == {2}
    assert site.ask("/api/screen", token=site.room.screen).json["public"] == json.loads(json.dumps(site.game.public()))


def test_a_round_from_phones(site):
    one, two, *_ = names = list(site.game.seats)
    tokens = {name: site.join(name) for name in names[:2]}
    site.order("begin")
    assert site.ask("/api/seat/decide", {"action": {"tier": "open", "care": 0.5}}, tokens[one]).status == 200
    wrong = site.ask("/api/seat/decide", {"action": {"tier": "ajar"}, "round": 1}, tokens[one])
    assert wrong.status == 400 and wrong.error.endswith(".") and "tier" in wrong.error.lower()
    assert site.ask("/api/seat/worth", {"action": {}}, tokens[one]).json["unit"]
    made = site.ask("/api/seat/offer", {"offer": {"kind": "treaty", "to": [two], "terms": {"care": 0.6}}}, tokens[one])
    assert made.status == 200, made.body
    assert site.ask("/api/seat/answer", {"offer": made.json["offer"], "accept": True}, tokens[two]).status == 200
    assert site.ask("/api/seat/message", {"to": two, "text": "Shall we?"}, tokens[one]).status == 200
    seen = site.ask("/api/seat", token=tokens[two]).json["observation"]
    assert seen["messages"][-1]["text"] == "Shall we?" and seen["offers"][0]["answers"] == {two: True}
    site.order("next", round=1)
    assert len(site.game.played.policies) > len(site.game.start.policies)


def test_the_game_goes_on_from_its_file(site):
    one = next(iter(site.game.seats))
    token, host = site.join(one), site.room.host
    site.order("begin"), site.order("next", round=1)
    site.ask("/api/seat/decide", {"action": {"tier": "open"}, "round": 2}, token)
    version = site.ask("/api/seat", token=token).json["version"]
    site.time += 90
    site.order("pause")
    with served(Game.open(site.game.file)) as again:
        shown = again.ask(f"/api/seat?since={version}", token=token).json
        assert shown["observation"]["decision"]["tier"] == "open" and shown["time"]["left"] == 270
        assert shown["observation"] == json.loads(json.dumps(site.game.observe(one)))
        told = again.ask("/api/host", token=host).json
        assert [seat["decided"] for seat in told["seats"]].count(True) == 1 and "started again" in told["notice"]
        assert again.order("next", round=2).status == again.order("next", round=3).status == 200
        assert again.game.stage == "over" and again.ask("/api/seat", token=token).status == 200
    with served(Game.open(site.game.file)) as over:
        assert over.ask("/api/seat", token=token).json["observation"]["stage"] == "over"


def test_afterwards_all_are_told_what_came_of_it_and_the_host_has_the_papers(site):
    token = site.join()
    site.order("begin"), site.order("next", round=1), site.order("end")
    told = {role: site.ask("/api/debrief", token=each) for role, each in
            {"seat": token, "host": site.room.host, "screen": site.room.screen}.items()}  # fmt: skip
    assert {each.status for each in told.values()} == {200} and len({each.body for each in told.values()}) == 1
    assert told["seat"].json == json.loads(json.dumps(debrief(site.game).as_dict()))
    report = site.ask("/api/host/report", token=site.room.host)
    assert report.body.decode() == report_of(site.game) and report.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in report.headers["content-security-policy"]
    table = site.ask("/api/host/table", token=site.room.host)
    assert table.body.decode() == csv_of(site.game) and table.headers["content-type"].startswith("text/csv")


NAMES = ["tier", "effort", "care", "alliances", "commit", "controls", "data", "kind", "to", "terms", "text", "all"]
NAMES += ["inspection", "penalty", "enforce", "obligation", "dues", "admission", "exclusive", "disclosure", "host"]
WORDS = st.sampled_from(["open", "closed", "treaty", "alliance", "partnership", "west", "", "x", "\u202e", *NAMES])
LEAVES = st.none() | st.booleans() | st.integers(-2, 3) | st.floats(allow_nan=False) | WORDS
VALUES = LEAVES | st.lists(LEAVES, max_size=4) | st.dictionaries(WORDS, LEAVES, max_size=3)
TABLES = st.dictionaries(st.sampled_from(NAMES) | WORDS, VALUES, max_size=4)


@pytest.fixture(scope="module")
def played():
    with served(Game.new("summit", seed=3, rounds=3)) as site:
        tokens = [site.join() for _ in range(2)]
        site.order("begin")
        yield site, tokens


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_a_seat_sends_is_done_or_refused(played, data):
    site, (token, _) = played
    names = [*site.game.seats, "nobody"]
    to = st.lists(st.sampled_from(names), max_size=3)
    path, body = data.draw(
        st.tuples(st.sampled_from(["decide", "worth"]), st.fixed_dictionaries({"action": TABLES}))
        | st.tuples(
            st.just("offer"),
            st.fixed_dictionaries({"to": to, "kind": WORDS, "terms": TABLES | WORDS}).map(lambda each: {"offer": each})
            | TABLES.map(lambda each: {"offer": each}),
        )
        | st.tuples(st.just("answer"), st.fixed_dictionaries({"offer": WORDS, "accept": st.booleans()}))
        | st.tuples(st.just("withdraw"), st.fixed_dictionaries({"row": WORDS}))
    )
    site.time += 60
    told = site.ask(f"/api/seat/{path}", body, token)
    assert told.status in (200, 400, 429), (path, body, told.body)
    assert told.status == 200 or told.error[-1] == "."
    assert site.ask("/api/seat", token=token).status == 200
    if data.draw(st.integers(0, 9)) == 0 and site.game.round < 3:
        assert site.order("next", round=site.game.round).status == 200
