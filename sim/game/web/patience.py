"""A connection that says nothing, and one too many from one address, is ended: nobody shuts the others out alone."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from sim.game.web.limits import CONNECTIONS_EACH, SLOWEST


class Patient(H11Protocol):
    """HTTP as uvicorn speaks it, for as long as something is asked."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let a connection in, unless its address has so many."""
        super().connection_made(transport)
        same = [each for each in self.connections if _address(each) == _address(self)]
        if len(same) > CONNECTIONS_EACH:
            transport.abort()
        else:
            self._wait()

    def _wait(self) -> None:
        self.loop.call_later(SLOWEST, self._look, self.cycle)

    def _look(self, last: Any) -> None:
        """End it if no request has come whole since the last look, and none is being answered."""
        if self.transport.is_closing():
            return
        is_answering = last is not None and not last.response_complete
        if self.cycle is last and not is_answering:
            self.transport.abort()
        else:
            self._wait()


def _address(connection: Any) -> str:
    """The address at the other end of a connection."""
    return str(connection.client[0]) if connection.client else ""
