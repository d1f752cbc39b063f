"""Parameters of the market in which firms set prices (``market.form = "prices"``)."""

from sim.scenario.schema.quantity import Section, even, log, quantity

# A number is two or three lines; a formatter would give every word a line.
# fmt: off


class Prices(Section):
    """Users pay for what AI does for them; paid access is priced by its maker, open weights by what serving costs.

    It holds where ``market.form`` is ``prices``. What data to 2025 do not identify, the greatest value and how alike
    open models are, must be swept wherever welfare is told. Firms begin without users, whatever their ``users`` say.
    """

    potential: float = quantity(5.4, "bn users", "users that there can be",
        "about the world's people aged 15 to 64: assumption",
        prior=log(4, 8, "from two thirds of them to all people: assumption"), above=0, most=100)
    reached: float = quantity(0.01, "1", "share of potential users whom AI has reached at the start; 1 is everybody",
        above=0, most=1)
    innovation: float = quantity(0.0075, "1/quarter", "chance of being reached by oneself (p)",
        "form of Bass 1969, value assumed", least=0, most=1)
    imitation: float = quantity(0.095, "1/quarter", "chance of being reached by users (q)",
        "form of Bass 1969, value assumed", least=0, most=2)
    greatest_value: float = quantity(500.0, "USD/user/quarter", "worth of AI that does all that it can do for a user",
        "10 % of world product over potential users; no data to 2025 tell; from 4 to 40 per cent, if everybody "
        "used AI. prices.middle stays where it is, so more of it is reached by 2025 too: what data to then say "
        "would hold with a middle that rises by prices.width times the logarithm of greatest_value/120 - 1",
        prior=log(200, 2000), above=0, most=1e6)
    middle: float = quantity(9.0, "OOM", "rise of capability above the start at which half of that is reached",
        "set by hand so that race-2019 has the world's magnitudes of 2025, with AI worth some 120 USD to a user; "
        "with another greatest_value goes (rise of 2025) + width*ln(greatest_value/120 - 1)", prior=even(7.5, 10.5),
        least=-100, most=1000)
    width: float = quantity(1.7, "OOM", "spread of tasks over capability",
        "form: share of tasks within reach of effective compute, GATE (arXiv 2503.04941); value assumed",
        prior=even(1.4, 2.1), least=1e-3, most=100)
    hassle: float = quantity(20.0, "USD/user/quarter", "effort of using any AI", prior=log(10, 40), least=0, most=1e6)
    dispersion: float = quantity(0.13, "1", "spread of tastes, as a share of hassle and of the best product's value",
        "no data; from users who mostly take what gives them most to users whose tastes differ by a quarter of "
        "what is at stake", prior=log(0.08, 0.25), least=1e-12, most=10)
    serving: float = quantity(2.5, "USD/user/quarter", "cost of serving a user with the best model of the start",
        least=0, most=1e6)
    size: float = quantity(1.0, "OOM/OOM", "rise of the cost of serving with capability: larger models",
        prior=even(0.8, 1.2), least=0, most=5)
    technique: float = quantity(1.3, "OOM/OOM", "fall of the cost of serving with know-how",
        "a given capability becomes 3 times cheaper a year by technique alone, 5 to 10 with cheaper compute "
        "(arXiv 2511.23455)", prior=even(1, 1.6), least=0, most=5)
    complements: float = quantity(0.15, "1",
        "spent beside open use on what goes with it, as a share of its value above cost",
        "Teece 1986 and Henkel 2006 for the mechanism; no data on AI; from almost nothing to all that open use "
        "is worth above its cost", prior=log(0.03, 1), least=0, most=1)
    nest: float = quantity(1.0, "1",
        "how unlike open models are: 1 as unlike as any, near 0 all the same (nested logit)",
        "no data; from open models that are half alike to open models as unlike as any products", prior=even(0.5, 1),
        least=0.05, most=1)
    paid_markup: float = quantity(1.0, "1",
        "factor on prices of paid access: 1 is what firms ask, more shows what dearer use does",
        definition=True, least=1, most=100)
    open_markup: float = quantity(1.0, "1", "factor on what open use costs its users, complements included",
        definition=True, least=1, most=100)
