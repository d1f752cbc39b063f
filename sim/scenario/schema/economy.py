"""Parameters of markets, money, choices, entry and exit."""

from sim.scenario.schema.enums import MarketForm, MarketWord
from sim.scenario.schema.quantity import Section, even, log, quantity, switch

# A number is two or three lines; a formatter would give every word a line.
# fmt: off


class Market(Section):
    """Users choose by what AI is worth to them, installed base, access, reputation and price; or firms by Cournot."""

    on: bool = switch(True, "firms sell", size=0)
    form: MarketWord = MarketForm.PRICES
    """`prices`: users choose, and pay what firms ask (table `prices`); `logit`: they choose, and a firm earns a share
    of what they are worth; `cournot`: firms set outputs, know-how lowers unit cost."""
    size: float = quantity(3.0, "bn USD/quarter", "market at the start (logit); 0 is no market in any form",
        "AI software revenue 2019: order of magnitude", least=0, most=1e6)
    ceiling: float = quantity(1500.0, "bn USD/quarter", "market that is never exceeded",
        "about 6 % of world product: assumption", above=0, most=1e9)
    demand: float = quantity(0.3, "OOM/OOM", "growth of the market with the released frontier",
        "revenue x2 to x3 a year against capability", least=0, most=2)
    quality: float = quantity(1.5, "1/OOM", "weight of capability in users' choice", least=0, most=20)
    network: float = quantity(0.2, "1", "weight of the log installed base",
        "Katz & Shapiro 1985 for the form; no data on AI services; from almost no lock-in to a strong one",
        prior=log(0.02, 0.6), least=0, most=2)
    standing: float = quantity(0.5, "1", "weight of reputation in users' choice", least=0, most=10)
    churn: float = quantity(0.3, "1/quarter", "share of users who reconsider in a quarter", least=0, most=1)
    self_service: float = quantity(-0.5, "1", "appeal of running the best open model oneself",
        "no data; running a model oneself is a burden to most users, and wished for by some", prior=even(-1.5, 0.5),
        least=-10, most=10)
    hosting: float = quantity(0.3, "1", "appeal of being served on a host's platform",
        "no data; from a platform of almost no appeal to one worth two thirds of an OOM of capability",
        prior=log(0.02, 1), least=0, most=10)
    denial: float = quantity(1.0, "1",
        "share of users behind an export control, either way, whom paid access does not reach, per strength of "
        "it; not in Cournot's market",
        "assumption: as far as the controls go; OpenAI blocks China since 2024-07-09 (The Register)", prior=even(0, 1),
        least=0, most=1)
    intercept: float = quantity(10.0, "bn USD", "demand intercept a (Cournot)", above=0, most=1e9)
    slope: float = quantity(1.0, "bn USD", "demand slope b: p_i = a - b*(q_i + rivalry*sum of the others) (Cournot)",
        above=0, most=1e9)
    rivalry: float = quantity(1.0, "1",
        "how far products stand in for each other: 1 one good, 0 a market for each (Cournot)", "Singh & Vives 1984",
        least=0, most=1)
    unit_cost: float = quantity(9.0, "bn USD", "unit cost without know-how A (Cournot)", least=0, most=1e9)
    cost_cut: float = quantity(1.0, "bn USD/OOM", "fall of unit cost with know-how (Cournot)", least=0, most=1e9)


class Licence(Section):
    """A fee above a threshold of users: revenue to the licensor, less adoption."""

    on: bool = switch(True, "licences can carry a fee", fees=0)
    fees: float = quantity(1.0, "1", "multiplies every fee that a policy sets", definition=True, least=0, most=100)
    deterrence: float = quantity(1.0, "quarter/bn USD", "fall of adoption with the fee: 1/(1+deterrence*fee)",
        "no data; a fee of a billion a quarter deters a tenth or nine tenths of adopters", prior=log(0.1, 10),
        least=0, most=1e3)


