"""Parameters of compute: what is bought with money, and how much there is to buy."""

from sim.scenario.schema.quantity import Section, even, log, quantity, switch

# A number is two or three lines; a formatter would give every word a line.
# fmt: off


class Compute(Section):
    """C' = C*(1-decay) + price*outlay*share: private capital, bought with money."""

    on: bool = switch(True, "actors buy compute", without=("public_compute",), share=0, decay=0, progress=0)
    share: float = quantity(0.6, "1", "share of outlay spent on compute",
        "Cottier et al. 2024: half to two thirds of training cost",
        prior=even(0.4, 0.75, "the source's range, and more, since outlay is not only training"), least=0, most=1)
    decay: float = quantity(0.08, "1/quarter", "scrapping of compute",
        "service life of three years, from two to five: assumption", prior=even(0.05, 0.13), least=0, most=1)
    price: float = quantity(1.0, "C/bn USD", "compute that a billion buys at the start",
        "unit of C: one billion's worth at the start", definition=True, least=0, most=1e9)
    progress: float = quantity(0.034, "OOM/quarter", "growth of compute per dollar",
        "x1.37/yr: Hobbhahn & Besiroglu 2022; from x1.2 to x1.7: assumption", prior=log(0.02, 0.06), least=0, most=1)


class Supply(Section):
    """rho = (money/capacity)^(slope/(1+slope)): compute is dearer the more is wanted, and capacity grows where it is.

    Whoever trains and whoever serves users buys from one pool in the world, at rho times what `compute.price` and
    `compute.progress` say. What controls keep a bloc from buying there it spends at its own makers, by the same law.
    """

    on: bool = switch(True, "compute is scarce", slope=0, domestic=0)
    slope: float = quantity(1.0, "1",
        "rise of the price with the amount within a quarter (1/elasticity of supply, log on log); 0 is unlimited "
        "supply at cost", prior=log(0.3, 3.3), least=0, most=100)
    capacity: float = quantity(1.0, "1",
        "capacity at the start, against what the first quarter's money buys at cost; at 1 nothing is scarce yet",
        "definition: the price at the start is compute.price", definition=True, above=0, most=1e6)
    reaction: float = quantity(0.45, "1/quarter", "growth of capacity in a quarter with ln rho", prior=log(0.2, 0.9),
        least=0, most=10)
    growth: float = quantity(0.22, "1/quarter", "fastest growth of capacity",
        "with compute.progress 3x a year; computing power of NVIDIA's chips grew 2.3x a year from 2019, Epoch AI "
        "2025", least=0, most=1)
    shrinkage: float = quantity(0.06, "1/quarter", "fastest decline of capacity", least=0, most=0.9)
    making: float = quantity(0.5, "1",
        "cost of making chips and running them, against the price at rho = 1; nobody sells for less",
        least=0.01, most=1)
    building: float = quantity(1.6, "quarters",
        "cost of building capacity, against what it sells in a quarter at rho = 1", least=0, most=100)
    domestic: float = quantity(0.1, "1",
        "share of what a bloc buys that its own makers could supply when controls begin; at 0 what is stopped is "
        "lost", "a tenth of accelerators shipped in China in early 2023 were its own: IDC, second hand, order of "
        "magnitude", least=0, most=10)
    premium: float = quantity(2.5, "1", "price of the same compute at a bloc's own makers, against the world's",
        least=1, most=100)
