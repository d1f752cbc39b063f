"""A small register of claims on shipped scenarios, as files."""

from textwrap import dedent

PARAMETERS = """
    [parameters."trust.gain"]
    least = 0.02
    most = 0.2
    scale = "log"
    source = "assumed"

    [parameters."policies.alliance.governance"]
    least = 0
    most = 40
    source = "assumed"
"""
PRIOR = """
[ranges."trust.gain"]
least = 0.3
most = 0.5
source = "what I have seen"
"""
TRUSTING = """
    [[claims]]
    id = "T1"
    statement = "Sharing breeds trust."
    systems = ["open research"]
    reading = "Everybody hoards or everybody shares."
    control = { scenario = "arms-race" }
    treatment = { scenario = "commons" }
    quarters = 8
    dose = { set = { "trust.gain" = 1.0 } }
    forms = { knowledge = ["between"] }

    [[claims.outcomes]]
    name = "trust"
    direction = "more"
    least = 0.01
    why = "a hundredth can be told from noise"
"""
ALLIED = """
    [[claims]]
    id = "T2"
    statement = "An alliance raises what its founder is thought of, and most are better off."
    systems = ["alliance"]
    reading = "With and without the alliance."
    control = { scenario = "open-alliance", set = { "policies.alliance.on" = false } }
    treatment = { scenario = "open-alliance" }
    parameters = ["policies.alliance.governance"]
    forms = { knowledge = ["between"], network = ["complete"] }
    quarters = 20

    [[claims.outcomes]]
    name = "better_off"
    direction = "more"
    least = 0.5
    why = "most"

    [[claims.outcomes]]
    name = "reputation"
    actors = ["alpha", "beta"]
    direction = "no less"
    least = 0.2
    why = "a fifth would be seen"
"""


def write(folder, *claims, parameters=PARAMETERS, name="900.toml"):
    """Write a register of one article, with ranges of its own or without."""
    folder.mkdir(parents=True, exist_ok=True)
    head = '    article = "900"\n    title = "Trust"\n'
    if parameters:
        (folder / "parameters.toml").write_text(dedent(parameters))
    (folder / name).write_text(dedent("".join([head, *(claims or (TRUSTING, ALLIED))])))
    return folder