class Finance(Section):
    """What actors spend, keep, owe and pay out; nobody spends what it has not and cannot borrow."""

    on: bool = switch(
        True,
        "revenue and cash pay for research",
        reinvest=0, spending=0, commitment=0, credit=0, tax=0, payout=0, growth=0,
    )  # fmt: skip
    reinvest: float = quantity(0.5, "1", "share of revenue, net of serving users, that a firm means to spend again",
        "research as a share of sales: form of Nelson & Winter 1982; no data; from what makers of software "
        "commonly put into research to nearly all", prior=even(0.2, 0.9), least=0, most=1)
    spending: float = quantity(0.17, "1/quarter",
        "share of its cash that an actor means to spend: 1/6 lasts six quarters", least=0, most=1)
    commitment: float = quantity(0.8, "1",
        "share of a quarter's outlay that is owed again in the next: staff, leases of compute", least=0, most=1)
    credit: float = quantity(2.0, "quarters", "debt that a firm can have, in quarters of revenue", least=0, most=100)
    interest: float = quantity(0.02, "1/quarter", "interest on debt", least=0, most=1)
    repayment: float = quantity(0.25, "1/quarter", "share of cash beyond one outlay that goes to pay debt back",
        least=0, most=1)
    tax: float = quantity(0.2, "1", "tax on profits", "near the mean of statutory rates: assumption", least=0, most=1)
    payout: float = quantity(0.5, "1",
        "share of what a firm neither reinvests nor pays in taxes or interest that it pays out", least=0, most=1)
    memory: float = quantity(0.5, "1", "weight of the past in the revenue on which firms plan and banks lend",
        least=0, most=0.99)
    growth: float = quantity(0.0075, "1/quarter",
        "growth of the rest of the economy: of endowments, grants, and the investors' fund",
        "world product, about 3 % a year", least=-0.5, most=1)


class Investors(Section):
    """One fund of all investors buys shares of firms for what it hopes the market will become, and has dividends.

    A firm's shares trade at its part of hope = (1-tax)*margin*capture*market(K + horizon*pace)/(d*(1+d)^horizon).
    """

    on: bool = switch(True, "investors buy shares of firms and lend to them", speed=0, fund=0)
    fund: float = quantity(1800.0, "bn USD", "cash that investors hold at the start, growing with the economy",
        "private capital not yet placed, about 2 tn USD: assumption", prior=log(900, 3600), least=0, most=1e6)
    turnover: float = quantity(0.12, "1/quarter", "share of that cash that can be placed in a quarter", least=0, most=1)
    refill: float = quantity(0.08, "1/quarter", "speed at which savers fill up the fund, or draw on it",
        least=0, most=1)
    speed: float = quantity(0.07, "1/quarter",
        "share of the distance between worth and book value that is placed in a quarter",
        "form: Tobin's q (Hayashi 1982); no data; half to twice the default, at which a quarter of the gap "
        "between worth and book is placed in a year", prior=log(0.035, 0.14), least=0, most=1)
    horizon: float = quantity(12.0, "quarters", "how far ahead the market is hoped for", prior=even(8, 16),
        least=0, most=100)
    discount: float = quantity(0.025, "1/quarter", "return that is asked", prior=even(0.02, 0.04), least=1e-3, most=1)
    capture: float = quantity(0.12, "1", "share of the worth of AI that firms are first thought to earn",
        prior=log(0.04, 0.16), least=0, most=1)
    margin: float = quantity(0.5, "1",
        "share of revenue that is first, and at most, thought to become profit before tax", least=0, most=1)
    pace: float = quantity(0.15, "OOM/quarter", "progress of the released frontier that is expected at first",
        least=0, most=5)
    learning: float = quantity(0.2, "1/quarter", "speed at which the pace that is expected follows the last one",
        "form: extrapolation (Barberis et al. 2015); value assumed", least=0, most=1)
    patience: float = quantity(0.1, "1/quarter",
        "speed, once AI can do all, at which thoughts of capture and margin follow what is earned",
        prior=log(0.05, 0.2), least=0, most=1)
    chase: float = quantity(1.5, "1/OOM", "how much more a firm is worth for an order of magnitude of capability",
        prior=even(0, 3), least=0, most=20)
    option: float = quantity(0.01, "1", "share of all revenue that is hoped of a firm without any", least=0, most=1)
    fading: float = quantity(0.05, "1/quarter", "decay of what has been placed", least=0, most=1)
    rounds: float = quantity(8.0, "quarters", "outlay that a firm raises at most, or starts with", least=0, most=100)


