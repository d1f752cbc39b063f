"""What money is paid for, and the place of the books in the state."""

from enum import IntEnum

from sim.scenario.schema.enums import Sector


class Flow(IntEnum):
    """What money is paid for; who pays whom stands in docs/ODD.md."""

    OTHER_BUSINESS = 0
    PAID_USE = 1
    OPEN_USE = 2
    COMPLEMENTS = 3
    FEES = 4
    SERVING = 5
    COMPUTE = 6
    WAGES = 7
    RULES = 8
    FINES = 9
    HARM = 10
    SCHOOLS = 11
    SUBSIDIES = 12
    GRANTS = 13
    TAXES = 14
    EQUITY = 15
    DEBT = 16
    INTEREST = 17
    DIVIDENDS = 18
    LIQUIDATION = 19
    DEPOSITS = 20
    CHIP_COSTS = 21
    CHIP_CAPACITY = 22
    CHIP_DIVIDENDS = 23


CASH = len(Flow)
"""The row of ``books`` that holds the cash of whoever is no actor, by sector."""

BOOKS_SHAPE = (len(Flow) + 1, len(Sector))
