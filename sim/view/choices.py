"""A choice from a list and a slider, for panels that have one or two of them."""

from collections.abc import Callable, Mapping, Sequence

import solara


@solara.component_vue("vue/choose.vue")
def Choose(
    name: str, label: str, chosen: str, choices: Sequence[Mapping[str, str]], event_choose: Callable[[str], None]
) -> None:
    """A choice of one from a list; choices have a name and a label."""


@solara.component_vue("vue/reach.vue")
def Reach(
    name: str,
    label: str,
    value: float,
    least: float,
    most: float,
    step: float,
    unit: str,
    event_reach: Callable[[float], None],
) -> None:
    """A slider that tells its value when it comes to rest."""
