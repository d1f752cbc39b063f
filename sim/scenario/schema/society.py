"""Parameters of institutions: what clubs, academies, foundations, standards, pledges and borders of law do."""

from sim.scenario.schema.quantity import Section, even, log, quantity, switch

# A number is two or three lines; a formatter would give every word a line.
# fmt: off


class Clubs(Section):
    """Alliances and partnerships: members show each other obligation*(g + (1-g)*reputation), g = board in place."""

    on: bool = switch(True, "actors form alliances and partnerships", without=("alliance", "partnership"))
    reconsider: float = quantity(0.25, "1/quarter",
        "chance that an actor reconsiders joining or leaving an alliance in a quarter",
        "no data; members think again every half year to every five years", prior=log(0.05, 0.6), least=0, most=1)
    inertia: float = quantity(0.9, "1",
        "share of those who reconsider and lose by an alliance that stay all the same: contracts, sunk dues",
        "with reconsider .25 half have left after 7 years, the median life of alliances, .84 is 55 % in five "
        "(both secondary), .97 is SEMATECH, which kept 11 of 14 founders nine years (NAS 5707)", prior=even(0.8, 0.98),
        least=0, most=1)
    kept: float = quantity(0.5, "1", "weight in trust of an obligation met, or not met, inside a club",
        "Axelrod 1984 for the direction; no data on size; from almost no weight to that of a promise",
        prior=even(0.05, 1), least=0, most=1)
    building: float = quantity(10.0, "1/quarter",
        "growth of the catalogue if all outlay went there: S' = S + building*m*(1-S)",
        "no data; a factor of five either way", prior=log(2, 50), least=0, most=1e3)
    ageing: float = quantity(0.05, "1/quarter", "share of the catalogue that new systems make useless",
        "no data; tools serve from somewhat more than a year to twenty-five years", prior=log(0.01, 0.2),
        least=0, most=1)
    teaching: float = quantity(0.05, "1", "share of outlay that a member lab gives to teaching",
        "no data; from some days a year to a usual teaching load of a sixth of working time", prior=log(0.01, 0.15),
        least=0, most=0.5)


class Academy(Section):
    """Training adds to remembered research; grants start projects, or replace money that was there anyway."""

    on: bool = switch(True, "people are trained, and open projects get grants", without=("grants", "training"))
    skill: float = quantity(2.0, "OOM/quarter",
        "remembered research that training adds in a quarter, if all outlay went there",
        "form: Cohen & Levinthal 1990; no data; from training of almost no effect to that of a programme that a "
        "one per cent fee turns into a tenth of an OOM a quarter", prior=log(0.1, 10), least=0, most=100)
    project: float = quantity(0.25, "mean outlay", "outlay below which an actor cannot start a project of its own",
        "no data; from a project that nearly every actor could pay for to one that only actors near the mean can",
        prior=log(0.02, 0.8), least=0, most=100)
    crowding: float = quantity(0.3, "1", "share of a grant that only replaces own money, where that would have done",
        "David, Hall & Toole 2000: a third of 33 studies find that public money replaces private, the others "
        "that it adds; 33 to 36 % of micro-grants would have happened anyway (Fast Grants survey); any share is "
        "possible", prior=even(0.05, 0.9), least=0, most=1)


class Stack(Section):
    """Foundations: the shared stack Q[d] in [0,1] spares work; Q' = Q + building*m*(1-Q) - rot*Q."""

    on: bool = switch(True, "actors build on a shared stack", without=("foundation",))
    saving: float = quantity(0.15, "1", "gain in research speed from a full stack",
        "no data; from almost no gain in speed to half again", prior=log(0.01, 0.5), least=0, most=10)
    common: float = quantity(0.3, "1", "share of re-finding that a full stack spares",
        "von Hippel & von Krogh 2003 for the mechanism; no data; from almost nothing to most of what is found "
        "twice", prior=log(0.02, 0.7), least=0, most=1)
    building: float = quantity(10.0, "1/quarter", "growth of the stack if all outlay went there",
        "no data; a factor of five either way", prior=log(2, 50), least=0, most=1e3)
    rot: float = quantity(0.05, "1/quarter", "share of the stack that decays without upkeep",
        "no data; software unattended is of no use after somewhat more than a year to twenty-five years",
        prior=log(0.01, 0.2), least=0, most=1)
    mixing: float = quantity(0.1, "1/quarter", "share of the contributors' flaws that the stack takes on in a quarter",
        least=0, most=1)


