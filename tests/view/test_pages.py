"""Pages as they are drawn, without a browser."""

import pytest

solara = pytest.importorskip("solara")


def test_a_page_that_cannot_be_drawn_says_so_and_reset_draws_it_again():
    import ipyvuetify as v

    from sim.view.layout import guarded

    fails = [True]

    @solara.component
    def Fragile():
        if fails[0]:
            raise KeyError("start")
        solara.v.Html(tag="span", children=["drawn again"])

    _, context = solara.render(guarded(Fragile)(), handle_error=False)
    assert context.find(v.Html, attributes={"role": "alert"}).widget.children == ["KeyError: 'start'"]
    fails[0] = False
    context.find(v.Btn, children=["Reset"]).widget.click()
    assert context.find(v.Html, children=["drawn again"]).widget
    context.close()
