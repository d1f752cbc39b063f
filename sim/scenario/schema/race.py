"""Parameters of the race itself: perception, effort, safety, flaws, incidents, misuse, trust."""

from sim.scenario.schema.enums import SafetyForm, SafetyWord
from sim.scenario.schema.quantity import Section, even, log, quantity, switch

# A number is two or three lines; a formatter would give every word a line.
# fmt: off


class Perception(Section):
    """K_hat = K - (1-visibility)*hidden + (1-trust)*premium + error*z."""

    on: bool = switch(True, "rivals' hidden progress is estimated", visibility=1, premium=0, error=0, alarm=0)
    visibility: float = quantity(0.5, "1", "share of a hidden lead that is seen",
        "no data; from nearly blind to nearly open to each other", prior=even(0.1, 0.9), least=0, most=1)
    premium: float = quantity(0.5, "OOM", "what full mistrust adds to the estimate of a rival",
        "Jervis 1978 for the direction; no data; from almost no effect to three releases too many",
        prior=log(0.05, 1.5), least=0, most=10)
    error: float = quantity(0.1, "OOM", "standard deviation of the estimate, a pair and a quarter", least=0, most=5)
    alarm: float = quantity(0.5, "1/OOM", "how much an over-estimate of a rival's capability inflates its seen effort",
        "Jervis 1978 for the direction; no data; from almost no effect to twice the effort seen where a rival is "
        "overestimated by two thirds of an OOM", prior=log(0.05, 1.5), least=0, most=5)


class Effort(Section):
    """e' = e + reaction*threat - fatigue*e + grievance (Richardson 1960); outlay is effort times budget.

    threat = mean_j (1-tau_ij)*e_hat_j + fear*max_j (1-tau_ij)*min((K_hat_ij - K_i)+, despair).
    """

    on: bool = switch(True, "effort answers the rivals' effort", reaction=0, fatigue=0, grievance=0)
    reaction: float = quantity(0.3, "1/quarter", "answer to mistrusted effort of others (k)",
        "Richardson 1960 for the form; no data for this race; from hardly any answer to one that escalates among "
        "the mistrustful", prior=log(0.03, 0.6), least=0, most=2)
    fatigue: float = quantity(0.4, "1/quarter", "cost that pulls effort down (m)",
        "Richardson 1960 for the form; no data for this race; adjustment within half a year to one and a half "
        "years", prior=even(0.2, 0.8), least=0, most=2)
    grievance: float = quantity(0.25, "1/quarter", "effort wanted for its own sake (g)",
        "Richardson 1960 for the form; no data; from effort nearly all in answer to others to effort mostly for its "
        "own sake", prior=even(0.05, 0.5), least=-2, most=2)
    fear: float = quantity(0.1, "1/OOM", "threat in each OOM by which a mistrusted rival is believed ahead; 0 is none",
        least=0, most=5)
    despair: float = quantity(3.0, "OOM", "lead of a rival beyond which fear rises no further", least=0, most=100)
    clamp: bool = True
    """Keep effort at or above zero (off only for comparison with the linear theory)."""
    most: float = quantity(3.0, "1", "effort that no organisation exceeds", above=0, most=1e6)


class Safety(Section):
    """Care s in [0,1], by what the actor knows: constant, own, gap, linear (Armstrong et al. 2016), contest.

    In forms constant and linear a rival that is close makes careless: s - haste*exp(-(min_j|K_hat_ij - K_i|/width)^2).
    """

    on: bool = switch(True, "actors take care, at a cost in speed", form="constant", level=0, floor=0)
    form: SafetyWord = SafetyForm.LINEAR
    """`constant`: level; `own`: own capability; `gap`: a lead; `linear`: level + lead/enmity; `contest`: odds."""
    level: float = quantity(0.4, "1", "care without any lead (s0)",
        "no data; a quarter of the scale about the default (.4) either way", prior=even(0.15, 0.65), least=0, most=1)
    enmity: float = quantity(2.0, "OOM", "lead that buys full care; hostility of the race", "Armstrong et al. 2016",
        above=0, most=1e6)
    floor: float = quantity(0.05, "1", "least care", least=0, most=1)
    spread: float = quantity(2.0, "OOM", "width of capabilities believed possible (form own)", "Armstrong et al. 2016",
        least=0, most=100)
    haste: float = quantity(0.1, "1", "care given up where a rival is level (forms constant and linear); 0 is none",
        least=0, most=1)
    width: float = quantity(0.5, "OOM", "distance at which haste has fallen to 1/e", above=0, most=100)
    decisiveness: float = quantity(4.0, "1", "how surely a lead wins, power of relative strength (form contest)",
        least=0, most=50)
    cost: float = quantity(0.1, "1", "share of outlay that full care takes", least=0, most=1)


