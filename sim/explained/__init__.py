"""Every parameter, outcome, policy, strategy and scenario explained, from where each is declared.

``hoardshare explain`` prints these entries, and the reference pages of the documentation are made of them.
"""

from sim.explained.entry import KINDS, Entry
from sim.explained.finding import UnknownName, entries, explain, find

__all__ = ["KINDS", "Entry", "UnknownName", "entries", "explain", "find"]
