"""A seat sees what its actor knows, decides what its actor decides, and loses nothing that it has begun."""

import pytest

from tests.game.pages.conftest import LAPTOP
from tests.program import await_that

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


def sent(room, what, count=0):
    """What was sent of one thing, in order, once it has come so often."""

    def of_it():
        return [body for path, body in room.sent if path == f"/api/seat/{what}"]

    await_that(lambda: len(of_it()) >= count, f"{what} does not come {count} times")
    return of_it()


def test_it_says_who_you_are_what_you_want_and_what_would_be_done_for_you(open_page, room):
    room.change(round=1)
    page = open_page("seat")
    you = page.locator("#you")
    expect(you).to_contain_text("You are Atlas")
    expect(you).to_contain_text("A firm of the bloc west. You want profit")
    expect(you).to_contain_text("your strategy decides: weighs its gain")
    expect(page.get_by_role("radio", name="Let my strategy decide")).to_be_checked()
    expect(page.locator("#decide")).to_contain_text("It would now choose: closed.")


@pytest.mark.parametrize(("kind", "wants"), [("nation", "security and welfare"), ("lab", "standing")])
def test_other_kinds_want_other_things(open_page, room, kind, wants):
    room.change(round=1, you=room.observation["you"] | {"kind": kind})
    expect(open_page("seat").locator("#you")).to_contain_text(f"You want {wants}")


def test_an_estimate_is_told_with_its_uncertainty_and_a_release_as_exact(open_page):
    page = open_page("seat")
    rival = page.locator(".rivals > li", has_text="borealis")
    rival.locator("summary").click()
    # 10^(1.32-1.2) = 1.32; a standard deviation of 0.12 makes 10^(0.12 -+ 1.645*0.12) = 0.84 to 2.1.
    moves = "Chance alone moves your guess between 84 % of yours and 2.1 times yours, 9 times in 10"
    expect(rival).to_contain_text(moves)
    expect(rival).to_contain_text("known exactly: 79 % of yours, paid access")
    assert rival.locator(".whisker .guess").count() == rival.locator(".whisker .range").count() == 1


def test_of_whom_nothing_is_believed_only_the_release_is_drawn(open_page):
    rival = open_page("seat").locator(".rivals > li", has_text="eastland")
    expect(rival).to_contain_text("released 13 % of yours")
    assert rival.locator(".whisker .guess").count() == 0
    assert rival.locator(".whisker .released").count() == 1


def test_who_is_far_off_is_an_arrow_so_that_the_errors_of_the_others_can_be_seen(open_page, room):
    rivals = room.observation["rivals"]
    rivals[3] |= {"estimate": -0.5, "released": -0.6}
    page = open_page("seat")
    assert page.locator(".rivals > li", has_text="westland").locator(".whisker .beyond").count() == 1
    assert page.locator(".rivals > li", has_text="westland").locator(".whisker .guess").count() == 0
    near = page.locator(".rivals > li", has_text="borealis").locator(".whisker .range")
    # Two standard errors of 1.645 * 0.12 to either side, of the 2 * 1.3 powers of ten that 94 % of the width stand for.
    width = float(near.get_attribute("x2")[:-1]) - float(near.get_attribute("x1")[:-1])
    assert abs(width - 2 * 1.645 * 0.12 * 47 / 1.3) < 0.02


def test_only_what_was_chosen_is_sent(open_page, room):
    page = open_page("seat")
    page.get_by_role("radio", name="licensed weights").check()
    page.get_by_label("Care", exact=True).fill("0.7")
    expect(page.locator("#send")).to_contain_text("You decide: licensed weights; care 0.7. The rest: your strategy.")
    expect(page.locator("#send")).to_contain_text("Not sent yet")
    page.get_by_role("button", name="Send my decision").click()
    expect(page.locator("#send")).to_contain_text("Your decision is in")
    assert sent(room, "decide", 1) == [{"action": {"tier": "licensed", "care": 0.7}, "round": 3}]
    page.get_by_role("button", name="Leave care to my strategy").click()
    page.get_by_role("radio", name="Let my strategy decide").check()
    page.get_by_role("button", name="Send my decision").click()
    expect(page.locator("#send")).to_contain_text("Your decision is in")
    assert sent(room, "decide", 2)[-1] == {"action": {}, "round": 3}


