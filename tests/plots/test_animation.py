"""A moving picture shows the run it names, without jumps, or tells why it cannot."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from sim import load, run
from sim.plots import animation
from sim.plots.animation import animate
from sim.study.snapshots import snapshots
from tests.plots.legible import clashes, words


def test_a_gif_has_a_picture_every_so_many_quarters_and_the_last_and_names_its_run(tmp_path):
    scenario = load("arms-race")
    path = animate(scenario, 0, tmp_path / "race.gif", every=25)
    with Image.open(path) as picture:
        assert (picture.n_frames, picture.size, picture.info["loop"]) == (4, (770, 431), 0)
        assert run(scenario, 0).key in picture.info["comment"].decode()
        shown = [np.asarray(frame_of(picture, number)) for number in range(4)]
    assert all((one != other).any() for one, other in pairwise(shown))
    # The legend, the first rows of the picture, stays as it is.
    assert all((shown[0][:40] == other[:40]).all() for other in shown[1:])
    assert list(tmp_path.iterdir()) == [path]


def frame_of(picture, number):
    picture.seek(number)
    return picture.convert("RGB")


@pytest.mark.parametrize("scenario", ["race-2019", "commons"])
def test_every_picture_is_legible_and_lines_grow_to_the_quarter(scenario):
    done = run(load(scenario), 0)
    figure, show = animation._scene(snapshots(load(scenario), 0, [0, 30, 59]), done, ("frontier", "trust"))
    limits = []
    for quarter in (0, 30, 59):
        show(quarter)
        network, frontier, trust = figure.axes
        assert clashes(figure) == [] and f"{load(scenario).title}, quarter {quarter}" in words(figure)
        assert trust.lines[0].get_ydata().tolist() == done.series["trust"][: quarter + 1].tolist()
        assert list(frontier.lines[1].get_xdata()) == [quarter]
        limits.append([axes.axis() + axes.get_position().bounds for axes in (network, frontier, trust)])
    assert limits[0] == limits[1] == limits[2]


def test_mp4_without_ffmpeg_and_other_endings_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(animation.FFMpegWriter, "isAvailable", classmethod(lambda _: False))
    with pytest.raises(ValueError, match="mp4 needs ffmpeg, which is not installed"):
        animate(load("arms-race"), 0, tmp_path / "race.mp4")
    with pytest.raises(ValueError, match=r"expected a name that ends in \.gif or \.mp4"):
        animate(load("arms-race"), 0, tmp_path / "race.avi")
    with pytest.raises(ValueError, match="every and fps must be at least 1"):
        animate(load("arms-race"), 0, tmp_path / "race.gif", every=0)
    with pytest.raises(ValueError, match='no outcome over the series "trsut"'):
        animate(load("arms-race"), 0, tmp_path / "race.gif", series=("frontier", "trsut"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not animation.FFMpegWriter.isAvailable(), reason="ffmpeg is not installed")
def test_an_mp4_is_written_where_ffmpeg_is(tmp_path):
    assert animate(load("arms-race"), 0, tmp_path / "race.mp4", every=30).stat().st_size > 1000


def test_what_fails_while_writing_leaves_nothing(tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(animation.Image.Image, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        animate(load("arms-race"), 0, tmp_path / "race.gif", every=59)
    assert list(tmp_path.iterdir()) == []
