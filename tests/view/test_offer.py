"""What visitors may open."""

import pytest

from sim.view.offer import Offer


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
