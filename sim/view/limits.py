"""Pages, address and limits of the view; the command line reads them without loading anything heavy."""

PAGES = {"/": "compare", "/story": "story", "/live": "live", "/explore": "explore"}
"""The pages by path; the texts call them ``page.menu_NAME``."""
ENGLISH = "en"
"""The language of the pages unless another is asked for."""
FIRST, SECOND = "arms-race", "commons"
"""The worlds that are compared unless others are asked for."""
HOST = "127.0.0.1"
PORT = 8765
VISITORS = 32
"""Number of pages that may be open at once."""
MOST_SEED = 2**53 - 1
"""Largest seed that a browser stores exactly."""
