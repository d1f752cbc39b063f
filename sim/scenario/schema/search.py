"""Parameters of where research goes, what of it is done twice, and with whom it is released."""

from sim.scenario.schema.quantity import ASSUMED, Section, even, quantity, switch

# A number is two or three lines; a formatter would give every word a line.
# fmt: off


class Codevelopment(Section):
    """Two tied organisations release together, and show each other a share of what they hide from everybody else."""

    on: bool = switch(False, "organisations release jointly", rate=0)
    rate: float = quantity(0.5, "1", "chance that a release is joint, given full trust and no border",
        "multi-organisation share of notable models .44 (2019): Epoch AI; 26 to 34 % of innovative firms of the "
        "EU cooperate in research (CIS)", prior=even(0.15, 1), least=0, most=1)
    chance: float = quantity(1.0, "1",
        "part of chance in who it is with: drawn in proportion to (trust*border)^(1/chance); at 0 always whoever "
        "has most of it",
        "form: gravity, of exponent 1/chance, as in joint research across borders, Hoekman et al. 2010; value "
        "assumed", prior=even(0, 2), least=0, most=10)
    shown: float = quantity(0.5, "1",
        "share of what their tiers hide that those who release together show each other, until they release again",
        "assumed, as in a partnership; 1 is everything", least=0, most=1)


class Duplication(Section):
    """Re-finding what somebody else already holds, hidden."""

    on: bool = switch(True, "effort on what others already know is partly wasted", waste=0)
    waste: float = quantity(0.3, "1", "share of re-found know-how that is lost to known dead ends",
        "Jones & Williams 2000 for the mechanism; no data on AI; from slight to most of what is found twice",
        prior=even(0.05, 0.7), least=0, most=1)


class Direction(Section):
    """Foci move to where search returns most: focus += turning * (score/sum of scores - focus)."""

    on: bool = switch(True, "search moves to where returns are", turning=0)
    turning: float = quantity(0.05, "1/quarter",
        "share of the way to where search returns most that a focus goes in a quarter",
        f"form: directed technical change, Acemoglu 2002; value {ASSUMED}", least=0, most=1)
    pull: float = quantity(1.0, "1",
        "how sharply search follows returns: 0 evenly over all domains, 1 in proportion, 1/(1-research.returns) "
        "where a quarter of research is worth most", least=0, most=10)
    aversion: float = quantity(0.0, "1", "how far one leaves to others the domains in which they work",
        prior=even(0, 1), least=0, most=1)