class Choice(Section):
    """What all strategies have in common."""

    revision: float = quantity(0.5, "1/quarter", "chance to reconsider the tier in a quarter",
        "29 % of organisation-years switch: Epoch AI", least=0, most=1)
    fairness: float = quantity(0.5, "1", "share of partners that must have shared, for reciprocity", least=0, most=1)
    forgiveness: float = quantity(0.2, "1", "chance that generous tit for tat forgives", "Nowak & Sigmund 1992",
        least=0, most=1)
    intensity: float = quantity(5.0, "1", "intensity of choice (logit), per share of own revenue",
        "McKelvey & Palfrey 1995 for the form; no data on such choices; from near chance to near best reply",
        prior=log(1, 20), least=0, most=1e6)
    margin: float = quantity(0.5, "OOM", "distance at which a foreign rival counts as a threat", "Jervis 1978",
        least=0, most=100)
    horizon: int = quantity(8, "quarters", "how far ahead rents and complements are weighed", least=1, most=200)


class Imitation(Section):
    """Fermi rule: adopt a random partner's strategy with probability 1/(1+exp(-intensity*(its payoff - own)))."""

    on: bool = switch(True, "imitators copy partners who do better", rate=0)
    rate: float = quantity(0.1, "1/quarter", "chance to compare oneself with a partner", least=0, most=1)
    intensity: float = quantity(0.5, "quarter/bn USD", "intensity of selection", "Traulsen et al. 2006",
        least=0, most=1e6)


class Reinforcement(Section):
    """Attractions of hoarding and sharing (Roth & Erev 1995; Camerer & Ho 1999)."""

    on: bool = switch(True, "learners reinforce what paid", weight=0, forgetting=0)
    weight: float = quantity(1.0, "1/bn USD", "reinforcement by one billion of payoff", least=0, most=1e3)
    forgetting: float = quantity(0.1, "1/quarter", "decay of attractions (phi)", "Camerer & Ho 1999", least=0, most=1)
    imagined: float = quantity(0.5, "1", "weight of the forgone payoff (delta of EWA)", "Camerer & Ho 1999",
        least=0, most=1)
    sensitivity: float = quantity(1.0, "1", "logit weight of attractions (lambda of EWA)", "Camerer & Ho 1999",
        least=0, most=1e3)


class Payoff(Section):
    """What nations and labs want, in money, so that strategies can compare."""

    prestige: float = quantity(1.0, "bn USD/OOM", "worth to a lab of one OOM of published know-how",
        prior=log(0.01, 10), least=0, most=1e3)
    security: float = quantity(1.0, "bn USD/OOM", "worth to a nation of one OOM lead over foreign rivals",
        prior=log(0.01, 10), least=0, most=1e3)
    economy: float = quantity(0.2, "1", "worth to a nation of what firms of its bloc earn before tax", least=0, most=10)
    welfare: float = quantity(0.1, "1", "worth to a nation of consumer surplus, divided evenly among blocs",
        least=0, most=10)


