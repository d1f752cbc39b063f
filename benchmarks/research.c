/* Own research, what is found twice and what becomes of the rest, as a C programmer would write them on the same arrays:
 * rule `research`. The outlay behind it stands as it is.
 */
#include "loops.h"

static double polynomial(const double *c, double r) {
    double sum = c[7];
    for (int k = 6; k >= 0; k--) sum = sum * r + c[k];
    return sum;
}

/* Quantile of the standard normal distribution, AS241 (Wichura 1988). */
static double quantile(double p) {
    static const double middle[] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                    3.3430575583588128105e4, 2.5090809287301226727e3};
    static const double below_middle[] = {1.0,
                                          4.2313330701600911252e1,
                                          6.8718700749205790830e2,
                                          5.3941960214247511077e3,
                                          2.1213794301586595867e4,
                                          3.9307895800092710610e4,
                                          2.8729085735721942674e4,
                                          5.2264952788528545610e3};
    static const double side[] = {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
                                  3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
                                  2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double below_side[] = {1.0,
                                        2.05319162663775882187e0,
                                        1.67638483018380384940e0,
                                        6.89767334985100004550e-1,
                                        1.48103976427480074590e-1,
                                        1.51986665636164571966e-2,
                                        5.47593808499534494600e-4,
                                        1.05075007164441684324e-9};
    static const double tail[] = {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
                                  2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                  2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double below_tail[] = {1.0,
                                        5.99832206555887937690e-1,
                                        1.36929880922735805310e-1,
                                        1.48753612908506148525e-2,
                                        7.86869131145613259100e-4,
                                        1.84631831751005468180e-5,
                                        1.42151175831644588870e-7,
                                        2.04426310338993978564e-15};
    const double from_half = p - 0.5;
    if (fabs(from_half) <= 0.425) {
        const double r = 0.180625 - from_half * from_half;
        return from_half * polynomial(middle, r) / polynomial(below_middle, r);
    }
    const double r = sqrt(-log(from_half < 0.0 ? p : 1.0 - p));
    const double x = r <= 5.0 ? polynomial(side, r - 1.6) / polynomial(below_side, r - 1.6)
                              : polynomial(tail, r - 5.0) / polynomial(below_tail, r - 5.0);
    return from_half < 0.0 ? -x : x;
}

static double normal(uint64_t key, uint32_t purpose, uint32_t actor, uint32_t quarter) {
    const Words drawn = philox(key, quarter, actor, purpose, 0);
    const uint64_t both = ((uint64_t)drawn.a << 32 | drawn.b) >> 12;
    return quantile(((double)(int64_t)both + 0.5) * 0x1p-52);
}

static double research_money(const World *w, int64_t i) {
    const Actor *me = &w->actors[i];
    const Duty *duty = &w->duties[i];
    const Parameters *p = w->parameters;
    double money = me->outlay * (1.0 - least(1.0, duty->overhead + duty->dues + duty->mission + duty->checks));
    if (p->compute.on) money *= 1.0 - p->compute.share;
    money *= 1.0 - p->safety.cost * me->safety;
    if (p->challenge.on) money *= 1.0 - p->challenge.share;
    if (p->community.on && shares(me->tier)) money *= 1.0 - p->community.upkeep * w->society->community;
    return money;
}

/* productivity * money^returns * (1-s)^(drag*(1-S)) * exp(luck*z). */
static double pace_of(const Actor *me, double money, double catalogue, double luck, const Parameters *all) {
    const double slowness = all->research.drag * (1.0 - catalogue);
    if (money <= 0.0 || me->safety >= 1.0)
        return all->research.productivity * pow(money, all->research.returns) * pow(1.0 - me->safety, slowness);
    return all->research.productivity * exp(all->research.returns * log(money) + slowness * log(1.0 - me->safety) +
                                            all->research.luck * luck);
}

static double accessible(const Knowledge *known, const Domain *domain) {
    return most(most(0.0, known->know_how), domain->public);
}

static void find(const World *w, uint64_t key, int64_t t) {
    const Parameters *p = w->parameters;
    const Society *c = w->society;
    const int64_t count = w->domains_size;
    for (int64_t i = 0; i < w->actors_size; i++) {
        Knowledge *mine = &w->knowledge[i * count];
        const Actor *me = &w->actors[i];
        const Duty *duty = &w->duties[i];
        for (int64_t d = 0; d < count; d++) mine[d].discovered = mine[d].found = 0.0;
        if (!me->alive || !p->research.on) continue;
        const double luck = p->research.luck > 0.0 ? normal(key, PURPOSE_LUCK, me->key, t) : 0.0;
        double pace = pace_of(me, research_money(w, i), c->catalogue, luck, p);
        if (p->spillover.on) pace *= 1.0 - p->spillover.mismatch * c->noncompete;
        if (duty->data > 0.0) {
            const double others = (c->pool - duty->data) / (double)(c->active > 2 ? c->active - 1 : 1);
            pace *= 1.0 + p->pooling.benefit * duty->data * (others / (others + p->pooling.half));
        }
        double known = 0.0;
        for (int64_t d = 0; d < count; d++) known += accessible(&mine[d], &w->domains[d]);
        for (int64_t d = 0; d < count; d++) {
            if (mine[d].focus <= 0.0) continue;
            const Domain *domain = &w->domains[d];
            const double taken = p->sharing.variety * p->research.fishing * most(0.0, domain->public - mine[d].know_how);
            const double height = mine[d].know_how + taken;
            double result = pace * mine[d].drive * exp(-p->research.hardening * LN10 * (height - p->research.reference));
            if (p->recombination.on && count > 1) {
                const double elsewhere = most(0.0, known - accessible(&mine[d], domain)) / (double)(count - 1);
                result *= 1.0 + p->recombination.strength * (elsewhere / (elsewhere + p->recombination.half));
            }
            mine[d].discovered = mine[d].found = result * (1.0 + p->stack.saving * domain->stack);
        }
    }
}

static void duplicate(const World *w) {
    Actor *a = w->actors;
    const Parameters *p = w->parameters;
    const double spared = 1.0 - p->agreement.redundancy * w->society->standard, common = 1.0 - p->sharing.variety;
    for (int64_t i = 0; i < w->actors_size; i++) a[i].duplicated = 0.0;
    for (int64_t d = 0; d < w->domains_size; d++) {
        const Domain *domain = &w->domains[d];
        const double best = best_known(w, d), told = spared * (1.0 - p->stack.common * domain->stack) * common;
        for (int64_t i = 0; i < w->actors_size; i++) {
            Knowledge *mine = &w->knowledge[i * w->domains_size + d];
            if (!a[i].alive || mine->discovered <= 0.0) continue;
            const double known = most(mine->know_how, domain->public);
            const double again = least(mine->discovered, most(0.0, best - known)) * told;
            a[i].duplicated += a[i].outlay * mine->focus * (again / mine->discovered);
            if (p->duplication.on) mine->discovered -= p->duplication.waste * again;
        }
    }
}

static void research_once(const World *w, uint64_t key, int64_t t) {
    const Parameters *p = w->parameters;
    const double kept = 1.0 - p->absorption.forgetting;
    find(w, key, t);
    duplicate(w);
    for (int64_t i = 0; i < w->actors_size; i++) {
        Actor *me = &w->actors[i];
        if (!me->alive) continue;
        me->researched = 0.0;
        for (int64_t d = 0; d < w->domains_size; d++) {
            Knowledge *mine = &w->knowledge[i * w->domains_size + d];
            mine->know_how += mine->discovered;
            mine->unpublished += mine->found;
            me->researched += w->domains[d].weight * mine->discovered;
        }
        me->own_work += me->researched;
        const double trained = p->academy.skill * (w->duties[i].training + w->duties[i].skills);
        me->experience = kept * me->experience + me->researched + trained;
    }
}

RULE(research, research_once(w, key, t))
