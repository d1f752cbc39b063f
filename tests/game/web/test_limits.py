"""Nobody can fill the memory, the disk or the others' screens; the game's own names, headers and sites."""

import gc
import sys
from types import FunctionType, MethodType, ModuleType

import pytest

from sim.game.errors import GameError
from sim.game.web import limits
from sim.game.web.allowance import Allowance
from tests.game.web.fake import Game
from tests.game.web.site import served


@pytest.fixture
def begun():
    with served(Game(rounds=10_000)) as site:
        site.order("begin")
        yield site


def said(site, token, text="hello", to=None):
    return site.ask("/api/seat/message", {"text": text, "to": to}, token)


def test_a_seat_sends_so_many_messages_a_minute_and_a_round(begun):
    token, other = begun.join("atlas"), begun.join("borealis")
    assert [said(begun, token).status for _ in range(limits.MESSAGES)] == [200] * limits.MESSAGES
    told = said(begun, token)
    assert told.status == 429 and told.error == "You write very often. Wait 6 s, then try again."
    assert told.headers["retry-after"] == "6" and said(begun, other).status == 200
    for _ in range(limits.MESSAGES_A_ROUND - limits.MESSAGES):
        begun.time += 6.01
        assert said(begun, token).status == 200
    begun.time += 60
    assert "the most for one round" in said(begun, token).error
    begun.order("next", round=1)
    assert said(begun, token).status == 200


def test_messages_go_to_others_and_only_while_they_are_on(begun):
    token = begun.join("atlas")
    assert said(begun, token, to="nobody").status == said(begun, token, to="atlas").status == 400
    assert said(begun, token, text=" \n\u200b").error == "A message has words, and goes to another seat."
    begun.order("chat", on=False)
    assert said(begun, token).error == "The host has switched messages off."


def test_a_page_is_given_the_last_messages(begun):
    begun.game.said = [{"sender": "atlas", "to": None, "text": str(k)} for k in range(500)]
    shown = begun.ask("/api/seat", token=begun.join("atlas")).json["observation"]["messages"]
    assert [each["text"] for each in shown] == [str(k) for k in range(500 - limits.MESSAGES_SHOWN, 500)]


def test_a_seat_makes_so_many_offers_a_round(begun):
    token = begun.join("atlas")
    ask = ("/api/seat/offer", {"offer": {"to": ["cobalt"]}}, token)
    assert [begun.ask(*ask).status for _ in range(limits.OFFERS_A_ROUND)] == [200] * limits.OFFERS_A_ROUND
    assert begun.ask(*ask).status == 429
    # What the game refuses does not count.
    begun.order("next", round=1)
    begun.time += 60
    wrong = ("/api/seat/offer", {"offer": {"to": ["nobody"]}}, token)
    assert [begun.ask(*wrong).status for _ in range(limits.OFFERS_A_ROUND + 1)] == [400] * (limits.OFFERS_A_ROUND + 1)
    assert begun.ask(*ask).status == 200


def test_a_seat_decides_and_asks_so_often_a_minute(begun):
    token = begun.join("atlas")
    for path, most in (("decide", limits.WRITES), ("worth", limits.WORTHS)):
        told = [begun.ask(f"/api/seat/{path}", {"action": {}}, token).status for _ in range(most + 1)]
        assert told == [200] * most + [429], path


def test_an_allowance_comes_back_evenly_and_forgets_whoever_was_gone_longest():
    time = [0.0]
    allowance = Allowance(6, 2, lambda: time[0])
    assert [allowance.takes("a") for _ in range(7)] == [0] * 6 + [10]
    time[0] += 10
    assert [allowance.takes("a"), allowance.takes("a")] == [0, 10]
    for who in "bcd":
        allowance.use(who)
    assert len(allowance) == 2 and allowance.takes("a") == 0


def weight(*things, without):
    """Bytes of all that is reached from things, but for code and what is left out."""
    seen, left, total = {id(each) for each in without}, list(things), 0
    while left:
        thing = left.pop()
        if id(thing) not in seen and not isinstance(thing, (type, ModuleType, FunctionType, MethodType)):
            seen.add(id(thing))
            total += sys.getsizeof(thing)
            left += gc.get_referents(thing)
    return total


def test_hours_with_30_seats_leave_nothing_behind_but_the_game():
    """Polls, messages, wrong codes and rounds, without growth of what the server itself keeps."""
    with served(Game(seats=30, rounds=10_000)) as site:
        tokens = [site.join() for _ in range(30)]
        site.order("begin")
        # The real game keeps what is said in its file; here only the server is weighed.
        site.game.note = lambda event, **facts: None
        site.game.message = lambda sender, to, text: None

        def rounds(count):
            for k in range(count):
                for token in tokens[k % 5 :: 5]:
                    site.ask("/api/seat?since=x", token=token)
                said(site, tokens[k % 30], text="x" * 400)
                site.ask("/api/look", {"code": "wrong"}, address=f"10.{k % 5}.{k % 40}.1")
                site.ask("/api/host?since=x", token=site.room.host)
                site.time += 61
                assert site.order("next", round=site.game.round).status == 200
            gc.collect()
            return weight(site.room, site.desk, without=[site.game, site.loop]), len(gc.get_objects())

        (first, things), (last, more) = rounds(limits.LOG + 1), rounds(300)
        assert site.game.resolved > 300 and first > 10_000
        assert last < first + 2000 and more < things + 500


# Names, sites and headers


def test_other_names_and_other_sites_are_refused(begun):
    token = begun.room.host
    assert begun.ask("/api/host", token=token, host="evil.example:8777").status == 403
    assert begun.ask("/api/host/pause", {}, token, origin="http://evil.example").status == 403
    assert begun.ask("/api/host", token=token, sec_fetch_site="cross-site").status == 403
    assert begun.ask("/api/host?since=" + "x" * 9000, token=token).status == 414
    assert begun.room.clock.runs


def test_answers_are_json_are_not_kept_and_run_nothing(begun):
    for told in (
        begun.ask("/api/host", token=begun.room.host), begun.ask("/api/host"), begun.ask("/api/nothing"),
        begun.ask("/api/host/pause", {}, begun.room.host), begun.ask("/api/host/pause", token=begun.room.host),
    ):  # fmt: skip
        assert told.headers["content-type"] == "application/json" and told.headers["cache-control"] == "no-store"
        assert told.headers["content-security-policy"].startswith("default-src 'none'")
        assert told.headers["x-content-type-options"] == "nosniff" and told.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in told.headers and "access-control-allow-origin" not in told.headers
        assert isinstance(told.json, dict)


def test_a_fault_of_the_server_is_one_sentence_and_tells_no_private_word(begun, capsys):
    token = begun.join("atlas", name="Ann")

    def broken(seat):
        raise KeyError("Ann's secret")

    begun.game.observe = broken
    told = begun.ask("/api/seat", token=token)
    assert told.status == 500 and told.error.startswith("Something went wrong in the server")
    err = capsys.readouterr().err
    assert "KeyError in test_limits.py" in err and "Ann" not in err


def test_a_full_disk_is_said_and_not_taken_for_a_seat(begun):
    def full(event, **facts):
        raise GameError("/home/ann/room.game: No space left") from OSError(28, "No space left on device")

    note, begun.game.note = begun.game.note, full
    told = begun.ask("/api/join", {"code": begun.room.sitting.code, "seat": "atlas"})
    assert told.status == 507 and "the host must make room" in told.error and "home" not in told.error
    begun.game.note = note
    assert begun.join("atlas")
