"""A strategy belongs to one family; one that belongs to none is an error on import, by name."""

from sim.scenario.schema.enums import ANSWERING, APART, WEIGHING, Strategy
from tests import program

FORGOTTEN = """\
import sim.scenario.schema.enums as enums
enums.WEIGHING = enums.WEIGHING[1:]
try:
    import sim.rules.strategies
except NotImplementedError as error:
    print(error)
"""


def test_every_strategy_but_pythons_belongs_to_one_family():
    families = [*APART, *ANSWERING, *WEIGHING]
    assert sorted(families) == sorted(set(Strategy) - {Strategy.PYTHON}) and len(families) == len(set(families))


def test_a_strategy_of_no_family_is_named():
    told = program.finish(program.start("-c", FORGOTTEN)).stdout
    assert told.startswith(
        "COMPLEMENT: belongs to none of APART, ANSWERING and WEIGHING in sim/scenario/schema/enums.py"
    )
