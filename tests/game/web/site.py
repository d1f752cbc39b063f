"""A served game in one process, asked as pages ask: whole requests through the gate, without a network."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sim.game.web.app import app
from sim.game.web.desk import Desk
from sim.game.web.links import links
from sim.game.web.room import Room
from sim.view.gate import Entrance

HOST = "127.0.0.1:8777"


class Told:
    """An answer."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        return self.json["error"]


class Site:
    """A room that is served, and what its pages may ask of it.

    Attributes:
        room: the room.
        time: what the room's clock says; it runs only by hand.
    """

    def __init__(self, game, *, token=""):
        self.time = 0.0
        self.game = game
        self.room = Room(game, links("127.0.0.1", 8777), host=token, now=lambda: self.time)
        self.desk = Desk(self.room)
        self.gate = app(self.desk, Entrance(8777))
        self.loop = asyncio.new_event_loop()
        # A driven browser keeps a loop in the thread of the tests, where no second may run.
        self.thread = ThreadPoolExecutor(1)

    def close(self):
        self.run(self.loop.shutdown_default_executor())
        self.thread.shutdown()
        self.loop.close()

    def run(self, coroutine):
        """What a coroutine returns."""
        return self.thread.submit(self.loop.run_until_complete, coroutine).result()

    def all(self, *coroutines):
        """What several coroutines return that run at once."""

        async def gathered():
            return await asyncio.gather(*coroutines)

        return self.run(gathered())

    def ask(self, path, body=None, token="", **more):
        """One question: with a body it is sent, without one it only reads."""
        return self.all(self.asking(path, body, token, **more))[0]

    async def asking(self, path, body=None, token="", *, method="", raw=None, address="192.168.1.20", **headers):
        method = method or ("GET" if body is None and raw is None else "POST")
        path, _, query = path.partition("?")
        told = {"host": HOST, **({"origin": f"http://{HOST}"} if method != "GET" else {})}
        told |= {"authorization": f"Bearer {token}"} if token else {}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = json.dumps(body).encode() if raw is None else raw
        parts = [{"type": "http.request", "body": sent, "more_body": False}]
        answers = []

        async def receive():
            return parts.pop(0) if parts else await asyncio.sleep(3600)

        async def send(message):
            answers.append(message)

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
            "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "scheme": "http",
            "headers": [(name.encode(), value.encode()) for name, value in told.items()],
            "client": (address, 40000), "server": ("127.0.0.1", 8777),
        }  # fmt: skip
        await self.gate(scope, receive, send)
        start, *rest = answers
        headers = {name.decode(): value.decode() for name, value in start["headers"]}
        return Told(start["status"], headers, b"".join(part.get("body", b"") for part in rest))

    def join(self, seat=None, **more):
        """Sit down: the token."""
        told = self.ask("/api/join", {"code": self.room.sitting.code, "seat": seat, **more})
        assert told.status == 200, told.body
        return told.json["token"]

    def order(self, what, **body):
        """The host orders something."""
        return self.ask(f"/api/host/{what}", body, self.room.host)


@contextmanager
def served(game, **more):
    """A site as long as it is used."""
    site = Site(game, **more)
    try:
        yield site
    finally:
        site.close()
