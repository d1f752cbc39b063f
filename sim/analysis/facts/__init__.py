"""Stylised facts of the AI race: the same measures on the data and on runs, side by side."""
