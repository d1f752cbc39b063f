"""What a folder of results holds."""

from dataclasses import dataclass

import pandas as pd

from sim.view.markup import NOTHING, Markup


class ExploreError(Exception):
    """A folder cannot be opened; the message says why and what was expected."""


@dataclass(frozen=True)
class Runs:
    """The runs of a store.

    Attributes:
        name: the folder.
        runs: one row per run: scenario, seed, changes, outcomes.
        paths: columns of `runs` with changed values.
        unread: number of parts of the store that could not be read.
    """

    name: str
    runs: pd.DataFrame
    paths: tuple[str, ...] = ()
    unread: int = 0


@dataclass(frozen=True)
class Panel:
    """A drawn part of results.

    Attributes:
        title: its heading.
        drawn: figure, table or text.
        note: a few words beside the heading.
        under: what it says below.
    """

    title: str
    drawn: Markup
    note: str = ""
    under: Markup = NOTHING


@dataclass(frozen=True)
class Opened:
    """What was found in a folder.

    Attributes:
        title: its heading.
        runs: the runs, if it is a store.
        panels: everything else, drawn.
        faults: what could not be read, and why.
        note: a few words beside the heading.
    """

    title: str
    runs: Runs | None = None
    panels: tuple[Panel, ...] = ()
    faults: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it can be shown."""
        return self.runs is None and not self.panels