class Flaws(Section):
    """F' = F + birth*(1-s)*progress + inherited - found."""

    on: bool = switch(True, "hurried progress leaves hidden flaws", birth=0)
    birth: float = quantity(1.0, "flaws/OOM", "flaws left by one OOM of progress without care",
        "no data; a factor of three either way", prior=log(0.3, 3), least=0, most=100)
    testing: float = quantity(0.15, "1/quarter", "share of flaws found by own tests at full care",
        "no data; full testing finds half of what there is within half a year to four years", prior=even(0.05, 0.4),
        least=0, most=1)
    tools: float = quantity(0.5, "1", "gain in what own tests find from a full catalogue of safety tools",
        "no data; from tools of almost no use to tools that multiply what is found by two and a half",
        prior=log(0.02, 1.5), least=0, most=10)
    inheritance: float = quantity(0.3, "1/OOM", "share of a source's flaws taken over with one OOM learnt from it",
        "Zimmermann et al. 2019 for supply chains of open packages; no data on models; from slight to nearly all",
        prior=log(0.03, 0.9), least=0, most=1)


class Eyes(Section):
    """Readers find rate*(o*v + insight*breadth) of flaws a quarter, v = 2x/(1+x^2), x = community/crowd.

    Too many cooks help less; experts of other fields, whom an institution invites, see closed work too.
    """

    on: bool = switch(True, "outside readers find flaws in open work", rate=0)
    rate: float = quantity(0.25, "1/quarter", "share of flaws found at the best number of readers",
        "no data on AI; open source finds .06 [.035, .12] of its flaws a quarter by all means (Ozment & "
        "Schechter 2006, Alexopoulos et al. 2022); from a fifth of what full own testing finds to more than "
        "three times that", prior=log(0.03, 0.5), least=0, most=1)
    crowd: float = quantity(0.6, "community", "number of readers beyond which more find less",
        "Meneely & Williams 2009 find that beyond some number developers add flaws; where the turn lies here is "
        "not known", prior=log(0.2, 2), above=0, most=100)
    insight: float = quantity(0.3, "1", "what experts of all other fields find, against the best number of readers",
        "no data; from experts who find almost nothing to experts as good as the best number of readers",
        prior=log(0.01, 1), least=0, most=10)


class Incidents(Section):
    """Hazard of an incident a quarter: rate*F*(1 + steepness*max(0, K-K0)); a catastrophe with 1-s where K-K0 > danger.

    Their number is an index, since an actor has at most one a quarter; `scale` tells how many reports it stands for.
    """

    on: bool = switch(True, "flaws cause incidents", rate=0)
    rate: float = quantity(0.04, "1/(flaw*quarter)", "incidents a quarter for each flaw at the start",
        "no data on incidents by flaw; reports to the AI Incident Database grow by 30 to 40 per cent a year, but "
        "nobody counts flaws; wide on purpose", prior=log(0.005, 0.15), least=0, most=10)
    steepness: float = quantity(0.1, "1/OOM", "rise of the hazard with capability",
        "incident counts grow 41 %/yr: AI Incident Database", least=0, most=10)
    harm: float = quantity(0.2, "1", "share of its quarterly revenue that an incident costs the actor",
        least=0, most=10)
    tightening: float = quantity(0.02, "1", "regulation that each incident adds (safety floor)", least=0, most=1)
    relaxation: float = quantity(0.1, "1/quarter", "fading of regulation", least=0, most=1)
    danger: float = quantity(7.5, "OOM",
        "rise above the released frontier of the start beyond which an incident can be a catastrophe (1000: none "
        "can)",
        "no data; it tells regimes apart: shares of runs with one at 6, 7.5, 9 are 1, .8, .25 in base, 1, .7, "
        ".15 in arms-race, 1, .9, .6 in commons", prior=even(6, 9), least=-100, most=1e3)
    severity: float = quantity(1.0, "ordinary incidents", "what a catastrophe weighs as", least=1, most=1e3)
    scale: float = quantity(100.0, "reports", "reported events that one incident of the index stands for",
        least=0, most=1e4)
    ends_run: bool = False
    """A catastrophe ends the run: nothing changes after it."""


class Misuse(Section):
    """What is out can be misused: hazard rate*e*rise, e = exposure*(1-mitigation*governance), rise of what is released.

    With marginal = 1 what others have out as well is shared with them: many equals are misused no more than one.
    """

    on: bool = switch(True, "released weights can be misused", rate=0)
    rate: float = quantity(0.01, "1/(OOM*quarter)", "misuse a quarter for each OOM of open capability",
        "no data; wide on purpose", prior=log(0.001, 0.05), least=0, most=10)
    marginal: float = quantity(1.0, "1",
        "how far only that counts which a release adds to what others have out; 0: each counts whole, equals as "
        "well", "Kapoor et al. 2024 hold that only what a release adds to what is out should count; no data on how far "
        "misusers look for the easiest; from every release by itself to equals that count once", prior=even(0, 1),
        least=0, most=1)
    mitigation: float = quantity(0.6, "1", "share of misuse that full release governance prevents",
        "no data; safeguards on open weights can be trained away, but who gets them first can be governed",
        prior=even(0.1, 0.9), least=0, most=1)
    tightening: float = quantity(0.01, "1", "regulation that each misuse adds (safety floor)", least=0, most=1)
    damage: float = quantity(0.01, "1", "welfare lost to a misuse, as a share of the market", least=0, most=10)


