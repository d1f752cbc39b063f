"""Seats: only so many pages are open at once, and those that were left are given back."""

import asyncio
from types import SimpleNamespace

import pytest

pytest.importorskip("solara")

from sim.view import seats
from sim.view.seats import ASLEEP, FULL, UNREAD, Seats
from tests.loops import awaited

NAMES = [f"{number:08d}-0000-4000-8000-000000000000" for number in range(9)]


class Kernels(dict):
    """What Solara keeps of open pages."""

    def open(self, name, owner="somebody"):
        self[name] = SimpleNamespace(session_id=owner, close=lambda reason: self.pop(name))


@pytest.fixture
def kernels(monkeypatch):
    found = Kernels()
    monkeypatch.setattr(seats.kernel_context, "contexts", found)
    return found


async def answered(guard, scope, receive=None):
    told = []

    async def send(message):
        told.append(message)

    await guard({"headers": [], "query_string": b"", **scope}, receive, send)
    return told


def page(guard, owner=""):
    headers = [(b"cookie", f"solara-session-id={owner}".encode())]
    return answered(guard, {"type": "http", "path": "/live", "headers": headers})


def socket(guard, name, receive=None):
    path = f"/jupyter/api/kernels/{name}/channels"
    return answered(guard, {"type": "websocket", "path": path, "query_string": b"session_id=1"}, receive)


async def served(scope, receive, send):
    """Whatever stands behind: a socket stays open until it is told to go."""
    await send({"type": "served"})
    while scope["type"] == "websocket" and receive is not None:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            await send({"type": "gone", "code": message["code"]})
            return


def test_a_full_house_says_so_to_pages_and_sockets(kernels):
    async def visit():
        guard, goes = Seats(served, most=2), asyncio.Event()

        async def stays():
            await goes.wait()
            return {"type": "websocket.disconnect", "code": 1001}

        there = [asyncio.create_task(socket(guard, name, stays)) for name in NAMES[:2]]
        await asyncio.sleep(0)
        for name in NAMES[:2]:
            kernels.open(name, owner=name)
        full = await page(guard)
        assert full[0]["status"] == 503 and b"Too many visitors: 2 pages are open" in full[1]["body"]
        assert (b"retry-after", b"60") in full[0]["headers"]
        assert (await socket(guard, NAMES[2]))[0]["code"] == FULL
        # Who has a page open may load it again.
        assert (await page(guard, owner=NAMES[0]))[0]["type"] == "served"
        goes.set()
        await asyncio.gather(*there)
        # Both were left: their worlds wait for a minute, unless somebody needs the room.
        assert (await page(guard))[0]["type"] == "served" and not kernels

    awaited(visit())


def test_files_are_served_to_a_full_house(kernels):
    kernels.open(NAMES[0])
    guard = Seats(served, most=1)
    for path in ("/static/x", "/_solara/api/close/x"):
        assert awaited(answered(guard, {"type": "http", "path": path}))[0]["type"] == "served"


def test_a_page_that_nobody_touches_is_given_up_and_does_not_come_back(kernels):
    async def visit():
        guard = Seats(served, most=2, idle=0.05)
        told = await socket(guard, NAMES[0], asyncio.Event().wait)
        assert told[-1] == {"type": "gone", "code": ASLEEP} and guard.taken() == set()
        assert (await socket(guard, NAMES[0]))[0]["code"] == ASLEEP

        async def leaves():
            return {"type": "websocket.disconnect", "code": 1001}

        assert (await socket(guard, NAMES[1], leaves))[0]["type"] == "served"

    awaited(visit())


@pytest.mark.parametrize(
    ("path", "query"),
    [("/jupyter/api/kernels/../channels", b"session_id=1"), ("/jupyter/api/kernels/x y/channels", b"session_id=1"),
     (f"/jupyter/api/kernels/{'a' * 65}/channels", b"session_id=1"), (f"/jupyter/api/kernels/{NAMES[0]}/channels", b""),
     (f"/jupyter/api/kernels/{NAMES[0]}/channels", b"session_id=<b>"), ("/elsewhere", b"session_id=1")],
)  # fmt: skip
def test_a_socket_that_is_no_pages_is_refused(kernels, path, query):
    scope = {"type": "websocket", "path": path, "query_string": query}
    assert awaited(answered(Seats(served), scope))[0]["code"] == UNREAD


def test_a_page_has_few_sockets(kernels):
    async def visit():
        guard = Seats(served, most=2)
        open_ = [asyncio.create_task(socket(guard, NAMES[0], asyncio.Event().wait)) for _ in range(3)]
        await asyncio.sleep(0)
        refused = await socket(guard, NAMES[0])
        for each in open_:
            each.cancel()
        await asyncio.gather(*open_, return_exceptions=True)
        assert refused[0]["code"] == FULL and guard.taken() == set()

    awaited(visit())
