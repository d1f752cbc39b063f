/* The market where firms set prices, as a C programmer would write it on the same arrays: rule `trade`, form `prices`. */
#include "products.h"

static const double LEAST_SHARE = 1e-300, NOTHING_LEFT = 1e-12, LEAST_BASE = 1e-6;

/* Who pays whom: both in the books. */
static void post(const World *w, int64_t flow, int64_t payer, int64_t payee, double money) {
    w->books[flow * SECTORS + payer] -= money;
    w->books[flow * SECTORS + payee] += money;
}

static void receive(const World *w, int64_t flow, int64_t payer, Actor *me, double money) {
    me->cash += money;
    w->books[CASH * SECTORS + payer] -= money;
    post(w, flow, payer, SECTOR_OF[me->kind], money);
}

static void pay(const World *w, int64_t flow, Actor *me, int64_t payee, double money) {
    me->cash -= money;
    w->books[CASH * SECTORS + payee] += money;
    post(w, flow, SECTOR_OF[me->kind], payee, money);
}

static void transfer(const World *w, int64_t flow, int64_t payer, int64_t payee, double money) {
    post(w, CASH, payer, payee, money);
    post(w, flow, payer, payee, money);
}

static double worth_of(double rise, const Parameters *p) {
    const double x = (rise - p->prices.middle) / p->prices.width;
    return p->prices.greatest_value * (1.0 / (1.0 + exp(clip(-x, -FARTHEST, FARTHEST))));
}

static double cost_of_serving(double worth, double rise, double known, double dear, const Parameters *p) {
    const double orders = clip(p->prices.size * rise - p->prices.technique * known, -300.0, 300.0);
    return least(0.5 * worth, p->prices.serving * dear * pow(10.0, orders));
}

static double lure(const Tier *tier, double denied) {
    return tier->weights == 1 ? tier->appeal : tier->appeal + log(1.0 - denied);
}

/* What attracts to a product besides money. */
static double appeal(const World *w, int64_t i) {
    const Actor *me = &w->actors[i];
    const Society *c = w->society;
    const Parameters *p = w->parameters;
    const double users = me->users / c->reached;
    const double base = most(LEAST_BASE, users + c->interoperability * (1.0 - users));
    double value = p->market.network * log(base);
    value += lure(&w->tiers[me->released_tier], me->denied) + p->market.standing * (me->reputation - 0.5);
    value += p->market.hosting * w->duties[i].tools * c->community;
    return me->host != NOBODY ? value + p->market.hosting : value;
}

static void spread_use(const World *w) {
    Society *c = w->society;
    const Parameters *p = w->parameters;
    double using = c->open_use;
    for (int64_t i = 0; i < w->actors_size; i++) using += sells(&w->actors[i]) ? w->actors[i].users : 0.0;
    const double before = c->reached, used = least(1.0, using / before);
    c->reached += least(1.0, (p->prices.innovation + p->prices.imitation * before * used) * used) * (1.0 - before);
    for (int64_t i = 0; i < w->actors_size; i++) w->actors[i].users *= c->reached / before;
    c->open_use *= c->reached / before;
}

static int pass_on_users(const World *w) {
    Society *c = w->society;
    for (int64_t i = 0; i < w->actors_size; i++) {
        Actor *me = &w->actors[i];
        if (!sells(me) || me->release != c->best_open_release || me->release == NOBODY) continue;
        me->users += c->open_use;
        c->open_use = 0.0;
        return 1;
    }
    return 0;
}

static double public_level(const World *w) {
    double total = 0.0;
    for (int64_t d = 0; d < w->domains_size; d++) {
        const double best = best_known(w, d), public = w->domains[d].public;
        total += w->domains[d].weight * (best > -1e300 ? least(public, best) : public);
    }
    return total;
}

