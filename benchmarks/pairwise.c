/* The three loops over ties, as a C programmer would write them on the same arrays. */
#include "loops.h"

static const double NOTHING_SEEN = -1e9, NOBODY_NEAR = 1e9, SUREST = 300.0;

static double pair_noise(uint64_t key, uint32_t origin, uint32_t target, uint32_t quarter) {
    const Words drawn = philox(key, quarter, origin, PURPOSE_PAIRS, target);
    const uint64_t total = (drawn.a & 0xFFFF) + (drawn.a >> 16) + (drawn.b & 0xFFFF) + (drawn.b >> 16);
    return ((double)(int64_t)total * (1.0 / 65535.0) - 2.0) * sqrt(3.0);
}

static void perceive_once(const World *w, uint64_t key, int64_t t) {
    Actor *a = w->actors;
    const Parameters *p = w->parameters;
    for (int64_t i = 0; i < w->actors_size; i++) {
        Actor *me = &a[i];
        if (!me->alive) continue;
        double best = NOTHING_SEEN, second = NOTHING_SEEN, foreign = NOTHING_SEEN;
        double threat = 0.0, dread = 0.0, closest = NOBODY_NEAR, odds = 0.0;
        int64_t seen = 0;
        for (int64_t e = w->start[i]; e < w->stop[i]; e++) {
            const Actor *other = &a[w->target[e]];
            if (!other->alive) continue;
            double rival = other->capability, effort = other->effort;
            if (p->perception.on) {
                double draw = p->perception.error > 0.0 ? pair_noise(key, me->key, other->key, t) : 0.0;
                double hidden = most(0.0, other->capability - other->released);
                rival = other->capability - (1.0 - p->perception.visibility) * hidden +
                        (1.0 - w->trust[e]) * p->perception.premium + p->perception.error * draw;
                effort *= most(0.0, 1.0 + p->perception.alarm * (rival - other->capability));
            }
            threat += (1.0 - w->trust[e]) * effort;
            double ahead = rival - me->capability;
            dread = most(dread, (1.0 - w->trust[e]) * least(most(0.0, ahead), p->effort.despair));
            closest = least(closest, fabs(ahead));
            if (p->safety.form == SAFETYFORM_CONTEST)
                odds += exp(most(-SUREST, least(p->safety.decisiveness * ahead * LN10, SUREST)));
            seen++;
            if (rival > best) {
                second = best;
                best = rival;
            } else if (rival > second) {
                second = rival;
            }
            if (other->bloc != me->bloc) foreign = most(foreign, rival);
        }
        me->rival = best;
        me->second = second;
        me->foreign = foreign;
        me->rivals = seen;
        me->closest = closest;
        me->odds = odds;
        me->threat = (seen ? threat / (double)seen : 0.0) + p->effort.fear * dread;
    }
}

/* Openness between members of the same clubs (bits): the widest of force*obligation*(g + (1-g)*reputation). */
static double inside(const World *w, int64_t shared, double reputation) {
    double widest = 0.0;
    for (int64_t k = 0; k < w->clubs_size; k++) {
        const Club *club = &w->clubs[k];
        if (shared >> k & 1)
            widest = most(widest, club->force * club->obligation *
                                      (club->governed + (1.0 - club->governed) * reputation));
    }
    return widest;
}

static double owed(const World *w, int64_t shared) {
    double largest = 0.0;
    for (int64_t k = 0; k < w->clubs_size; k++)
        if (shared >> k & 1) largest = most(largest, w->clubs[k].force * w->clubs[k].obligation);
    return largest;
}

static double shown(const Parameters *p, const Actor *me, const Actor *other, int64_t mine, int64_t theirs) {
    double openness = other->openness;
    if (p->licence.on && other->tier == TIER_LICENSED && me->users > other->fee_threshold)
        openness *= 1.0 / (1.0 + p->licence.deterrence * (p->licence.fees * other->fee));
    if (me->partner == theirs || other->partner == mine) openness += p->codevelopment.shown * (1.0 - openness);
    return openness;
}

/* Share of a hidden gap that staff carry along a tie, either way. */
static double carried(const World *w, const Actor *me, const Actor *other) {
    const Parameters *p = w->parameters;
    return p->spillover.on ? p->spillover.mobility * (1.0 - w->society->noncompete) * (me->staff * other->staff) : 0.0;
}

/* Whom the stricter of two blocs' controls shuts out of paid access. */
static double barred(const World *w, int64_t one, int64_t other) {
    const double there = w->control[one * w->blocs_size + other], back = w->control[other * w->blocs_size + one];
    return w->parameters->market.denial * most(there, back);
}

static double lawful(const World *w) {
    return 1.0 - w->society->protection * (1.0 - w->parameters->agreement.claims * w->society->standard);
}

