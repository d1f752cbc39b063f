"""What experiments should find and say at a small size, worked out a second time: from single runs, and from tables."""

from functools import cache

import numpy as np
import pandas as pd

import sim
from sim.numbers import interval

SEEDS = [sim.design("base").replicate(number).seed for number in (0, 1)]
"""What two replicates are run with."""


LABELS = {
    "regimes": ["scenario", "outcome"],
    "pivot_cascade": ["complements", "standing"],
    "trust_shock": ["world", "shock", "gain", "loss", "quarter"],
    "alliance_catch_up": ["name"],
}
"""Columns that name a row of a table, where they are not its name and an outcome."""


def read(path):
    """A table that an experiment wrote."""
    return pd.read_csv(path).rename(columns={"Unnamed: 0": "name"})


def _run(source, seed):
    return sim.run(sim.load(source), seed)


def _signs(table):
    return np.sign(table["difference"]) * table["differs"]


def _amount(row):
    told = interval(row["difference"], row["low"], row["high"])
    return told if row["differs"] else f"within noise ({told})"


def _listed(names, none="none"):
    *most, last = [str(name) for name in names] or [none]
    return f"{', '.join(most)} and {last}" if most else last


# A contrast of each experiment by runs of its two sides: label in the table, the sides, and what is read from a run


def _outcome(name):
    return lambda run: run.outcomes[name]


def _of_actors(read):
    return lambda run: read(pd.DataFrame(run.actors).set_index("actor"))


def _behind(module):
    """How far the best release of the founders trails the leaders' at the end."""

    def read(run):
        log = pd.DataFrame(run.releases)
        best = log.groupby("actor")["capability"].max()
        return best.reindex(module.LEADERS).max() - best.reindex(module.founders()).max()

    return read


def _portfolio(module, names):
    return sim.load("arms-race", {"policies": [row for name in names for row in module.INSTITUTIONS[name]]})


def pairs_of(name, module):
    """Label of a row of an experiment's table, its control and treatment, and what is measured in a run."""
    worlds = module.worlds() if hasattr(module, "worlds") else {}
    if name == "regimes":
        return ("commons", "trust"), "arms-race", "commons", _outcome("trust")
    if name == "pivot_cascade":
        changes = {f"actors.{rival}.complement": 0.4 for rival in module.RIVALS} | {"market.standing": 2.0}
        sides = (sim.load(each, changes) for each in (module.NONE, module.PIVOT))
        rivals = list(module.RIVALS)
        return (0.4, 2.0), *sides, _of_actors(lambda rows: rows.loc[rivals, "tier"].isin(["open", "licensed"]).mean())
    if name == "who_pays":
        firms = module.groups()["leading firms"]
        read = _of_actors(lambda rows: rows.loc[firms, "payoff"].mean())
        return ("leader-pivot", "payoff: leading firms"), "arms-race", "leader-pivot", read
    if name == "trust_shock":
        world, changes = "tit for tat, half", {"trust.gain": 0.03, "trust.loss": 0.18}
        sides = (sim.load(worlds[f"{world}, {shock}"], changes) for shock in ("none", "leaders close"))
        return (world, "leaders close", 0.03, 0.18, 40), *sides, lambda run: run.series["trust"][40]
    if name == "alliance_catch_up":
        return ("alone (0.6)",), worlds["arms race"], worlds["alone (0.6)"], _behind(module)
    if name == "grants_or_subsidy":
        return ("grants", "incidents"), "arms-race", module.granted(), _outcome("incidents")
    if name == "export_controls":
        label = "base: control and retaliation, nearly all"
        return (label, "trust_across"), "base", worlds[label], _outcome("trust_across")
    if name == "openness_misuse":
        case = module.CASES[7]
        return (str(case), "misuse"), "arms-race", module.world(case), _outcome("misuse")
    raise KeyError(name)


def contrast(name, module):
    """Label of one row of an experiment's table, and the difference that single runs give."""
    if name == "portfolios":
        runs = {key: rows["trust"] for key, rows in _portfolios(module).items()}
        means = [np.mean([runs[key] for key in runs if ("ethics" in key) == is_on]) for is_on in (False, True)]
        return ("ethics", "trust"), means[1] - means[0]
    label, control, treatment, read = pairs_of(name, module)
    return label, np.mean([read(_run(treatment, seed)) - read(_run(control, seed)) for seed in SEEDS])


@cache
def _portfolios(module):
    """Goals of every portfolio by seed."""
    found = {}
    for names in module.PORTFOLIOS:
        runs = pd.DataFrame([sim.run(_portfolio(module, names), seed).outcomes for seed in SEEDS])
        found[names] = runs.assign(harms=runs["incidents"] + runs["misuse"])[list(module.GOALS)]
    return found


