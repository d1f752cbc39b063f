"""The timeline of policies: each is added, dragged, stretched and removed, by mouse, keyboard and buttons."""

import json
import re
from datetime import date
from urllib.parse import quote

import pytest

import sim

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

PIVOT = {"kind": "pivot", "actor": "alpha", "start": "2024-01-01", "end": "2028-01-01"}


def with_policy(row, path="live?scenario=base&at=40"):
    return f"{path}&policy={quote(json.dumps(row))}"


def plan(page, number=0):
    return page.locator(".plan:not(.axis):not(.fixed)").nth(number)


def bar(page, number=0):
    return plan(page, number).locator(".bar")


def stands(page, start, end, number=0):
    expect(plan(page, number)).to_have_attribute("data-from", str(start))
    if end is None:
        expect(plan(page, number)).not_to_have_attribute("data-to", re.compile("."))
    else:
        expect(plan(page, number)).to_have_attribute("data-to", str(end))


def row_in_address(page, **fields):
    """Wait until the address holds a policy with these fields: what the server has is what stands there."""
    for name, value in fields.items():
        page.wait_for_url(f"**%22{name}%22%3A%22{value}%22**")


def drag(page, part, quarters):
    lane = plan(page).locator(".inner").bounding_box()
    box = part.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 5):
        page.mouse.move(x + step / 4 * quarters * lane["width"] / 60, y)
    page.mouse.up()


def test_a_policy_is_dragged_and_stretched_at_both_ends(open_page):
    page = open_page(with_policy(PIVOT))
    stands(page, 16, 32)
    drag(page, bar(page), 4)
    stands(page, 20, 36)
    row_in_address(page, start="2025-01-01", end="2029-01-01")
    drag(page, bar(page).locator(".end.right"), -8)
    stands(page, 20, 28)
    row_in_address(page, end="2027-01-01")
    drag(page, bar(page).locator(".end.left"), -2)
    stands(page, 18, 28)
    row_in_address(page, start="2024-07-01")
    moved = {**PIVOT, "start": date(2024, 7, 1), "end": date(2027, 1, 1)}
    trust = sim.run(sim.load("base", {"policies": [moved]}), quarters=40).series["trust"][-1]
    expect(page.locator("[data-card=trust]")).to_have_attribute("data-value", repr(float(trust)))


def test_a_policy_is_moved_by_keyboard_and_keeps_the_focus(open_page):
    page = open_page(with_policy(PIVOT))
    bar(page).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    stands(page, 18, 34)
    page.keyboard.press("Shift+ArrowLeft")
    stands(page, 18, 33)
    page.keyboard.press("Alt+ArrowLeft")
    stands(page, 17, 33)
    row_in_address(page, start="2024-04-01", end="2028-04-01")
    expect(bar(page)).to_be_focused()
    page.keyboard.press("Delete")
    expect(plan(page)).to_have_count(0)


def test_a_policy_is_moved_by_buttons_and_given_no_end(open_page):
    page = open_page(with_policy(PIVOT))
    plan(page).locator(".name").click()
    plan(page).get_by_role("button", name="Earlier").click()
    stands(page, 15, 31)
    plan(page).get_by_role("button", name="Longer").click()
    stands(page, 15, 32)
    plan(page).get_by_role("combobox", name="until").select_option("no end")
    stands(page, 15, None)
    plan(page).get_by_role("button", name="remove", exact=False).click()
    expect(plan(page)).to_have_count(0)


def test_a_policy_never_leaves_the_run(open_page):
    page = open_page(with_policy(PIVOT))
    drag(page, bar(page), -40)
    stands(page, 0, 16)
    drag(page, bar(page).locator(".end.right"), 80)
    stands(page, 0, None)