/* What leaks with staff and by distillation, and what each loses: of its experience as well. */
static void let_out(const World *w) {
    const Parameters *p = w->parameters;
    Actor *a = w->actors;
    if (!p->spillover.on || (p->spillover.mobility == 0.0 && p->spillover.distillation == 0.0)) return;
    double total = 0.0;
    int64_t living = 0;
    for (int64_t i = 0; i < w->actors_size; i++)
        if (a[i].alive) total += a[i].outlay, living++;
    const double usual = total / (double)(living ? living : 1);
    for (int64_t i = 0; i < w->actors_size; i++) {
        if (!a[i].alive) continue;
        a[i].staff = usual > 0.0 ? 2.0 * a[i].outlay / (a[i].outlay + usual) : 1.0;
        a[i].distillable = SELLS[a[i].kind] ? p->spillover.distillation * lawful(w) * (1.0 - w->duties[i].limits) : 0.0;
    }
    for (int64_t i = 0; i < w->actors_size; i++) {
        if (!a[i].alive) continue;
        double left = 0.0, reached = 0.0, partners = 0.0;
        for (int64_t e = w->start[i]; e < w->stop[i]; e++) {
            const Actor *other = &a[w->target[e]];
            if (!other->alive) continue;
            partners += 1.0;
            left += carried(w, &a[i], other);
            reached += 1.0 - barred(w, a[i].bloc, other->bloc);
        }
        a[i].leaving = partners > 0.0 ? least(1.0, left / partners) : 0.0;
        const double bought = partners > 0.0 && a[i].hoards_as == TIER_ACCESS ? a[i].distillable * reached / partners : 0.0;
        a[i].leaking = least(1.0, a[i].leaving + bought);
        a[i].experience *= 1.0 - p->spillover.vacancy * a[i].leaving;
    }
}

static double mixed(const Parameters *p, double gap, double results) {
    return (1.0 - p->sharing.variety) * gap + p->sharing.variety * results;
}

static double taken_in(const Parameters *p, const Actor *me, double offer) {
    const double understood = me->absorption * offer;
    if (!p->absorption.on || p->absorption.crowding == 0.0 || understood == 0.0) return understood;
    return understood * me->experience / (me->experience + p->absorption.crowding * understood);
}

/* What all sources offer in each domain; heard is room for four numbers a domain. */
static int64_t gather(const World *w, int64_t i, double *offer, double *heard) {
    const Parameters *p = w->parameters;
    const Actor *a = w->actors;
    const int64_t count = w->domains_size;
    const double speed = p->sharing.on ? p->sharing.speed : 0.0;
    const double talk = p->spillover.on ? p->spillover.leak * lawful(w) : 0.0;
    const Knowledge *mine = &w->knowledge[i * count];
    const double pooling = p->sharing.pooling;
    double *widest = heard, *together = heard + count, *lead = heard + 2 * count, *results = heard + 3 * count;
    for (int64_t k = 0; k < 4 * count; k++) heard[k] = 0.0;
    double largest = 0.0;
    int64_t source = NOBODY;
    for (int64_t e = w->start[i]; e < w->stop[i]; e++) {
        const int64_t j = w->target[e];
        if (!a[j].alive) continue;
        const Knowledge *theirs = &w->knowledge[j * count];
        const double border = w->border[a[j].bloc * w->blocs_size + a[i].bloc];
        double openness = shown(p, &a[i], &a[j], i, j), total = 0.0;
        const int64_t shared = a[i].clubs & a[j].clubs;
        const double steady = least(1.0, talk + carried(w, &a[i], &a[j]));
        const double bought =
            a[j].released_tier == TIER_ACCESS ? a[j].distillable * (1.0 - barred(w, a[i].bloc, a[j].bloc)) : 0.0;
        const double leak = least(1.0, steady + bought);
        if (shared) openness = most(openness, inside(w, shared, a[i].reputation));
        if (j == w->duties[i].leader) openness = most(openness, w->duties[i].shown);
        for (int64_t d = 0; d < count; d++) {
            const double o = openness * theirs[d].offered;
            const double disclosed = most(0.0, theirs[d].disclosed - mine[d].know_how);
            const double hidden = most(0.0, theirs[d].know_how - mine[d].know_how);
            const double kept = (1.0 - o) * hidden, sold = (1.0 - o) * least(hidden, disclosed);
            const double gap = border * (speed * o * disclosed + least(kept, steady * kept + bought * sold));
            const double found = border * ((speed * o + leak * (1.0 - o)) * theirs[d].found);
            widest[d] = most(widest[d], gap);
            results[d] += found;
            if (pooling > 0.0) {
                together[d] += gap;
                lead[d] = most(lead[d], hidden);
            }
            total += mixed(p, gap, found);
        }
        if (total > largest) {
            largest = total;
            source = j;
        }
    }
    double total = 0.0;
    for (int64_t d = 0; d < count; d++) {
        const double flow = p->commons.speed * most(0.0, w->domains[d].public - mine[d].know_how);
        const double all = (1.0 - pooling) * widest[d] + pooling * together[d];
        const double gap = pooling == 0.0 ? widest[d] : least(all, lead[d]);
        offer[d] = most(mixed(p, gap, results[d]), flow);
        total += flow;
    }
    return total > largest ? COMMONS : source;
}

