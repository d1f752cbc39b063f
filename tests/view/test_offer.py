"""What visitors may open."""

import pytest

from sim.scenario import load, names
from sim.view.offer import ORDER, Offer, described


def test_the_owner_of_the_machine_opens_any_folder(tmp_path):
    assert Offer().may_open(str(tmp_path)) and Offer(store="x").may_open("/")


@pytest.mark.parametrize(
    "folder", ["", "/", "/etc", "..", "store/..", "store/../other", "other", "storeroom", "\0", "link"]
)
def test_others_open_no_folder_but_the_store_and_those_in_it(tmp_path, monkeypatch, folder):
    for name in ("store/inner", "other", "storeroom"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "other")
    (tmp_path / "store/link").symlink_to("/etc")
    monkeypatch.chdir(tmp_path)
    offer = Offer(store="store", is_shared=True)
    assert not offer.may_open(folder) and not offer.may_open("store/link")
    assert offer.may_open("store") and offer.may_open(str(tmp_path / "store/inner"))
    assert not Offer(is_shared=True).may_open("store")


def test_scenarios_are_told_as_their_files_tell_them():
    for name in names():
        scenario, told = load(name), described(name)
        assert told.title == scenario.title
        assert told.about.rstrip(".").lower() == " ".join(scenario.about.split()).rstrip(".").lower()
        assert told.group in ORDER


def test_every_scenario_is_offered_once_history_first_and_controls_last():
    groups = Offer().groups()
    listed = [each["value"] for group in groups for each in group["options"]]
    assert sorted(listed) == names()
    assert described(listed[0]).group == "history" and described(listed[-1]).group == "controls"


def test_a_file_of_ones_own_is_offered_first(tmp_path):
    own = tmp_path / "mine.toml"
    own.write_text('extends = "base"\ntitle = "Mine"\nabout = "what I think"\n')
    first = Offer(file=str(own)).groups()[0]
    assert first["options"] == [{"value": str(own), "title": "Mine"}]
    assert described(str(own)).about == "What I think."
