"""The server as a process: its links, a kill, a restart, and an end by Ctrl-C; and which addresses phones are told."""

import json
import re
import signal
import socket
import urllib.error
import urllib.request
from contextlib import ExitStack, suppress

import pytest

from sim.game.game import Game
from sim.game.web import limits
from sim.game.web import links as addresses
from sim.game.web.links import Links, links
from sim.game.web.serve import serve
from sim.study.errors import DiskError
from sim.view.server import ViewError
from tests.game.web.fake import Game as Fake
from tests.program import finish, start

SERVE = """
import sys
from pathlib import Path
from sim.exits import orders_to_end
from sim.game.web.serve import serve
from {home} import Game
file = Path(sys.argv[1])
game = Game.open(file) if file.exists() else Game.new({new}, file=file)
with orders_to_end():
    serve(game, port=int(sys.argv[2]) if sys.argv[2] else None, browser=False, host=sys.argv[3])
"""
SEAT = "atlas"
REAL = SERVE.format(home="sim.game.game", new="'summit', seed=3, rounds=3")
FAKE = SERVE.format(home="tests.game.web.fake", new="None")


class Served:
    """A server in a process of its own, asked over the network."""

    def __init__(self, file, port="", host="127.0.0.1", program=FAKE):
        self.running = start("-c", program, file, port, host)
        # Three lines say where seats join, what the projector shows and where the host is.
        self.said = [self.running.stdout.readline() for _ in range(3)]
        self.host = re.search(r"#token=(\S+)", self.said[2])[1]
        self.code = re.search(r"#code=(\S+)", self.said[0])[1]
        self.port = int(re.search(r"localhost:(\d+)|127\.0\.0\.1:(\d+)", self.said[2])[0].rsplit(":")[-1])

    def ask(self, path, body=None, token=""):
        """Status and answer of one question."""
        here = f"http://127.0.0.1:{self.port}"
        told = {"Origin": here, **({"Authorization": f"Bearer {token}"} if token else {})}
        asked = urllib.request.Request(here + path, json.dumps(body).encode() if body is not None else None, told)
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())


def test_killed_and_started_again_the_game_goes_on(tmp_path):
    file = tmp_path / "room.game"
    first = Served(file, 0, program=REAL)
    try:
        token = first.ask("/api/join", {"code": first.code, "seat": SEAT})[1]["token"]
        assert first.ask("/api/host/begin", {}, first.host) == (200, {})
        assert first.ask("/api/seat/decide", {"action": {"tier": "open"}, "round": 1}, token) == (200, {})
        version = first.ask("/api/seat", token=token)[1]["version"]
        assert first.ask(f"/api/seat?since={version}", token=token) == (204, None)
    finally:
        first.running.kill()
        first.running.communicate()
    assert first.running.returncode == -signal.SIGKILL
    again = Served(file, program=REAL)
    try:
        assert (again.port, again.code) == (first.port, first.code) and again.host != first.host
        shown = again.ask(f"/api/seat?since={version}", token=token)[1]
        assert shown["observation"]["decision"] == {"tier": "open"} and shown["time"]["running"] is False
        assert 0 < shown["time"]["left"] <= 360
        assert (
            again.ask("/api/host/go", {}, first.host)
            == again.ask("/api/host/next", {"round": 1}, again.host)
            == (200, {})
        )
        assert again.ask("/api/seat", token=token)[1]["observation"]["round"] == 2
    finally:
        again.running.send_signal(signal.SIGINT)
        ended = finish(again.running)
    assert "stopped" in ended.stderr and "Only this machine can join" in ended.stderr
    assert not any(private in ended.stdout + ended.stderr for private in (token, again.host, SEAT))
    # What was left of the second round's time is written down at the end.
    kept = Game.open(file)
    assert kept.round == 2 and kept.events()[-1]["event"] == "time" and kept.events()[-1]["round"] == 2


def line(served):
    return socket.create_connection(("127.0.0.1", served.port), timeout=60)


