"""Parameters of institutions: what clubs, academies, foundations, standards, pledges and borders of law do."""

from sim.scenario.schema.quantity import Section, quantity, switch


class Clubs(Section):
    """Alliances and partnerships: members show each other obligation*(g + (1-g)*reputation), g = board in place."""

    on: bool = switch(True, "actors form alliances and partnerships", without=("alliance", "partnership"))
    reconsider: float = quantity(
        0.25,
        "1/quarter",
        "chance that an actor reconsiders joining or leaving an alliance in a quarter",
        least=0,
        most=1,
    )
    inertia: float = quantity(
        0.9,
        "1",
        "share of those who reconsider and lose by an alliance that stay all the same: contracts, sunk dues",
        "with reconsider .25 half have left after 7 years: median life of alliances, from secondary sources",
        least=0,
        most=1,
    )
    kept: float = quantity(
        0.5, "1", "weight in trust of an obligation met, or not met, inside a club", "Axelrod 1984", least=0, most=1
    )
    building: float = quantity(
        10.0,
        "1/quarter",
        "growth of the catalogue if all outlay went there: S' = S + building*m*(1-S)",
        least=0,
        most=1e3,
    )
    ageing: float = quantity(0.05, "1/quarter", "share of the catalogue that new systems make useless", least=0, most=1)
    teaching: float = quantity(0.05, "1", "share of outlay that a member lab gives to teaching", least=0, most=0.5)


class Academy(Section):
    """Training adds to remembered research; grants start projects, or replace money that was there anyway."""

    on: bool = switch(True, "people are trained, and open projects get grants", without=("grants", "training"))
    skill: float = quantity(
        2.0,
        "OOM/quarter",
        "remembered research that training adds in a quarter, if all outlay went there",
        "form: Cohen & Levinthal 1990; value assumed",
        least=0,
        most=100,
    )
    project: float = quantity(
        0.25, "mean outlay", "outlay below which an actor cannot start a project of its own", least=0, most=100
    )
    crowding: float = quantity(
        0.3,
        "1",
        "share of a grant that only replaces own money, where that would have done",
        "David, Hall & Toole 2000",
        least=0,
        most=1,
    )


class Stack(Section):
    """Foundations: the shared stack Q[d] in [0,1] spares work; Q' = Q + building*m*(1-Q) - rot*Q."""

    on: bool = switch(True, "actors build on a shared stack", without=("foundation",))
    saving: float = quantity(0.15, "1", "gain in research speed from a full stack", least=0, most=10)
    common: float = quantity(
        0.3,
        "1",
        "share of re-finding that a full stack spares",
        "von Hippel & von Krogh 2003; value assumed",
        least=0,
        most=1,
    )
    building: float = quantity(10.0, "1/quarter", "growth of the stack if all outlay went there", least=0, most=1e3)
    rot: float = quantity(0.05, "1/quarter", "share of the stack that decays without upkeep", least=0, most=1)
    mixing: float = quantity(
        0.1, "1/quarter", "share of the contributors' flaws that the stack takes on in a quarter", least=0, most=1
    )


class Agreement(Section):
    """Standards: what fits together is not found twice; what is written into a standard must be licensed."""

    on: bool = switch(True, "standards can be agreed", without=("standards",))
    redundancy: float = quantity(0.3, "1", "share of re-finding that a standard in force spares", least=0, most=1)
    claims: float = quantity(
        0.3,
        "1",
        "share of protection that is lost where claims are essential to a standard",
        "Lerner & Tirole 2015; value assumed",
        least=0,
        most=1,
    )


class Pooling(Section):
    """Pooled data speed research, 1 + benefit*own*D/(D+half), own and D what one and the others put in unprotected."""

    on: bool = switch(True, "data are pooled", without=("data_sharing",))
    benefit: float = quantity(0.2, "1", "largest gain in research speed from others' data", least=0, most=10)
    half: float = quantity(0.2, "1", "pool that gives half of it", above=0, most=10)
    protection: float = quantity(0.02, "1", "cost of full privacy, as a share of outlay", least=0, most=0.5)
    exposure: float = quantity(
        0.3, "flaws", "flaws that data shared without protection weigh as, in incidents", least=0, most=100
    )


class Compliance(Section):
    """Serving several blocs costs cost*(1 + divergence*(1-alignment)*(blocs-1)) of revenue."""

    on: bool = switch(True, "rules differ between blocs, and cost those who serve them", cost=0)
    cost: float = quantity(
        0.02,
        "1",
        "share of revenue that complying with one bloc's rules takes",
        "OECD 2017; value assumed",
        least=0,
        most=0.3,
    )
    divergence: float = quantity(
        0.5,
        "1",
        "how much of it each further bloc's rules add",
        "OECD heterogeneity index: Nordas 2016",
        least=0,
        most=1,
    )


class Partnering(Section):
    """A firm with open weights may be offered on the platform of another, when both gain."""

    on: bool = switch(True, "firms host each other's open work", cut=0, rate=0)
    cut: float = quantity(
        0.2,
        "1",
        "share that a host takes of the sales that it brings",
        "platform fees of .15 to .3: Rochet & Tirole 2003",
        least=0,
        most=1,
    )
    rate: float = quantity(
        0.0, "1/quarter", "chance that a firm without a host looks for one in a quarter", least=0, most=1
    )


class Pledges(Section):
    """Frameworks, treaties, duties, restraint: kept when breaking gains less than being found out costs."""

    on: bool = switch(
        True,
        "actors promise care, openness or restraint, or the law asks it",
        without=("ethics_framework", "treaty", "duty", "restraint"),
    )
    kept: float = quantity(
        1.0, "1", "weight in trust of a promise checked and kept, times what it cost", "Spence 1973", least=0, most=1
    )
    broken: float = quantity(1.0, "1", "weight in trust of a breach that was found", least=0, most=1)
    checking: float = quantity(
        0.01, "1", "cost of being audited or inspected every quarter, as a share of outlay", least=0, most=0.5
    )
    bounty: float = quantity(
        0.0,
        "1",
        "share of a fine that goes to who reports the breach: auditors look where that pays, and take time of all",
        "the SEC pays whistleblowers .1 to .3 of sanctions (Dodd-Frank Act, section 922); off here",
        least=0,
        most=1,
    )
    concern: float = quantity(
        0.0,
        "OOM/quarter",
        "know-how that a leader gives up for full care of a laggard that would win for certain (H)",
        "form after Stafford & Trager 2022; value assumed",
        least=0,
        most=10,
    )


class Regulators(Section):
    """A bloc's states move its least care away from the law at large, up or down, as their own payoff asks."""

    on: bool = switch(False, "states set the law of their bloc by their own payoff", step=0)
    step: float = quantity(0.02, "1/quarter", "by how much least care moves in a quarter", least=0, most=1)
    memory: float = quantity(
        0.1,
        "1/quarter",
        "weight of the last quarter in the incidents that a state expects in its bloc",
        least=0,
        most=1,
    )
    harm: float = quantity(1.0, "bn USD", "what an incident in its bloc costs a state", least=0, most=1e4)
    cost: float = quantity(
        0.02,
        "1",
        "share of a state's outlay that a law of its own takes, times how far it is from the law at large",
        least=0,
        most=0.5,
    )
