"""The documentation site: every name has one address, links lead somewhere, nothing comes from another host.

`make site` builds all of it, strictly; here its parts are tested without a build.
"""

import re
import sys
from collections import Counter

import pytest

import sim
from tests.program import ROOT

for package in ("sphinx", "docutils", "myst_nb"):
    pytest.importorskip(
        package, reason="the documentation's packages are not installed: pip install 'hoardshare[docs]'"
    )
sys.path[:0] = [str(ROOT / "docs"), str(ROOT / "docs/_ext")]

import check_site  # noqa: E402
import command_pages  # noqa: E402
import declared  # noqa: E402
import outside  # noqa: E402
import reference  # noqa: E402

from sim.explained import KINDS, entries  # noqa: E402


@pytest.fixture(scope="module")
def addresses():
    return declared.every_address()


@pytest.mark.parametrize("kind", KINDS)
def test_every_declared_name_has_one_address(kind, addresses):
    named = Counter(name for of, name in addresses if of == kind)
    assert named == Counter(entry.name for entry in entries(kind)) and max(named.values()) == 1


def test_no_two_addresses_are_the_same(addresses):
    """As Sphinx makes them of names: all signs but letters, figures, dots and underscores are one."""
    made = Counter((kind, re.sub(r"[^\w.]+", "-", name).lower()) for kind, name in addresses)
    assert [address for address, times in made.items() if times > 1] == []


def test_each_word_in_the_front_matter_of_a_page_is_a_list():
    pages = [(ROOT / "docs/reference" / f"{name}.md").read_text(encoding="utf-8") for name in declared.PAGES]
    assert [f"---\nlists: {name}\n---\n" for name in declared.PAGES] == [page[: page.index("# ")] for page in pages]


def test_the_reference_has_every_command_with_every_option():
    whole = command_pages.commands()
    for name, command, context in command_pages.all_commands():
        text = command_pages.command_text(name, command, context)
        assert text in whole and text.startswith(f"::::{{command}} {name}\n")
        options = [one for one in command.params if one.param_type_name == "option" and not one.hidden]
        described = re.findall(r"^:::\{option\} (.*)$", text, re.MULTILINE)
        assert len(described) == len(options)
        assert all(one.opts[0] in line for one, line in zip(options, described, strict=True))
    assert {"hoardshare run", "hoardshare reductions precipice"} <= {name for name, *_ in command_pages.all_commands()}


def test_the_reference_has_every_public_name():
    page = (ROOT / "docs/reference/api.md").read_text(encoding="utf-8")
    described = re.findall(r"^\.\. \S+:: sim\.(\w+)(?:\(\))?$", page, re.MULTILINE)
    assert sorted(described) == sorted(sim.__all__)


def test_an_index_names_all_pages_beside_it(tmp_path):
    for name in ("a.md", "b.ipynb", "index.md", "c.md"):
        (tmp_path / name).touch()
    assert reference.others(tmp_path / "index.md", "# Pages\n```{toctree}\na\nREST\n```\n") == ["b", "c"]


def test_a_text_is_not_taken_for_markup_and_its_names_are_links():
    assert declared.plain("a*b_c [d] `e*f`") == r"a\*b\_c \[d\] `e*f`"
    assert declared.linked("drives trust.gain and trust") == "drives {parameter}`trust.gain` and trust"
    assert declared.linked("5 % in the claim 003 G4") == "5 % in the {claim}`claim 003 G4 <G4>`"
    assert declared.linked("none but base", "scenario") == "none but {scenario}`base`"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("trust.gain", ("std", "parameter", "trust.gain")),
        ("hhi_revenue", ("std", "outcome", "hhi_revenue")),
        ("sim.run(scenario)", ("py", "obj", "sim.run")),
        ("hoardshare run arms-race --seed 7", ("std", "command", "hoardshare run")),
        ("trust", None),
        ("sim.py", None),
        ("hoardshare", None),
        ("hoardshare sell", None),
    ],
)
def test_a_name_in_backticks_is_a_link_where_it_can_mean_one_thing(text, address):
    assert reference.meant(text) == address


def test_links_of_a_file_are_those_of_the_page_that_shows_it():
    shown = outside.shown_on(ROOT / "docs")
    assert shown["CONTRIBUTING.md"] == "docs/explanation/contributing.md"

    def on(source, page, text):
        return outside.moved(text, source, page, shown, ROOT)

    contributing = shown["CONTRIBUTING.md"]
    assert on("CONTRIBUTING.md", contributing, "[a](docs/howto/view.md#b)") == "[a](../howto/view.md#b)"
    assert on("CONTRIBUTING.md", contributing, "[a](seeds/claims/README.md)") == "[a](../reference/claims-file.md)"
    assert on("docs/ODD.md", "docs/ODD.md", "[a](../seeds/evidence)") == "[a](reference/data.md)"
    assert on("docs/ODD.md", "docs/ODD.md", "[a](../README.md#b)") == "[a](index.md#b)"
    assert on("docs/ODD.md", "docs/ODD.md", "[a](../sim/noise.py)") == "[a](../sim/noise.py)"
    assert on("docs/ODD.md", "docs/ODD.md", "[a](../other.md#b)") == "[a](path:../other.md)"
    assert on("docs/ODD.md", "docs/ODD.md", "[a](https://b.org) [c](#d)") == "[a](https://b.org) [c](#d)"
    assert on("docs/howto/view.md", "docs/howto/view.md", "[a](../hoardshare.html)") == (
        '<a href="../hoardshare.html">a</a>'
    )
    assert on("docs/ODD.md", "docs/ODD.md", "```\n[a](../README.md)\n```\n") == "```\n[a](../README.md)\n```\n"


def test_what_is_wrong_on_a_site_is_told(tmp_path):
    (tmp_path / "other.html").write_text('<h1 id="here">a</h1><a href="index.html">b</a>')
    (tmp_path / "index.html").write_text(
        '<a href="other.html#here">a</a> <a href="https://example.org/b">b</a> <a href="mailto:c@example.org">c</a>'
        '<a href="gone.html">d</a> <a href="other.html#there">e</a> <a href="https://f">f</a> <a href="../g.html">g</a>'
        '<script src="https://example.org/h.js"></script><img src="i.png">'
    )
    told = [line.removeprefix("index.html: ") for line in check_site.problems(tmp_path)]
    assert told == [
        "../g.html: no such file on the site",
        "gone.html: no such file on the site",
        "https://f: not an address",
        "i.png: no such file on the site",
        "other.html#there: no such heading",
        "https://example.org/h.js: loaded from another host",
    ]
    assert check_site.main(tmp_path) == 1
