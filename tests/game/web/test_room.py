"""A room of people: who may do what, the time, and what is handed on to whom."""

import json

import pytest

from sim.game.web import keys, limits
from tests.game.web.fake import Game
from tests.game.web.site import served


@pytest.fixture
def site():
    with served(Game()) as site:
        yield site


@pytest.fixture
def begun(site):
    assert site.order("begin").status == 200
    return site


def seat(site, token, since=""):
    return site.ask(f"/api/seat?since={since}", token=token)


# Coming in


def test_a_code_leads_to_a_free_seat_and_a_token(site):
    shown = site.ask("/api/look", {"code": keys.told(site.room.sitting.code).lower()}).json
    assert [each["taken"] for each in shown["seats"]] == [False] * 3
    told = site.ask(
        "/api/join", {"code": site.room.sitting.code, "seat": "borealis", "name": " Ann\u202e  B", "consent": True}
    )
    assert told.json["seat"] == "borealis"
    here = seat(site, told.json["token"]).json
    assert here["seat"]["person"] == "Ann B" and here["observation"]["secret"] == "secret of borealis"
    assert [each["taken"] for each in site.ask("/api/look", {"code": site.room.sitting.code}).json["seats"]] == [
        False,
        True,
        False,
    ]
    assert site.ask("/api/join", {"code": site.room.sitting.code, "seat": "borealis"}).status == 409
    assert site.ask("/api/join", {"code": site.room.sitting.code, "seat": "nobody"}).status == 400


def test_without_a_wish_the_next_free_seat_is_given_and_then_no_more(site):
    site.join("atlas")
    assert [site.ask("/api/join", {"code": site.room.sitting.code}).json["seat"] for _ in range(2)] == [
        "borealis",
        "cobalt",
    ]
    full = site.ask("/api/join", {"code": site.room.sitting.code})
    assert full.status == 409 and "All seats are taken" in full.error


def test_where_seats_are_assigned_nobody_chooses(site):
    site.order("assign", on=True)
    assert site.ask("/api/join", {"code": site.room.sitting.code, "seat": "cobalt"}).json["seat"] == "atlas"


def test_no_name_is_kept_unless_given(site):
    site.join("atlas"), site.join("borealis", name="  "), site.join("cobalt", name="Cy")
    joined = [event for event in site.game.events() if event["event"] == "joined"]
    assert [event.get("name") for event in joined] == [None, None, "Cy"]


def test_a_freed_seat_shuts_its_person_out_and_can_be_taken_again(site):
    first = site.join("atlas")
    assert site.order("free", seat="atlas").status == 200
    assert seat(site, first).status == 401 and "join again" in seat(site, first).error
    second = site.join("atlas")
    assert seat(site, second).status == 200 and seat(site, first).status == 401
    assert site.order("free", seat="cobalt").status == 409


def test_who_decided_and_was_sent_out_is_not_counted_among_those_who_have_decided(site):
    people = {name: site.join(name) for name in ("atlas", "cobalt")}
    site.order("begin")
    assert site.ask("/api/seat/decide", {"action": {"tier": "open"}}, people["atlas"]).status == 200
    site.order("free", seat="atlas")
    shown = site.ask("/api/host", token=site.room.host).json["seats"]
    assert {each["name"]: each["decided"] for each in shown} == dict.fromkeys(("atlas", "borealis", "cobalt"), False)
    seats = site.ask("/api/screen", token=site.room.screen).json["seats"]
    assert (seats["decided"], seats["taken"]) == (0, 1)


def test_whoever_leaves_frees_the_seat(site):
    token = site.join("atlas")
    assert site.ask("/api/seat/leave", {}, token).status == 200
    assert seat(site, token).status == 401 and site.join("atlas")


# Codes and tokens


def test_codes_cannot_be_guessed_and_have_no_letters_that_look_alike():
    assert len(keys.ALPHABET) ** keys.LENGTH > 2**30
    for alike in ("0OQ", "1IL", "5S", "8B", "2Z", "UV", "6G"):
        assert sum(sign in keys.ALPHABET for sign in alike) <= 1
    codes = {keys.new_code() for _ in range(200)}
    assert len(codes) == 200 and {len(code) for code in codes} == {keys.LENGTH}
    assert set("".join(codes)) <= set(keys.ALPHABET)


