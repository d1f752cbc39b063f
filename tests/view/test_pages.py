"""Pages as they are drawn, without a browser."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

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


@pytest.mark.parametrize(
    ("page", "search"),
    [
        ("compare", ""),
        ("live", "scenario=leader-pivot&set=policies.pivot.start=2023-01-01&set=start=2019-01-01&at=4"),
        ("live", 'scenario=base&policy={"kind":"leak","actor":"alpha","when":{"outcome":"trust","least":0.5}}'),
    ],
)
def test_pages_are_drawn_for_every_kind_of_link(page, search):
    import ipyvuetify as v

    from sim.view.layout import Desk, desk_context
    from sim.view.page_compare import ComparePage
    from sim.view.page_live import LivePage

    shown = {"compare": ComparePage, "live": LivePage}[page]

    @solara.component
    def Page():
        desk_context.provide(Desk())
        shown()

    route = solara.Route("/", component=Page)
    routed = solara.RoutingProvider(children=[Page()], routes=[route], pathname="/" + f"?{search}" * bool(search))

    async def draw():  # the player is a task of a loop
        _, context = solara.render(routed, handle_error=False)
        assert context.find(v.Html, attributes={"role": "alert"}).widget.children == [""]
        context.close()

    # In a thread of its own: where tests drive a browser, that driver's loop runs in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(draw())).result()
