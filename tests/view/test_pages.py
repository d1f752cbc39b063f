"""Pages as they are drawn, without a browser."""

import pytest

from tests.loops import awaited

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

    awaited(draw())


def alerts(context):
    import ipyvuetify as v

    return [each.children[0] for each in context.find(v.Html, attributes={"role": "alert"}).widgets if each.children[0]]


def test_explore_stands_when_results_cannot_be_drawn_and_reads_them_anew(monkeypatch, tmp_path):
    from sim.view import page_explore
    from sim.view.explore import claims
    from sim.view.layout import Desk, desk_context
    from tests.view.claims import table

    enter = {}

    @solara.component
    def Board(name, controls, event_change, event_restore):
        enter[name] = event_change

    @solara.component
    def Page():
        desk_context.provide(Desk(store=str(tmp_path)))
        page_explore.ExplorePage()

    def fail(found):
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(page_explore, "Board", Board)
    monkeypatch.setattr(claims, "claims_table", fail)
    table().to_parquet(tmp_path / "claims.parquet")
    routed = solara.RoutingProvider(children=[Page()], routes=[solara.Route("/", component=Page)], pathname="/explore")
    _, context = solara.render(routed, handle_error=False)
    assert [text for text in alerts(context) if text.endswith("cannot be read (ZeroDivisionError: by nothing)")]
    later = tmp_path / "later"
    enter["folder"]({"path": "folder", "value": str(later)})
    assert [text for text in alerts(context) if "no such folder" in text]
    monkeypatch.undo()
    later.mkdir()
    table().to_parquet(later / "claims.parquet")
    enter["folder"]({"path": "folder", "value": str(later)})
    assert alerts(context) == []
    context.close()


def test_a_page_names_no_scenario_that_the_server_does_not_offer(tmp_path):
    from sim.view.rail import choose as watched
    from sim.view.rail_compare import choose as compared
    from sim.view.session import Session
    from sim.view.setting import Setting
    from sim.view.worlds import Worlds

    secret = tmp_path / "secret.toml"
    secret.write_text("password = 1\n")
    session, pair = Session(Setting("base")), Worlds([Setting("base"), Setting("commons")])
    for told in (str(secret), "/etc/passwd", "../secret.toml"):
        watched(session, "scenario", told)
        compared(pair, "B", told)
        for message in (session.message, pair.message):
            assert message.startswith("scenario: no scenario") and "password" not in message
    assert session.setting.scenario == "base" and pair.settings[1].scenario == "commons"