def test_a_policy_is_added_for_one_of_two_worlds_and_taken_back(open_page):
    page = open_page("?scenario=base&with=arms-race")
    page.get_by_role("button", name="Add a policy").click()
    form = page.locator(".new-policy")
    form.get_by_label("in which world").select_option("B")
    form.get_by_label("from", exact=True).select_option("2024 Q1")
    form.get_by_label("actor", exact=True).select_option("gamma")
    form.get_by_role("button", name="Put it in").click()
    expect(plan(page).locator(".chip")).to_have_text("B")
    page.wait_for_url("**policy.b=**")
    row = {"kind": "pivot", "actor": "gamma", "start": date(2024, 1, 1), "tier": "open"}
    runs = sim.run(sim.load("base")), sim.run(sim.load("arms-race", {"policies": [row]}))
    cell = page.locator("[data-outcome=trust]").first
    expect(cell).to_have_attribute("data-b", repr(runs[1].outcomes["trust"]))
    expect(cell).to_have_attribute("data-a", repr(runs[0].outcomes["trust"]))
    page.keyboard.press("Control+z")
    expect(plan(page)).to_have_count(0)


def test_a_place_that_cannot_be_is_told_and_the_bar_returns(open_page):
    control = {"kind": "export_control", "from_bloc": "west", "to_bloc": "east", "start": "2022-01-01"}
    answer = {"kind": "retaliation", "from_bloc": "east", "to_bloc": "west", "start": "2023-01-01"}
    page = open_page(with_policy(answer, with_policy(control)))
    if plan(page, 1).count() == 0:
        pytest.fail("the page took no second policy")
    stands(page, 12, None, number=1)
    plan(page).get_by_role("button", name="remove", exact=False).click()
    expect(page.get_by_role("alert")).to_contain_text("answers nothing")
    expect(plan(page, 1)).to_be_visible()


def test_the_policies_of_the_scenario_are_shown_and_stand_still(open_page):
    page = open_page("live?scenario=leader-pivot")
    show = page.get_by_role("button", name=re.compile("^Show the .* policies"))
    show.click()
    fixed = page.locator(".plan.fixed")
    expect(fixed).to_have_count(sum(row.on for row in sim.load("leader-pivot").policies))
    expect(fixed.locator("[role=slider], button")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Hide the")).click()
    expect(fixed).to_have_count(0)


def test_a_drag_is_heard_a_few_times_and_a_touch_drags_too(open_page):
    page = open_page(with_policy(PIVOT), viewport={"width": 390, "height": 844}, has_touch=True)
    heard = []
    bar(page).scroll_into_view_if_needed()
    box = bar(page).bounding_box()
    lane = plan(page).locator(".inner").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)
    finger.on("Network.webSocketFrameSent", lambda frame: heard.append(frame["response"]["payloadData"]))
    finger.send("Network.enable")
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 41):
        point = {"x": x + step / 40 * 8 * lane["width"] / 60, "y": y}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    stands(page, 24, 40)
    row_in_address(page, start="2026-01-01")
    assert 1 <= sum("event" in each and '"from"' in each for each in heard) <= 9


def test_a_move_on_its_way_does_not_reach_another_policy(open_page):
    other = {"kind": "pivot", "actor": "beta", "start": "2023-01-01", "end": "2026-01-01"}
    page = open_page(with_policy(other, with_policy(PIVOT)))
    stands(page, 12, 24, number=1)
    bar(page).focus()
    bar(page).evaluate(
        """(bar) => { for (const key of ["ArrowRight", "Delete"])
            bar.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })); }"""
    )
    expect(plan(page, 1)).to_have_count(0)
    bar(page).focus()
    page.keyboard.press("ArrowRight")
    stands(page, 13, 25)
    row_in_address(page, start="2023-04-01", end="2026-04-01")


def test_two_policies_moved_at_once_are_both_heard(open_page):
    other = {"kind": "pivot", "actor": "beta", "start": "2023-01-01", "end": "2026-01-01"}
    page = open_page(with_policy(other, with_policy(PIVOT)))
    for number in (0, 1):
        bar(page, number).dispatch_event("keydown", {"key": "ArrowRight"})
    row_in_address(page, start="2024-04-01", end="2026-04-01")
    stands(page, 17, 33)
    stands(page, 13, 25, number=1)
