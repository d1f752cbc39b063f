"""Pages, address and limits of the view; the command line reads them without loading anything heavy."""

PAGES = {"/": "Race or share?", "/live": "Live", "/explore": "Explore"}
"""Names of the pages by path."""
HOST = "127.0.0.1"
PORT = 8765
VISITORS = 32
"""Number of pages that may be open at once."""
MOST_SEED = 2**53 - 1
"""Largest seed that a browser stores exactly."""
