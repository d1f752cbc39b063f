"""Start a served game from the command line: by default only for this machine, and ended cleanly by Ctrl-C."""

import socket
import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sim.console import complain, say
from sim.extras import require_play
from sim.game.play import SECONDS, Players
from sim.game.web.limits import CONNECTIONS, HOST
from sim.scenario.errors import printable
from sim.study.locks import alone
from sim.view.gate import EVERYWHERE, LOOPBACK, Entrance

if TYPE_CHECKING:
    from sim.game.game import Game
    from sim.game.web.room import Room


def serve(
    game: "Game", *, host: str = HOST, port: int | None = None, browser: bool = True, minutes: float | None = None,
    link: str = "", programs: Mapping[str, Sequence[str]] | None = None, seconds: float = SECONDS,
) -> None:  # fmt: skip
    """Serve a game until it is interrupted; one that was played before goes on where it stood.

    Args:
        game: the game, with a file.
        host: address to listen at; 0.0.0.0 lets phones in the same network join.
        port: port to listen at; if it is in use, the next free one is taken; 0 takes any free one. By default the
            one at which the game was served before, so that phones find it again.
        browser: whether to open the host's page in a browser.
        minutes: minutes a round; by default as it was, or 6.
        link: the site as phones open it, such as ``https://game.example.org``, if a proxy stands before this machine.
        programs: by seat, programs that play beside people; each is a list of words.
        seconds: how long such a program has for each reply.

    Raises:
        GameError: a program cannot be started, or somebody sits on its seat.
        MissingExtra: a package of the extra ``play`` is not installed.
        DiskError: another server has the game's file.
        ViewError: the address, the link or the environment's token is invalid, or no port is free.
    """
    require_play("a served game")
    from sim.game.web import inputs
    from sim.game.web.app import app
    from sim.game.web.beside import Beside
    from sim.game.web.desk import Desk
    from sim.game.web.links import links
    from sim.game.web.room import Room
    from sim.game.web.sitting import Sitting
    from sim.view.server import TOKEN, bound, site_of, token_for

    before = Sitting.of(game.events())
    wanted = before.port if port is None else port
    site = site_of(link, "--link") if link else ""
    token = token_for(EVERYWHERE[0], ()) if TOKEN in _environment() else ""
    with _held(game.file), closing(bound(host, wanted)) as listening, Players(programs or {}, seconds) as players:
        make_ready(game)
        at = listening.getsockname()[1]
        room = Room(game, links(host.lower(), at, site), host=token)
        if minutes is not None:
            room.set_minutes(inputs.Minutes(n=minutes))
        for note in told(room, host, wanted, bool(before.code)):
            complain(note)
        desk = Desk(room)
        served = app(desk, Entrance(at, host.lower(), _names(host, site)), Beside(desk, players).play)
        _serve(listening, served, room, browser)


def _held(file: Path | None) -> AbstractContextManager[None]:
    """Keep a second server off the files of a game, as long as this one lives.

    Raises:
        DiskError: there is one already.
    """
    if file is None:
        return nullcontext()
    return alone(lock_of(file), printable(str(file)), "server")


def lock_of(file: Path) -> Path:
    """The file that keeps a second server off a game."""
    return file.with_name(f".{file.stem}.lock")


def make_ready(game: "Game") -> None:
    """Compile the rules before anybody has to wait for them: a short game of the same actors, which is forgotten."""
    complain("making the rules ready")
    trial = game.new(game.start, seats=list(game.seats), seed=0, rounds=1, round_quarters=1)
    trial.begin()
    seat = next(iter(trial.seats))
    trial.observe(seat)
    trial.worth(seat, {})
    trial.resolve()


def _environment() -> set[str]:
    import os

    return {name for name, value in os.environ.items() if value}


def _names(host: str, site: str) -> tuple[str, ...]:
    """Names under which the server answers, beside its address: a proxy's, and this machine's own."""
    own = [socket.gethostname().lower()] if host in EVERYWHERE else []
    proxy = [urlsplit(site).hostname or ""] if site else []
    return (*proxy, *own, *(f"{name}.local" for name in own if "." not in name))


def told(room: "Room", host: str, wanted: int, again: bool) -> list[str]:
    """What whoever starts the server should know."""
    port = room.links.port
    moved = " Phones that were here before look for it there: end what is using it, and start again." if again else ""
    notes = [f"port {wanted} is in use; taking {port}.{moved}"] if wanted not in (0, port) else []
    if host in LOOPBACK and not room.links.is_elsewhere:
        return notes + room.links.notes
    warning = f"warning: listening at {host}: whoever has the join code can take a free seat."
    return [*notes, " ".join([warning, *room.links.notes])]


def _serve(listening: socket.socket, app: Any, room: "Room", browser: bool) -> None:
    import uvicorn

    from sim.game.web.patience import Patient

    config = uvicorn.Config(
        app, http=Patient, log_level="error", access_log=False, lifespan="on", ws="none", server_header=False,
        proxy_headers=False, limit_concurrency=CONNECTIONS, timeout_keep_alive=20, timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    threading.Thread(target=_announce, args=(server, room, browser), daemon=True).start()
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    complain("stopped")


def _announce(server: Any, room: "Room", browser: bool) -> None:
    """Print the links once the server answers."""
    import time
    import webbrowser

    from sim.game.web.keys import told

    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.05)
    code, host = room.sitting.code, room.links.host(room.host)
    say(f"seats join at {room.links.join(code)} (join code {told(code)})")
    say(f"the projector shows {room.links.here}{room.links.screen(room.screen)}")
    say(f"the host's page is {host} (keep it to yourself; Ctrl-C ends the server)")
    if browser:
        webbrowser.open(host)
