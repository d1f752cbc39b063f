"""The addresses of a served game, over HTTP and in JSON.

``POST /api/look``, ``/api/join``: for whoever has the join code: the seats; a seat and its token.
``GET /api/seat``, ``POST /api/seat/ORDER``: for a seat: what its actor knows; what it does (:data:`DO`, ``leave``).
``GET /api/screen``: for the projector: what the whole room may see.
``GET /api/host``, ``POST /api/host/ORDER``: for the host: all of it; :data:`ORDER`, :data:`LEAD`, ``free``, ``next``.

When the game is over: ``GET /api/debrief`` for all of them; ``GET /api/host/report`` (a page) and ``/api/host/table``.

A token comes in the header ``Authorization: Bearer TOKEN``, never in an address. ``?since=VERSION`` is answered by 204
if nothing is new. What is refused is ``{"error": "a sentence"}``.
"""

import asyncio
import json
import mimetypes
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from ipaddress import IPv4Address, ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sim.console import complain
from sim.game.errors import GameError
from sim.game.web import inputs
from sim.game.web.deeds import Deeds
from sim.game.web.desk import Desk
from sim.game.web.door import Door
from sim.game.web.inputs import sent
from sim.game.web.keys import HOST, SCREEN, SEAT, Right
from sim.game.web.refused import Refused
from sim.game.web.room import Room
from sim.view.gate import Entrance, Gate

if TYPE_CHECKING:
    from sim.game.game import Game

