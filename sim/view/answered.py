"""What is robust in the open worlds: from the answers that come with the package, or else as it is counted here."""

from collections.abc import Iterable
from dataclasses import replace

from sim.analysis.conclusions import ROBUST
from sim.analysis.questions.answers import Answer, OutcomeAnswer
from sim.analysis.questions.stored import answers
from sim.view import question_words
from sim.view.compared import others
from sim.view.counts import Counts
from sim.view.glossary import label
from sim.view.markup import Markup, fill, joined
from sim.view.panel_questions import asked_here
from sim.view.say import told
from sim.view.stated import summary
from sim.view.worlds import Worlds


def robust(worlds: Worlds, counts: Counts) -> Markup:
    """What is robust, what only in some forms of the world, and what is open; the counts where nothing is kept."""
    if any(each.agents for each in worlds.all):
        return told("compare.own_classes")
    found = kept_answer(worlds)
    if found:
        return in_every_form(found)
    return joined((summary(letter, differences, counts) for letter, differences in others(worlds).items()), " ")


def kept_answer(worlds: Worlds) -> Answer | None:
    """The answer about these worlds that comes with the package, which is about their end."""
    kept = answers()
    if not kept.are_todays or not worlds.is_over:
        return None
    return kept.answers.get(asked_here(worlds.settings))


def with_answer(worlds: Worlds, counts: Counts) -> Counts:
    """Counts with what the kept answer says, outcome by outcome."""
    found = kept_answer(worlds)
    if found is None or any(each.agents for each in worlds.all):
        return counts
    return replace(counts, answered={each.outcome: each for each in found.outcomes}, forms=len(found.forms))


def in_every_form(found: Answer) -> Markup:
    """What an answer finds robust in all forms of the world, in some, and in none."""
    forms = len(found.forms)
    sure = [each for each in found.outcomes if each.verdict == ROBUST]
    some = [each for each in found.outcomes if each not in sure and each.robust_in]
    loose = [each for each in found.outcomes if each not in sure and not each.robust_in]
    heading = "questions.known" if sure else "questions.known_none"
    parts = [told(heading, draws=found.draws, forms=forms, listed=_listed(map(_effect, sure)))]
    if some:
        parts.append(told("questions.known_some", listed=_listed(_in_some(each, forms) for each in some)))
    if loose:
        parts.append(told("questions.known_open", listed=_listed(map(_open, loose))))
    return joined(parts, " ")


def _effect(each: OutcomeAnswer) -> Markup:
    return fill("<b class='{}'>{}</b>", question_words.colour(each), question_words.effect(each))


def _in_some(each: OutcomeAnswer, forms: int) -> Markup:
    why = question_words.certainty(each)
    return told(
        "questions.known_in_some", effect=question_words.effect(each), sure=each.robust_in, forms=forms, why=why
    )


def _open(each: OutcomeAnswer) -> Markup:
    return told("questions.known_why", what=label(each.outcome), why=question_words.certainty(each))


def _listed(parts: Iterable[Markup]) -> Markup:
    return joined(parts, ", ")
