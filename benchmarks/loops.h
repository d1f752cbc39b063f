/* What the loops in C share.
 *
 * The structs Actor, Knowledge, Domain, Duty, Club, Tier, Release, Society, Parameters and World, the enumerations and
 * the arrays by kind are generated from sim/world and sim/scenario/schema and included ahead of this file, so that both
 * sides always agree. Sums run in the order of the rules. The ties of actor i are target[start[i]] to
 * target[stop[i] - 1].
 */
#pragma once
#include <math.h>
#include <stdlib.h>

/* A rule for others to call: applied to a world, with the key of its luck, in a quarter, so often. */
#define RULE(name, once)                                                         \
    void name(const World *w, uint64_t key, int64_t t, int64_t times) {          \
        for (int64_t k = 0; k < times; k++) once;                                \
    }

static const double LN10 = 2.302585092994046;

typedef struct {
    uint32_t a, b, c, d;
} Words;

static inline double most(double a, double b) { return b > a ? b : a; }
static inline double least(double a, double b) { return b < a ? b : a; }
static inline int sells(const Actor *me) { return me->alive && SELLS[me->kind]; }
static inline int shares(int64_t tier) { return tier >= TIER_LICENSED; }

/* Philox4x32 with 7 rounds, keyed by the seed; the counter is (quarter, actor, purpose, partner). */
static inline Words philox(uint64_t key, uint32_t quarter, uint32_t actor, uint32_t purpose, uint32_t partner) {
    Words w = {quarter, actor, purpose, partner};
    uint32_t one = (uint32_t)key, other = (uint32_t)(key >> 32);
    for (int round = 0; round < 7; round++, one += 0x9E3779B9u, other += 0xBB67AE85u) {
        const uint64_t left = (uint64_t)w.a * 0xD2511F53u, right = (uint64_t)w.c * 0xCD9E8D57u;
        w.a = (uint32_t)(right >> 32) ^ w.b ^ one;
        w.c = (uint32_t)(left >> 32) ^ w.d ^ other;
        w.b = (uint32_t)right;
        w.d = (uint32_t)left;
    }
    return w;
}

static inline double level(const World *w, int64_t i, int64_t d) { return w->knowledge[i * w->domains_size + d].know_how; }

static inline double best_known(const World *w, int64_t d) {
    double best = -1e300;
    for (int64_t i = 0; i < w->actors_size; i++)
        if (w->actors[i].alive) best = most(best, level(w, i, d));
    return best;
}
