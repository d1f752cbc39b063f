"""What is kept is made once, and there is never more of it than there is room for."""

from threading import Barrier, Thread

import pytest

from sim.view.memo import Memo
from sim.view.turns import answering, give_way


def test_what_was_used_last_is_kept():
    memo = Memo(room=2)
    made = []
    for key in "abacab":
        memo.made(key, lambda key=key: made.append(key) or key)
    assert made == ["a", "b", "c", "b"] and len(memo) == 2
    assert memo.get("a") == "a" and memo.get("c") is None


def test_a_heavy_value_drives_out_the_others_but_is_kept_itself():
    memo = Memo(room=10)
    for key in range(5):
        memo.made(key, lambda key=key: str(key), 2)
    memo.made("heavy", lambda: "heavy", 100)
    assert len(memo) == 1 and memo.get("heavy") == "heavy"


def test_several_threads_that_want_the_same_make_it_once():
    memo, made, start = Memo(room=9), [], Barrier(8)

    def ask():
        start.wait()
        memo.made("key", lambda: made.append(1) or "value")

    threads = [Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert made == [1] and memo.get("key") == "value"


def test_what_fails_is_not_kept_and_can_be_tried_again():
    memo = Memo(room=9)
    with pytest.raises(ZeroDivisionError):
        memo.made("key", lambda: 1 // 0)
    assert memo.made("key", lambda: "value") == "value"
    memo.drop("key")
    assert memo.get("key") is None


def test_counting_waits_while_a_visitor_is_answered():
    order = []

    def count():
        give_way()
        order.append("counted")

    with answering():
        counting = Thread(target=count)
        counting.start()
        order.append("answered")
    counting.join()
    assert order == ["answered", "counted"]
