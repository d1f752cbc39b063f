"""The recipes of CONTRIBUTING.md, carried out in a copy of the package: they work, and what was forgotten is named."""

from shutil import copytree, ignore_patterns

import pytest

from tests import program
from tests.program import ROOT

pytestmark = pytest.mark.slow

REFUSED = """\
try:
{}
except Exception as error:
    print(type(error).__name__, error)
"""


class Copy:
    """A copy of the package that one may change; tests are those of the original."""

    def __init__(self, folder):
        self.folder = folder
        for part in ("sim", "scenarios"):
            copytree(ROOT / part, folder / part, ignore=ignore_patterns("__pycache__"))

    def put(self, file, text, *, after=None, instead=None):
        """Write a file, or put text after, or instead of, a text that stands in it once."""
        path = self.folder / "sim" / file
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if place := after or instead:
            assert old.count(place) == 1, (file, place)
            text = old.replace(place, place + text if after else text)
        path.write_text(text, encoding="utf-8")

    def says(self, code):
        """What Python prints that runs code in the copy."""
        paths = f"{self.folder}{program.os.pathsep}{ROOT}"
        environment = {"PYTHONPATH": paths, "HOARDSHARE_CACHE": str(self.folder / "cache")}
        return program.finish(program.start("-c", code, environment=environment, cwd=self.folder)).stdout.strip()

    def refuses(self, code):
        """The error of code that fails."""
        lines = "\n".join(f"    {line}" for line in code.splitlines())
        return self.says(REFUSED.format(lines))


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path)


FESTIVAL = '''

class Festival(Section):
    """Festivals lift everybody's effort: e' = e + joy."""

    on: bool = switch(True, "there are festivals", joy=0.0)
    joy: float = quantity(0.5, "1", "rise of effort in a quarter", least=0, most=10)
'''
CELEBRATE = '''"""Festivals lift effort."""

from sim.compile import phase
from sim.world import World


@phase
def celebrate(w: World) -> None:
    """e' = e + joy (of everybody)."""
    p = w.parameters[0].festival
    for i in range(w.actors.size):
        if p.on:
            w.actors[i].effort += p.joy
'''
LIFTED = """
from sim.rules.festival import celebrate
from sim.scenario.load import load
from sim.world import build
from tests.properties.test_switches import neutral_of
from tests.worlds import SWITCHED, changed
assert "festival" in SWITCHED
base = load("base", {"festival.joy": 0.25})
for scenario in (base, changed(base, festival={"on": False}), neutral_of("festival", base)):
    world = build(scenario, 0, 1, 1)
    before = world.actors["effort"].copy()
    celebrate(world)
    print(set((world.actors["effort"] - before).tolist()))
"""
UNCALLED = """
from tests.reach import reached, rules
from sim.rules.eve import prepare
from sim.rules.quarter import advance
print([name for name in set(rules()) - reached(advance, prepare) if "festival" in name])
"""


def test_a_mechanism_is_added_in_three_places(copy):
    copy.put("rules/festival.py", CELEBRATE)
    society = (copy.folder / "sim/scenario/schema/society.py").read_text(encoding="utf-8")
    copy.put("scenario/schema/society.py", society + FESTIVAL)
    assert "festival" in copy.refuses("from sim.scenario.load import load\nload('base', {'festival.joy': 0.25})")
    pledges = "    pledges: society.Pledges = society.Pledges()\n"
    copy.put("scenario/schema/scenario.py", "    festival: society.Festival = society.Festival()\n", after=pledges)
    assert copy.says(LIFTED).splitlines() == ["{0.25}", "{0.0}", "{0.0}"]
    assert copy.says(UNCALLED) == "['sim.rules.festival.celebrate']"
    copy.put("rules/quarter.py", "from sim.rules.festival import celebrate\n", after="from sim.noise import Noise\n")
    copy.put(
        "rules/quarter.py", "    celebrate(w)\n", after="    be_misused(w, noise, t)  #    misuse of what is out\n"
    )
    assert copy.says(UNCALLED) == "[]"


GUILD = '''

class Guild(Firm):
    """Sells and teaches."""
'''
TRADE = """
from sim.rules.common import sells
from sim.rules.objectives import payoff
from sim.scenario import Kind
from sim.view.network import legend
from tests.worlds import numbers, record, small
small({"me": {"kind": "guild"}})
guild = record(kind=Kind.GUILD, alive=1, profit=1.5)
print(sells(guild), payoff(guild, 0.0, 0.0, numbers("payoff")), "guild" in legend(["west"]))
"""


