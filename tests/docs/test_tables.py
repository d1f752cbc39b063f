"""The documents say what the code says."""

import importlib.util
import json
from pathlib import Path

from sim.outcomes import OUTCOMES
from sim.scenario.reading.outline import file_schema
from sim.scenario.schema.enums import Strategy, words
from sim.scenario.schema.scenario import MECHANISMS

DOCS = Path(__file__).parents[2] / "docs"


def _tables():
    spec = importlib.util.spec_from_file_location("tables", DOCS / "tables.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_of_the_model_document_are_those_of_the_schema():
    text = (DOCS / "ODD.md").read_text(encoding="utf-8")
    assert _tables().filled(text) == text, "run `make docs`"


def test_the_glossary_is_that_of_the_view():
    page = (DOCS / "explanation" / "glossary.md").read_text(encoding="utf-8")
    assert _tables().glossary() == page, "run `make docs`"
    assert page.count("\n### ") > 40 and "### draw\n" in page and "| `best-reply` |" in page


def test_the_model_document_names_every_parameter_outcome_and_strategy():
    text = (DOCS / "ODD.md").read_text(encoding="utf-8")
    missing = [name for name in (*MECHANISMS, *OUTCOMES, *words(Strategy)) if f"`{name}`" not in text]
    assert missing == []


def test_the_schema_for_editors_is_that_of_the_program():
    told = json.loads((DOCS.parent / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8"))
    assert told == json.loads(json.dumps(file_schema())), "run `make schema`"


def test_a_changed_default_would_be_noticed():
    tables = _tables()
    text = (DOCS / "ODD.md").read_text(encoding="utf-8")
    assert tables.filled(text.replace("| 0.06 |", "| 0.07 |")) == text != text.replace("| 0.06 |", "| 0.07 |")
