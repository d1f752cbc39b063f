"""Pages, address and limits of the view, for the command line too: nothing heavy is loaded to know them."""

PAGES = {"/": "Race or share?", "/live": "Live", "/explore": "Explore"}
"""Pages by path, as they are called."""
HOST = "127.0.0.1"
PORT = 8765
VISITORS = 32
"""Pages open at once."""
MOST_SEED = 2**53 - 1
"""Largest seed that a browser's numbers hold."""
