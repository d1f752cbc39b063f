"""The figures are Mesa components: a stock page takes them, and they follow the model."""

import re
from pathlib import Path

import pytest

from sim import RaceModel

solara = pytest.importorskip("solara")


def drawn(box):
    """All text that a rendered page holds."""
    found = []
    for widget in [box, *(child for child in getattr(box, "children", ()) if not isinstance(child, str))]:
        found += [getattr(widget, "drawn", "") or "", getattr(widget, "told", "") or ""]
        if widget is not box:
            found += drawn(widget)
    return found


def test_a_stock_page_shows_the_components():
    from mesa.visualization import SolaraViz

    from sim.view.components import Network, Trust, outcome

    model = RaceModel("base", seed=3)
    model.step()
    page = SolaraViz(model, components=[Network, Trust, outcome("trust")], name="Race")
    box, context = solara.render(page, handle_error=False)
    assert box.children
    context.close()


def test_components_draw_the_model_and_follow_it():
    from mesa.visualization.utils import force_update

    from sim.view.components import Network, Trust, outcome

    model = RaceModel("base", seed=3)
    for component, mark in ((Network, "data-actors"), (Trust, "data-mean"), (outcome("trust"), '"style": "run"')):
        model.step()
        box, context = solara.render(component(model), handle_error=False)
        before = "".join(drawn(box))
        assert mark in before
        model.step()
        force_update()
        assert "".join(drawn(box)) != before
        context.close()


def test_the_example_of_the_guide_works():
    guide = (Path(__file__).parents[2] / "docs/howto/view.md").read_text(encoding="utf-8")
    example = next(text for text in re.findall(r"```python\n(.*?)```", guide, re.DOTALL) if "SolaraViz" in text)
    names = {}
    exec(example, names)
    box, context = solara.render(names["page"], handle_error=False)
    assert box.children
    context.close()
