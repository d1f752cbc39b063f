"""Seats: the number of pages that may be open at once, and which were left.

Each open page keeps worlds in memory and a thread. So their number is limited, and a page that nobody has used for
long loses its seat.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import MutableMapping
from functools import partial
from typing import Any

import anyio.to_thread
from solara.server import kernel_context
from solara.server import server as solara_server
from starlette.requests import HTTPConnection

from sim.view.gate import App, Message, Receive, Send, answer
from sim.view.limits import PAGES, VISITORS
from sim.view.say import say

IDLE = 1800.0
"""Seconds after which a silent page loses its seat."""
FULL, ASLEEP, UNREAD = 4503, 4408, 4400
_SOCKET = re.compile(r"/jupyter/api/kernels/(?P<kernel>[^/]*)/channels")
_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
_REMEMBERED = 1000
_SOCKETS = 3


class Seats:
    """Checks requests for pages and sockets, and counts the open pages."""

    def __init__(self, app: App, most: int = VISITORS, idle: float = IDLE) -> None:
        """Guard an application.

        Args:
            app: the application to guard.
            most: number of pages that may be open at once.
            idle: seconds after which a silent page loses its seat.
        """
        self.app, self.most, self.idle = app, most, idle
        self._sockets: dict[str, int] = {}
        self._asleep: OrderedDict[str, None] = OrderedDict()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Give a page or a socket its seat, or answer that none is free."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in PAGES and not await self._has_room(HTTPConnection(scope)):
            await answer(send, 503, say("page.full", most=self.most), [(b"retry-after", b"60")])
        else:
            await self.app(scope, receive, send)

    def taken(self) -> set[str]:
        """The pages that have a seat, by the names of their kernels."""
        return {*kernel_context.contexts, *self._sockets}

    async def _has_room(self, asked: HTTPConnection) -> bool:
        """Whether a page can be opened; a visitor who reloads a page still holds its seat at this point."""
        if len(self.taken()) < self.most:
            return True
        owner = solara_server.get_session_id_cookie(asked.cookies)
        if owner and any(each.session_id == owner for each in list(kernel_context.contexts.values())):
            return True
        await self._give_up_the_left()
        return len(self.taken()) < self.most

    async def _give_up_the_left(self) -> None:
        """Release pages without a socket, which are kept for a minute in case it reconnects."""
        for name, context in list(kernel_context.contexts.items()):
            if name not in self._sockets:
                # In a thread: it waits for whatever the page is still doing.
                await anyio.to_thread.run_sync(partial(context.close, reason="cull"))

    async def _socket(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        asked, match = HTTPConnection(scope), _SOCKET.fullmatch(scope["path"])
        name = match["kernel"] if match else ""
        if not _NAME.fullmatch(name) or not _NAME.fullmatch(asked.query_params.get("session_id", "")):
            await _close(send, UNREAD, say("page.no_socket"))
        elif name in self._asleep:
            await _close(send, ASLEEP, say("page.asleep"))
        elif not await self._is_seated(name):
            await _close(send, FULL, say("page.full_socket"))
        else:
            await self._hold(name, scope, receive, send)

    async def _is_seated(self, name: str) -> bool:
        """Whether a socket has its seat; a page whose socket reconnects has two for a moment."""
        if name in self.taken():
            return self._sockets.get(name, 0) < _SOCKETS
        if len(self.taken()) >= self.most:
            await self._give_up_the_left()
        return len(self.taken()) < self.most

    async def _hold(self, name: str, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        self._sockets[name] = self._sockets.get(name, 0) + 1
        try:
            await self.app(scope, self._while_awake(name, receive), send)
        finally:
            self._sockets[name] -= 1
            if not self._sockets[name]:
                del self._sockets[name]

    def _while_awake(self, name: str, receive: Receive) -> Receive:
        async def awake() -> Message:
            try:
                return await asyncio.wait_for(receive(), self.idle)
            except TimeoutError:
                self._asleep[name] = None
                if len(self._asleep) > _REMEMBERED:
                    self._asleep.popitem(last=False)
                return {"type": "websocket.disconnect", "code": ASLEEP}

        return awake


async def _close(send: Send, code: int, why: str) -> None:
    await send({"type": "websocket.close", "code": code, "reason": why})