static void set_out(const World *w, const Products *s) {
    const Parameters *p = w->parameters;
    Society *c = w->society;
    const double at_start = p->compute.price, now = c->compute_price;
    const double dear = at_start > 0.0 && now > 0.0 ? at_start / now : 1.0;
    const int64_t last = w->actors_size;
    double furthest = -1e300;
    for (int64_t i = 0; i < last; i++) {
        const Actor *me = &w->actors[i];
        if (!sells(me)) continue;
        const double rise = me->released - c->reference, known = me->capability - log10(me->compute) - c->know_how;
        furthest = most(furthest, known);
        s->worth[i] = worth_of(rise, p);
        s->cost[i] = cost_of_serving(s->worth[i], rise, known, dear, p);
        s->pull[i] = appeal(w, i);
        s->open[i] = (char)shares(me->released_tier);
    }
    double known = public_level(w);
    if (c->best_open_release != NOBODY) {
        const Release *best = &w->releases[c->best_open_release];
        known = most(known, best->capability - log10(best->compute));
    }
    known -= c->know_how;
    const double rise = c->best_open - c->reference;
    s->open[last] = 1;
    if (!pass_on_users(w)) s->worth[last] = worth_of(rise, p), s->pull[last] = p->market.self_service;
    s->cost[last] = cost_of_serving(s->worth[last], rise, known, dear, p);
    const double orders = clip(-p->prices.technique * most(furthest, known), -300.0, 300.0);
    c->fixed_price = least(p->prices.greatest_value, p->prices.serving * dear * pow(10.0, orders));
}

static double complements_on_sale(const World *w) {
    double total = 0.0;
    for (int64_t i = 0; i < w->actors_size; i++) total += sells(&w->actors[i]) ? w->actors[i].complement : 0.0;
    return total;
}

/* Utility that one OOM of know-how adds. */
static double edge_of(double worth, double cost, double stakes, const Parameters *p) {
    const double more = worth * (1.0 - worth / p->prices.greatest_value) / p->prices.width;
    if (cost >= 0.5 * worth) return 0.5 * more / stakes;
    return (more - LN10 * (p->prices.size - p->prices.technique) * cost) / stakes;
}

/* What each firm would earn with paid access, and with open weights, while what others offer stays as it is. */
static void weigh(const World *w, const Products *s, double weights) {
    const Parameters *p = w->parameters;
    const Society *c = w->society;
    const double nest = p->prices.nest, scale = p->prices.potential * c->reached, stakes = c->stakes;
    double top = -INFINITY, alike = 0.0, spent = 0.0;
    for (int64_t j = 0; j < s->size; j++)
        if (s->open[j]) top = most(top, s->utility[j]);
    for (int64_t j = 0; j < s->size; j++) {
        if (!s->open[j] || s->utility[j] == -INFINITY) continue;
        const double each = exp((s->utility[j] - top) / nest);
        alike += each;
        spent += each * (price_of_open(s->worth[j], s->cost[j], p) - s->cost[j]);
    }
    const double together = alike > 0.0 ? pow(alike, nest) * exp(top - c->appeal) : 0.0;
    for (int64_t i = 0; i < w->actors_size; i++) {
        Actor *me = &w->actors[i];
        me->rent = me->swing = me->edge = me->beside = 0.0;
        if (!sells(me)) continue;
        const double worth = s->worth[i], cost = s->cost[i], beside = price_of_open(worth, cost, p) - cost;
        const double mine = s->open[i] ? exp((s->utility[i] - top) / nest) : 0.0;
        const double rest = alike - mine > NOTHING_LEFT * alike ? alike - mine : 0.0;
        const double opened = rest > 0.0 ? together * pow(rest / alike, nest) : 0.0;
        const double paid = s->open[i] ? 1.0 - together : 1.0 - exp(s->utility[i] - c->appeal) - together;
        const double others = most(opened + paid, LEAST_SHARE);
        const double bare = (worth - p->prices.hassle - cost) / stakes + s->pull[i] -
                            lure(&w->tiers[me->released_tier], me->denied);
        const double o = odds(bare + lure(&w->tiers[me->hoards_as], me->denied) - c->appeal - log(others), 0);
        me->rent = scale * stakes * o;
        me->swing = me->rent / (1.0 + o);
        me->edge = edge_of(worth, cost, stakes, p);
        const double elsewhere = rest > 0.0 ? most(0.0, spent - mine * beside) / rest : 0.0;
        const double if_paid = opened / (others * (1.0 + o)) * elsewhere;
        const double wish = bare + lure(&w->tiers[me->shares_as], me->denied) - beside / stakes;
        const double high = most(top, wish);
        const double old = rest > 0.0 ? rest * exp((top - high) / nest) : 0.0, new = exp((wish - high) / nest);
        const double joined = pow(old + new, nest) * exp(least(FARTHEST, high - c->appeal));
        const double taken = joined / (most(0.0, others - opened) + joined);
        const double if_open = taken * (old * elsewhere + new * beside) / (old + new);
        me->beside = weights > 0.0 ? scale * (if_open - if_paid) * me->complement / weights : 0.0;
    }
}