PAGES = Path(__file__).with_name("pages")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Content policy of a page: only files of this server, and no script or style within the page."""
_SHOWN = {"/": "join.html", "/seat": "seat.html", "/host": "host.html", "/screen": "screen.html"}
_NO_STORE = {"cache-control": "no-store"}
_LONGEST = 128
_SAID = {
    "page.link_too_long": "This link is too long.",
    "page.wrong_name": "The game is not served under this name. Use the link that the host has.",
    "page.foreign": "The game answers only its own pages, and this request came from another page.",
    "page.no_token": "Use the link that the host has.",
}

Endpoint = Callable[[Request], Awaitable[Response]]
DO: dict[str, tuple[type[inputs.Sent], Callable[..., Any]]] = {
    "decide": (inputs.Action, Deeds.decide),
    "worth": (inputs.Action, Deeds.worth),
    "offer": (inputs.Offer, Deeds.offer),
    "answer": (inputs.Answer, Deeds.answer),
    "withdraw": (inputs.Withdraw, Deeds.withdraw),
    "message": (inputs.Message, Deeds.message),
}
"""What a seat does in a round: what it sends, and what comes of it."""
LEAD: dict[str, tuple[type[inputs.Sent], Callable[..., Any]]] = {
    "extend": (inputs.Extend, Room.extend),
    "chat": (inputs.Switch, Room.set_chat),
    "assign": (inputs.Switch, Room.set_assigned),
    "minutes": (inputs.Minutes, Room.set_minutes),
}
"""What the host sets."""
ORDER: dict[str, Callable[[Room], None]] = {
    "begin": Room.begin, "pause": Room.pause, "go": Room.go, "end": Room.end,
}  # fmt: skip
"""What the host orders without more words."""


def app(desk: Desk, entrance: Entrance, *beside: Callable[[], Coroutine[Any, Any, None]]) -> Gate:
    """Everything that is served.

    Args:
        desk: the room, as many may ask of it at once.
        entrance: under which names it is served.
        beside: what else is done as long as it is served.
    """
    room, web = desk.room, _Web(desk)
    door, deeds = Door(room), Deeds(room)
    routes = [
        *(Route(path, _page) for path in _SHOWN),
        Mount("/static", _Files(directory=PAGES, check_dir=False)),
        _post("/api/look", web.entering(inputs.Look, door.look)),
        _post("/api/join", web.entering(inputs.Join, door.join)),
        *(_get(f"/api/{role}", web.showing(role)) for role in (SEAT, HOST, SCREEN)),
        *(_post(f"/api/seat/{name}", web.seated(kind, partial(work, deeds))) for name, (kind, work) in DO.items()),
        _post("/api/seat/leave", web.seated(inputs.Nothing, lambda seat, _: door.leave(seat))),
        *(_post(f"/api/host/{name}", web.leading(kind, partial(work, room))) for name, (kind, work) in LEAD.items()),
        *(
            _post(f"/api/host/{name}", web.leading(inputs.Nothing, lambda _, work=work: work(room)))
            for name, work in ORDER.items()
        ),
        _post("/api/host/free", web.leading(inputs.Free, door.free)),
        _post("/api/host/next", web.next_round),
        _get("/api/debrief", web.afterwards(_debrief, "application/json", HOST, SCREEN, SEAT)),
        _get("/api/host/report", web.afterwards(_report, "text/html; charset=utf-8", HOST)),
        _get("/api/host/table", web.afterwards(_decisions, "text/csv; charset=utf-8", HOST)),
    ]

    @asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(work()) for work in (desk.watch, *beside)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            if room.clock.runs:
                await desk.do(room.keep_time)

    lost = {404: _lost, 405: _lost}
    return Gate(
        Starlette(routes=routes, lifespan=living, exception_handlers=lost), entrance, lambda key, **_: _SAID[key]
    )


def _get(path: str, endpoint: Endpoint) -> Route:
    return Route(path, _careful(endpoint), methods=["GET"])


def _post(path: str, endpoint: Endpoint) -> Route:
    return Route(path, _careful(endpoint), methods=["POST"])


class _Web:
    """What stands at the addresses."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._room = desk.room

    def _right(self, request: Request, *roles: str) -> Right:
        """Whose token a request carries.

        Raises:
            Refused: it has none that is valid, or one of another role.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not 0 < len(token) <= _LONGEST:
            raise Refused(401, "Join the game with its code first, or open the host's link again.")
        right = self._room.right(token)
        if right is None:
            raise Refused(401, "Your seat was freed, or this is another game: join again with the code on the screen.")
        if right.role not in roles:
            raise Refused(403, f"This is not for you: only the {' or the '.join(roles)} may do that.")
        return right

    def entering(self, kind: type[inputs.Sent], work: Callable[..., Any]) -> Endpoint:
        """An address for whoever has the join code."""

        async def endpoint(request: Request) -> Response:
            asked = await sent(request, kind)
            return _json(await self._desk.do(work, _address(request), asked))

        return endpoint

    def showing(self, role: str) -> Endpoint:
        """An address that says what is new."""

        async def endpoint(request: Request) -> Response:
            right = self._right(request, role)
            text = await self._desk.page(right, request.query_params.get("since", ""))
            if not text:
                return Response(status_code=204, headers=_NO_STORE)
            return Response(text, media_type="application/json", headers=_NO_STORE)

        return endpoint

    def seated(self, kind: type[inputs.Sent], work: Callable[..., Any]) -> Endpoint:
        """An address where a seat does something."""

        async def endpoint(request: Request) -> Response:
            self._right(request, SEAT)
            asked = await sent(request, kind)

            def do() -> Any:
                # Asked again when its turn has come: the host may have freed the seat meanwhile.
                return work(self._right(request, SEAT).seat, asked)

            return _json(await self._desk.act(do) or {})

        return endpoint

    def leading(self, kind: type[inputs.Sent], work: Callable[..., Any]) -> Endpoint:
        """An address where the host orders something."""

        async def endpoint(request: Request) -> Response:
            self._right(request, HOST)
            asked = await sent(request, kind)
            await self._desk.act(work, asked)
            return _json({})

        return endpoint

    async def next_round(self, request: Request) -> Response:
        """The host ends a round."""
        self._right(request, HOST)
        asked = await sent(request, inputs.Next)
        await self._desk.end_round(asked.round)
        return _json({})

    def afterwards(self, reckon: "Callable[[Game], str]", kind: str, *roles: str) -> Endpoint:
        """An address that tells what came of the game, when it is over."""

        async def endpoint(request: Request) -> Response:
            self._right(request, *roles)
            return Response(await self._desk.afterwards(reckon), media_type=kind, headers=_NO_STORE)

        return endpoint


def _debrief(game: "Game") -> str:
    from sim.game.debrief import debrief

    return json.dumps(debrief(game).as_dict(), ensure_ascii=False, allow_nan=False)


def _report(game: "Game") -> str:
    from sim.game.report import report

    return report(game)


def _decisions(game: "Game") -> str:
    from sim.game.decisions import csv_of

    return csv_of(game)


def _careful(endpoint: Endpoint) -> Endpoint:
    """An endpoint whose failures are one sentence, and on the terminal no private word."""

    async def careful(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refused as refused:
            return _no(refused.status, str(refused), refused.wait)
        except (GameError, OSError) as error:
            cause = error if isinstance(error, OSError) else error.__cause__
            if not isinstance(cause, OSError):
                return _no(400, f"{str(error)[:1].upper()}{str(error)[1:]}.")
            complain(f"error: the game's file cannot be written: {cause.strerror or type(cause).__name__}")
            return _no(507, "The game's file cannot be written; the host must make room on the disk.")
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            complain(f"error: {type(error).__name__} in {Path(place.filename).name}, line {place.lineno}")
            return _no(500, "Something went wrong in the server, which goes on; tell the host.")

    return careful


def _json(told: Any) -> Response:
    return JSONResponse(told, headers=_NO_STORE)


def _no(status: int, sentence: str, wait: float = 0.0) -> Response:
    headers = {"retry-after": str(int(wait))} if wait else {}
    return JSONResponse({"error": sentence}, status, headers=_NO_STORE | headers)


async def _lost(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    if request.url.path.startswith("/api/"):
        return _no(status, "There is nothing at this address.")
    return Response("There is nothing at this address.\n", status, media_type="text/plain")


def _address(request: Request) -> str:
    """Where a request comes from, for counting; the addresses of one IPv6 network are one."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return host
    # A server that listens at :: hears of an old address as part of a new one.
    return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False))


async def _page(request: Request) -> Response:
    """A page; what it shows, it asks for itself."""
    return FileResponse(
        PAGES / _SHOWN[request.url.path],
        media_type="text/html; charset=utf-8",
        headers={"content-security-policy": POLICY, "cache-control": "no-cache"},
    )


class _Files(StaticFiles):
    """Scripts, styles and pictures of the pages; a browser asks each time whether its copy is still the newest."""

    def file_response(self, *args: Any, **more: Any) -> Response:
        answered = super().file_response(*args, **more)
        answered.headers["cache-control"] = "no-cache"
        return answered


# On some systems a table of the machine says otherwise, and a browser runs no script of another type.
mimetypes.add_type("text/javascript", ".js")
