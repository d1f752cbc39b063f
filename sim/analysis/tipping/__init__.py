"""When does openness keep itself? One world from two starts, closed and open, and what tips it from one to the other.

Where a start is forgotten there is one regime; where it is kept there are two, and a boundary between them.
"""

from sim.analysis.tipping.tipping import Tipping, tipping

__all__ = ["Tipping", "tipping"]
