"""Parameters of what gets out of what is hidden: talk, staff who leave, models distilled from paid access."""

from sim.scenario.schema.quantity import Section, log, quantity, switch

# A number is two or three lines; a formatter would give every word a line.
# fmt: off


class Spillover(Section):
    """What is hidden gets out by talk, with staff who leave, and by distillation; law and limits on use lower it."""

    on: bool = switch(
        True,
        "hoarded know-how leaks: talk and reverse engineering, staff who leave, models distilled from paid access",
        leak=0, mobility=0, distillation=0, mismatch=0, turned_away=0,
    )  # fmt: skip
    leak: float = quantity(0.02, "1/quarter",
        "share of a hidden gap that leaks to a partner in a quarter, whoever it is: talk and reverse engineering",
        "form: d'Aspremont & Jacquemin 1988; Mansfield 1985: decisions and the workings of new products are "
        "known to rivals within a year or so; models guarded by contract and by service leak less",
        prior=log(0.01, 0.25), least=0, most=1)
    mobility: float = quantity(0.05, "1/quarter",
        "share of a hidden gap that staff who leave carry along a tie in a quarter, between two of mean outlay",
        "form: Almeida & Kogut 1999; value assumed", least=0, most=1)
    vacancy: float = quantity(0.25, "1",
        "share of its remembered research that leaves an actor with as many staff as carry off a whole hidden gap",
        "assumption: colleagues remember the rest", least=0, most=1)
    mismatch: float = quantity(0.1, "1", "research lost where the law bars all staff from rivals: people match worse",
        "direction: Samila & Sorenson 2011; value assumed", least=0, most=1)
    distillation: float = quantity(0.08, "1/quarter",
        "share of a hidden gap, of what is released behind paid access, that a buyer can distil in a quarter",
        "Tramer et al. 2016 for the possibility; value assumed", least=0, most=1)
    turned_away: float = quantity(0.1, "1", "share of users whom full limits on the use of paid access turn away",
        least=0, most=0.99)
    protection: float = quantity(0.2, "1", "share of leaks and distillation that intellectual property law stops",
        "Levin et al. 1987: imperfect", least=0, most=1)
