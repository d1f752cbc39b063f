"""A game on the tested rules: people, or programs, decide for actors; rounds resolve by the compiled quarters.

What they decide becomes dated rows of a scenario, so a game is a scenario that every command reads.
"""
