"""The live page: every control, and the library's own numbers."""

import csv
import io
import re
import tomllib

import pytest

import sim
from sim.scenario.schema.kinds import POLICIES
from sim.view.reasons import reasons

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def card(page, name):
    return page.locator(f"[data-card={name}]")


def shows(page, name, value):
    """Wait until a card shows a number: the address and the controls may be ahead of it."""
    expect(card(page, name)).to_have_attribute("data-value", repr(value.item()))


def drawn(page, name, style, value):
    """Wait until a chart shows a number at the play head."""
    found = f"Number(document.querySelector('svg[data-figure={name}]').dataset.{style})"
    page.wait_for_function(f"{found} === {float(value)!r}")


def quarter(page):
    return page.get_by_label("quarter", exact=True)


def at(page, number):
    expect(quarter(page)).to_have_value(str(number))


def test_stepping_shows_the_numbers_of_the_librarys_run(open_page):
    page = open_page("live?scenario=base&seed=7&at=0")
    for number in (1, 2, 3):
        button(page, "Step").click()
        at(page, number)
    run = sim.run(sim.load("base"), seed=7)
    shows(page, "trust", run.series["trust"][2])
    shows(page, "frontier", run.series["frontier"][2])
    shows(page, "incidents", run.series["incidents"][:3].sum())
    drawn(page, "hhi_revenue", "run", run.series["hhi_revenue"][2])


def test_play_pause_reset_and_the_slider_of_time(open_page):
    page = open_page("live?scenario=commons&at=0")
    page.get_by_label("speed", exact=True).select_option("20")
    button(page, "Play").click()
    page.wait_for_function("Number(document.querySelector('input[aria-label=quarter]').value) >= 8")
    button(page, "Pause").click()
    expect(button(page, "Play")).to_be_visible()
    expect(button(page, "Step")).to_be_enabled()
    button(page, "Reset").click()
    at(page, 0)
    quarter(page).focus()
    page.keyboard.press("End")
    at(page, 60)
    expect(button(page, "Step")).to_be_disabled()
    run = sim.run(sim.load("commons"))
    shows(page, "trust", run.series["trust"][-1])
    button(page, "Play").click()
    expect(button(page, "Pause")).to_be_visible()
    button(page, "Pause").click()


def test_a_page_that_is_left_plays_no_longer(open_page):
    page = open_page("live?scenario=arms-race&at=0")
    button(page, "Play").click()
    page.wait_for_function("Number(document.querySelector('input[aria-label=quarter]').value) >= 3")
    page.get_by_role("link", name="Explore").click()
    page.wait_for_url("**/explore")
    page.get_by_role("link", name="Live").click()
    expect(button(page, "Play")).to_be_visible()
    expect(button(page, "Step")).to_be_enabled()
    button(page, "Reset").click()
    at(page, 0)
    button(page, "Step").click()
    at(page, 1)


def test_fast_play_and_pause_never_break_the_page(open_page):
    page = open_page("live?scenario=arms-race&at=0")
    page.get_by_label("speed", exact=True).select_option("1000")
    for _ in range(8):
        button(page, "Play").click()
        paused = page.get_by_role("button", name=re.compile("^(Pause|Play)$"))
        if paused.inner_text() == "Pause":
            paused.click()
    expect(page.locator(".message.shown")).to_have_count(0)
    expect(page.locator("svg[data-figure=network]")).to_be_visible()


def test_play_at_the_end_begins_again_every_time(open_page):
    page = open_page("live?scenario=arms-race&at=58")
    at(page, 58)
    page.get_by_label("speed", exact=True).select_option("1000")
    page.evaluate("() => addEventListener('hoardshare-at', ({ detail }) => window.heads?.push(detail))")
    for begins_again in (False, True, True):
        page.evaluate("() => { window.heads = []; }")
        button(page, "Play").click()
        page.wait_for_function("() => window.heads.at(-1) === 60")
        heads = page.evaluate("window.heads")
        assert (heads[0] == 0) == begins_again and heads == sorted(heads)
        at(page, 60)
        expect(button(page, "Play")).to_be_visible()


def test_a_lever_moves_by_keyboard_and_the_run_follows(open_page):
    page = open_page("live?scenario=base&seed=1&at=30")
    page.locator("[id='levers-trust.gain']").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[data-path='trust.gain'].changed")).to_be_visible()
    run = sim.run(sim.load("base", {"trust.gain": 0.064}), seed=1)
    shows(page, "trust", run.series["trust"][29])
    twins, runs = (
        [sim.run(sim.load("base", changes), seed, 30).series["trust"][-1] for seed in range(20)]
        for changes in ({}, {"trust.gain": run.scenario.trust.gain})
    )
    signs = [new > old for old, new in zip(twins, runs, strict=True)]
    agree = signs.count(signs[1])
    expect(card(page, "trust")).to_contain_text(f"{agree} of 20 seeds")
    expect(card(page, "trust").locator("em.better, em.worse")).to_have_count(int(agree >= 18))
    drawn(page, "trust", "twin", sim.run(sim.load("base"), seed=1).series["trust"][29])
    page.get_by_role("button", name="restore trust gained by sharing").click()
    expect(page.locator("[data-path='trust.gain'].changed")).to_have_count(0)