# Numbers that each of the three lines must have, by the table that was written


def regimes(table, module):
    rows = table[table["outcome"].isin(module.OUTCOMES)]
    count = {word: (rows["verdict"] == word).groupby(rows["scenario"]).sum() for word in ("better", "worse")}
    same = {word: [name for name, of in rows.groupby("outcome") if (of["verdict"] == word).all()] for word in count}
    silent = rows[rows["verdict"] == "no difference"]
    return (
        [f"{name} {count['better'][name]} to {count['worse'][name]}" for name in module.REGIMES],
        [f"better in {_listed(same['better'], 'nothing')} and worse in {_listed(same['worse'], 'nothing')};"],
        [f"for {len(silent)} of {len(rows)} ", *(f"{row.scenario}: {row.outcome}" for row in silent.itertuples())],
    )


def pivot_cascade(table, module):
    years, settings = table[table["year"].notna()], table[table["year"].isna()].reset_index(drop=True)
    ways, best = _signs(settings), settings.loc[settings["difference"].idxmax()]
    led, held = (_listed(years["year"][_signs(years) == way].astype(int)) for way in (1, -1))
    place = f"complements {best['complements']:g} of the market, reputation at {best['standing']:g}: {_amount(best)} of"
    alone = settings["control"]
    return (
        [f"in {(ways == 1).sum()} of {len(settings)} settings, fewer in {(ways == -1).sum()};", place],
        [f"along in {led} and holds them back in {held};", f"it {alone.min():.0%} to {alone.max():.0%} of them"],
        [f"in the {(ways == 0).sum()} settings and {(_signs(years) == 0).sum()} years within noise"],
    )


def who_pays(table, module):
    lines = []
    for scenario in module.OPEN:
        rows = table[table["name"] == scenario].assign(way=_signs)
        measures = rows["outcome"].str.split(": ", expand=True)
        told = []
        for measure in module.MEASURES:
            moved = {way: measures[1][(measures[0] == measure) & (rows["way"] == way)] for way in (-1, 1)}
            told.append(f"{measure} falls for {_listed(moved[-1])} and rises for {_listed(moved[1])};")
        most = rows[measures[0] == "payoff"].sort_values("difference").iloc[0]
        lines.append([*told, f"arms-race: {most['outcome'][8:]}, {_amount(most)} bn USD"])
    silent = table[~table["differs"]]
    unsaid = _listed((f"{row.name}, {row.outcome}" for row in silent.itertuples()), "nothing")
    entrants = [np.mean([_run(name, seed).outcomes["entrants"] for seed in SEEDS]) for name in module.OPEN]
    more = [f"{count:.1f} in {name}" for name, count in zip(module.OPEN, entrants, strict=True)]
    return *lines, [f"Within noise: {unsaid}.", *more]


def trust_shock(table, module):
    fates = {}
    for label, path in table.groupby(["world", "shock", "gain", "loss"]):
        gap, differs = path["difference"].tolist(), path["differs"].tolist()
        low = gap.index(min(gap))
        fell, back = differs[low] and gap[low] < 0, not differs[-1] or gap[-1] >= module.SETTLED * gap[low]
        half = next((after for after, each in enumerate(gap[low:]) if each >= gap[low] / 2), None) if fell else None
        fates[label] = gap[low], "no fall" if not fell else "back" if back else "not back", half
    states, slow = [state for _, state, _ in fates.values()], len(module.SPEEDS)
    own = {(world, shock): fates[world, shock, *module.OWN] for world in module.WORLDS for shock in module.SHOCKS}
    halves = [half for *_, half in fates.values() if half is not None]
    return (
        [
            f"{fall:+.2g}, {state}, half {'never' if half is None else f'after {half} quarters'}"
            for fall, state, half in own.values()
        ],
        ["Half is made good, after "] + ([] if halves else ["no number of quarters"]),
        [
            f"in {states.count('not back')} of {len(states)} cases (",
            f"of {slow} speeds each); in {states.count('no fall')} the shock",
        ],
    )


def alliance_catch_up(table, module):
    rows = table.set_index("name")
    shrinks, grows, silent = (_listed(rows.index[_signs(rows) == way]) for way in (-1, 1, 0))
    best = rows.drop(module.WITHOUT).sort_values("difference").index[0]
    behind, worlds = _behind(module), module.worlds()
    ends = {name: [behind(sim.run(worlds[name], seed)) for seed in SEEDS] for name in worlds}
    member = np.mean([sim.run(worlds[best], seed).outcomes["members"] for seed in SEEDS])
    caught = _listed(name for name in rows.index if max(ends[name]) < module.CAUGHT)
    return (
        [f"{abs(np.mean(ends[name])):.2f} [" for name in (module.ARTICLE, module.WITHOUT, module.AGAINST)],
        [
            f"shrinks in {shrinks}, and grows in {grows};",
            f"{best}: {_amount(rows.loc[best])} OOM, with {member:.0%} of",
        ],
        [f"or ahead: {caught};", f"beyond noise in {silent}."],
    )