static void collect(const World *w, const Products *s, double customers, double weights) {
    Society *c = w->society;
    c->complements = c->market = 0.0;
    for (int64_t j = 0; j < s->size; j++) {
        const double paid = customers * s->share[j] * s->price[j];
        double serving = customers * s->share[j] * s->cost[j];
        if (s->open[j]) {
            c->market += paid;
            c->complements += paid - serving;
            c->serving += serving;
            transfer(w, FLOW_OPEN_USE, SECTOR_HOUSEHOLDS, SECTOR_HOSTS, serving);
        } else if (s->share[j] > 0.0) {
            Actor *me = &w->actors[j];
            serving *= 1.0 - me->outage;
            me->sales = paid * (1.0 - me->outage);
            c->market += me->sales;
            c->serving += serving;
            me->revenue = me->sales - serving;
            receive(w, FLOW_PAID_USE, SECTOR_HOUSEHOLDS, me, me->sales);
            pay(w, FLOW_SERVING, me, SECTOR_HOSTS, serving);
        }
    }
    for (int64_t i = 0; i < w->actors_size && weights > 0.0; i++) {
        Actor *me = &w->actors[i];
        if (!sells(me)) continue;
        const double earned = c->complements * me->complement / weights * (1.0 - me->outage);
        me->revenue += earned;
        receive(w, FLOW_COMPLEMENTS, SECTOR_HOUSEHOLDS, me, earned);
    }
    if (weights <= 0.0) transfer(w, FLOW_OPEN_USE, SECTOR_HOUSEHOLDS, SECTOR_HOSTS, c->complements);
}

static void trade_prices(const World *w) {
    Actor *a = w->actors;
    Society *c = w->society;
    const Parameters *p = w->parameters;
    const int64_t last = w->actors_size;
    const Products s = room_for(last + 1);
    spread_use(w);
    set_out(w, &s);
    const double nothing = -p->literacy.adoption * c->literacy, weights = complements_on_sale(w);
    double worth = 0.0;
    for (int64_t j = 0; j <= last; j++) worth = most(worth, s.worth[j]);
    c->stakes = p->prices.dispersion * (p->prices.hassle + worth);
    set_prices(&s, nothing, c->stakes, p);
    c->appeal = choose(&s, nothing, c->stakes, p);
    for (int64_t i = 0; i < last; i++) {
        const int selling = sells(&a[i]);
        a[i].price = selling ? s.price[i] : 0.0;
        a[i].unit_cost = selling ? s.cost[i] : 0.0;
        a[i].users = selling ? a[i].users + p->market.churn * (c->reached * s.share[i] - a[i].users) : 0.0;
        s.share[i] = a[i].users / c->reached;
    }
    c->open_use += p->market.churn * (c->reached * s.share[last] - c->open_use);
    c->open_price = s.price[last];
    s.share[last] = c->open_use / c->reached;
    weigh(w, &s, weights);
    const double customers = p->prices.potential * c->reached;
    c->surplus = customers * c->stakes * gain(&s, nothing, p->prices.nest);
    for (int64_t i = 0; i < last; i++)
        if (a[i].outage > 0.0 && !s.open[i])
            c->surplus -= a[i].outage * customers * s.share[i] * c->stakes * most(0.0, s.utility[i] - nothing);
    collect(w, &s, customers, weights);
    free(s.worth);
    free(s.open);
}

static void trade_once(const World *w) {
    Actor *a = w->actors;
    Society *c = w->society;
    for (int64_t i = 0; i < w->actors_size; i++) a[i].revenue = a[i].sales = 0.0;
    c->surplus = c->service_loss = c->market = c->output = c->appeal = c->serving = 0.0;
    if (!w->parameters->market.on || w->parameters->market.size <= 0.0) return;
    trade_prices(w);
    c->openness = 0.0;
    for (int64_t i = 0; i < w->actors_size; i++) {
        const Actor *me = &a[i];
        if (sells(me) && shares(me->released_tier)) c->openness += w->tiers[me->released_tier].disclosure;
        if (me->outage > 0.0) c->service_loss += me->outage * me->users * (1.0 - c->interoperability * (1.0 - me->users));
    }
}

RULE(trade, trade_once(w))
