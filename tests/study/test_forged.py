"""Parts that somebody made up: never a traceback, never a wait, never a look outside the store, and no wrong number."""

import json
import os
import random
import warnings
from contextlib import suppress

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

import sim
from sim.study import reading
from sim.study.errors import DamageWarning, StoreError
from sim.study.parts import FACTS
from sim.study.store import Store
from sim.study.table import export, series, table
from sim.view.explore.found import ExploreError
from sim.view.explore.store import opened
from tests.study.damage import KEPT, a_socket, flipped, forged, outcomes, renamed
from tests.study.sweeps import Here, small, sorted_rows

ROUNDS = int(os.environ.get("HOARDSHARE_FUZZ", "12"))
KEY = "0123456789abcdef" * 2


def look(folder):
    """Everything that can be read of a store, by every way; only errors that are meant may come."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", DamageWarning)
        seen = Store(folder).scan()
        told = table(small(6, **KEPT), Store(folder))
        kept = [series(folder, what) for what in KEPT]
        with suppress(StoreError):
            export(Store(folder), "parquet", folder.with_name("all.parquet"))
        Store(folder).counts()
        found = sim.verify(folder)
        with suppress(ExploreError):
            opened(str(folder))
    return seen, told, kept, found


METADATA = [
    *(b"[]", b"null", b"3", b'"x"', b"{", b"", b"\xff", b"NaN", b"[" * 100_000, b'{"series":' * 100_000),
    *(
        json.dumps(value).encode()
        for value in (
            {"series": "../../../etc/passwd"}, {"series": "/etc/passwd"}, {"series": None}, {"series": 3},
            {"series": []},
            {"series": ""}, {"series": "."}, {"series": ".."}, {"series": "a\0b"}, {"series": "\n"}, {"outcomes": "x"},
            {"other": "x"}, {"../x": "y"}, {"series": {"series": "x"}}, {str(number): "x" for number in range(50_000)},
            {"series": "x" * 1_000_000}, {"series": "\ud800"}, {"series": 10**400},
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(METADATA)))
def test_metadata_of_any_form_is_damage(folder, number):
    victim = forged(outcomes(folder)[0], companions=METADATA[number])
    seen, told, _, found = look(folder)
    assert list(seen.faults) == [victim.name] == [harm.file for harm in found.harmed]
    assert 0 < len(told) < 12


def test_companions_of_another_part_are_not_believed(folder):
    victim, other = outcomes(folder)[:2]
    stem = other.name.split(".")[0]
    foreign = {what: next((folder / "parts").glob(f"{stem}.*.{what}.parquet")).name for what in KEPT}
    assert list(look(forged(victim, companions=foreign).parents[1])[0].faults)


def change(name, values):
    def changed(rows):
        return rows.set_column(rows.column_names.index(name), name, values(rows))

    return changed


def text(value):
    return lambda rows: pa.array([value] * len(rows), pa.string())


FORMS = {
    "no key": lambda rows: rows.drop_columns(["key"]),
    "no error": lambda rows: rows.drop_columns(["error"]),
    "no columns": lambda rows: rows.select([]),
    "number as key": change("key", lambda rows: pa.array(range(len(rows)), pa.int64())),
    "bytes as key": change("key", lambda rows: pa.array([b"\xff"] * len(rows), pa.binary())),
    "dictionary as key": change("key", lambda rows: rows["key"].combine_chunks().dictionary_encode()),
    "null as key": change("key", lambda rows: pa.nulls(len(rows), pa.string())),
    "short key": change("key", text("abc")),
    "long key": change("key", text("a" * 33)),
    "key with break": change("key", text("a" * 32 + "\n")),
    "key of letters": change("key", text("ä" * 32)),
    "wide kept": change("kept", lambda rows: pa.array([300] * len(rows), pa.int64())),
    "null kept": change("kept", lambda rows: pa.nulls(len(rows), pa.int8())),
    "null seed": change("seed", lambda rows: pa.nulls(len(rows), pa.int64())),
    "settings of a list": change("overrides", text("[]")),
    "settings cut": change("overrides", text("{")),
    "settings deep": change("overrides", text('{"a":' * 50_000)),
    "settings huge": change("overrides", text('{"a": ' + "9" * 400 + "}")),
    "settings without text": change("overrides", text('{"a": "\\ud800"}')),
    "null settings": change("overrides", lambda rows: pa.nulls(len(rows), pa.string())),
    "text as outcome": change("trust", text("high")),
    "list as outcome": change("trust", lambda rows: pa.array([[1.0]] * len(rows))),
    "struct as outcome": change("trust", lambda rows: pa.array([{"a": 1}] * len(rows))),
    "further text": lambda rows: rows.append_column("note", text("x")(rows)),
    "twice": lambda rows: rows.append_column("trust", rows["trust"]),
    "key twice": lambda rows: rows.append_column("key", rows["key"]),
    "many columns": lambda rows: pa.table(
        [*rows.columns, *[rows["trust"]] * 3000], names=[*rows.column_names, *(f"c{number}" for number in range(3000))]
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_tables_of_another_form_are_damage(folder, form):
    victim = outcomes(folder)[0]
    victim = forged(victim, FORMS[form](parquet.read_table(victim)))
    _, told, _, found = look(folder)
    assert victim.name in [harm.file for harm in found.harmed] and 0 < len(told) < 12


def test_a_part_without_rows_is_none(folder):
    rows = parquet.read_table(outcomes(folder)[0])
    forged(outcomes(folder)[0], rows.slice(0, 0))
    seen, told, _, _ = look(folder)
    assert seen.damaged == 0 and 0 < len(told) < 12
    assert Store(folder).compact()[1] == 1


def test_texts_that_are_no_text_are_damage(folder):
    rows = parquet.read_table(outcomes(folder)[0])
    broken = pa.StringArray.from_buffers(1, pa.py_buffer(np.array([0, 2], np.int32)), pa.py_buffer(b"\xff\xfe"))
    column = pa.chunked_array([pa.concat_arrays([broken] * len(rows))])
    forged(outcomes(folder)[0], rows.set_column(rows.column_names.index("scenario"), "scenario", column))
    assert look(folder)[3].harmed


def a_bomb(rows, **columns):
    """A table of few bytes on the disk."""
    fixed = {"key": KEY, "scenario": "x", "overrides": "{}", "digest": "x", "model_version": "x", "kept": 0}
    fixed |= {"seed": 0, "quarters": 1} | columns
    arrays = {
        column.name: pa.DictionaryArray.from_arrays(
            pa.array(np.zeros(rows, np.int32)), pa.array([fixed.get(column.name)], column.type)
        ).cast(column.type) if column.name not in columns else columns[column.name]
        for column in FACTS
    }  # fmt: skip
    return pa.table(arrays)


@pytest.mark.parametrize("limit", ["rows", "bytes", "words"])
def test_what_would_not_fit_memory_is_not_decoded(folder, monkeypatch, limit):
    monkeypatch.setattr(reading, "MOST", {"outcomes": 4 << 20})
    rows = {"rows": 200_000, "bytes": 4, "words": 2_000}[limit]
    table = a_bomb(rows)
    if limit != "rows":
        longest = "x" * ((5 << 20) if limit == "bytes" else 100_000)
        words = pa.array([longest] * rows) if limit == "bytes" else pa.array([longest, *["x"] * 10] * (rows // 11 + 1))
        table = table.set_column(table.column_names.index("error"), "error", words[:rows].cast(pa.string()))
    victim = forged(outcomes(folder)[0], table, compression="zstd", row_group_size=rows)
    assert victim.stat().st_size < 4 << 20
    _, told, _, found = look(folder)
    harm = next(harm for harm in found.harmed if harm.file == victim.name)
    assert "than a part contains" in harm.why and 0 < len(told) < 12


STRANGE = {
    "folder": lambda path: path.mkdir(),
    "link to a file": lambda path: path.symlink_to("/etc/passwd"),
    "link to nowhere": lambda path: path.symlink_to("nowhere"),
    "loop": lambda path: path.symlink_to(path.name),
    "pipe": os.mkfifo,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "empty": lambda path: path.touch(),
    "text": lambda path: path.write_text("PAR1 is what it is not"),
}


@pytest.mark.parametrize("stem", [f"{'0' * 20}.{'0' * 16}", "x", "a\nb"])
@pytest.mark.parametrize("make", STRANGE)
def test_what_is_no_file_is_damage_and_is_not_waited_for(folder, make, stem):
    name = f"{stem}.outcomes.parquet"
    STRANGE[make](folder / "parts" / name)
    seen, told, _, found = look(folder)
    assert len(told) == 12 and seen.damaged == 1 and len(found.harmed) == 1 and "\n" not in found.harmed[0].why
    again = Here()
    sim.sweep(small(6, **KEPT), folder, again)
    assert again.batches == [] and sim.verify(folder).is_whole
    assert [path.name for path in (folder / "parts").glob("*.damaged")] == [f"{name}.damaged"]


@pytest.mark.parametrize("make", [*STRANGE, "socket"])
def test_companions_that_are_no_files_are_damage(folder, make):
    victim = sorted((folder / "parts").glob("*.series.parquet"))[0]
    victim.unlink()
    (STRANGE | {"socket": a_socket})[make](victim)
    _, told, kept, found = look(folder)
    assert len(told) == 12 and kept[0]["key"].nunique() < 12
    assert [harm.file for harm in found.harmed] == [victim.name]


@pytest.mark.parametrize("number", [13, 24, 12])
def test_a_file_that_cannot_be_read_now_is_told_and_never_set_aside(folder, monkeypatch, number):
    victim, real = outcomes(folder)[0], os.open

    def refuse(path, *rest, **named):
        if str(path).endswith(victim.name):
            raise OSError(number, os.strerror(number))
        return real(path, *rest, **named)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.warns(DamageWarning, match=os.strerror(number)):
        assert 0 < len(table(small(6), Store(folder))) < 12
    with pytest.raises(
        StoreError, match=f"{victim.name} cannot be read: {os.strerror(number)}; change its permission, or"
    ):
        sim.sweep(small(6), folder, Here())
    assert victim.exists()
    monkeypatch.undo()
    assert len(sim.sweep(small(6, **KEPT), folder, Here())) == 12 and sim.verify(folder).is_whole


# Mutations.


def mutated(luck, content, others):
    """Bytes with something done to them."""
    place, width = luck.randrange(len(content)), luck.choice([1, 4, 100, 5000])
    end = min(len(content), place + width)
    deed = luck.choice(["flip", "flip", "cut", "splice", "zero", "repeat", "drop"])
    if deed == "flip":
        return flipped(content, place, 1 << luck.randrange(8))
    if deed == "splice":
        other = luck.choice(others)
        return content[:place] + other[luck.randrange(len(other)) :]
    middle = {"cut": b"", "zero": bytes(end - place), "repeat": content[place:end] * 2, "drop": b""}[deed]
    return content[:place] + middle + (b"" if deed == "cut" else content[end:])


def assert_true(told, kept, truth, series_of):
    """What was read is some of what was written, number by number."""
    figures = [name for name in told.columns if name in truth.columns and name != "error"]
    assert set(told["key"]) <= set(truth.index)
    expected = truth.loc[told["key"], [name for name in figures if name != "key"]].reset_index()
    for name in expected.columns:
        assert expected[name].equals(told[name].astype(expected[name].dtype)), name
    for found, known in zip(kept, series_of, strict=True):
        if len(found):
            rows = known[known["key"].isin(set(found["key"]))]
            order = [name for name in ("key", "quarter", "release", "actor") if name in rows]
            one, other = (each.sort_values(order, ignore_index=True)[list(known.columns)] for each in (found, rows))
            assert one.equals(other)


def test_mutated_files_give_true_rows_or_none(folder, sound):
    luck, before = random.Random(1), sorted_rows(sound).set_index("key", drop=False)
    truth, series_of = before.drop(columns="key"), [series(sound, what) for what in KEPT]
    names = sorted(path.name for path in (sound / "parts").iterdir())
    whole = {name: (sound / "parts" / name).read_bytes() for name in names}
    harmed = 0
    for _ in range(ROUNDS):
        victims = luck.sample(names, luck.choice([1, 1, 2]))
        for name in victims:
            (folder / "parts" / name).write_bytes(mutated(luck, whole[name], list(whole.values())))
        _, told, kept, found = look(folder)
        assert_true(told, kept, truth, series_of)
        assert {harm.file for harm in found.harmed} <= set(victims)
        harmed += len(found.harmed)
        for name in victims:
            (folder / "parts" / name).write_bytes(whole[name])
    assert harmed > ROUNDS // 2


def test_mutated_files_under_a_name_that_fits_break_nothing(folder, sound):
    luck = random.Random(2)
    names = sorted(path.name for path in (sound / "parts").glob("*.outcomes.parquet"))
    whole = {name: (sound / "parts" / name).read_bytes() for name in names}
    for _ in range(ROUNDS):
        name = luck.choice(names)
        (folder / "parts" / name).write_bytes(mutated(luck, whole[name], list(whole.values())))
        forgery = renamed(folder / "parts" / name)
        look(folder)
        forgery.unlink()
        (folder / "parts" / name).write_bytes(whole[name])
