"""The page of a calibration has all its parts and pictures, and text stays text."""

from base64 import b64decode

import pandas as pd
import pytest

from sim.report.calibration_tables import read
from sim.report.calibration_words import sections
from tests.report import calibration
from tests.report.test_calibration_words import changed
from tests.report.test_hostile import SVG, Tags
from tests.view import hostile

pytest.importorskip("matplotlib")


def pictures(page):
    return [value for name, value in page.attributes if name == "src"]


def test_a_page_has_every_part_with_its_pictures(tmp_path):
    from sim.report.calibration_page import write_report

    folder = calibration.write(tmp_path / "fit")
    before = {file.name for file in folder.iterdir()}
    write_report(folder, "hoardshare calibrate race-2019 --budget 100000")
    assert {file.name for file in folder.iterdir()} - before == {"report.html"}
    page = Tags((folder / "report.html").read_text(encoding="utf-8"))
    text = "".join(page.text)
    for section in sections(read(folder)):
        assert section.title in text and ("id", section.name) in page.attributes
        assert all(words in text for words in (*section.said, *section.explained))
        assert all(cell in text for row in section.rows for cell, _ in row)
    assert "hoardshare calibrate race-2019 --budget 100000" in text
    assert len(pictures(page)) == 4 and len(set(pictures(page))) == 4


def test_a_page_does_nothing_of_what_its_texts_say(tmp_path):
    from sim.report.calibration_page import write_report

    folder = calibration.write(tmp_path / "fit", scenario=hostile.ALL)
    changed(folder, "numbers", meaning=hostile.ALL)
    changed(folder, "numbers", "finance.number_0", path=hostile.FORMULA)
    changed(folder, "figures", "5 least year", figure=hostile.FORMULA)
    write_report(folder, hostile.ALL)
    page = Tags((folder / "report.html").read_text(encoding="utf-8"))
    assert page.tags.isdisjoint({"script", "iframe", "svg", "object", "form", "base"})
    assert all(value.startswith((SVG, "#")) for name, value in page.attributes if name in ("src", "href"))
    assert all(payload in "".join(page.text) for payload in hostile.PAYLOADS[:5])
    for drawn in pictures(page):
        assert Tags(b64decode(drawn.removeprefix(SVG)).decode("utf-8")).tags.isdisjoint({"script", "a", "iframe"})


def test_a_small_fit_without_checks_has_a_page(tmp_path):
    from sim.report.calibration_page import write_report

    folder = calibration.write(tmp_path / "fit")
    for name in ("sbc", "ranks", "recovery", "waves"):
        file = folder / f"{name}.parquet"
        pd.read_parquet(file).head(0).to_parquet(file)
    pd.DataFrame([]).to_parquet(folder / "mechanisms.parquet")
    changed(folder, "numbers", **dict.fromkeys(("second_low", "second_median", "second_high"), float("nan")))
    write_report(folder, "hoardshare calibrate")
    page = Tags((folder / "report.html").read_text(encoding="utf-8"))
    assert len(pictures(page)) == 2 and ("id", "checks") not in page.attributes
