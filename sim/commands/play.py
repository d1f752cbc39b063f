"""``hoardshare play``. Heavy imports are inside functions."""

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands import completing
from sim.commands.options import MOST_SEED, Settings, With, example
from sim.console import complain, say
from sim.console.command import command_line
from sim.extras import require, require_play
from sim.game.web.limits import HOST, MINUTES, MOST_MINUTES
from sim.whole import whole

if TYPE_CHECKING:
    from sim.game.game import Game

_GAME = ".game"
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(epilog=example("play summit --rounds 5"))
def play(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="[SCENARIO|FILE.game]",
            help="What is played: a shipped name or a TOML file; or the file of a game, which goes on where it stood.",
            autocompletion=completing.playable,
        ),
    ] = "summit",
    seats: Annotated[
        str | None,
        typer.Option(
            metavar="N|NAME,NAME,...", help="How many people can sit, or for which actors; up to 30 by default."
        ),
    ] = None,
    rounds: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Rounds; as many as the scenario has time for by default.")
    ] = None,
    round_quarters: Annotated[
        int | None, typer.Option(min=1, metavar="K", help="Quarters a round.", show_default="2")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=MOST_SEED, help="Seed of the game's luck; drawn anew for each game by default."),
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option(min=0.5, max=MOST_MINUTES, metavar="M", help="Minutes a round.", show_default=str(MINUTES)),
    ] = None,
    file: Annotated[
        str | None,
        typer.Option(metavar="NAME.game", help="File in which the game is kept; a new one of today by default."),
    ] = None,
    settings: Settings = None,
    host: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            show_default=HOST,
            help="Address to listen on: only this machine by default; 0.0.0.0 lets phones in the same network join.",
        ),
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; the next free one if it is in use.", show_default="8777")
    ] = None,
    link: Annotated[
        str, typer.Option(metavar="SITE", help="Site as phones open it, if a proxy stands before this machine.")
    ] = "",
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    headless: Annotated[
        bool, typer.Option("--headless", help="Play to the end without people: programs decide, and strategies.")
    ] = False,
    programs: Annotated[
        list[str] | None,
        typer.Option(
            "--program",
            metavar="SEAT=COMMAND",
            help='A program that decides for a seat, as atlas="python3 bot.py"; may be repeated.',
        ),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(min=0.01, metavar="S", help="Seconds that a program has for a reply.", show_default="10"),
    ] = None,
    replay: Annotated[bool, typer.Option("--replay", help="Show a game, round by round, and serve nothing.")] = False,
    table: Annotated[
        str | None,
        typer.Option(metavar="FILE.csv", help="Write the decisions of a game, a row a seat and round; serve nothing."),
    ] = None,
    report: Annotated[
        str | None, typer.Option(metavar="FILE.html", help="Write what came of a game, to take home; serve nothing.")
    ] = None,
    extensions: With = None,
) -> None:
    """Play a game with people: each takes the seat of an actor, and rounds resolve by the rules of the model.

    It opens the host's page in the browser; seats join with a code, on phones or laptops. Seats where nobody sits are
    led by their strategies. The game is kept in a file: play FILE.game goes on where it stood, --replay, --table and
    --report tell what came of it, and run, compare and view read it as a scenario.
    """
    is_game = _is_game(scenario)
    made_of = {"--seats": seats, "--rounds": rounds, "--round-quarters": round_quarters, "--seed": seed, "--file": file,
               "--set": settings}  # fmt: skip
    served = {"--host": host, "--port": port, "--minutes": minutes, "--link": link, "--no-browser": no_browser}
    of_programs = {"--program": programs, "--seconds": seconds}
    if is_game:
        _ensure_without(made_of, "the game in this file has begun with it: leave it out, or begin a new game")
    papers = _Papers(table, report)
    looks = [name for name, wanted in (("--replay", replay), ("--table", table), ("--report", report)) if wanted]
    if looks and not (is_game or headless):
        problem = "it is about a game that was played: give its file, as play NAME.game, or add --headless"
        raise typer.BadParameter(problem, param_hint=looks[0])
    if headless or looks:
        _ensure_without(served, f"nothing is served with {'--headless' if headless else looks[0]}: leave it out")
    if looks and not headless:
        _ensure_without(of_programs, f"nothing is played with {looks[0]}: leave it out, or add --headless")
    making = _Making(scenario, is_game, seats, seed, rounds, round_quarters, settings or [])
    if headless:
        _play_on(making, file, programs or [], seconds, papers)
    elif looks:
        _look(making.game(None), replay, papers)
    else:
        served_by = {"host": host or HOST, "port": port, "browser": not no_browser, "minutes": minutes, "link": link}
        _serve(making, file, programs or [], seconds, **served_by)


def _is_game(word: str) -> bool:
    """Whether a word is meant as the file of a game, which may be missing."""
    from sim.game.record import facts_of

    return word.endswith(_GAME) or facts_of(Path(word)) is not None


def _ensure_without(options: Mapping[str, object], why: str) -> None:
    for name, given in options.items():
        if given not in (None, "", False, []):
            raise typer.BadParameter(why, param_hint=name)


