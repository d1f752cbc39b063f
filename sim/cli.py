"""The command line: all commands together."""

from typing import Annotated

import typer

from sim.commands.ablate import app as ablations
from sim.commands.animate import app as pictures
from sim.commands.calibrate import app as calibrations
from sim.commands.cite import app as citations
from sim.commands.claims import app as claims
from sim.commands.compare import app as comparisons
from sim.commands.decide import app as choices
from sim.commands.drivers import app as drivers
from sim.commands.examples import app as examples
from sim.commands.explain import app as explanations
from sim.commands.facts import app as stylised_facts
from sim.commands.new import app as starters
from sim.commands.options import example, paragraphs
from sim.commands.play import app as games
from sim.commands.program import program
from sim.commands.publish import app as publications
from sim.commands.reductions import app as reductions
from sim.commands.scenario import app as scenarios
from sim.commands.study import app as studies
from sim.commands.tipping import app as tippings
from sim.commands.view import app as views
from sim.console import say

app = typer.Typer(
    epilog=example("compare arms-race commons --replicates 20"), no_args_is_help=True, pretty_exceptions_enable=False
)
for commands in (
    scenarios, starters, explanations, examples, studies, comparisons, drivers, ablations, choices, claims,
    tippings, stylised_facts, calibrations, pictures, citations,
    views, publications, games,
):  # fmt: skip
    for command in commands.registered_commands:
        command.help = paragraphs(command.callback)
    app.add_typer(commands)
app.add_typer(reductions, name="reductions", epilog=example("reductions --case dilemma"))


def _print_version(wanted: bool) -> None:
    if wanted:
        from sim.study.provenance import version

        say(f"hoardshare {version('hoardshare')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Simulate an AI arms race in which firms, nations and labs hoard or share their research."""


def main() -> None:
    """Entry point."""
    program(app, "--retry-failed repeats them")


if __name__ == "__main__":
    main()
