"""The strategy of a state that looks first at foreign rivals (Jervis 1978)."""

from sim.compile import rule
from sim.world import Record


@rule
def national_security(me: Record, shut_out: bool, margin: float) -> bool:
    """Hoards while contested or shut out; shares when safely ahead, or so far behind that there is nothing to guard.

    Contested: the best foreign rival, as seen, is within ``margin`` OOM. Shut out: an export control points at its
    bloc.
    """
    return not shut_out and abs(me.capability - me.foreign) > margin