@dataclass(frozen=True)
class _Making:
    """What is asked for of a game, before there is one."""

    scenario: str
    is_game: bool
    seats: str | None
    seed: int | None
    rounds: int | None
    round_quarters: int | None
    settings: list[str]

    def game(self, file: Path | None) -> "Game":
        """The game: opened where it stood, or a new one, in memory alone if there is no file."""
        from sim.game.game import ROUND_QUARTERS, Game

        if self.is_game:
            return Game.open(self.scenario)
        return Game.new(
            self.scenario, seats=_seats(self.seats), seed=self.seed, rounds=self.rounds,
            round_quarters=self.round_quarters or ROUND_QUARTERS, file=file, overrides=self.settings,
        )  # fmt: skip

    def file(self, wanted: str | None) -> Path:
        """Where the game is kept: the file wanted, or one that is free in the present folder."""
        if self.is_game:
            return Path(self.scenario)
        if wanted is not None:
            if Path(wanted).suffix != _GAME or Path(wanted).name == _GAME:
                raise typer.BadParameter(
                    f"{wanted!r}: the name of a game's file ends with {_GAME}", param_hint="--file"
                )
            return Path(wanted)
        stem = f"{Path(self.scenario).stem}-{date.today().isoformat()}"
        names = (f"{stem}{number}{_GAME}" for number in chain([""], (f"-{again}" for again in count(2))))
        return next(path for path in map(Path, names) if not path.exists() and not path.with_suffix(".room").exists())


def _seats(given: str | None) -> int | list[str] | None:
    if given is None:
        return None
    return int(given) if given.strip().isdecimal() else [name.strip() for name in given.split(",")]


def _serve(making: _Making, file: str | None, programs: Sequence[str], seconds: float | None, **served: Any) -> None:
    require_play("a game with people")
    from sim.game.web.serve import serve
    from sim.view.server import ViewError

    players, patience = _able(making, programs, seconds)
    place = making.file(file)
    game = making.game(place)
    complain(f"the game is kept in {place}")
    try:
        serve(game, programs=players, seconds=patience, **served)
    except ViewError:
        if not making.is_game:
            _forget(place)
        raise
    complain(f"to go on: {command_line(['hoardshare', 'play', str(place), *_again(served, programs, seconds)])}")


def _again(served: Mapping[str, Any], programs: Sequence[str], seconds: float | None) -> Iterator[str]:
    """What the room does not keep, and without which phones or programs would not come back."""
    if served["host"] != HOST:
        yield from ("--host", served["host"])
    if served["link"]:
        yield from ("--link", served["link"])
    for program in programs:
        yield from ("--program", program)
    if seconds:
        yield from ("--seconds", f"{seconds:g}")


def _forget(place: Path) -> None:
    """Remove the files of a game that was never served."""
    from sim.game.record import room_of
    from sim.game.web.serve import lock_of

    for made in (place, room_of(place), lock_of(place)):
        made.unlink(missing_ok=True)


def _play_on(
    making: _Making, file: str | None, programs: Sequence[str], seconds: float | None, papers: "_Papers"
) -> None:
    from sim.game.play import play_on

    players, patience = _able(making, programs, seconds)
    place = making.file(file)
    game = making.game(place)
    complain(f"the game is kept in {place}")
    play_on(game, players, patience)
    _look(game, True, papers)


def _able(making: _Making, programs: Sequence[str], seconds: float | None) -> tuple[dict[str, list[str]], float]:
    """Programs that can play, checked before a game is written, and how long each has for a reply."""
    from sim.game.play import SECONDS, ensure_can_play

    players, patience = _players(programs), seconds or SECONDS
    ensure_can_play(players, list(making.game(None).seats), patience)
    return players, patience


def _players(programs: Sequence[str]) -> dict[str, list[str]]:
    """Programs by seat, taken apart as a shell would and given to none."""
    players: dict[str, list[str]] = {}
    for given in programs:
        seat, sign, command = given.partition("=")
        try:
            words = shlex.split(command, posix=os.name != "nt")
        except ValueError as error:
            raise typer.BadParameter(f"{given!r}: {error}".lower(), param_hint="--program") from None
        if not sign or not seat or not words:
            problem = f'{given!r}: expected a seat and a command, as atlas="python3 bot.py"'
            raise typer.BadParameter(problem, param_hint="--program")
        if seat in players:
            raise typer.BadParameter(f"{seat} has two programs; expected one", param_hint="--program")
        players[seat] = words
    return players


@dataclass(frozen=True)
class _Papers:
    """Files that are wanted of a game."""

    table: str | None
    report: str | None

    def __post_init__(self) -> None:
        for option, file, ending in (("--table", self.table, ".csv"), ("--report", self.report, ".html")):
            if file is not None and Path(file).suffix != ending:
                raise typer.BadParameter(f"{file!r}: the name of this file ends with {ending}", param_hint=option)
            if file is not None:
                from sim.report.folder import ensure_writable

                ensure_writable(Path(file).parent)
        if self.report is not None:
            require("jinja2", "plots", "a report")

    def write(self, game: "Game") -> None:
        """Write them."""
        if self.table is not None:
            from sim.game.decisions import csv_of

            _written(self.table, csv_of(game))
        if self.report is not None:
            from sim.game.report import report

            _written(self.report, report(game))


def _written(file: str, text: str) -> None:
    with whole(Path(file)) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")
    complain(f"written: {file}")


def _look(game: "Game", show: bool, papers: _Papers) -> None:
    if show:
        from sim.game.debrief import told

        say(told(game).rstrip())
    papers.write(game)