def test_a_state_can_also_set_export_controls_on_other_blocs_and_a_firm_cannot(open_page, room):
    expect(open_page("seat").locator("#control-east")).to_have_count(0)
    room.change(you=room.observation["you"] | {"kind": "nation"})
    page = open_page("seat")
    page.get_by_text("More: public commitment").click()
    page.get_by_label("Export controls on east").fill("0.8")
    page.get_by_label("Public commitment").select_option("none (give it up)")
    page.get_by_label("open alliance").check()
    page.get_by_role("button", name="Send my decision").click()
    expect(page.locator("#send")).to_contain_text("Your decision is in")
    expected = {"controls": {"east": 0.8}, "commit": None, "alliances": ["open alliance"]}
    assert sent(room, "decide", 1) == [{"action": expected, "round": 3}]


def test_a_choice_that_breaks_a_promise_says_so_and_what_it_may_cost(open_page):
    page = open_page("seat")
    promise = page.locator("#promise-treaty-1")
    expect(promise).to_contain_text("What your strategy would do breaks treaty-1")
    page.get_by_role("radio", name="paid access").check()
    expect(promise).to_contain_text(
        "This breaks treaty-1: you promised at least licensed weights, and choose paid access."
    )
    expect(promise).to_contain_text(
        "Found out with a chance of 30 % a quarter, a penalty of 0.2 quarters of your outlay"
    )
    page.get_by_role("radio", name="open Weights and methods").check()
    expect(promise).to_contain_text("What is chosen now keeps it.")
    page.get_by_label("Effort", exact=True).fill("1.5")
    expect(promise).to_contain_text("effort of at most 1.2, and choose 1.5")
    page.get_by_label("Effort", exact=True).fill("1.2")
    page.get_by_label("Care", exact=True).fill("0.2")
    expect(promise).to_contain_text("care of at least 0.3, and choose 0.2")


def test_worth_is_told_on_request_for_what_is_chosen(open_page, room):
    page = open_page("seat")
    expect(page.locator(".gain")).to_have_count(0)
    page.get_by_role("radio", name="open Weights and methods").check()
    page.get_by_role("button", name="What would that be worth?").click()
    expect(page.locator(".tiers")).to_contain_text("licensed weights≈ −0.21 bn USD")
    expect(page.locator("#promise-treaty-1")).to_contain_text("to break it ≈ −0.3 bn USD")
    assert sent(room, "worth", 1) == [{"action": {"tier": "open"}, "round": 3}]
    expect(page.locator("#decide")).to_contain_text("of a tier against closed, which you hold now")


def test_who_had_not_sent_when_the_round_ended_is_told_so(open_page, room):
    page = open_page("seat")
    page.get_by_role("radio", name="licensed weights").check()
    expect(page.locator("#send")).to_contain_text("not if the host ends the round before")
    room.change(round=4)
    expect(page.locator("#missed")).to_contain_text("Round 3 ended before you had sent what you chose last.")
    page.get_by_role("button", name="Choose what I had not sent").click()
    expect(page.get_by_role("radio", name="licensed weights")).to_be_checked()
    page.get_by_role("button", name="Send my decision").click()
    room.change(round=5)
    expect(page.locator("#decide")).to_be_visible()
    expect(page.locator("#missed")).to_have_count(0)


def test_what_was_reckoned_for_another_choice_is_not_shown_beside_this_one(open_page):
    page = open_page("seat")
    page.get_by_label("Care", exact=True).fill("0.5")
    page.get_by_role("button", name="What would that be worth?").click()
    expect(page.locator("#decide")).to_contain_text("Against your strategy: ≈ −0.06 bn USD")
    page.get_by_label("Care", exact=True).fill("0.9")
    expect(page.locator("#decide")).not_to_contain_text("Against your strategy")
    expect(page.locator("#decide")).not_to_contain_text("to break it ≈")
    expect(page.locator(".tiers")).to_contain_text("licensed weights≈ −0.21 bn USD")
    page.get_by_role("button", name="Reckon again").click()
    expect(page.locator("#decide")).to_contain_text("Against your strategy: ≈ −0.06 bn USD")


