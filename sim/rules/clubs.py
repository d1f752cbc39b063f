"""Alliances and partnerships: what members show each other, who joins, who leaves, what dues pay for."""

import numpy as np

from sim.compile import phase, rule
from sim.lanes import where
from sim.noise import Noise, Purpose, uniform
from sim.rules.common import afforded, quarters_worth, speed_of
from sim.rules.levers import is_bound, join
from sim.rules.objectives import worth_of_lead
from sim.scenario.schema.enums import TEACHING, Admission
from sim.world import NOBODY, ClubRecord, Floats, Indices, Records, World

NOTHING_KNOWN = -1e300


@rule
def inside(clubs: Records[ClubRecord], shared: int, reputation: float) -> float:
    """Openness between members of the same clubs (bits ``shared``), the widest of force*obligation*(g + (1-g)*r).

    Where a board stands (g = 1) obligations bind; without one a member shows as much as the asker's reputation r
    invites: governance stands in for trust.
    """
    most = 0.0
    for k in range(clubs.size):
        club = clubs[k]
        shown = club.force * club.obligation * (club.governed + (1.0 - club.governed) * reputation)
        most = where((shared >> k) & 1 == 1, max(most, shown), most)
    return most


@phase
def stand_boards(w: World, t: int) -> None:
    """An alliance's board stands as far as the quarters since its start have set it up, (age+1)/(governance+1)."""
    for k in range(w.clubs.size):
        club = w.clubs[k]
        if club.force > 0.0:
            age = t - club.began
            club.governed = 1.0 if club.alliance == 0 else min(1.0, (age + 1) / (club.governance + 1))


@rule
def owed(clubs: Records[ClubRecord], shared: int) -> float:
    """What members of the same clubs owe each other, the largest obligation in force."""
    most = 0.0
    for k in range(clubs.size):
        most = where((shared >> k) & 1 == 1, max(most, clubs[k].force * clubs[k].obligation), most)
    return most


@rule
def teaching(club: ClubRecord) -> float:
    """Training of each member, as a share of outlay: dues*skills*L/(L+1), L member labs; without one nobody teaches."""
    return club.dues * club.skills * (club.labs / (club.labs + 1.0))


@phase
def collect_dues(w: World) -> None:
    """Members pay dues and the board, as shares of outlay; member labs teach, and the skills money trains members."""
    actors, clubs, p = w.actors, w.clubs, w.parameters[0].clubs
    for i in range(actors.size if clubs.size > 0 else 0):  # without clubs they are 0 from the start
        w.duties[i].dues = w.duties[i].skills = 0.0
    for k in range(clubs.size):
        club = clubs[k]
        if club.alliance == 0 or club.force == 0.0:
            continue
        count_members(w, k)
        for i in range(actors.size):
            if actors[i].alive and (actors[i].clubs >> k) & 1:
                duty = w.duties[i]
                duty.dues += club.force * (club.dues + club.board * club.governed)
                duty.skills += club.force * teaching(club)
                if actors[i].kind in TEACHING and teaching(club) > 0.0:
                    duty.dues += club.force * p.teaching


@phase
def count_members(w: World, k: int) -> None:
    """Living members of a club, and labs among them."""
    actors, club = w.actors, w.clubs[k]
    club.members = club.labs = 0
    for i in range(actors.size):
        if actors[i].alive and (actors[i].clubs >> k) & 1:
            club.members += 1
            club.labs += actors[i].kind in TEACHING


@phase
def best_two(w: World, k: int) -> tuple[Floats, Floats]:
    """The most and second most that members of club k have released, by domain (OOM), and who has the most."""
    actors, knowledge, count = w.actors, w.knowledge, w.domains.size
    best, holder = np.full((count, 2), NOTHING_KNOWN), np.full(count, -1.0)
    for i in range(actors.size):
        if actors[i].alive and (actors[i].clubs >> k) & 1:
            for d in range(count):
                disclosed = knowledge[i, d].disclosed
                if knowledge[i, d].offered == 0.0:
                    continue
                if disclosed > best[d, 0]:
                    best[d, 0], best[d, 1] = disclosed, best[d, 0]
                    holder[d] = i
                elif disclosed > best[d, 1]:
                    best[d, 1] = disclosed
    return best, holder