def test_wrong_codes_are_limited_by_address_with_a_clear_sentence(site):
    wrong = [site.ask("/api/look", {"code": "wrong"}) for _ in range(limits.WRONG_CODES)]
    assert {told.status for told in wrong} == {403} and "not the join code" in wrong[0].error
    told = site.ask("/api/join", {"code": site.room.sitting.code})
    assert told.status == 429 and "Try again in 1 s" in told.error and told.headers["retry-after"] == "1"
    assert "one network" in site.ask("/api/host", token=site.room.host).json["log"][-1]
    # Who goes on guessing fills no log.
    for _ in range(5):
        site.time += 1.01
        site.ask("/api/look", {"code": "wrong"})
    assert sum("one network" in line for line in site.room.log) == 1
    # Others are not held up, and the first may try again when time has passed.
    assert site.ask("/api/join", {"code": site.room.sitting.code}, address="192.168.1.21").status == 200
    site.time += 1.01
    assert site.ask("/api/join", {"code": site.room.sitting.code}).status == 200


def test_wrong_codes_from_many_addresses_are_limited_together(site):
    for k in range(limits.WRONG_CODES_IN_ALL):
        assert site.ask("/api/look", {"code": "wrong"}, address=f"10.0.{k // 250}.{k % 250}").status == 403
    assert site.ask("/api/look", {"code": "wrong"}, address="10.9.9.9").status == 429


def test_addresses_of_one_ipv6_network_count_as_one(site):
    for k in range(limits.WRONG_CODES):
        site.ask("/api/look", {"code": "wrong"}, address=f"2001:db8::{k:x}")
    assert site.ask("/api/look", {"code": "wrong"}, address="2001:db8::ffff").status == 429
    assert site.ask("/api/look", {"code": "wrong"}, address="2001:db8:1::1").status == 403
    # Old addresses that are told as new ones are no network of that kind.
    for _ in range(limits.WRONG_CODES):
        site.ask("/api/look", {"code": "wrong"}, address="::ffff:192.168.1.5")
    assert site.ask("/api/look", {"code": "wrong"}, address="192.168.1.5").status == 429
    assert site.ask("/api/look", {"code": "wrong"}, address="::ffff:192.168.1.6").status == 403


def test_a_class_behind_one_address_joins_within_a_minute_with_a_mistake_each():
    with served(Game(seats=30)) as site:
        for _ in range(30):
            assert site.ask("/api/look", {"code": "mistyped"}).status == 403
            assert site.ask("/api/look", {"code": site.room.sitting.code}).status == 200
            site.join()
        assert site.ask("/api/look", {"code": site.room.sitting.code}).status == 200


def test_the_file_holds_no_token(site):
    tokens = [site.join("atlas"), site.room.host, site.room.screen]
    kept = json.dumps(site.game.events())
    assert not any(token in kept for token in tokens) and keys.fingerprint(tokens[0]) in kept


# Rights


READ = ["/api/seat", "/api/host", "/api/screen"]
AFTERWARDS = ["/api/host/report", "/api/host/table"]
SEAT = {
    "decide": {"action": {"tier": "open"}}, "worth": {"action": {}}, "offer": {"offer": {"to": ["borealis"]}},
    "answer": {"offer": "offer-1", "accept": True}, "message": {"text": "Hello"}, "leave": {},
}  # fmt: skip
HOST = {
    "pause": {}, "go": {}, "extend": {"seconds": 60}, "free": {"seat": "cobalt"}, "chat": {"on": True},
    "minutes": {"n": 5}, "assign": {"on": False}, "next": {"round": 1}, "end": {},
}  # fmt: skip


def test_each_token_opens_its_own_addresses_and_no_others(begun):
    """The table of rights: role by address."""
    begun.join("cobalt")
    tokens = {"seat": begun.join("atlas"), "host": begun.room.host, "screen": begun.room.screen, "": "", "x": "x" * 32}
    asked = [(path, None) for path in READ]
    asked += [(f"/api/seat/{name}", body) for name, body in SEAT.items()]
    asked += [(f"/api/host/{name}", body) for name, body in HOST.items()]
    for path, body in asked:
        owner = path.split("/")[2]
        for role, token in tokens.items():
            if role == owner:
                continue
            told = begun.ask(path, body, token)
            assert told.status == (403 if role in ("seat", "host", "screen") else 401), (path, role, told.body)
            assert told.error.endswith(".")
    for path in [*AFTERWARDS, "/api/debrief"]:
        for role, token in tokens.items():
            told = begun.ask(path, token=token)
            is_owner = role == "host" or (role in ("seat", "screen") and path == "/api/debrief")
            assert told.status == (409 if is_owner else 403 if role in ("seat", "screen") else 401), (path, role)
            assert not is_owner or told.error == "That comes when the game is over."
    assert begun.game.round == 1 and begun.game.stage == "deciding" and not begun.game.pending
    for path, body in asked:
        told = begun.ask(path, body, tokens[path.split("/")[2]])
        assert told.status == 200, (path, told.body)