def test_a_kind_of_actor_is_added_in_three_places(copy):
    look = "from sim.agents import CLASSES"
    copy.put("scenario/schema/enums.py", "    GUILD = 3\n", after="    LAB = 2\n")
    assert copy.refuses(look) == "NotImplementedError GUILD: has no row in KINDS of sim/scenario/schema/enums.py"
    lab = '        Kind.LAB: Calling(Aim.PRESTIGE, Sector.LABS, "triangle", teaches=True),\n'
    guild = '        Kind.GUILD: Calling(Aim.PROFIT, Sector.FIRMS, "square", sells=True, teaches=True),\n'
    copy.put("scenario/schema/enums.py", guild, after=lab)
    assert copy.refuses(look) == "NotImplementedError GUILD: has no row in CLASSES of sim/agents.py"
    copy.put("agents.py", "Kind.LAB: Lab, Kind.GUILD: Guild}", instead="Kind.LAB: Lab}")
    copy.put("agents.py", GUILD, after='publishes, trains, needs no profit."""\n')
    assert copy.says(TRADE) == "True 1.5 True"


def test_an_aim_of_actors_is_named_by_each_place_that_weighs_it(copy):
    copy.put("scenario/schema/enums.py", "    GLORY = 3\n", after="    PRESTIGE = 2\n")
    told = copy.refuses("import sim.rules.objectives")
    assert told == "NotImplementedError GLORY: has no row in COUNTS of sim/scenario/schema/enums.py"
    first = '        Aim.PROFIT: "revenue'
    copy.put("scenario/schema/enums.py", f'        Aim.GLORY: "fame",\n{first}', instead=first)
    told = copy.refuses("import sim.rules.objectives")
    assert told == "NotImplementedError GLORY: has no branch in payoff of sim.rules.objectives"


LEAD = '''

@rule
def lead(me: ActorRecord) -> bool:
    """Shares while ahead."""
    return me.capability > me.rival
'''
LEADERS = """
from sim.rules.strategies import wants_to_share
from sim.world import build
from tests.worlds import small
w = build(small({"me": {"strategy": "leader"}}), 0, 1, 1)
w.actors["capability"] = 1.0
for rival in (0.0, 2.0):
    w.actors["rival"] = rival
    print(wants_to_share(w.actors[0], True, False, 0.5, w.tiers[0], w.tiers[3], w.society[0], w.parameters[0]))
"""


def test_a_strategy_is_added_in_two_files(copy):
    look = "import sim.rules.strategies"
    copy.put("scenario/schema/enums.py", "    LEADER = 13\n", after="    PYTHON = 12\n")
    stray = "NotImplementedError LEADER: belongs to none of APART, ANSWERING and WEIGHING in"
    assert copy.refuses(look).startswith(stray)
    copy.put("scenario/schema/enums.py", "APART = (Strategy.LEADER, ", instead="APART = (")
    assert copy.refuses(look) == "NotImplementedError LEADER: has no branch in wants_to_share of sim.rules.strategies"
    copy.put("rules/strategies.py", LEAD, after="    return True\n")
    branch = "    if me.strategy == Strategy.LEADER:\n        return lead(me)\n"
    copy.put("rules/strategies.py", branch, after="    if me.strategy == Strategy.SHARE:\n        return share()\n")
    assert copy.says(LEADERS).split() == ["True", "False"]


CARNIVAL = '''

class Carnival(Dated):
    """An actor turns a share of its outlay to a carnival."""

    kind: Literal["carnival"]
    actor: Party
    joy: float = quantity(0.5, "share of outlay", "what the carnival costs", least=0, most=1)
'''


MERRY = """
from sim.rules.levers import give_or_ask
from sim.world.policies import policy_rows
from tests.worlds import day, duty, record, small
row, = policy_rows(small(policies=[{"kind": "carnival", "actor": "alpha", "start": day(2), "joy": 0.25}]))
asked = duty()
give_or_ask(record(), asked, row, 0.5)
print(asked["overhead"])
"""


def test_a_kind_of_policy_is_added_in_two_files_and_a_test(copy):
    policies = (copy.folder / "sim/scenario/schema/policies.py").read_text(encoding="utf-8")
    copy.put("scenario/schema/policies.py", policies + CARNIVAL)
    forgotten = "NotImplementedError CARNIVAL: has no branch in set_for_all or set_for_actor or"
    assert copy.refuses("import sim.rules.levers").startswith(forgotten)
    training = "    if row.kind == PolicyKind.TRAINING:\n"
    branch = "    if row.kind == PolicyKind.CARNIVAL:\n        duty.overhead += force * row.joy\n    el"
    copy.put("rules/levers.py", branch + training.lstrip(), instead=training)
    assert copy.says(MERRY) == "0.125"
    untried = "from tests.properties.test_policies import POLICIES, ROWS\nprint(set(POLICIES) - set(ROWS))"
    assert copy.says(untried) == "{'carnival'}"