@phase
def gain_of_membership(w: World, i: int, k: int, best: Floats, holder: Floats) -> float:
    """What belonging to club k is worth to actor i, billion dollars a quarter; outside it is worth 0.

    worth of a lead * (speed*(gamma_i*o*what others in the club are ahead of me and of the public - what I am ahead of
    them and o would show beyond my tier) + what skills add to my learning) - (dues + board + teaching)*outlay, with o
    the openness inside, as the board is expected to stand. i joins or stays when the gain is positive (d'Aspremont et
    al. 1983); the catalogue is a public good and does not count.
    """
    me, club, society, p = w.actors[i], w.clubs[k], w.society[0], w.parameters[0]
    ahead = behind = 0.0
    for d in range(w.domains.size):
        mine, domain = w.knowledge[i, d], w.domains[d]
        # Who has the most compares itself with the second: one does not learn from oneself.
        other = best[d, 1] if holder[d] == i else best[d, 0]
        if other > NOTHING_KNOWN:
            behind += domain.weight * max(0.0, other - max(mine.know_how, domain.public))
            ahead += domain.weight * mine.offered * max(0.0, mine.disclosed - max(other, domain.public))
    worth = worth_of_lead(me, w.tiers[me.released_tier].capture, society.market, p)
    worth *= quarters_worth(p.world.discount, p.choice.horizon)
    board = board_ahead(club, p.choice.horizon)
    openness = club.obligation * (board + (1.0 - board) * me.reputation)
    exchanged = speed_of(p.sharing) * (me.absorption * openness * behind - max(0.0, openness - me.openness) * ahead)
    half = p.absorption.half if p.absorption.on else 0.0
    skilled = me.learned * sharpened(me.experience, p.academy.skill * teaching(club), half)
    teaches = p.clubs.teaching if me.kind in TEACHING and teaching(club) > 0.0 else 0.0
    return worth * (exchanged + skilled) - (club.dues + club.board * board + teaches) * me.outlay


@rule
def board_ahead(club: ClubRecord, quarters: int) -> float:
    """How far the board will stand, mean over the horizon of min(1, g + k/(governance+1)), k = 0 .. quarters-1."""
    total = 0.0
    for k in range(quarters):
        total += min(1.0, club.governed + k / (club.governance + 1))
    return total / quarters


@rule
def sharpened(experience: float, added: float, half: float) -> float:
    """Relative rise of absorptive capacity M/(M+half) with a little more experience, half*dM/(M*(M+half))."""
    return half * added / (experience * (experience + half)) if experience > 0.0 else 0.0


@phase
def brings_something(w: World, i: int, best: Floats) -> bool:
    """Whether an actor has released something that no member has."""
    new = False
    for d in range(w.domains.size):
        new = new or (w.knowledge[i, d].disclosed > best[d, 0] and w.knowledge[i, d].offered > 0.0)
    return new


