"""A page in another language: no sentence of ours in English is left on it, and numbers have that language's marks."""

import re

import pytest

from sim.analysis.questions.declared import questions
from sim.scenario import load, names
from sim.scenario.schema.enums import Strategy, Tier, words
from sim.view.explore.claims import ORDER
from sim.view.limits import PAGES
from sim.view.worldviews import worldviews
from tests.browser.conftest import LAPTOP, served
from tests.view import pseudo

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

TEXTS = """() => {
  const found = new Set();
  const walk = document.createTreeWalker(document.querySelector(".page"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const within = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || within.closest("style, script, code, [aria-hidden]")) continue;
    found.add((within.closest("p, h1, h2, h3, td, th, li, dt") || within).textContent.trim());
  }
  for (const e of document.querySelectorAll(".page *"))
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      if (e.hasAttribute(name)) found.add(e.getAttribute(name));
  return [...found];
}"""
WORD = re.compile(r"[A-Za-z][A-Za-z']+")
OURS = "hoardshare CSV PNG TOML bn USD user entrant"


def told_elsewhere():
    """Words of scenarios, worldviews, questions and claims: titles, what they are about, files, actors and blocs."""
    said = [OURS, *names(), *ORDER, *words(Strategy), *words(Tier), *(each.title for each in worldviews().values())]
    said += [text for each in questions() for text in (each.question, each.context)]
    for scenario in map(load, names()):
        said += [scenario.title, scenario.about, *scenario.actors]
        said += [each.bloc for each in scenario.actors.values()]
    return {word.lower() for word in WORD.findall(" ".join(said))}


@pytest.fixture(scope="module")
def elsewhere(browser, tmp_path_factory):
    file = pseudo.write(tmp_path_factory.mktemp("texts"))
    with served("-m", "sim.cli", "view", "--language", str(file), "--port", "0", "--no-browser") as (_, found):
        yield found


@pytest.mark.parametrize("path", PAGES)
def test_no_sentence_of_ours_is_left_in_english(watched, elsewhere, path):
    page = watched(elsewhere, path.lstrip("/"), viewport=LAPTOP)
    expect(page.locator("html")).to_have_attribute("lang", "xx")
    known = told_elsewhere()
    left = {
        text: unknown
        for text in page.evaluate(TEXTS)
        if (unknown := {word.lower() for word in WORD.findall(pseudo.outside(text))} - known)
    }
    assert left == {}
