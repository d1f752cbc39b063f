"""The debrief on the pages: who gained, what was hidden, what was kept, and what would have been."""

import pytest

from tests.game.pages.conftest import LAPTOP

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


@pytest.fixture
def over(open_page, room):
    """The page of a seat after the end."""
    room.stage("over")
    page = open_page("seat", viewport=LAPTOP)
    expect(page.locator("#over h3").first).to_have_text("What happened, round by round")
    return page.locator("#over")


def test_the_best_by_each_measure_is_marked_and_payoffs_only_among_those_who_want_the_same(over):
    rows = over.locator("table").first.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("atlas (you)")
    best = rows.evaluate_all(
        "all => all.map((row) => [...row.cells].map((cell) => Boolean(cell.querySelector('.best'))))"
    )
    # The laboratory has the highest payoff, and nobody of its kind to be compared with.
    assert best == [[False, True, False, True], [False, False, True, False], [False, False, False, False]]
    expect(rows.nth(0)).to_contain_text("31 %")
    expect(rows.nth(2)).to_contain_text("by its strategy")


def test_secrets_and_promises_are_told_with_what_was_found_out(over):
    expect(over).to_contain_text("2026 Q3 borealis: was worth 1.9 times more compute than atlas believed.")
    expect(over).to_contain_text("borealis broke it in 3 quarters, from 2026 Q2 on; found out in 2026 Q3.")
    expect(over).to_contain_text("It asked for a tier of at least open. It was kept.")


def test_a_seats_own_counterfactual_comes_first_with_how_many_lucks_agree(over):
    questions = over.locator("details.question > summary")
    expect(questions.first).to_have_text("If atlas had shared")
    expect(over.get_by_text("would have been 2.2 instead of 3.1")).to_be_hidden()  # The room guesses first.
    questions.first.click()
    expect(over.get_by_text("would have been 2.2 instead of 3.1")).to_be_visible()
    over.get_by_text("In numbers").first.click()
    row = over.get_by_role("region", name="If atlas had shared").locator("tbody tr")
    assert row.locator("td").all_text_contents() == ["3.1", "2.2", "−0.9", "−1.4 to −0.2", "19 of 20"]
    expect(over.get_by_role("region", name="Strategies")).to_contain_text("grim2.9 12 of 202")


def test_each_round_can_be_looked_up(over):
    over.get_by_text("Round 1, from 2026 Q1").click()
    expect(over.locator("#round-1")).to_contain_text("atlas decided: open, care 0.5")
    expect(over.locator("#round-1")).to_contain_text(
        "atlas offered a treaty to borealis: Care at least 0.5. Accepted by"
    )
    expect(over.locator("#round-1")).to_contain_text("2026 Q2 borealis had an incident.")


def test_a_game_of_no_round_says_so(open_page, room):
    nothing = {name: [] for name in room.debrief}
    nothing |= {
        "about": {"words": {"nothing": "No round was played to its end."}},
        "strategies": {"measures": [], "rows": []},
    }
    room.debrief = nothing
    room.stage("over")
    expect(open_page("host").locator("#over")).to_contain_text("No round was played to its end.")


def test_the_host_takes_the_report_and_the_table_home(open_page, room):
    room.stage("over")
    page = open_page("host")
    for word, name, content in (
        ("Report to take home", "game.html", "<p>report"),
        ("Table of decisions", "game.csv", "seat,"),
    ):
        with page.expect_download() as download:
            page.get_by_role("button", name=word).click()
        assert download.value.suggested_filename == name
        assert download.value.path().read_text().startswith(content)
