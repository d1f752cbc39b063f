"""How much is drawn unless somebody asks for more or less; commands read it without what takes long to import."""

DRAWS = 512
"""Draws of each form from which conclusions are drawn."""
