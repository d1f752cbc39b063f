"""Phase 1: dated rows begin and end, and set the levers that the other rules read."""

from sim.compile import phase, rule
from sim.rules.clubs import stand_boards
from sim.rules.duties import police
from sim.rules.levers import act_once, at_rest, draw_borders, set_for_actor, set_for_all
from sim.rules.proposals import proposes
from sim.scenario.schema.kinds import PolicyKind
from sim.world import NEVER, NOBODY, Row, World


@rule
def strength(row: Row, t: int, lag: int) -> float:
    """How far a row is in force: 0 before it began and from its end, (age+1)/ramp while it rises, else 1.

    age = quarters since it began, less ``lag`` quarters of talks before it does anything.
    """
    age = t - row.began - lag
    if age < 0 or t >= row.end or t >= row.ceased:
        return 0.0
    if row.ramp == 0:
        return 1.0
    return min(1.0, (age + 1) / row.ramp)


@rule
def holds(series: int, sign: float, value: float, w: World, t: int) -> bool:
    """Whether last quarter's outcome was at or beyond a value; always without a condition, never in quarter 0."""
    return series == NOBODY or (t > 0 and sign * (w.series[t - 1, series] - value) >= 0.0)


@phase
def start_and_end(w: World, row: Row, t: int) -> None:
    """A row begins once its date, its condition and its proposer agree; it ends for good on its second condition."""
    if row.began == NEVER:
        due = row.start <= t < row.end and holds(row.when, row.when_sign, row.when_value, w, t)
        if due and (row.proposer == NOBODY or proposes(w, row)):
            row.began = t
    elif row.until != NOBODY and row.ceased == NEVER and holds(row.until, row.until_sign, row.until_value, w, t):
        row.ceased = t


@phase
def govern(w: World, t: int) -> None:
    """Begin and end rows, and set the levers by those that are in force in quarter t.

    Levers depend on the strength of the rows and on who is there; while neither changes they stay as they are.
    """
    policies, society = w.policies, w.society[0]
    # Most quarters change nothing: before `awake` no row can, and levers are `stale` when a row or who is there has.
    if t >= society.awake:
        society.awake = NEVER
        for k in range(policies.size):
            row = policies[k]
            start_and_end(w, row, t)
            if has_changed(row, t):
                society.stale = 1
            society.awake = min(society.awake, next_look(row, t))
    if society.stale == 1:
        society.stale = 0
        set_levers(w, t)
    stand_boards(w, t)


@phase
def set_levers(w: World, t: int) -> None:
    """Everything at rest, then every row that is in force: in three turns, each in order of start."""
    actors, policies = w.actors, w.policies
    at_rest(w)
    for turn in range(3):
        for k in range(policies.size):
            row = policies[k]
            # A row whose talks last is among those in force, at strength 0: its parties pay for the talks.
            row.force = strength(row, t, row.negotiation)
            if turn_of(row.kind) != turn or strength(row, t, 0) == 0.0:
                continue
            if row.lead == 1:
                set_for_all(w, row, row.force, t)
            for i in range(row.first, row.last):
                if actors[i].alive:
                    set_for_actor(w, row, i, row.force, t)
                    if t == row.began:
                        act_once(w, row, i)
    police(w)
    disband(w)
    draw_borders(w)
    pool_data(w)


@rule
def next_look(row: Row, t: int) -> int:
    """The next quarter in which a row can change: rows at rest are not looked at."""
    if row.began == NEVER:
        waits = row.when != NOBODY or row.proposer != NOBODY
        return max(t + 1, row.start) if waits or t < row.start else NEVER
    if t >= row.end or t >= row.ceased:
        return NEVER
    if row.until != NOBODY or t <= row.began + row.negotiation + row.ramp:
        return t + 1
    return row.end


@rule
def turn_of(kind: int) -> int:
    """Commitments come first, since governance raises what they set; answers to export controls come last."""
    if kind in (PolicyKind.PIVOT, PolicyKind.OPEN_LICENCE):
        return 0
    return 2 if kind == PolicyKind.RETALIATION else 1


@phase
def pool_data(w: World) -> None:
    """Count who is there, and add up the shares of their data that they put into the pool unprotected."""
    society = w.society[0]
    society.active, society.pool = 0, 0.0
    for i in range(w.actors.size):
        if w.actors[i].alive:
            society.active += 1
            society.pool += w.duties[i].data


@rule
def has_changed(row: Row, t: int) -> bool:
    """Whether a row acts otherwise than last quarter: it began now or then, its talks ended, its strength moved."""
    age, lag = t - row.began, row.negotiation
    return age in (0, 1, lag) or t == row.end or t == row.ceased or strength(row, t, lag) != row.force


@phase
def disband(w: World) -> None:
    """A club that is no longer in force has no members."""
    actors, clubs = w.actors, w.clubs
    for k in range(clubs.size):
        if clubs[k].force == 0.0 and clubs[k].members > 0:
            clubs[k].members = 0
            for i in range(actors.size):
                actors[i].clubs &= ~(1 << k)
