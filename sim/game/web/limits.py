"""Address, times and limits of a served game; the command line reads them without loading anything heavy.

They are far above what a class does, and low enough that nobody can fill the memory, the disk or the others' screens.
"""

HOST = "127.0.0.1"
PORT = 8777
MINUTES = 6
"""Minutes a round unless the host says otherwise."""
MOST_MINUTES = 120
MOST_EXTENSION = 3600
"""Most seconds by which a round is made longer at once."""

BODY = 16 * 1024
"""Largest number of bytes that a page sends at once."""
SLOWEST = 10.0
"""Seconds within which all of it must have come, and after which a connection that asks nothing is ended."""
TEXT, NAME, WORD = 500, 40, 80
"""Most characters of a message or of an offer's words, of a person's name, and of a name in the game."""
ITEMS, DEPTH = 64, 4
"""Most entries of a list or table that a page sends, and most levels in each other."""
CONNECTIONS = 512
"""Connections at once; 30 phones need 60 to 180 while they load their pages."""
CONNECTIONS_EACH = CONNECTIONS // 2
"""Connections of one address at once: a class may sit behind one, but one device must not shut the others out."""

WRITES, WORTHS, MESSAGES = 60, 30, 10
"""What a seat may send in a minute: anything, questions of worth, messages."""
OFFERS_A_ROUND, MESSAGES_A_ROUND = 12, 40
"""What a seat may send in a round."""
MESSAGES_SHOWN = 60
"""Messages that a page is given: the last ones."""
LOG = 60
"""Lines of the host's log: the last ones."""

WRONG_CODES, WRONG_CODES_IN_ALL = 60, 600
"""Wrong join codes in a minute from one address, where a whole class may sit behind one, and from all."""
ADDRESSES = 1024
"""Addresses whose wrong codes are counted: the last ones."""

AWAY = 10.0
"""Seconds without a question after which a page counts as away."""
TIME_KEPT = 10.0
"""Seconds between two notes of the time that is left; at most so much is given back to a room after a failure."""
