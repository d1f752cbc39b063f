"""One comparison of a published result with what the rules give."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """What a published result says, and what the rules gave.

    Attributes:
        case: the published model, in a word: "richardson", "precipice", "spillover", ...
        what: what is compared, with its parameters.
        source: paper and place in it.
        expected: the published or derived number.
        got: the number that running the rules gave.
        tolerance: largest difference allowed; it is stated in the project's documents, never fitted to what was got.
    """

    case: str
    what: str
    source: str
    expected: float
    got: float
    tolerance: float

    @property
    def passed(self) -> bool:
        """Whether they agree; what is not a number never does."""
        return bool(abs(self.got - self.expected) <= self.tolerance)
