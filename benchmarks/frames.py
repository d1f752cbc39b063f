"""What actors see of each other, and trust, as a user of mesa-frames writes them: tables of actors and ties in polars.

A program of its own, `python benchmarks/frames.py FILE OUT ROUNDS`, that imports nothing of hoardshare: mesa-frames
needs a NumPy below 2, so it has another Python. Whatever else happens in a quarter stands still, and the luck of each
pair and quarter is in FILE.
"""

import json
import os
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "1"

import numpy as np
import polars as pl
from mesa_frames import AgentSetPolars, ModelDF

NOTHING_SEEN = -1e9
SEEN = "bloc", "capability", "released", "released_before", "effort", "openness", "openness_before", "reputation"
OF_OTHERS = *SEEN, "conduct_good", "conduct_bad", "scar"
HERE, THERE = pl.col, lambda name: pl.col(f"{name}_there")
TRUST = pl.col("trust")


class Actors(AgentSetPolars):
    """One row an actor."""

    def step(self):
        """What an actor does by itself stands still."""

    def note(self, found):
        """Columns found for actors, which the rows are to have."""
        names = [name for name in found.columns if name != "unique_id"]
        self.agents = self.agents.drop(names, strict=False).join(
            found, on="unique_id", how="left", maintain_order="left"
        )


class Race(ModelDF):
    """Actors, and a table of their ties."""

    def __init__(self, actors, ties, draws, p):
        super().__init__(seed=0)
        self.actors, self.ties, self.draws, self.p, self.t = Actors(self), ties, draws, p, 0
        self.actors.add(actors)
        self.agents += self.actors

    def step(self):
        self.perceive()
        self.trust()
        self.t += 1

    def pairs(self):
        """Ties with what is known of both ends."""
        actors = self.actors.agents
        there = actors.select("unique_id", pl.col(OF_OTHERS).name.suffix("_there"))
        here = actors.select("unique_id", *SEEN)
        whole = self.ties.lazy().join(here.lazy(), left_on="origin", right_on="unique_id", maintain_order="left")
        return whole.join(there.lazy(), left_on="target", right_on="unique_id", maintain_order="left")

    def perceive(self):
        p, capability = self.p, THERE("capability")
        hidden = (capability - THERE("released")).clip(lower_bound=0.0)
        seen = capability - (1.0 - p["visibility"]) * hidden + (1.0 - TRUST) * p["premium"] + p["error"] * HERE("draw")
        effort = THERE("effort") * (1.0 + p["alarm"] * (HERE("seen") - capability)).clip(lower_bound=0.0)
        ahead = HERE("seen") - HERE("capability")
        foreign = HERE("seen").filter(HERE("bloc") != THERE("bloc")).max()
        found = (
            self.pairs()
            .with_columns(draw=pl.Series(self.draws[self.t]))
            .with_columns(seen=seen)
            .group_by("origin")
            .agg(
                rival=HERE("seen").max(),
                second=pl.when(pl.len() > 1).then(HERE("seen").top_k(2).min()).otherwise(NOTHING_SEEN),
                foreign=foreign.fill_null(NOTHING_SEEN),
                closest=ahead.abs().min(),
                threat=((1.0 - TRUST) * effort).mean()
                + p["fear"] * ((1.0 - TRUST) * ahead.clip(0.0, p["despair"])).max(),
            )
        )
        self.actors.note(found.rename({"origin": "unique_id"}).collect())

    def trust(self):
        p, gave, got = self.p, HERE("openness_before"), THERE("openness")
        overtaken = (THERE("released") > HERE("released")) & (THERE("released_before") <= HERE("released_before"))
        up = (THERE("conduct_good") + p["favour"] * gave * got).clip(upper_bound=1.0)
        attack = p["attack"] * overtaken.cast(pl.Float64)
        down = (THERE("conduct_bad") + p["slight"] * gave * (1.0 - got) + attack).clip(upper_bound=1.0)
        prior = pl.when(HERE("bloc") == THERE("bloc")).then(p["prior_within"]).otherwise(p["prior_across"])
        new = TRUST + p["gain"] * up * (1.0 - TRUST) - p["loss"] * down * TRUST
        new = new + p["drift"] * (prior - TRUST) + p["gossip"] * (THERE("reputation") - TRUST)
        new = pl.min_horizontal(new.clip(0.0, 1.0), 1.0 - THERE("scar"))
        self.ties = self.pairs().select("origin", "target", trust=new).collect()
        self.actors.note(self.ties.group_by(unique_id="target").agg(reputation=TRUST.mean()))


def main(file, out, rounds):
    with np.load(file) as given:
        actors = pl.DataFrame({name[7:]: given[name] for name in given.files if name.startswith("actors_")})
        ties = pl.DataFrame({name: given[name] for name in ("origin", "target", "trust")})
        draws, parameters = given["draws"], json.loads(str(given["parameters"]))
    taken = []
    for _ in range(int(rounds)):
        race = Race(actors, ties, draws, parameters)
        start = time.process_time()
        for _ in draws:
            race.step()
        taken.append(time.process_time() - start)
    found = race.actors.agents.sort("unique_id")
    seen = {name: found[name].to_numpy() for name in ("rival", "second", "foreign", "closest", "threat", "reputation")}
    np.savez(out, taken=taken, trust=race.ties["trust"].to_numpy(), **seen)


if __name__ == "__main__":
    main(*sys.argv[1:])