@phase
def reconsider_membership(w: World, noise: Noise, t: int) -> None:
    """With a chance a quarter each actor leaves the alliances that it loses by, and joins those that it gains by.

    Where somebody decides for an actor whether it belongs to an alliance, it does as it is told, in every quarter.
    Of those who would leave a share ``inertia`` stays all the same: their hazard of leaving is reconsider*(1-inertia).
    Of alliances that exclude each other it takes the one that it gains most by. All gains are reckoned on the
    membership before anybody moved. What is reported: internal stability, the share of members who would not gain by
    leaving, and external stability, the share of others who would not gain by joining.
    """
    actors, clubs, society, p = w.actors, w.clubs, w.society[0], w.parameters[0].clubs
    gains, admits = np.zeros((actors.size, clubs.size)), np.zeros((actors.size, clubs.size), np.bool_)
    inner = outer = content = indifferent = 0
    for k in range(clubs.size):
        club = clubs[k]
        if club.alliance == 0 or club.force == 0.0:
            continue
        best, holder = best_two(w, k)
        for i in range(actors.size):
            if actors[i].alive:
                gains[i, k] = gain_of_membership(w, i, k, best, holder)
                admits[i, k] = club.admission == Admission.OPEN or (
                    club.admission == Admission.VOTE and brings_something(w, i, best)
                )
                if (actors[i].clubs >> k) & 1:
                    inner += 1
                    content += gains[i, k] >= 0.0
                else:
                    outer += 1
                    indifferent += gains[i, k] <= 0.0
    for i in range(actors.size):
        if actors[i].alive:
            obey_membership(w, i, admits[i], t)
            draw = uniform(noise, Purpose.CLUB, actors[i].key, t)
            if draw < p.reconsider:
                leave_and_join(w, i, gains[i], admits[i], draw < p.reconsider * (1.0 - p.inertia), t)
    society.internal = content / inner if inner > 0 else 0.0
    society.external = indifferent / outer if outer > 0 else 0.0


@phase
def obey_membership(w: World, i: int, admits: Indices, t: int) -> None:
    """Leave the alliances that somebody decides to leave, then join those to join, as they admit and exclude others."""
    me, duty, clubs = w.actors[i], w.duties[i], w.clubs
    for k in range(clubs.size):
        if (duty.leaves >> k) & 1 and t > clubs[k].began:
            me.clubs &= ~(1 << k)
    for k in range(clubs.size):
        wants = (duty.joins >> k) & 1 and admits[k] and not (me.clubs >> k) & 1 and t > clubs[k].began
        if wants and not is_bound(clubs, me.clubs, k):
            join(w, i, k)


@phase
def leave_and_join(w: World, i: int, gains: Floats, admits: Indices, leaves: bool, t: int) -> None:
    """Leave every alliance that loses, if at all, then join what gains, the best first, as exclusivity allows."""
    me, clubs, told = w.actors[i], w.clubs, w.duties[i].joins | w.duties[i].leaves
    for k in range(clubs.size):
        if leaves and gains[k] < 0.0 and (me.clubs >> k) & 1 and t > clubs[k].began and not (told >> k) & 1:
            me.clubs &= ~(1 << k)
    for _ in range(clubs.size):
        best = NOBODY
        for k in range(clubs.size):
            fits = gains[k] > 0.0 and admits[k] and not (me.clubs >> k) & 1 and t > clubs[k].began
            fits = fits and not (told >> k) & 1
            if fits and not is_bound(clubs, me.clubs, k) and (best == NOBODY or gains[k] > gains[best]):
                best = k
        if best != NOBODY:
            join(w, i, best)


@phase
def keep_catalogue(w: World, total: float) -> None:
    """S' = S + building*m*(1-S) - ageing*(S - S0), m = share of all outlay that alliances spend on tools.

    Working groups wait for a board: money for tools is spent as far as it stands.
    """
    actors, clubs, society, p = w.actors, w.clubs, w.society[0], w.parameters[0]
    if clubs.size == 0:
        return
    spent = 0.0
    for k in range(clubs.size):
        club = clubs[k]
        if club.alliance == 1 and club.force > 0.0:
            for i in range(actors.size):
                if actors[i].alive and (actors[i].clubs >> k) & 1:
                    share = club.force * club.governed * club.dues * club.catalogue
                    spent += share * actors[i].outlay * afforded(w.duties[i])
    growth = min(1.0, p.clubs.building * spent / total) if total > 0.0 else 0.0
    society.catalogue += growth * (1.0 - society.catalogue) - p.clubs.ageing * (society.catalogue - p.commons.catalogue)
