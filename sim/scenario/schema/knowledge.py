"""Parameters of what is known and how it spreads: research, learning, compute, commons, community."""

from sim.scenario.schema.quantity import Section, even, log, quantity, switch

# A number is two or three lines; a formatter would give every word a line.
# fmt: off


class Research(Section):
    """dA = productivity * (effort*focus*spend)^returns * 10^(-hardening*A) * ... * exp(luck*z)."""

    on: bool = switch(True, "own research adds know-how", productivity=0)
    productivity: float = quantity(0.3, "OOM/quarter", "know-how gained by one focused billion",
        "so that leaders gain .12 OOM a quarter, x3/yr: Ho et al. 2024 (arXiv 2403.05812), who find .113 [.065, "
        ".18]", prior=log(0.16, 0.45), least=0, most=5)
    returns: float = quantity(0.35, "1", "elasticity of discovery to effective spend",
        "Jones 1995: plausible from .2 to 1", prior=even(0.2, 0.8), least=0.05, most=1)
    hardening: float = quantity(0.12, "1/OOM", "how much harder each order of magnitude makes the next",
        "Bloom et al. 2020: ideas get harder to find in every field, at rates that differ several times",
        prior=log(0.05, 0.3), least=0, most=3)
    reference: float = quantity(0.0, "OOM", "know-how at which productivity is quoted",
        definition=True, least=-20, most=20)
    fishing: float = quantity(1.0, "1",
        "how far what nobody else would find gets harder with all that is public, and not only with what one "
        "knows", "form: ideas harden with the stock, Bloom et al. 2020; value assumed", least=0, most=1)
    drag: float = quantity(0.7, "1", "how strongly care slows research, (1-s)^drag",
        "Armstrong, Bostrom & Shulman 2016 assume that care costs speed; no data on how much", prior=even(0.2, 1.5),
        least=0, most=5)
    luck: float = quantity(0.25, "1", "standard deviation of log research luck a quarter", least=0, most=3)


class Recombination(Section):
    """Know-how in other fields speeds research: factor 1 + strength * B/(B+half), B = best accessible level."""

    on: bool = switch(True, "research builds on bricks from other fields", strength=0)
    strength: float = quantity(0.5, "1", "largest gain in research speed from other fields",
        "Weitzman 1998; Fink et al. 2017", least=0, most=10)
    half: float = quantity(2.0, "OOM", "level of other fields that gives half of the gain", above=0, most=50)


class Absorption(Section):
    """Absorptive capacity M/(M+half), M = remembered own research (Cohen & Levinthal 1990)."""

    on: bool = switch(True, "only who does research can learn from others", half=0, crowding=0)
    half: float = quantity(0.15, "OOM", "own remembered research at which half of what is on offer is understood",
        "Cohen & Levinthal 1990 for the form; no data on its size; from three weeks to five quarters of a "
        "leader's own research (.12 OOM a quarter)", prior=log(0.03, 0.6), least=0, most=20)
    forgetting: float = quantity(0.1, "1/quarter", "share of remembered research lost a quarter",
        "Benkard 2000 finds about a tenth of experience lost a quarter in aircraft; faster and slower fields a "
        "factor of two to three either way", prior=log(0.03, 0.25), least=0, most=1)
    crowding: float = quantity(0.0, "quarters",
        "attention: however much is on offer in a domain, a quarter teaches at most M/crowding of it; 0: no such "
        "limit", prior=even(0, 1), least=0, most=100)


class Sharing(Section):
    """Learning from what others disclose, along ties: what one lacks of them, and what they find that is new to all."""

    on: bool = switch(True, "actors learn from what their partners disclose", speed=0)
    speed: float = quantity(0.5, "1/quarter", "share of a disclosed gap that can be closed in a quarter",
        "no data; as commons.speed", prior=even(0.1, 0.9), least=0, most=1)
    variety: float = quantity(0.1, "1",
        "share of a result that nobody else would have found: 0 a ladder that all climb, 1 bricks that add up",
        "no data identify it: 2 of 20 changes carried over to another code base (arXiv 2605.20798), exact 95 % "
        ".01 to .32, a count and no estimate; print both ends",
        prior=log(0.01, 0.32, "that interval; 0 and 1, the ends of knowledge, are forms of their own"), least=0, most=1)
    pooling: float = quantity(0.0, "1",
        "how gaps to different sources combine: 0 the widest alone counts, 1 they add, up to the best of the "
        "sources", prior=even(0, 1), least=0, most=1)


class Friction(Section):
    """What crosses a border between blocs arrives multiplied by `across`."""

    on: bool = switch(True, "know-how crosses blocs less easily", without=("export_control", "retaliation"), across=1)
    across: float = quantity(0.7, "1", "share of know-how flow that survives a border between blocs",
        "Keller 2004 reviews evidence that flows of knowledge fall with distance and borders; none for AI, whose "
        "papers and people travel more easily", prior=even(0.3, 0.95), least=0, most=1)


class Commons(Section):
    """Public know-how: what open releases have put within everybody's reach."""

    on: bool = switch(True, "open releases feed a public stock that all can learn from", reach=0)
    reach: float = quantity(1.0, "1", "share of what an open release discloses that becomes public",
        "no data; much of what open weights show needs know-how that is not written down", prior=even(0.3, 1),
        least=0, most=1)
    speed: float = quantity(0.5, "1/quarter", "share of the gap to the public stock that can be closed in a quarter",
        "no data; public results are taken up within a quarter at best, over some years at worst", prior=even(0.1, 0.9),
        least=0, most=1)
    union: float = quantity(1.0, "1",
        "how far the public stock adds up what is unique in open releases; 0: it is as high as the best of them",
        least=0, most=1)
    catalogue: float = quantity(0.0, "1", "shared safety tools at the start (S); they cut the time that care costs",
        prior=even(0, 0.3), least=0, most=1)