def test_before_the_first_quarter_no_number_is_told(open_page, room):
    """An effort, a payoff or a worth of 0 would look as if it had been reckoned."""
    room.change(round=1, quarter=0)
    room.worth |= {
        "tier": dict.fromkeys(room.worth["tier"]),
        "alliances": dict.fromkeys(room.worth["alliances"]),
        "promises": {"treaty-1": {"keep": None, "break": None}},
        "effort": None,
        "care": None,
        "commit": None,
        "note": "Nothing can be reckoned yet.",
    }
    page = open_page("seat")
    expect(page.locator("#you")).to_contain_text("you now share as")
    expect(page.locator("#you")).not_to_contain_text("payoff, last quarter")
    page.get_by_role("button", name="What would that be worth?").click()
    expect(page.locator("#decide")).to_contain_text("Nothing can be reckoned yet.")
    expect(page.locator("#decide")).not_to_contain_text("≈")


def test_who_would_break_at_once_what_is_offered_is_told_so_before_it_accepts(open_page, room):
    room.observation["offers"][0] |= {"kind": "treaty", "terms": {"care": 0.9}}
    page = open_page("seat", viewport=LAPTOP)
    theirs = page.locator("#offer-3")
    expect(theirs).to_contain_text("what is chosen now breaks it: it asks care of at least 0.9, and you choose 0.41")
    page.get_by_label("Care", exact=True).fill("0.9")
    expect(theirs).not_to_contain_text("breaks it")


def test_it_says_where_nobody_answers_an_offer(open_page, room):
    room.taken = ["atlas", "borealis"]
    page = open_page("seat", viewport=LAPTOP)
    page.locator("#new-offer > summary").click()
    page.locator("#new-offer").get_by_role("checkbox", name="borealis").check()
    expect(page.locator("#new-offer")).not_to_contain_text("Nobody sits as")
    page.locator("#new-offer").get_by_role("checkbox", name="cobalt").check()
    expect(page.locator("#new-offer")).to_contain_text("Nobody sits as cobalt: where a strategy leads")


def test_offers_are_answered_and_made(open_page, room):
    page = open_page("seat", viewport=LAPTOP)
    theirs = page.locator("#offer-3")
    expect(theirs).to_contain_text("cobalt offers a treaty to you and dynamo.")
    expect(theirs).to_contain_text("Effort at most 0.8; care at least 0.6;")
    expect(theirs).to_contain_text("Accepted: dynamo.")
    theirs.get_by_role("button", name="Accept").click()
    expect(theirs.get_by_role("button", name="Accepted")).to_have_attribute("aria-pressed", "true")
    assert sent(room, "answer", 1) == [{"offer": "offer-3", "accept": True}]
    page.get_by_text("Make an offer").click()
    making = page.locator("#new-offer")
    making.get_by_label("borealis").check()
    making.get_by_label("academy").check()
    making.get_by_label("Least care", exact=True).select_option("0.7")
    making.get_by_label("A word with it").fill("For all of us.")
    making.get_by_label("Only if all accept").check()
    making.get_by_role("button", name="Offer it to borealis and academy").click()
    expect(page.locator("#said")).to_have_text("Your offer has been made.")
    terms = {"inspection": 0.3, "penalty": 0.2, "care": 0.7}
    offer = {"kind": "treaty", "to": ["borealis", "academy"], "terms": terms, "text": "For all of us.", "all": True}
    assert sent(room, "offer", 1) == [{"offer": offer}]


def test_only_who_has_a_seat_can_be_written_to(open_page, room):
    room.names = ["atlas", "cobalt"]
    page = open_page("seat")
    page.get_by_text("Make an offer").click()
    assert page.locator("#new-offer .names").text_content() == "cobalt"
    assert page.locator("#message-to").text_content() == "allcobalt"


