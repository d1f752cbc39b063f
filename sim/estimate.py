"""Estimate the time of compilation from the measured shares of its steps and the speed of this machine."""

STEPS = {
    ("prepare", "nopython_type_inference"): 0.03,
    ("prepare", "native_lowering"): 0.05,
    ("until_choice", "inline_inlinables"): 0.21,
    ("until_choice", "nopython_type_inference"): 0.26,
    ("until_choice", "native_lowering"): 0.32,
    ("choose_and_find", "inline_inlinables"): 0.43,
    ("choose_and_find", "nopython_type_inference"): 0.51,
    ("choose_and_find", "native_lowering"): 0.61,
    ("earn_and_pay", "inline_inlinables"): 0.65,
    ("earn_and_pay", "nopython_type_inference"): 0.68,
    ("earn_and_pay", "native_lowering"): 0.73,
    ("face_consequences", "inline_inlinables"): 0.78,
    ("face_consequences", "nopython_type_inference"): 0.82,
    ("face_consequences", "native_lowering"): 0.88,
    ("quarter", "native_lowering"): 0.94,
    ("advance", "native_lowering"): 0.96,
}
"""Measured share of all processor time that has passed when a compiler pass over a rule ends, in order."""
TYPICAL = 85.0
"""Total seconds on an idle machine with two cores."""


class Estimate:
    """Progress of compilation, and the time left at the current speed.

    Args:
        now: seconds on some clock.
        share: share done before; code stored by an earlier process is not compiled again.
    """

    def __init__(self, now: float, share: float) -> None:
        self._began = self._told = now
        self._first = self.share = share

    def reach(self, now: float, share: float) -> None:
        """Record that a further step is done."""
        self._told, self.share = now, max(share, self.share)

    def left(self, now: float) -> float:
        """Return the seconds left; until a step is done, they are based on the typical time."""
        return self._pace() * (1.0 - self.done(now))

    def _pace(self) -> float:
        """Return the estimated total seconds."""
        gained = self.share - self._first
        return max(1.0, (self._told - self._began) / gained) if gained > 0.0 else TYPICAL

    def done(self, now: float) -> float:
        """Return the share done, including the current step at the current speed, at most to its end."""
        coming = next((share for share in STEPS.values() if share > self.share), 1.0)
        return min(coming, self.share + (now - self._told) / self._pace())

    def words(self, now: float) -> str:
        """Return the progress as one line of text."""
        return f"compiling the rules: {self.done(now):.0%}, {spell(self.left(now))} left"


def spell(seconds: float) -> str:
    """Return a duration in words."""
    if seconds >= 90:
        return f"about {round(seconds / 60)} min"
    return f"about {5 * round(seconds / 5)} s" if seconds >= 7.5 else "a few seconds"
