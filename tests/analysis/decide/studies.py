"""A choice in a small world, for tests."""

SMALL = """
title = "A small choice"
scenario = "arms-race"
start = 2021-07-01
quarters = 12
draws = 4
forms = false

[[options]]
name = "nothing"
source = "the scenario itself"

[[options]]
name = "care"
source = "assumption"

[[options.policies]]
kind = "duty"
floor = 0.9
audit = 1.0
penalty = 1.0

[[options]]
name = "pause"
source = "assumption"

[[options.policies]]
name = "pause"
kind = "treaty"
effort = 0.2
parties = ["alpha", "beta"]
when = { outcome = "effort", least = 0.5 }
until = { outcome = "frontier", least = 1.0 }

[[objectives]]
outcome = "safety"
direction = "more"
satisfice = 0.01
than = "nothing"

[[objectives]]
outcome = "frontier"
direction = "more"
satisfice = 0.9
than = "nothing"
by = "factor"
"""


def write(folder, text=SMALL):
    """The file of a study."""
    file = folder / "small.toml"
    file.write_text(text, encoding="utf-8")
    return file
