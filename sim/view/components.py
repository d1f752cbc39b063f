"""Figures of a world as Mesa components for ``SolaraViz(model, components=[...])``."""

from typing import Any

import numpy as np
import solara
from mesa.visualization.utils import update_counter

from sim.model import RaceModel
from sim.view import charts
from sim.view.matrix import matrix
from sim.view.network import legend, network
from sim.view.scene import Scene
from sim.view.widgets import Charts, Figure, Words

_MOST = 14.0


@solara.component
def Network(model: RaceModel) -> None:
    """The actors: kind, bloc, openness, capability, trust."""
    update_counter.get()
    with solara.Column(gap="2px"):
        Figure(network(Scene.of(model), max(_MOST, model.frontier if model.quarter else 0.0)))
        Words(legend(model.bloc_names))


@solara.component
def Trust(model: RaceModel) -> None:
    """Who trusts whom."""
    update_counter.get()
    Figure(matrix(Scene.of(model)))


def outcome(name: str) -> Any:
    """A component that draws one series, such as ``outcome("trust")``."""

    @solara.component
    def Outcome(model: RaceModel) -> None:
        update_counter.get()
        values = charts.shown_values(name, model.series(name))
        quarters = max(model.config.quarters, model.quarter)
        course = np.concatenate([values, np.full(quarters - len(values), np.nan)])
        lines = [charts.Line(name, course, "run")]
        Charts(specs=[charts.spec(name, lines, quarters, charts.beginning(model.config.start))], look="one")

    return Outcome