static void learn_once(const World *w) {
    Actor *a = w->actors;
    const Parameters *p = w->parameters;
    const int64_t count = w->domains_size;
    double *gained = calloc((size_t)(w->actors_size * count), sizeof(double));
    double *heard = calloc((size_t)(4 * count), sizeof(double));
    let_out(w);
    for (int64_t i = 0; i < w->actors_size; i++) {
        Actor *me = &a[i];
        if (!me->alive) continue;
        const double half = p->absorption.half;
        me->absorption = p->absorption.on && half > 0.0 ? me->experience / (me->experience + half) : 1.0;
        me->source = gather(w, i, &gained[i * count], heard);
        me->learned = 0.0;
        for (int64_t d = 0; d < count; d++) {
            gained[i * count + d] = taken_in(p, me, gained[i * count + d]);
            me->learned += w->domains[d].weight * gained[i * count + d];
        }
        me->foreign_work += me->learned;
    }
    for (int64_t i = 0; i < w->actors_size; i++)
        if (a[i].alive)
            for (int64_t d = 0; d < count; d++) w->knowledge[i * count + d].know_how += gained[i * count + d];
    free(gained);
    free(heard);
}

static double changed(const World *w, double tau, const Actor *me, const Actor *other) {
    const Parameters *p = w->parameters;
    const double shut_out = w->control[other->bloc * w->blocs_size + me->bloc];
    double met = 0.0, unmet = 0.0;
    const int64_t shared = me->clubs & other->clubs;
    if (shared) {
        met = p->clubs.kept * inside(w, shared, me->reputation);
        unmet = p->clubs.kept * owed(w, shared) - met;
    }
    const double gave = me->openness_before, got = other->openness;
    const int overtaken = other->released > me->released && other->released_before <= me->released_before;
    const double attack = p->trust.attack * ((overtaken ? 1.0 : 0.0) + shut_out);
    const double up = least(1.0, other->conduct_good + p->trust.favour * gave * got + met);
    const double down = least(1.0, other->conduct_bad + p->trust.slight * gave * (1.0 - got) + attack + unmet);
    const double prior = me->bloc == other->bloc ? p->trust.prior_within : p->trust.prior_across;
    const double sped = up * (1.0 + other->amends);
    const double answer = tau + p->trust.gain * sped * (1.0 - tau) - p->trust.loss * down * tau;
    const double pulled = p->trust.drift * (prior - tau) + p->trust.gossip * (other->reputation - tau);
    return least(least(most(answer + pulled, 0.0), 1.0), 1.0 - other->scar);
}

static void trust_once(const World *w) {
    Actor *a = w->actors;
    Society *c = w->society;
    const Parameters *p = w->parameters;
    if (w->actors_size <= 0) return;
    double *heard = calloc((size_t)w->actors_size, sizeof(double)), *count = calloc((size_t)w->actors_size, sizeof(double));
    double sums[2] = {0.0, 0.0}, ties[2] = {0.0, 0.0};
    for (int64_t i = 0; i < w->actors_size && p->trust.on; i++) {
        Actor *me = &a[i];
        if (!me->alive) continue;
        const double word = w->duties[i].word;
        me->conduct_good = (shares(me->ordered) && me->tier >= me->ordered ? p->trust.pledge : 0.0) +
                           p->pledges.kept * most(0.0, word);
        me->conduct_bad = p->trust.pledge * most(0.0, me->openness_before - me->openness) +
                          p->trust.incident * (least(1.0, me->incident) + me->misuse) +
                          (w->duties[i].convicted ? p->pledges.broken : 0.0);
        if (word < 0.0) me->scar += p->trust.depth * (1.0 - me->scar);
        me->amends = p->trust.repair * most(0.0, word) * (1.0 - me->scar);
    }
    for (int64_t i = 0; i < w->actors_size; i++) {
        const Actor *me = &a[i];
        if (!me->alive) continue;
        for (int64_t e = w->start[i]; e < w->stop[i]; e++) {
            const int64_t j = w->target[e];
            const Actor *other = &a[j];
            if (!other->alive) continue;
            const int same = me->bloc == other->bloc;
            if (p->trust.on) w->trust[e] = changed(w, w->trust[e], me, other);
            heard[j] += w->trust[e];
            count[j] += 1.0;
            sums[same] += w->trust[e];
            ties[same] += 1.0;
        }
    }
    for (int64_t i = 0; i < w->actors_size; i++)
        a[i].reputation = count[i] > 0.0 ? heard[i] / count[i] : p->trust.prior_within;
    c->trust_across = sums[0] / most(1.0, ties[0]);
    c->trust_within = sums[1] / most(1.0, ties[1]);
    c->trust = (sums[0] + sums[1]) / most(1.0, ties[0] + ties[1]);
    free(heard);
    free(count);
}

RULE(perceive, perceive_once(w, key, t))
RULE(learn, learn_once(w))
RULE(trust, trust_once(w))
