"""Names find room beside their points, or are left out."""

import numpy as np

from sim.plots.labels import find_places, write_name
from tests.plots.legible import clashes, page


def placed(points, names, **options):
    figure = page()
    axes = figure.subplots()
    axes.set(xlim=(-1, 1), ylim=(-1, 1), xticks=[], yticks=[])
    places = find_places(axes, points, names, 6.0, **options)
    for point, name, place in zip(points, names, places, strict=True):
        if place:
            write_name(axes, point, name, place, 6.0)
    return figure, places


def test_a_name_with_room_stands_right_beside_its_point():
    _, (place,) = placed(np.zeros((1, 2)), ["alpha"])
    assert place.right > 0 and place.up == 0 and not place.led


def test_crowded_names_move_away_on_lines_and_do_not_touch():
    points = np.random.default_rng(1).normal(0.0, 0.1, (20, 2))
    figure, places = placed(points, [f"actor-{number}" for number in range(20)])
    there = [place for place in places if place]
    assert len(there) > 15 and any(place.led for place in there) and clashes(figure) == []


def test_where_there_is_no_room_names_are_left_out_the_last_first():
    figure, places = placed(np.zeros((80, 2)), [f"actor-{number}" for number in range(80)], reach=10.0)
    assert places[0] and None in places and clashes(figure) == []


def test_names_keep_off_obstacles():
    _, (free,) = placed(np.zeros((1, 2)), ["alpha"])
    _, (moved,) = placed(np.zeros((1, 2)), ["alpha"], obstacles=np.array([[0.1, 0.0]]))
    assert moved != free