class Entry(Section):
    """A slot is filled at a hazard rate*max(0,(V-cost)/(V+cost)), V = expected revenue after entry over the horizon."""

    on: bool = switch(True, "firms enter", rate=0)
    slots: int = quantity(10, "firms", "firms that may still enter", definition=True, least=0, most=100000)
    rate: float = quantity(0.03, "1/quarter", "hazard of entry of a slot when profit is certain",
        "first-time organisations .35-.59 a year: Epoch AI", prior=log(0.01, 0.3), least=0, most=10)
    capital: float = quantity(1.0, "bn USD", "money that an entrant starts with", prior=log(0.05, 5), above=0, most=1e6)
    cost: float = quantity(2.0, "bn USD/OOM", "cost of closing the distance to a useful capability",
        "no data on the cost of catching up an OOM; training runs at the frontier cost a tenth of a billion to "
        "some billions (Cottier et al. 2024)",
        prior=log(0.005, 6, "from a run of 2019-2022, of which the dearest known cost 2 to 5 million USD "
                  "(Epoch AI), to the frontier of today"), least=0, most=1e6)
    useful: float = quantity(1.5, "OOM", "distance behind the released frontier that is still useful",
        least=0, most=100)


class Tail(Section):
    """Makers of a single model, Poisson(makers*max(0,(V-cost)/(V+cost))) a quarter, V expected revenue, cost compute.

    They release what public know-how and their compute allow, and are no actors: they have no users, ties or choices.
    They come only where firms may enter.
    """

    on: bool = switch(True, "makers of a single model come", makers=0)
    makers: float = quantity(6.0, "makers/quarter", "mean number that come when profit is certain",
        "25 first-time makers of notable models a year, 2019-2025, 57 in 2023: Epoch AI", prior=log(2, 20),
        least=0, most=50)
    open: float = quantity(0.55, "1", "chance that its weights are out", "of first-time makers, 2019-2025: Epoch AI",
        prior=even(0.35, 0.75, "the same data, .2 either way: assumption"), least=0, most=1)
    behind: float = quantity(2.8, "OOM", "mean distance of its compute behind the largest owner's",
        "training runs of first-time makers, 2019-2025, behind the largest so far: Epoch AI",
        prior=even(1.8, 3.8, "the same data, an OOM either way: assumption"), least=0, most=100)
    spread: float = quantity(1.2, "OOM", "standard deviation of that distance, never below 0", "the same data",
        prior=even(0.8, 1.8, "the same data, about half either way: assumption"), least=0, most=10)
    most: int = quantity(100, "makers/quarter", "makers for which the log has room; who comes beyond is left out",
        definition=True, least=1, most=10000)


class Exit(Section):
    """A firm that cannot pay what it owes leaves; its money goes to lenders, then to owners."""

    on: bool = switch(True, "firms that cannot pay leave", rate=0)
    rate: float = quantity(0.7, "1/quarter", "hazard of exit of who cannot pay", "half leave in a quarter: assumption",
        least=0, most=1e3)


class Literacy(Section):
    """Educated users adopt more, educated policymakers regulate better; schooling costs money and time."""

    on: bool = switch(True, "users and policymakers are educated", without=("education",), level=0)
    level: float = quantity(0.1, "1", "literacy of users and policymakers", least=0, most=1)
    adoption: float = quantity(0.5, "1", "appeal of using AI that full literacy adds",
        "no data; from almost no effect on use to one as large as that of an OOM of capability", prior=log(0.02, 1.5),
        least=0, most=10)
    prevention: float = quantity(0.4, "1", "share of misuse that full literacy prevents",
        "no data; from almost no misuse prevented to most of it", prior=log(0.02, 0.8), least=0, most=1)
    sense: float = quantity(0.3, "1", "share of the tightening after incidents and misuse that full literacy spares",
        "no data; from policymakers who react as before to policymakers who mostly do not overreact",
        prior=log(0.02, 0.8), least=0, most=1)
    cost: float = quantity(0.02, "1", "share of nations' budgets that full literacy takes",
        "no data; a fraction of a per cent to six per cent of what states spend on AI", prior=log(0.005, 0.06),
        least=0, most=1)
