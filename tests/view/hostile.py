"""Files of somebody who means ill: every text in them tries to become a part of the page."""

import json

import pandas as pd
import pyarrow.parquet as parquet

import sim
from tests.study.damage import renamed
from tests.view.claims import table

PAYLOADS = (
    "<img src=x onerror='window.hacked=1'>",
    "<script>window.hacked=1</script>",
    '" onload="window.hacked=1" onmouseover="window.hacked=1" autofocus onfocus="window.hacked=1',
    "' style='background:url(/hacked)' x='",
    "javascript:window.hacked=1",
    "</style><style>*{display:none}</style></title></textarea></svg><svg onload='window.hacked=1'>",
    "{{7*7}}{{constructor.constructor('window.hacked=1')()}}",
    "<a href='javascript:window.hacked=1'>x</a><iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    "$x_1$ $\\frac{$ 95 % %s {0} **b** [x](javascript:window.hacked=1) | a",
    "\u202egnp.exe\u202c\u2066x\u2069",
)
ALL = " ".join(PAYLOADS)
NAME = "<img src=x onerror=window.hacked=1>{{7*7}}"
"""Short enough for an actor, and for a file: without a slash."""
FORMULA = "<script>window.hacked=1</script> $\\frac{$"
"""Short enough for a figure, and no formula that could be set."""
TICK = "'\"><svg onload=window.hacked=1>"


def scenario(folder, title=ALL):
    """A scenario file, of a name that is a payload as well."""
    file = folder / f"{NAME}.toml"
    word = json.dumps
    lines = [
        'extends = "base"', f"title = {word(title)}", f"about = {word(ALL)}",
        f"[actors.{word(NAME)}]", 'kind = "firm"', f"bloc = {word(NAME)}",
        f"[actors.{word(TICK)}]", 'kind = "lab"', f"bloc = {word(TICK)}",
        "[[policies]]", 'kind = "pivot"', f"name = {word(NAME)}", f"note = {word(ALL)}",
        f"actor = {word(NAME)}", 'start = 2020-04-01', 'tier = "open"',
    ]  # fmt: skip
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def store(folder):
    """A store of two scenarios and four cells, in which every word was written over."""
    study = sim.design(["arms-race", "commons"], parameters={"trust.gain": [0.0, 0.12]}, replicates=2, quarters=3)
    sim.sweep(study, folder, workers=1)
    for part in folder.glob("parts/*.outcomes.parquet"):
        written = parquet.read_table(part)
        for name, words in (("scenario", _scenarios), ("overrides", _overrides)):
            at = written.schema.get_field_index(name)
            values = [words(value) for value in written[name].to_pylist()]
            written = written.set_column(at, written.schema.field(at), [values])
        parquet.write_table(written, part)
        # Whoever writes a store knows how its files are named: by what is in them.
        renamed(part)
    return folder


def _scenarios(name):
    return NAME if name == "commons" else TICK


def _overrides(text):
    return json.dumps({NAME: ALL if json.loads(text)["trust.gain"] else TICK})


def claims(folder):
    """Results of claims, every text of which is a payload."""
    folder.mkdir()
    found = table()
    texts = [name for name in found.columns if pd.api.types.is_string_dtype(found[name]) or found[name].dtype == object]
    found[[name for name in texts if name != "direction"]] = ALL
    found.assign(how=ALL, firm=True).to_parquet(folder / "claims.parquet")
    return folder
