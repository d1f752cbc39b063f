"""The books of a run: who paid whom for what, and whether every payment is in them twice.

The transactions-flow matrix (Godley & Lavoie 2007) has a row for each flow and a column for each sector; what a sector
receives counts plus, what it pays minus. A row that sums to zero says that whoever receives a dollar has it from
somebody. The last row is taken from the cash that sectors have, not from the books, so that a payment past the books is
found: it makes a column unequal to zero.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.divergence import ensure_sound
from sim.rules.accounts import SECTOR_OF
from sim.scenario.schema.enums import Sector, of_every
from sim.scenario.schema.scenario import Scenario
from sim.start import begin
from sim.study.execute import play
from sim.world import CASH, Floats, Flow, World

ALLOWED = 1e-9
"""Share of turnover by which a row or column may differ from zero: rounding, a dollar in a billion."""
LEAST_TURNOVER = 0.01
"""Billion dollars. Where less is paid, differences are shares of this, so that up to a cent is rounding: the cash of
investors, of thousands of billions, is rounded by a tenth of one."""


class Words(NamedTuple):
    """A flow in words.

    Attributes:
        what: what is paid for.
        who: who pays whom.
    """

    what: str
    who: str


FLOWS = of_every(
    Flow,
    {
        Flow.OTHER_BUSINESS: Words("other business", "households to firms, whatever they do with AI"),
        Flow.PAID_USE: Words("paid use", "households to firms"),
        Flow.OPEN_USE: Words("open models", "households to hosts, for serving open models"),
        Flow.COMPLEMENTS: Words("complements", "households to firms, for what is bought with open use"),
        Flow.FEES: Words("fees", "firms to firms, labs and states: licences, a host's cut"),
        Flow.SERVING: Words("serving", "firms to hosts, for what serving paid use takes"),
        Flow.COMPUTE: Words("compute", "firms, labs and states to hosts, for research"),
        Flow.WAGES: Words("wages", "firms, labs and states to households: outlay that is not compute"),
        Flow.RULES: Words("rules", "firms to households: the cost of complying"),
        Flow.FINES: Words("fines", "firms, labs and states to states; a bounty to households, of whom are auditors"),
        Flow.HARM: Words("harm", "firms to households, after incidents"),
        Flow.SCHOOLS: Words("schools", "states to households"),
        Flow.SUBSIDIES: Words("subsidies", "states to who has a subsidy, and to states from who pays for one"),
        Flow.GRANTS: Words(
            "grants", "states to labs, for all that they do; academies, which are households', to who has their grants"
        ),
        Flow.TAXES: Words("taxes", "households and firms to states; back where states have more than they spend"),
        Flow.EQUITY: Words(
            "equity", "investors to firms, for new shares; where there are none, households to firms that they found"
        ),
        Flow.DEBT: Words("debt", "investors to firms, and back when it is repaid"),
        Flow.INTEREST: Words("interest", "firms to investors"),
        Flow.DIVIDENDS: Words("dividends", "firms to investors, by the share they hold, and to households"),
        Flow.LIQUIDATION: Words("liquidation", "firms that leave, to investors and households"),
        Flow.DEPOSITS: Words("deposits", "households to investors, and back"),
        Flow.CHIP_COSTS: Words("chip costs", "hosts to households"),
        Flow.CHIP_CAPACITY: Words("chip capacity", "hosts to households, for capacity that is built"),
        Flow.CHIP_DIVIDENDS: Words("chip dividends", "hosts to households"),
    },
    "FLOWS of sim/analysis/books.py",
)
"""Every flow in words, for tables and for docs/ODD.md."""
SECTORS = tuple(sector.name.lower() for sector in Sector)


@dataclass(frozen=True)
class Statement:
    """The matrix of a quarter, or of several.

    Attributes:
        flows: what each sector received less what it paid, by flow, bn USD; shape (flows, sectors).
        change: by how much its cash rose, bn USD; shape (sectors,).
        turnover: all that was paid, bn USD.
    """

    flows: Floats
    change: Floats
    turnover: float

    @property
    def rows(self) -> Floats:
        """Sum of each flow over sectors, bn USD: zero where who receives has it from somebody; shape (flows,)."""
        return np.asarray(self.flows.sum(axis=1))

    @property
    def columns(self) -> Floats:
        """Sum of each sector's flows less the rise of its cash, bn USD: zero where all is posted; shape (sectors,)."""
        return np.asarray(self.flows.sum(axis=0) - self.change)

    def plus(self, other: "Statement") -> "Statement":
        """Both together."""
        return Statement(self.flows + other.flows, self.change + other.change, self.turnover + other.turnover)