class Agreement(Section):
    """Standards: what fits together is not found twice; what is written into a standard must be licensed."""

    on: bool = switch(True, "standards can be agreed", without=("standards",))
    redundancy: float = quantity(0.3, "1", "share of re-finding that a standard in force spares",
        "no data; from almost no effect to most of what is found twice", prior=log(0.02, 0.7), least=0, most=1)
    claims: float = quantity(0.3, "1", "share of protection that is lost where claims are essential to a standard",
        "Lerner & Tirole 2015 argue that essential claims must be licensed; no data on how much; from almost no "
        "effect to most of protection", prior=log(0.02, 0.8), least=0, most=1)


class Pooling(Section):
    """Pooled data speed research, 1 + benefit*own*D/(D+half), own and D what one and the others put in unprotected."""

    on: bool = switch(True, "data are pooled", without=("data_sharing",))
    benefit: float = quantity(0.2, "1", "largest gain in research speed from others' data",
        "no data; from almost no gain to more than half again; many fields have too little data, others enough",
        prior=log(0.01, 0.6), least=0, most=10)
    half: float = quantity(0.2, "1", "pool that gives half of it",
        "no data; from a pool that soon does all it can to one that must be nearly complete", prior=log(0.05, 0.6),
        above=0, most=10)
    protection: float = quantity(0.02, "1", "cost of full privacy, as a share of outlay",
        "no data; a factor of five either way", prior=log(0.004, 0.1), least=0, most=0.5)
    exposure: float = quantity(0.3, "flaws", "flaws that data shared without protection weigh as, in incidents",
        "no data; from a twentieth of a flaw to a whole one", prior=log(0.05, 1), least=0, most=100)


class Compliance(Section):
    """Serving several blocs costs cost*(1 + divergence*(1-alignment)*(blocs-1)) of revenue."""

    on: bool = switch(True, "rules differ between blocs, and cost those who serve them", cost=0)
    cost: float = quantity(0.02, "1", "share of revenue that complying with one bloc's rules takes",
        "Chen, Frey & Presidente 2022 find profits of firms exposed to one such law 8 per cent lower; about 5 % "
        "of the cost of a high-risk system (secondary); lighter rules cost a fraction", prior=log(0.005, 0.15),
        least=0, most=0.3)
    divergence: float = quantity(0.5, "1", "how much of it each further bloc's rules add",
        "no data on AI; Nordas 2016 has an index from 0 to 1 for services, on which pairs of countries differ "
        "widely", prior=even(0.1, 1), least=0, most=1)


class Partnering(Section):
    """A firm with open weights may be offered on the platform of another, when both gain."""

    on: bool = switch(True, "firms host each other's open work", cut=0, rate=0)
    cut: float = quantity(0.2, "1", "share that a host takes of the sales that it brings",
        "fees of platforms are commonly .15 to .3, some less, some more; Rochet & Tirole 2003 for the form",
        prior=even(0.1, 0.4), least=0, most=1)
    rate: float = quantity(0.0, "1/quarter", "chance that a firm without a host looks for one in a quarter",
        prior=even(0, 0.2), least=0, most=1)


class Pledges(Section):
    """Frameworks, treaties, duties, restraint: kept when breaking gains less than being found out costs."""

    on: bool = switch(
        True,
        "actors promise care, openness or restraint, or the law asks it",
        without=("ethics_framework", "treaty", "duty", "restraint"),
    )
    kept: float = quantity(1.0, "1", "weight in trust of a promise checked and kept, times what it cost", "Spence 1973",
        least=0, most=1)
    broken: float = quantity(1.0, "1", "weight in trust of a breach that was found", least=0, most=1)
    checking: float = quantity(0.01, "1", "cost of being audited or inspected every quarter, as a share of outlay",
        least=0, most=0.5)
    bounty: float = quantity(0.0, "1",
        "share of a fine that goes to who reports the breach: auditors look where that pays, and take time of all",
        "the SEC pays whistleblowers .1 to .3 of sanctions (Dodd-Frank Act, section 922); off here", prior=even(0, 0.3),
        least=0, most=1)
    concern: float = quantity(0.0, "OOM/quarter",
        "know-how that a leader gives up for full care of a laggard that would win for certain (H)",
        "form after Stafford & Trager 2022; value assumed, up to all that a leader finds in a quarter",
        prior=even(0, 0.12), least=0, most=10)


class Regulators(Section):
    """A bloc's states move its least care away from the law at large, up or down, as their own payoff asks."""

    on: bool = switch(False, "states set the law of their bloc by their own payoff", step=0)
    step: float = quantity(0.02, "1/quarter", "by how much least care moves in a quarter", least=0, most=1)
    memory: float = quantity(0.1, "1/quarter",
        "weight of the last quarter in the incidents that a state expects in its bloc", least=0, most=1)
    harm: float = quantity(1.0, "bn USD", "what an incident in its bloc costs a state", least=0, most=1e4)
    cost: float = quantity(0.02, "1",
        "share of a state's outlay that a law of its own takes, times how far it is from the law at large",
        least=0, most=0.5)
