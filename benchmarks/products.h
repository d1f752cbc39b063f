/* Products, their prices in equilibrium, and what users choose: the modules `bertrand` and `choosing`. */
#pragma once
#include "loops.h"

static const double FARTHEST = 700.0, CLOSE = 1e-13;
enum { MOST_ROUNDS = 1000, MOST_STEPS = 200 };

/* Products by maker, and behind them the best open model. */
typedef struct {
    int64_t size;
    double *worth, *cost, *pull, *price, *utility, *share, *wish, *markup, *weight;
    char *open;
} Products;

static Products room_for(int64_t size) {
    double *room = calloc((size_t)(9 * size), sizeof(double));
    Products s = {.size = size, .worth = room, .cost = room + size, .pull = room + 2 * size, .price = room + 3 * size};
    s.utility = room + 4 * size, s.share = room + 5 * size, s.wish = room + 6 * size;
    s.markup = room + 7 * size, s.weight = room + 8 * size;
    s.open = calloc((size_t)size, 1);
    for (int64_t j = 0; j < size; j++) s.pull[j] = -INFINITY;
    return s;
}

static double clip(double value, double low, double high) { return least(most(value, low), high); }

static double price_of_open(double worth, double cost, const Parameters *p) {
    return p->prices.open_markup * (cost + p->prices.complements * (worth - cost));
}

static double log_sum(double one, double other) {
    const double high = most(one, other);
    return high > -INFINITY ? high + log(exp(one - high) + exp(other - high)) : high;
}

static double open_appeal(const Products *s, const double *utility, double nest) {
    double high = -INFINITY, total = 0.0;
    for (int64_t j = 0; j < s->size; j++)
        if (s->open[j]) high = most(high, utility[j]);
    if (high == -INFINITY) return high;
    for (int64_t j = 0; j < s->size; j++)
        if (s->open[j]) total += exp((utility[j] - high) / nest);
    return high + nest * log(total);
}

/* Odds o = s/(1-s) with ln s + 1/(1-s) = z (equilibrium), or with o*e^o = e^(z-1) (reply to given prices): Newton. */
static double odds(double z, int equilibrium) {
    if (z < -FARTHEST) return 0.0;
    double g = z <= 1.0 ? z - 1.0 : log(z);
    for (int k = 0; k < MOST_STEPS; k++) {
        const double e = exp(g);
        const double step = equilibrium ? (1.0 + e + g - log1p(e) - z) / (e + 1.0 / (1.0 + e))
                                        : (e + g - (z - 1.0)) / (e + 1.0);
        g -= step;
        if (step <= 1e-15 * most(1.0, fabs(g))) break;
    }
    return exp(g);
}

/* The equilibrium as one root, where repeated replies have not found it. */
static void bertrand_root(const Products *s, double given) {
    double high = given, total = 0.0;
    for (int64_t i = 0; i < s->size; i++) high = most(high, s->wish[i] - 1.0);
    total = exp(given - high);
    for (int64_t i = 0; i < s->size; i++) total += exp(s->wish[i] - 1.0 - high);
    double low = given, x = high = high + log(total);
    for (int k = 0; k < MOST_STEPS; k++) {
        const double outside = exp(given - x), before = x;
        double excess = outside - 1.0, slope = -outside;
        for (int64_t i = 0; i < s->size; i++) {
            const double o = odds(s->wish[i] - x, 1), share = o / (1.0 + o);
            excess += share;
            slope -= share / ((1.0 + o) * (1.0 + o) * share + 1.0);
        }
        *(excess > 0.0 ? &low : &high) = x;
        x -= excess / slope;
        if (!(low <= x && x <= high)) x = 0.5 * (low + high);
        if (fabs(x - before) <= 1e-15 * most(1.0, fabs(x))) break;
    }
    for (int64_t i = 0; i < s->size; i++) s->markup[i] = 1.0 + odds(s->wish[i] - x, 1);
}

/* Markups of the Nash equilibrium in prices. */
static void bertrand(const Products *s, double given) {
    for (int64_t i = 0; i < s->size; i++) s->markup[i] = 1.0;
    for (int k = 0; k < MOST_ROUNDS; k++) {
        double high = given, apart = 0.0;
        for (int64_t i = 0; i < s->size; i++) high = most(high, s->wish[i] - s->markup[i]);
        double total = exp(given - high);
        for (int64_t i = 0; i < s->size; i++) total += s->weight[i] = exp(s->wish[i] - s->markup[i] - high);
        for (int64_t i = 0; i < s->size; i++) {
            const double better = 1.0 + s->weight[i] / total * s->markup[i];
            apart = most(apart, fabs(better - s->markup[i]) / better);
            s->markup[i] = better;
        }
        if (apart < CLOSE) return;
    }
    bertrand_root(s, given);
}

static void set_prices(const Products *s, double nothing, double stakes, const Parameters *p) {
    for (int64_t j = 0; j < s->size; j++) {
        if (s->open[j]) s->price[j] = price_of_open(s->worth[j], s->cost[j], p);
        s->wish[j] = (s->worth[j] - p->prices.hassle - (s->open[j] ? s->price[j] : s->cost[j])) / stakes + s->pull[j];
    }
    const double given = log_sum(nothing, open_appeal(s, s->wish, p->prices.nest));
    for (int64_t j = 0; j < s->size; j++)
        if (s->open[j]) s->wish[j] = -INFINITY;
    bertrand(s, given);
    for (int64_t j = 0; j < s->size; j++)
        if (!s->open[j]) s->price[j] = p->prices.paid_markup * (s->cost[j] + s->markup[j] * stakes);
}

/* Utilities, and the shares that users choose by them; the log of the sum of what they can choose. */
static double choose(const Products *s, double nothing, double stakes, const Parameters *p) {
    for (int64_t j = 0; j < s->size; j++)
        s->utility[j] = (s->worth[j] - p->prices.hassle - s->price[j]) / stakes + s->pull[j];
    const double together = open_appeal(s, s->utility, p->prices.nest);
    double high = most(nothing, together);
    for (int64_t j = 0; j < s->size; j++)
        if (!s->open[j]) high = most(high, s->utility[j]);
    const double all_open = exp(together - high);
    double total = exp(nothing - high) + all_open;
    for (int64_t j = 0; j < s->size; j++) {
        if (s->open[j])
            s->share[j] = together > -INFINITY ? all_open * exp((s->utility[j] - together) / p->prices.nest) : 0.0;
        else
            total += s->share[j] = exp(s->utility[j] - high);
    }
    for (int64_t j = 0; j < s->size; j++) s->share[j] /= total;
    return high + log(total);
}

static double gain(const Products *s, double nothing, double nest) {
    double total = 0.0, together = 0.0, rest = 1.0;
    for (int64_t j = 0; j < s->size; j++) {
        const double share = s->share[j];
        if (share <= 0.0) continue;
        rest -= share;
        total += share * (s->utility[j] - nothing) - (s->open[j] ? nest : 1.0) * share * log(share);
        if (s->open[j]) together += share;
    }
    if (together > 0.0) total -= (1.0 - nest) * together * log(together);
    return rest > 0.0 ? total - rest * log(rest) : total;
}