def test_a_token_in_the_address_opens_nothing(site):
    for query in (f"token={site.room.host}", f"authorization=Bearer {site.room.host}"):
        assert site.ask(f"/api/host?{query}").status == 401


def test_a_fixed_token_of_the_host_is_the_same_after_a_restart_and_not_in_the_file():
    game = Game()
    for _ in range(2):
        with served(game, token="a-token-of-the-environment") as site:
            assert site.ask("/api/host", token="a-token-of-the-environment").status == 200
    assert keys.fingerprint("a-token-of-the-environment") not in json.dumps(game.events())
    with served(game) as site:
        assert site.ask("/api/host", token="a-token-of-the-environment").status == 401


# What is handed on


def test_a_seat_is_handed_what_its_actor_knows_and_nothing_else(begun):
    tokens = {name: begun.join(name) for name in begun.game.seats}
    begun.ask("/api/seat/decide", {"action": {"tier": "open", "effort": 0.777}}, tokens["borealis"])
    begun.ask("/api/seat/message", {"to": "cobalt", "text": "between us"}, tokens["borealis"])
    told = seat(begun, tokens["atlas"])
    assert told.json["observation"] == begun.game.observe("atlas")
    for private in (
        "secret of borealis",
        "secret of cobalt",
        "0.777",
        "between us",
        tokens["borealis"],
        begun.room.host,
    ):
        assert private not in told.body.decode()
    for path, token in (("/api/screen", begun.room.screen), ("/api/host", begun.room.host)):
        text = begun.ask(path, token=token).body.decode()
        assert not any(private in text for private in ("secret of", "0.777", "between us", tokens["borealis"])), path


def test_nothing_new_is_204_and_the_version_tells_nothing_of_others(begun):
    atlas, borealis = begun.join("atlas"), begun.join("borealis")
    version = seat(begun, atlas).json["version"]
    assert seat(begun, atlas, version).status == 204
    begun.ask("/api/seat/decide", {"action": {}}, borealis)
    begun.ask("/api/seat/message", {"to": "cobalt", "text": "psst"}, borealis)
    assert seat(begun, atlas, version).status == 204
    begun.ask("/api/seat/message", {"text": "hello all"}, borealis)
    assert seat(begun, atlas, version).json["observation"]["messages"][-1]["text"] == "hello all"


def test_the_host_sees_who_is_there_and_who_has_decided(begun):
    token = begun.join("atlas", name="Ann")
    shown = begun.ask("/api/host", token=begun.room.host).json
    first = shown["seats"][0]
    assert (first["person"], first["name_given"], first["connected"], first["decided"]) == (True, "Ann", True, False)
    assert "<svg" in shown["qr"] and shown["link"].endswith(f"/#code={begun.room.sitting.code}")
    begun.ask("/api/seat/decide", {"action": {}}, token)
    assert begun.ask("/api/host", token=begun.room.host).json["seats"][0]["decided"]
    begun.time += limits.AWAY + 1
    first = begun.ask(f"/api/host?since={shown['version']}", token=begun.room.host).json["seats"][0]
    assert first["connected"] is False and first["person"] is True


# The round and its time


def test_the_clock_begins_stops_goes_on_and_is_made_longer(begun):
    def time():
        return begun.ask("/api/screen", token=begun.room.screen).json["time"]

    assert time() == {"left": 360.0, "running": True, "length": 360}
    begun.time += 60
    begun.order("pause")
    begun.time += 60
    assert time()["left"] == 300 and time()["running"] is False
    begun.order("extend", seconds=30)
    begun.order("go")
    begun.time += 10
    assert time()["left"] == 320 and time()["running"] is True
    assert begun.order("extend", seconds=limits.MOST_EXTENSION).status == 200
    assert begun.order("extend", seconds=limits.MOST_EXTENSION).status == 409


def test_minutes_hold_from_the_next_round_on(begun):
    begun.order("minutes", n=2)
    assert begun.room.clock.left == 360
    begun.order("next", round=1)
    assert begun.room.clock.left == 120 and begun.room.clock.runs