@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGTERM])
def test_an_order_to_end_is_obeyed_while_phones_ask(tmp_path, order):
    served = Served(tmp_path / "room.game", 0)
    # A phone that keeps its line open, and one that never finishes its question.
    with line(served) as idle, line(served) as slow:
        idle.sendall(f"GET /api/host HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n\r\n".encode())
        assert idle.recv(12) == b"HTTP/1.1 401"
        slow.sendall(b"POST /api/join HTTP/1.1\r\nContent-Length: 100\r\n")
        served.running.send_signal(order)
        ended = finish(served.running)
    assert "stopped" in ended.stderr


def test_others_in_the_network_are_warned_of_and_what_to_do_is_said(tmp_path):
    served = Served(tmp_path / "room.game", 0, "0.0.0.0")
    try:
        assert served.ask("/api/host", token=served.host)[0] == 200
    finally:
        served.running.send_signal(signal.SIGINT)
        told = " ".join(finish(served.running).stderr.split())
    assert "warning: listening at 0.0.0.0: whoever has the join code can take a free seat" in told
    for word in ("Nothing is encrypted", "firewall", "hotspot", "guest networks"):
        assert word in told or "localhost" in served.said[0]


def test_a_file_is_served_once(tmp_path):
    served = Served(tmp_path / "room.game", 0)
    try:
        with pytest.raises(DiskError, match=r"room\.game: another server is running"):
            serve(Fake.open(tmp_path / "room.game"), browser=False, port=0)
    finally:
        served.running.send_signal(signal.SIGINT)
        finish(served.running)


# Addresses


def test_phones_are_told_the_address_of_this_machine_and_not_its_loopback(monkeypatch):
    monkeypatch.setattr(addresses, "own_address", lambda host: "192.168.1.5")
    shared = links("0.0.0.0", 8777)
    assert shared.join("ABCD") == "http://192.168.1.5:8777/#code=ABCD"
    assert shared.host("t") == "http://localhost:8777/host#token=t" and shared.is_elsewhere
    assert "192.168.1.5" in shared.notes[1] and "8777" in shared.notes[1]
    alone = links("127.0.0.1", 8777)
    assert alone.join("A") == "http://127.0.0.1:8777/#code=A" and "--host 0.0.0.0" in alone.notes[0]
    named = links("127.0.0.1", 8777, "https://game.example.org")
    assert named.join("A") == "https://game.example.org/#code=A" and named.is_elsewhere
    assert links("fd00::5", 80).join("A") == "http://[fd00::5]:80/#code=A"


def test_a_machine_without_a_network_says_that_nobody_else_can_join(monkeypatch):
    class Cut:
        def __init__(self, *_):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def connect(self, _):
            raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(addresses.socket, "socket", Cut)
    assert "Only this machine can join" in links("0.0.0.0", 8777).notes[0]


def test_the_picture_is_one_drawing_that_stands_alone():
    drawn = Links(8777, "http://a", "http://192.168.1.5:8777").qr("CDFGHJKM")
    assert drawn.startswith("<svg ") and 'xmlns="http://www.w3.org/2000/svg"' in drawn and "<script" not in drawn
    assert 'viewBox="' in drawn and " style=" not in drawn


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"link": "ftp://x"}, "--link ftp://x: cannot be; expected a site"),
        ({"host": "203.0.113.9"}, "cannot listen at 203.0.113.9"),
    ],
)
def test_what_cannot_be_served_is_said(options, why):
    with pytest.raises(ViewError, match=why):
        serve(Fake(), browser=False, port=0, **options)


def test_a_token_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("HOARDSHARE_TOKEN", "short")
    with pytest.raises(ViewError, match="HOARDSHARE_TOKEN is not a token"):
        serve(Fake(), browser=False, port=0)


def test_who_asks_nothing_and_who_comes_too_often_is_shown_out(tmp_path):
    served = Served(tmp_path / "room.game", 0)

    def come(stack):
        return stack.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=60))

    try:
        with ExitStack() as stack:
            silent = come(stack)
            silent.sendall(b"GET / HTTP/1.1\r\nX:")
            with ExitStack() as more:
                many = [come(more) for _ in range(limits.CONNECTIONS_EACH)]
                assert many[-1].recv(1) == b""
            with suppress(ConnectionResetError):
                assert silent.recv(1) == b""
        assert served.ask("/api/look", {"code": served.code})[0] == 200
    finally:
        served.running.send_signal(signal.SIGINT)
        finish(served.running)
