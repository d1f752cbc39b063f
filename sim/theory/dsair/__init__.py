"""The race for artificial intelligence of Han, Pereira, Santos & Lenaerts (2020), in closed form and by the rules."""