def test_before_the_start_and_after_the_end_nothing_is_decided(site):
    token = site.join("atlas")
    for path, body in SEAT.items():
        if path not in ("leave", "message"):
            told = site.ask(f"/api/seat/{path}", body, token)
            assert told.status == 409 and "not begun" in told.error
    site.order("begin"), site.order("end")
    assert site.ask("/api/seat/decide", {"action": {}}, token).error == "The game is over."
    assert {site.order(name, **HOST[name]).status for name in ("pause", "go", "extend", "next", "end")} == {409}


def test_two_clicks_end_one_round(begun):
    token = begun.room.host
    told = begun.all(*(begun.asking("/api/host/next", {"round": 1}, token) for _ in range(5)))
    assert sorted(each.status for each in told) == [200, 409, 409, 409, 409]
    assert begun.game.resolved == 1 and begun.game.round == 2
    assert begun.order("next", round=1).status == 409 and begun.game.round == 2


def test_while_a_round_is_resolved_pages_are_answered_and_nothing_is_decided(begun):
    import asyncio
    import threading

    token, release, resolve = begun.join("atlas"), threading.Event(), begun.game.resolve
    version = seat(begun, token).json["version"]
    begun.game.resolve = lambda: (release.wait(60), resolve())

    async def meanwhile():
        await asyncio.sleep(0)
        polled = await begun.asking(f"/api/seat?since={version}", token=token)
        refused = await begun.asking("/api/seat/decide", {"action": {}}, token)
        release.set()
        return polled, refused

    ended, (polled, refused) = begun.all(begun.asking("/api/host/next", {"round": 1}, begun.room.host), meanwhile())
    assert (ended.status, polled.status, refused.status) == (200, 204, 409) and "being resolved" in refused.error
    assert not begun.game.pending and seat(begun, token, version).json["observation"]["round"] == 2


def test_a_decision_for_a_round_that_has_ended_is_not_one_for_the_next(begun):
    token = begun.join("atlas")
    begun.order("next", round=1)
    told = begun.ask("/api/seat/decide", {"action": {}, "round": 1}, token)
    assert told.status == 409 and told.error == "Round 1 has ended; this is round 2."


def test_a_round_that_cannot_be_resolved_stays_open_and_its_clock_stands(begun, capsys):
    def broken():
        raise ValueError("no quarter")

    resolve, begun.game.resolve = begun.game.resolve, broken
    assert begun.order("next", round=1).status == 500
    shown = begun.ask("/api/host", token=begun.room.host).json
    assert "could not be resolved: no quarter" in shown["notice"] and shown["time"]["running"] is False
    begun.game.resolve = resolve
    assert begun.order("next", round=1).status == 200
    assert begun.ask("/api/host", token=begun.room.host).json["notice"] == ""
    assert capsys.readouterr().err.count("error: ValueError") == 1


def test_time_runs_out_and_the_game_ends_by_itself(begun):
    """The watch of the real server, whose clock is set on by hand."""
    import asyncio

    from sim.game.web.desk import Desk

    async def watched():
        watching = asyncio.create_task(Desk(begun.room).watch())
        while begun.game.stage != "over":
            begun.time += 400
            await asyncio.sleep(0.05)
        watching.cancel()

    begun.all(asyncio.wait_for(watched(), 60))
    assert begun.game.resolved == 3 and begun.room.clock.runs is False


# A restart


def test_a_restart_goes_on_with_seats_settings_decisions_and_the_time():
    game = Game()
    with served(game) as site:
        token, host, screen, code = (
            site.join("atlas", name="Ann"),
            site.room.host,
            site.room.screen,
            site.room.sitting.code,
        )
        freed = site.join("borealis")
        site.order("free", seat="borealis")
        site.order("chat", on=False), site.order("minutes", n=4), site.order("begin")
        site.ask("/api/seat/decide", {"action": {"tier": "open"}}, token)
        version = seat(site, token).json["version"]
        site.time += 100
        site.order("pause")
    with served(Game(events=game.events())) as again:
        assert again.room.sitting.code == code
        assert {again.ask("/api/host", token=each).status for each in (host, again.room.host)} == {200}
        assert again.ask("/api/screen", token=screen).status == 200 and seat(again, freed).status == 401
        here = seat(again, token, version).json
        assert here["chat"] is False and here["observation"]["decision"] == {"tier": "open"}
        assert here["time"] == {"left": 140.0, "running": False, "length": 240}
        shown = again.ask("/api/host", token=host).json
        assert "started again, and the clock stands at 2:20" in shown["notice"]
        assert shown["seats"][0]["decided"] and shown["seats"][0]["name_given"] == "Ann"
        assert again.order("go").status == 200 and again.room.clock.runs
        assert again.ask("/api/host", token=host).json["notice"] == ""