def grants_or_subsidy(table, module):
    rows = table.set_index(["name", "outcome"])
    short = {name: title.split(",")[0] for name, title in module.OUTCOMES.items()}
    gains = []
    for other in (module.SAME, module.LEADER):
        each = rows.loc[f"{module.GRANTS} - {other}"]
        gains.append(
            _listed((f"{short[n]} {_amount(row)}" for n, row in each[each["differs"]].iterrows()), "no difference")
        )
    bought, tenth = rows.loc[module.GRANTS], rows.loc[module.TENTH]
    part = (tenth["difference"] / bought["difference"])[bought["differs"]].sort_values()
    ends = part.iloc[[0, -1]] if len(part) else part
    parts = [f"{share:.0%} ({short[goal]})" for goal, share in ends.items()] or ["nothing, like all,"]
    silent = []
    for way in (module.GRANTS, module.SAME, module.LEADER, module.TENTH):
        each = rows.loc[way]
        silent.append(f"{way}: {_listed(short[n] for n in each.index[~each['differs']])}")
    paid = [module.books(module.granted(), seed)["paid"].sum() for seed in SEEDS]
    return (
        [f"run: grants {np.mean(paid):.1f} ("],
        [f"same recipients: {gains[0]};", f"to the leader: {gains[1]}."],
        [f"A tenth of the money does {' to '.join(parts)} of", f"no spending: {'; '.join(silent)}."],
    )


def export_controls(table, module):
    rows = table.set_index(["name", "outcome"])

    def moved(label):
        told = []
        for measure in ("capability", "payoff"):
            ways = {bloc: _signs(rows.loc[(label, f"{measure}: {bloc}")]) for bloc in module.BLOCS}
            lost, won = (_listed((bloc for bloc in ways if ways[bloc] == way), "no bloc") for way in (-1, 1))
            told.append(f"firms lose {measure} in {lost} and gain it in {won}")
        return ", ".join(told)

    across = [f"blocs {_amount(rows.loc[(f'{world}: retaliation, half', 'trust_across')])}" for world in module.WORLDS]
    return (
        [f"{world}: {moved(f'{world}: control, half')}" for world in module.WORLDS],
        [f"{world}: {moved(f'{world}: retaliation, half')}" for world in module.WORLDS] + across,
        [f"{(~rows['differs']).sum()} of {len(rows)} differences are within noise"],
    )


def openness_misuse(table, module):
    rows = table.set_index(["name", "outcome"]).assign(way=_signs)
    ways = {str(case): rows.loc[str(case), "way"] for case in module.CASES}
    free = [name for name, way in ways.items() if way["misuse"] <= 0 < way["commons_capability"]]
    unbought = [name for name, way in ways.items() if way["commons_capability"] <= 0]

    def told(label):
        misuse, bought = (_amount(rows.loc[(label, name)]) for name in ("misuse", "commons_capability"))
        return f"misuses {misuse}, public know-how {bought} OOM"

    few, everybody = (f"{count} open, laggards first, own governance" for count in (4, 20))
    incidents = _amount(rows.loc[(everybody, "incidents")])
    return (
        [f"first 4 open: {told(few)}; with all: {told(everybody)}, incidents {incidents};"],
        [f"{what}: {told(what)}" for what in module.WAYS],
        [
            f"all hoard: {len(free)} of {len(ways)} cases ({_listed(free)})",
            f"beyond noise in {len(unbought)} ({_listed(unbought)})",
        ],
    )


def portfolios(table, module):
    rows = table.set_index(["name", "outcome"])
    better = {
        name: {sign * module.GOALS[goal] for goal, sign in _signs(of.droplevel(0)).items()}
        for name, of in rows.groupby("name")
    }
    goals = {name: of * list(module.GOALS.values()) for name, of in _portfolios(module).items()}
    often = {
        name: np.mean([not any(_dominates(other.loc[n], mine.loc[n]) for other in goals.values()) for n in mine.index])
        for name, mine in goals.items()
    }
    harmless, idle = ([name for name in module.INSTITUTIONS if way not in better[name]] for way in (-1, 1))
    always = sum(share >= module.OFTEN for share in often.values())
    return (
        [f"Dominating all {len(often) - 1} others: "],
        [f"seeds: {always} portfolios,", f"harm no goal: {_listed(harmless)};", f"help none: {_listed(idle)}."],
        [f"goals {np.mean(list(often.values())):.0%} of portfolios", f"in {often[()]:.0%}: being"],
    )


def _dominates(one, other):
    return (one >= other).all() and (one > other).any()
