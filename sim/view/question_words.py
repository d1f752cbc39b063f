"""What the answer to a question says, in a line, by rule from its numbers."""

from collections.abc import Sequence

from sim.analysis.conclusions import FEW, HANGS, LUCK, MANY, NO_ROOM, ROBUST
from sim.analysis.ensemble.forms import KNOWLEDGE, NETWORK, STRATEGIES
from sim.analysis.questions.answers import Answer, OutcomeAnswer
from sim.analysis.questions.declared import QuestionSpec
from sim.analysis.sizes import nearly_all
from sim.outcomes import OUTCOMES
from sim.study.outcome_names import judged
from sim.view.glossary import label
from sim.view.luck import SEEDS
from sim.view.say import find, say

_FORMS = (KNOWLEDGE, STRATEGIES, NETWORK)


def asked(spec: QuestionSpec) -> str:
    """The question, in the language of the page."""
    return find(f"asked.{spec.id}") or spec.question


def context(spec: QuestionSpec) -> str:
    """What differs between its worlds, in the language of the page."""
    return find(f"asked.{spec.id}.about") or spec.context


def line(found: Answer) -> str:
    """The answer: what the main outcome does and how sure that is, and what else is robust."""
    return f"{_main(found)} {_rest(found)}"


def short(found: Answer) -> str:
    """The answer in few words, for a card that says beside it how sure that is."""
    main, sure = found.main, [effect(each) for each in found.outcomes[1:] if each.verdict == ROBUST]
    key = "short_robust" if main.verdict == ROBUST else "short"
    told = say(f"questions.{key}", effect=_capital(effect(main)), most=share(main.share))
    return f"{told} {say('questions.short_rest', listed=_listed(sure))}" if sure else told


def certainty(found: OutcomeAnswer) -> str:
    """How sure its sign is, in a word or two."""
    if on := _on(found):
        return say("questions.hangs", on=on)
    return say(f"questions.{kind(found.verdict)}")


def kind(verdict: str) -> str:
    """What a verdict is called in the names of texts; "" where the sign depends on one number or form."""
    return _KINDS.get(verdict, "")


def hangs_on(verdict: str) -> str:
    """The number or form on which the sign depends by itself; "" if there is none."""
    return "" if kind(verdict) else verdict.removeprefix(HANGS)


def driver(name: str, form: str) -> str:
    """A number, or a form by its text, in plain words."""
    return say(f"{form}_{name}") if name in _FORMS else label(name)


def effect(found: OutcomeAnswer) -> str:
    """What happens to an outcome in most draws, such as "users gain less"."""
    return of(found.outcome, "more" if found.sign > 0 else "less")


def of(outcome: str, way: str) -> str:
    """More or less of an outcome in words."""
    return find(f"questions.{outcome}.{way}") or say(f"questions.{way}", what=label(outcome))


def colour(found: OutcomeAnswer) -> str:
    """Whether it is "better" or "worse", where the sign is robust and one way is better; else ""."""
    return judged(OUTCOMES[found.outcome].better, float(found.sign)) if found.verdict == ROBUST else ""


def colour_of_both(found: OutcomeAnswer | None, seen: tuple[int, int]) -> str:
    """The same where seeds at the numbers as written, with more and with less, have the sign of the draws as well."""
    more, less = seen
    if found is None or not nearly_all(max(seen), SEEDS) or (more > less) != (found.sign > 0):
        return ""
    return colour(found)


def share(value: float) -> str:
    """A share in per cent."""
    return say("questions.share", percent=round(100.0 * value))


def shares(found: OutcomeAnswer) -> str:
    """In how many draws there is more, less, and no difference: that of most draws first, adding up to 100 %."""
    way, other = ("more", "less") if found.sign > 0 else ("less", "more")
    first, second = (round(100.0 * value) for value in (found.share, min(found.more, found.less)))
    ways = {"way": say(f"questions.way_{way}"), "other": say(f"questions.way_{other}")}
    text = say("questions.draws_told", first=share(first / 100.0), second=share(second / 100.0), **ways)
    same = 100 - first - second
    return say("questions.draws_same", told=text, same=share(same / 100.0)) if same > 0 else text


def _main(found: Answer) -> str:
    main = found.main
    numbers = {"most": share(main.share), "rest": share(min(main.more, main.less)), "forms": len(found.forms)}
    sentence = f"line_{kind(main.verdict) or 'hangs'}"
    return say(f"questions.{sentence}", effect=_capital(effect(main)), on=_on(main), **numbers)


def _rest(found: Answer) -> str:
    sure = [effect(each) for each in found.outcomes[1:] if each.verdict == ROBUST]
    if not sure:
        return say("questions.rest_none" if found.main.verdict == ROBUST else "questions.none")
    return say("questions.rest" if found.main.verdict == ROBUST else "questions.all_the_same", listed=_listed(sure))


def _on(found: OutcomeAnswer) -> str:
    """What the sign depends on, in words; "" where it depends on nothing by itself."""
    name = hangs_on(found.verdict)
    return driver(name, "questions.on") if name else ""


def _listed(parts: Sequence[str]) -> str:
    return say("questions.and").join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


_KINDS = {ROBUST: "robust", LUCK: "luck", MANY: "many", NO_ROOM: "no_room", FEW: "few"}