def test_an_exact_value_a_choice_a_word_of_help_and_another_lever(open_page):
    page = open_page("live?scenario=base&at=20")
    page.get_by_label("leaks of secrets, exactly").fill("0.31")
    page.keyboard.press("Enter")
    page.get_by_label("alpha strategy", exact=True).select_option("share")
    run = sim.run(sim.load("base", {"spillover.leak": 0.31, "actors.alpha.strategy": "share"}))
    shows(page, "trust", run.series["trust"][19])
    page.get_by_role("button", name="about trust gained by sharing").click()
    expect(page.locator("[data-path='trust.gain'] .help")).to_contain_text("Slovic")
    page.get_by_label("another lever", exact=True).fill("eyes.rate")
    page.keyboard.press("Enter")
    expect(page.get_by_label("flaws that outsiders find, exactly")).to_have_value("0.25")
    page.get_by_label("another lever", exact=True).fill("nothing")
    page.keyboard.press("Enter")
    expect(page.locator(".message.shown")).to_contain_text("no lever 'nothing'")
    page.get_by_label("another lever", exact=True).fill("trust.loss")
    page.keyboard.press("Enter")
    expect(page.locator(".message.shown")).to_have_count(0)


def test_a_bad_value_is_told_and_the_world_stands(open_page):
    page = open_page("live?scenario=base&at=10")
    before = sim.run(sim.load("base")).series["trust"][9]
    shows(page, "trust", before)
    page.get_by_label("trust gained by sharing, exactly").fill("7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("expected 0 <= x <= 1")
    shows(page, "trust", before)
    expect(page.get_by_label("trust gained by sharing, exactly")).to_have_value("0.06")
    for text, told in (("", "trust.gain: is empty"), ("1e400", '"1e400" is of the wrong type')):
        page.get_by_label("trust gained by sharing, exactly").fill(text)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text(told)
        expect(page.get_by_label("trust gained by sharing, exactly")).to_have_value("0.06")
    page.get_by_label("seed", exact=True).fill("minus one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("expected a whole number from 0")
    button(page, "Step").click()
    at(page, 11)
    expect(page.locator(".message.shown")).to_have_count(0)


def test_levers_follow_the_chosen_scenario(open_page):
    page = open_page("live?scenario=base")
    page.get_by_label("scenario", exact=True).select_option("race-2019")
    expect(page.get_by_label("google strategy", exact=True)).to_be_visible()
    expect(page.locator("h1")).to_have_text("The race since 2019")


def test_a_policy_put_in_branches_from_the_twin_and_can_be_taken_back(open_page):
    page = open_page("live?scenario=arms-race&seed=2&at=20")
    before = sim.run(sim.load("arms-race"), seed=2).series["trust"][19]
    button(page, "Add a policy").click()
    page.get_by_label("actor", exact=True).select_option("gamma")
    button(page, "Put it in").click()
    added = page.locator(".plan .name")
    expect(added).to_contain_text("gamma turns to open weights")
    expect(page.locator(".plan[data-policy]:not(.fixed)")).to_have_attribute("data-from", "20")
    shows(page, "trust", before)
    button(page, "Step").click()
    at(page, 21)
    expect(page.locator(".strip")).to_contain_text("gamma turns from paid access to open")
    row = {"kind": "pivot", "start": sim.load("base").date_of(20), "actor": "gamma", "tier": "open"}
    run = sim.run(sim.load("arms-race", {"policies": [row]}), seed=2)
    shows(page, "trust", run.series["trust"][20])
    expect(card(page, "trust")).to_contain_text("against without policies")
    page.get_by_role("button", name="remove", exact=False).click()
    twin = sim.run(sim.load("arms-race"), seed=2).series["trust"][20]
    shows(page, "trust", twin)
    expect(added).to_have_count(0)


def test_every_kind_of_policy_is_offered_and_one_that_lacks_something_says_so(open_page):
    page = open_page("live?scenario=base&at=4")
    button(page, "Add a policy").click()
    kinds = page.get_by_label("what", exact=True)
    expect(kinds.locator("option")).to_have_count(len(POLICIES))
    kinds.select_option("export_control")
    expect(page.get_by_label("from bloc", exact=True)).to_be_visible()
    kinds.select_option("retaliation")
    expect(page.get_by_label("strength, exactly")).to_be_visible()
    button(page, "Put it in").click()
    expect(page.get_by_role("alert")).to_contain_text("this policy, to_bloc: answers nothing")
    kinds.select_option("alliance")
    page.get_by_label("members", exact=True).select_option(["gamma", "delta", "mu"])
    button(page, "Put it in").click()
    expect(page.locator(".plan .name")).to_contain_text("gamma, delta, mu")
    expect(page.locator(".plan[data-policy]:not(.fixed)")).to_have_attribute("data-from", "4")


def test_an_actor_is_picked_by_mouse_or_keyboard_and_tells_its_reasons(open_page):
    page = open_page("live?scenario=base&seed=3&at=10")
    page.locator("[data-pick=alpha]").click()
    expect(page.locator(".side h2").first).to_have_text("alpha")
    found = reasons(sim.load("base"), 3, 9, 0)
    expect(page.locator("[data-table=reasons]")).to_have_attribute("data-gain", repr(found.gain))
    expect(page.locator(".side")).to_contain_text("It shares when sharing is worth more than hoarding")
    page.locator("[data-pick=west-state]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".side")).to_contain_text("best foreign rival")
    button(page, "Close").click()
    expect(page.locator(".log li").first).to_be_visible()


def test_what_is_taken_away_repeats_the_run(open_page, tmp_path):
    page = open_page("live?scenario=base&seed=5&at=24&set=trust.gain%3D0.2")
    run = sim.run(sim.load("base", {"trust.gain": 0.2}), seed=5, quarters=24)
    button(page, "Take away").click()
    expect(page.locator("code[data-command]")).to_have_text(
        "hoardshare run base --seed 5 --set trust.gain=0.2 --quarters 24"
    )
    rows = list(csv.DictReader(io.StringIO(_downloaded(page, "Series, CSV", tmp_path).decode())))
    assert [float(row["trust"]) for row in rows] == run.series["trust"].tolist()
    releases = list(csv.DictReader(io.StringIO(_downloaded(page, "Releases, CSV", tmp_path).decode())))
    assert [float(row["capability"]) for row in releases] == run.releases["capability"].tolist()
    told = _downloaded(page, "Scenario, TOML", tmp_path)
    assert tomllib.loads(told.decode()) == {"extends": "base", "trust": {"gain": 0.2}}
    assert sim.load(tmp_path / "Scenario, TOML").digest == run.scenario.digest
    assert _downloaded(page, "PNG", tmp_path).startswith(b"\x89PNG")


def _downloaded(page, label, folder):
    with page.expect_download() as waiting:
        button(page, label).click()
    waiting.value.save_as(folder / label)
    return (folder / label).read_bytes()


def test_the_address_bar_is_a_link_to_what_is_shown(open_page):
    page = open_page("live?scenario=base&seed=9&at=12")
    page.get_by_label("answer to rivals' effort, exactly").fill("0.5")
    page.keyboard.press("Enter")
    page.wait_for_url("**set=effort.reaction%3D0.5**")
    trust = sim.run(sim.load("base", {"effort.reaction": 0.5}), 9).series["trust"][11]
    shows(page, "trust", trust)
    again = open_page("live" + page.url[page.url.index("?") :])
    shows(again, "trust", trust)


@pytest.mark.parametrize("query", ["scenario=/etc/passwd", "set=trust.gian%3D1", "at=soon", "policy=%7B"])
def test_a_link_that_cannot_be_followed_is_told(open_page, query):
    page = open_page(f"live?{query}")
    refused = page.locator(".message.shown")
    expect(refused).to_be_visible()
    at(page, 60)
    button(page, "Reset").click()
    button(page, "Step").click()
    at(page, 1)
    # Nobody has read it before it is closed, and until then the address is the one that was refused.
    expect(refused).to_be_visible()
    assert page.url.endswith(query)
    refused.get_by_role("button", name="Close").click()
    expect(refused).to_have_count(0)
    page.wait_for_url("**/live?scenario=**at=1*")


def test_an_address_that_there_is_not_leads_back(open_page):
    page = open_page("live")
    answer = page.request.get(page.url.split("/live")[0] + "/nope")
    assert answer.status == 404 and '<a href="/">' in answer.text()
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_the_link_of_a_page_is_not_written_onto_the_next(open_page):
    page = open_page("live?scenario=commons&seed=3&at=0")
    button(page, "Step").click()
    at(page, 1)
    page.get_by_role("link", name="Explore").click()
    page.wait_for_url("**/explore")
    page.wait_for_timeout(700)
    assert page.url.endswith("/explore")


def test_two_tabs_do_not_disturb_each_other(open_page):
    one, other = open_page("live?scenario=base&seed=1&at=0"), open_page("live?scenario=commons&seed=2&at=5")
    button(one, "Play").click()
    one.wait_for_function("Number(document.querySelector('input[aria-label=quarter]').value) >= 10")
    at(other, 5)
    shows(other, "trust", sim.run(sim.load("commons"), 2).series["trust"][4])
    expect(other.locator("h1")).to_have_text("Commons")
