"""The view beside a running program: in a notebook, whose event loop already runs, a thread serves it."""

import asyncio
import socket
import threading
import time
from typing import Any

_PATIENCE = 60.0
"""Seconds to wait for the server's answer before it counts as failed."""


def in_a_loop() -> bool:
    """Whether an event loop already runs in this thread, as in a notebook; a server cannot run a second one there."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


class Link:
    """Where the view is; a notebook shows it as a link.

    Attributes:
        address: address to open in a browser.
    """

    def __init__(self, server: Any, listening: socket.socket, address: str) -> None:
        self.address = address
        self._server = server
        self._listening = listening
        self._thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        self._thread.start()

    def wait(self) -> bool:
        """Wait for the server; return whether it answers."""
        until = time.monotonic() + _PATIENCE
        while not self._server.started and self._thread.is_alive() and time.monotonic() < until:
            time.sleep(0.05)
        return bool(self._server.started)

    def close(self) -> None:
        """End the server."""
        self._server.should_exit = True
        self._thread.join(_PATIENCE)
        self._listening.close()

    def __repr__(self) -> str:
        return f"hoardshare is at {self.address} (close() ends it)"

    def _repr_html_(self) -> str:
        from sim.view.markup import fill

        link = fill('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>', self.address)
        return str(fill("hoardshare is at {}", link))