class Imbalance(NamedTuple):
    """The largest difference from zero.

    Attributes:
        share: of the quarter's turnover.
        money: bn USD.
        quarter: in which it is.
        place: the flow or sector whose sum it is, in words.
    """

    share: float
    money: float
    quarter: int
    place: str


@dataclass(frozen=True)
class Ledger:
    """The statements of all quarters of a run."""

    statements: list[Statement]

    @property
    def whole(self) -> Statement:
        """The run as one statement."""
        whole = self.statements[0]
        for statement in self.statements[1:]:
            whole = whole.plus(statement)
        return whole

    @property
    def worst_row(self) -> Imbalance:
        """The flow furthest from zero."""
        words = [FLOWS[flow].what for flow in Flow]
        return max(_largest(n, each.rows, each, words) for n, each in enumerate(self.statements))

    @property
    def worst_column(self) -> Imbalance:
        """The sector furthest from zero."""
        return max(_largest(n, each.columns, each, SECTORS) for n, each in enumerate(self.statements))

    @property
    def closes(self) -> bool:
        """Whether no row or column of any quarter differs from zero by more than rounding."""
        return self.worst_row.share <= ALLOWED and self.worst_column.share <= ALLOWED


def _largest(quarter: int, sums: Floats, statement: Statement, words: "list[str] | tuple[str, ...]") -> Imbalance:
    place = int(np.argmax(np.abs(sums)))
    money = float(sums[place])
    return Imbalance(abs(money) / max(LEAST_TURNOVER, statement.turnover), money, quarter, words[place])


def cash_of(world: World) -> Floats:
    """Cash of each sector, bn USD, shape (sectors,): of all its actors, and of whoever in it is no actor."""
    cash = world.books[CASH].copy()
    np.add.at(cash, SECTOR_OF[world.actors["kind"]], world.actors["cash"])
    return np.asarray(cash)


def statement_of(world: World, before: Floats) -> Statement:
    """The statement of the quarter that a world has just passed.

    Args:
        world: the world after it.
        before: what :func:`cash_of` gave before it.
    """
    flows = world.books[:CASH].copy()
    return Statement(flows, cash_of(world) - before, float(np.abs(flows).sum()) / 2.0)


def ledger_of(world: World, quarters: Iterator[int]) -> Ledger:
    """The ledger of a world that has just begun.

    Args:
        world: what is stepped.
        quarters: steps it by a quarter each time that its next is asked for.
    """
    statements, before = [], cash_of(world)
    for _ in quarters:
        statements.append(statement_of(world, before))
        before = cash_of(world)
    return Ledger(statements)


def keep_books(scenario: Scenario, seed: int, progress: Callable[[int, int], None] | None = None) -> Ledger:
    """Run a scenario and keep its books.

    Args:
        scenario: what to run.
        seed: seed of its random numbers.
        progress: called with (quarters done, total quarters).

    Raises:
        Diverged: a number of the run means nothing.
        ExtensionError: a module of the user's own fails.
    """
    world = begin(scenario, seed, scenario.quarters)

    def quarters() -> Iterator[int]:
        for done in play(world, scenario, seed, scenario.quarters, range(1, scenario.quarters)):
            if progress:
                progress(done, scenario.quarters)
            yield done

    ledger = ledger_of(world, quarters())
    ensure_sound(scenario, world, 0, scenario.quarters)
    return ledger