def test_a_withdrawal_asks_first(open_page, room):
    page = open_page("seat")
    page.get_by_role("button", name="Withdraw from treaty-1").click()
    page.get_by_role("button", name="No, go back").click()
    assert sent(room, "withdraw") == []
    page.get_by_role("button", name="Withdraw from treaty-1").click()
    page.get_by_role("button", name="Yes").click()
    expect(page.locator("#said")).to_contain_text("You will withdraw")
    assert sent(room, "withdraw", 1) == [{"row": "treaty-1"}]


def test_words_of_others_are_only_words(open_page, room):
    evil = '<img src=x onerror="document.title=1"><b>big</b>'
    offers = [room.observation["offers"][0] | {"text": evil}]
    room.change(messages=[{"from": evil, "to": None, "round": 1, "text": evil}], offers=offers)
    page = open_page("seat")
    expect(page.locator(".messages li p")).to_have_text(evil)
    expect(page.locator("blockquote")).to_have_text(evil)
    assert page.locator("main img, main li b:text-is('big')").count() == 0


def test_messages_go_to_one_or_to_all_unless_the_host_forbids_them(open_page, room):
    page = open_page("seat")
    page.get_by_label("Message", exact=True).fill("Hello")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Message", exact=True)).to_have_value("")
    page.locator("#message-to").select_option("cobalt")
    page.get_by_label("Message", exact=True).fill("Only you")
    page.locator("#messages").get_by_role("button", name="Send").click()
    expect(page.get_by_label("Message", exact=True)).to_have_value("")
    assert sent(room, "message", 2) == [{"to": None, "text": "Hello"}, {"to": "cobalt", "text": "Only you"}]
    room.chat = False
    room.change()
    expect(page.locator("#messages")).to_contain_text("The host has switched messages off.")
    expect(page.get_by_label("Message", exact=True)).to_have_count(0)


def test_a_reload_keeps_what_was_chosen_and_written_and_a_new_round_begins_afresh(open_page, room):
    page = open_page("seat")
    page.get_by_role("radio", name="open Weights and methods").check()
    page.get_by_label("Effort", exact=True).fill("0.5")
    page.get_by_label("Message", exact=True).fill("half a sent")
    page.reload()
    expect(page.get_by_role("radio", name="open Weights and methods")).to_be_checked()
    expect(page.get_by_label("Effort", exact=True)).to_have_value("0.5")
    expect(page.get_by_label("Message", exact=True)).to_have_value("half a sent")
    you = room.observation["you"] | {"cash": 3.4, "payoff": 0.3, "capability": 1.5}
    room.change(round=4, quarter=6, date="2027-07-01", until="2028-01-01", you=you)
    expect(page.get_by_role("radio", name="Let my strategy decide")).to_be_checked()
    expect(page.get_by_label("Message", exact=True)).to_have_value("half a sent")
    expect(page.locator("#said")).to_have_text("Round 4 has begun.")
    happened = page.locator("#happened")
    expect(happened).to_contain_text("your best AI is 2 times as good")
    expect(happened).to_contain_text("cash +0.2 bn USD")
    expect(happened).to_contain_text("payoff of a quarter −0.12 bn USD")
    page.get_by_role("button", name="Choose what I had not sent").click()
    expect(page.get_by_role("radio", name="open Weights and methods")).to_be_checked()


def test_what_was_decided_elsewhere_is_shown_and_news_disturb_nobody_who_types(open_page, room):
    page = open_page("seat")
    page.get_by_text("More: public commitment").click()
    page.get_by_label("Message", exact=True).press_sequentially("Hel")
    room.change(decision={"tier": "open"}, messages=[{"from": "cobalt", "to": "atlas", "round": 3, "text": "new"}])
    expect(page.get_by_role("radio", name="open Weights and methods")).to_be_checked()
    expect(page.locator(".messages")).to_contain_text("new")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    page.keyboard.type("lo")
    expect(page.get_by_label("Message", exact=True)).to_have_value("Hello")
    expect(page.get_by_label("Public commitment")).to_be_visible()