class Initial(Section):
    """What is there on the eve of the first quarter, beyond what each actor is given, drawn once a run."""

    on: bool = switch(
        True, "work is under way at the start, and what is not known of it is drawn",
        underway=0, know_how_spread=0, imputed=0,
    )  # fmt: skip
    underway: float = quantity(1.0, "1",
        "share of a release's step up to which work is unreleased at the start, uniform an actor; at 0 everybody "
        "has just released", "assumed: releases of different makers are not in step", least=0, most=1)
    know_how_spread: float = quantity(0.0, "OOM",
        "standard deviation of know-how about what is given, an actor and domain", definition=True, least=0, most=5)
    exponent: float = quantity(0.75, "1",
        "how compute rises with the largest training run of an actor, where `run` is given",
        "assumed: at 1 all compute goes into one run; smaller owners put more of it there", prior=even(0.5, 1),
        least=0, most=2)
    imputed: float = quantity(0.0, "1", "how much of `run_spread` is drawn: 0 none, so that runs are as given, 1 all",
        definition=True, least=0, most=2)


class Release(Section):
    """A release comes out when capability has risen enough since the last one."""

    threshold: float = quantity(0.5, "OOM", "rise of capability since the last release",
        "two to three notable releases a year: Epoch AI", above=0, most=10)
    delay: float = quantity(0.5, "1", "how much higher full release governance sets the threshold",
        "no data; from hardly any delay to one of two more releases' worth", prior=log(0.05, 2), least=0, most=10)
    theft: float = quantity(0.0, "1",
        "chance that weights that are not out can be built on by who learnt most from them; 1 as if all were out",
        "assumed: two of 31 models built on another maker's are on one that is not open, 2019-2025: Epoch AI",
        prior=even(0, 1), least=0, most=1)


class Models(Section):
    """A release is a family of 1 + Poisson(further*size^elasticity) models, size = outlay/mean outlay of the living."""

    on: bool = switch(True, "a release can hold several models", further=0)
    further: float = quantity(0.5, "models", "mean number of further models in a release of an actor of mean outlay",
        "1.5 notable models a maker and quarter with any, 2019-2025: Epoch AI", least=0, most=20)
    elasticity: float = quantity(1.0, "1", "how that mean rises with outlay",
        "in proportion to size: Klette & Kortum 2004", prior=even(0.5, 1.2), least=0, most=3)
    most: int = quantity(12, "models", "further models that a release can hold", "largest number in the same data",
        definition=True, least=1, most=100)


class Community(Section):
    """Downstream developers V: they come to open, useful work, give back, and need upkeep; they can fail to form."""

    on: bool = switch(True, "downstream developers form around open work", growth=0, settlers=0, interoperability=0)
    relevance: float = quantity(2.0, "OOM", "distance of public know-how behind the best at which nobody comes",
        above=0, most=100)
    growth: float = quantity(0.6, "1/quarter", "growth of a small community on fully open frontier work",
        "form: critical mass, Marwell & Oliver 1993; no data on early growth; net of fading (.12) a small "
        "community around fully open work doubles within two years, or within a quarter", prior=log(0.2, 1.5),
        least=0, most=5)
    settlers: float = quantity(0.01, "1/quarter", "newcomers to open work where there is no community yet",
        least=0, most=1)
    fading: float = quantity(0.12, "1/quarter", "members lost a quarter",
        "median open-source projects die young: Avelino et al. 2019", least=0, most=1)
    interoperability: float = quantity(0.5, "1", "share of others' work that fits a given project (kappa)",
        "Katz & Shapiro 1985 for the form; no data; below what standards aim at, for there is no perfect fit "
        "without them", prior=even(0.2, 0.65), least=0, most=1)
    giving: float = quantity(0.05, "OOM/quarter", "public know-how added by a full community",
        "no data on the worth of contributions; von Hippel & von Krogh 2003 for the mechanism; up to somewhat "
        "more than a leader finds by itself (.12 OOM a quarter)", prior=log(0.005, 0.15), least=0, most=2)
    gatekeeping: float = quantity(0.3, "1", "share of what is given back that full release governance turns away",
        "no data; 14 % of forks come back (Fung 2012, secondary), for whatever reason; from governance that "
        "turns hardly anybody away to one that turns most away", prior=even(0.05, 0.8), least=0, most=1)
    carelessness: float = quantity(0.2, "1",
        "flaws in what is given back where nobody governs, against hurried own work", least=0, most=10)
    upkeep: float = quantity(0.02, "1", "share of its outlay that an open releaser spends on a full community",
        least=0, most=1)


class Challenge(Section):
    """Shared global challenges X in [0,1]: X' = X + rate*share*(1-X)*(public + private*hidden know-how)."""

    on: bool = switch(True, "know-how is turned to shared global challenges", rate=0, share=0)
    rate: float = quantity(0.05, "1/(OOM*quarter)", "progress a quarter for each OOM, if all outlay went there",
        "no data; from challenges hardly moved in fifteen years to challenges mostly solved", prior=log(0.01, 0.15),
        least=0, most=10)
    share: float = quantity(0.05, "1", "share of every actor's outlay given to the challenges", least=0, most=0.9)
    private: float = quantity(0.3, "1", "weight of know-how that stays private, against public know-how",
        "no data; hidden know-how may hardly serve challenges that others work on, or nearly as well as public "
        "know-how", prior=even(0.05, 0.9), least=0, most=1)