class Trust(Section):
    """tau' = tau + gain*up*(1-tau) - loss*down*tau + drift*(prior-tau) + gossip*(reputation-tau), at most 1-scar.

    A promise found broken is a lie: scar' = scar + depth*(1-scar), for good. One that is kept makes up grow by the
    factor 1 + repair*word*(1-scar), word what keeping it cost.
    """

    on: bool = switch(True, "trust answers conduct", gain=0, loss=0, drift=0, gossip=0, depth=0, repair=0)
    prior_within: float = quantity(0.55, "1", "trust inside a bloc without experience", least=0, most=1)
    prior_across: float = quantity(0.35, "1", "trust across blocs without experience",
        "no data on these actors; from suspicion to as much trust as inside a bloc", prior=even(0.15, 0.55),
        least=0, most=1)
    gain: float = quantity(0.06, "1/quarter", "rise on a kept word or a returned favour",
        "no data on this speed; Slovic 1993 for its being slow; under full favours from a quarter of the way in "
        "fifteen years to most of it in two", prior=log(0.005, 0.2), least=0, most=1)
    loss: float = quantity(0.18, "1/quarter", "fall on a broken word, an incident or an attack",
        "Slovic 1993: trust is lost faster than it is gained; no data on either speed, nor on how much faster",
        prior=log(0.03, 0.5), least=0, most=1)
    drift: float = quantity(0.02, "1/quarter", "return to the prior",
        "Josang & Ismail 2002 for the form; no data; memories of three to fifty years", prior=log(0.005, 0.08),
        least=0, most=1)
    gossip: float = quantity(0.05, "1/quarter", "pull towards reputation",
        "Nowak & Sigmund 2005 for the mechanism; no data on its speed", prior=log(0.005, 0.15), least=0, most=1)
    favour: float = quantity(1.0, "1", "weight of a returned favour",
        "no data; from almost no weight to that of a kept promise", prior=log(0.05, 1), least=0, most=1)
    slight: float = quantity(0.3, "1", "weight of a favour not returned",
        "no data; from almost no weight to that of an incident at its largest", prior=log(0.02, 0.6), least=0, most=1)
    pledge: float = quantity(1.0, "1", "weight of a commitment kept, or of closing what was open", least=0, most=1)
    incident: float = quantity(0.5, "1", "weight of an incident",
        "no data; from almost no weight to that of a broken promise", prior=log(0.05, 1), least=0, most=1)
    attack: float = quantity(0.2, "1", "weight of being overtaken, or shut out by a border",
        "no data; from almost no weight to more than that of an incident", prior=log(0.02, 0.6), least=0, most=1)
    depth: float = quantity(0.3, "1",
        "share of the trust that can still be had which a promise found broken takes for good",
        "Schweitzer, Hershey & Bradlow 2006: after deception trust never fully recovers; no data on "
        "organisations; from lies that are forgiven to lies after which almost no trust is left", prior=even(0, 0.9),
        least=0, most=1)
    repair: float = quantity(0.5, "1", "how much faster trust grows in who keeps a promise at full cost",
        "promises speed recovery, less after deception: Schweitzer, Hershey & Bradlow 2006; value assumed",
        least=0, most=1)


class Expectations(Section):
    """What is expected of partners, b' = (1-memory)*b + memory*(share of partners who share), and what follows from it.

    A best reply shares with chance 1/(1+exp(-choice.intensity*(gain/means + conformity*(2*b-1)))).
    """

    on: bool = switch(True, "expectations of others count in choices", conformity=0, tremble=0, opening=1, heed=0)
    conformity: float = quantity(0.0, "1", "J, what doing as all others do is worth, in shares of own means",
        "form: Brock & Durlauf 2001; value assumed", prior=even(0, 2), least=0, most=5)
    memory: float = quantity(1.0, "1/quarter", "weight of the last quarter in what is expected: 1 is the last alone",
        "form: fictitious play (Brown 1951) that forgets; value assumed", above=0, most=1)
    depth: int = quantity(0, "steps", "how often replies to replies are thought through: 0 expects what it has seen",
        "1.5 steps fit on average: Camerer, Ho & Chong 2004", prior=even(0, 2), least=0, most=5)
    tremble: float = quantity(0.0, "1", "chance to do the other thing, of whoever decides by what it sees",
        "form: Selten 1975; value assumed", prior=even(0, 0.2), least=0, most=0.5)
    opening: float = quantity(1.0, "1",
        "chance that a reciprocator begins by sharing, whatever it did before; else it goes on as it is",
        "1: Axelrod & Hamilton 1981, nice strategies; below, assumed", least=0, most=1)
    heed: float = quantity(0.0, "1", "partners count by trust^heed where it matters how many share: 0 is all alike",
        prior=even(0, 2), least=0, most=5)