def test_what_is_open_and_typed_stays_when_the_game_begins_and_others_overtake_each_other(open_page, room):
    room.stage("lobby")
    page = open_page("seat")
    page.get_by_text("Make an offer").click()
    page.locator("#rival-cobalt summary").click()
    page.get_by_label("A word with it").press_sequentially("For")
    rivals = room.observation["rivals"]
    room.observation["rivals"] = [rivals[0], rivals[1] | {"estimate": 2.0}, *rivals[2:]]
    room.stage("deciding")
    expect(page.locator("#waiting")).to_have_count(0)
    expect(page.locator("#rival-cobalt")).to_contain_text("about 6.3 times yours. Chance alone")
    expect(page.locator(".rivals details[open]")).to_have_count(1)
    expect(page.locator("#rival-cobalt details")).to_have_attribute("open", "")
    expect(page.get_by_label("A word with it")).to_be_focused()
    page.keyboard.type(" all")
    expect(page.get_by_label("A word with it")).to_have_value("For all")


def test_an_offer_that_comes_is_said_and_counted(open_page, room):
    page = open_page("seat")
    expect(page).to_have_title("(1) atlas · hoardshare")
    room.change(
        offers=[*room.observation["offers"], room.observation["offers"][0] | {"id": "offer-5", "from": "dynamo"}]
    )
    expect(page.locator("#said")).to_have_text("dynamo makes you an offer.")
    expect(page).to_have_title("(2) atlas · hoardshare")
    expect(page.get_by_role("link", name="Offers (2)")).to_be_visible()


def test_what_happened_tells_the_last_round_and_what_only_you_know(open_page, room):
    own = {"quarter": 3, "kind": "research", "who": "atlas", "words": "You found a flaw."}
    room.change(events=[own, own | {"quarter": 1, "words": "long ago"}])
    happened = open_page("seat").locator("#happened")
    expect(happened).to_contain_text("What only you know2026 Q4 You found a flaw.")
    expect(happened).to_contain_text("An incident at cobalt.")
    expect(happened).not_to_contain_text("long ago")
    expect(happened).not_to_contain_text("borealis releases")


def test_a_lost_connection_is_told_quietly_and_heals_by_itself(open_page, room):
    page = open_page("seat")
    room.gone = True
    expect(page.locator(".gone")).to_contain_text("No connection")
    page.get_by_role("radio", name="open Weights and methods").check()
    page.get_by_role("button", name="Send my decision").click()
    expect(page.locator("#wrong")).to_be_in_viewport()
    expect(page.get_by_role("radio", name="open Weights and methods")).to_be_checked()
    room.gone = False
    expect(page.locator(".gone")).to_have_count(0)
    page.get_by_role("button", name="Send my decision").click()
    expect(page.locator("#send")).to_contain_text("Your decision is in")
    expect(page.locator("#wrong")).to_have_count(0)


def test_when_the_time_is_up_what_was_chosen_is_sent_as_it_stands(open_page, room):
    room.time["left"] = 8
    page = open_page("seat")
    page.get_by_role("radio", name="open Weights and methods").check()
    expect(page.locator("#send")).to_contain_text("Your decision is in")
    assert sent(room, "decide", 1) == [{"action": {"tier": "open"}, "round": 3}]


def test_who_chose_nothing_sends_nothing_when_the_time_is_up(open_page, room):
    room.time["left"] = 2
    page = open_page("seat")
    expect(page.locator("#clock")).to_have_text("0:00")
    assert sent(room, "decide") == []


def test_whoever_is_sent_out_is_told_and_can_join_again(open_page, room):
    page = open_page("seat")
    room.barred = "Your seat was freed."
    expect(page.get_by_role("link", name="Join again")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Your seat was freed.")


def test_the_world_is_drawn_and_each_drawing_says_its_end(open_page):
    page = open_page("seat")
    page.get_by_text("The world so far").click()
    labels = page.locator("#world [role=img]").evaluate_all("all => all.map((each) => each.getAttribute('aria-label'))")
    # Powers of ten against the first: 10^(1.05-0.8) and 10^(0.6-0.8).
    assert labels[0] == "Released AI, against the start. best: 1.8×; best open: 0.63×."
    assert labels[1] == "Trust, of 100. 46."
