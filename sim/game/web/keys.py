"""Who may do what: the join code, and tokens of the host, of the screen and of each seat.

A code is told aloud and typed on phones, so it is short, without letters that look alike; wrong ones are
limited (:mod:`sim.game.web.limits`). A token is long and never typed. The game's file keeps only fingerprints of
tokens: whoever reads it cannot sit down with them.
"""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

ALPHABET = "23479CDFGHJKMNPRTVWXY"
"""No vowels, so no words; and of signs that look alike, such as 0, O and Q or 5 and S, none or one."""
LENGTH = 8
"""Letters of a code: 21 ** 8 codes are 35 bits."""
HOST, SCREEN, SEAT = "host", "screen", "seat"


@dataclass(frozen=True)
class Right:
    """What a token allows.

    Attributes:
        role: host, screen or seat.
        seat: whose seat; empty for the others.
    """

    role: str
    seat: str = ""


def new_code() -> str:
    """A join code that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def told(code: str) -> str:
    """A code as it is shown, in two halves."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def is_code(given: str, code: str) -> bool:
    """Whether a code that was typed is the code, however it was spaced; a wrong one takes as long as the right one."""
    typed = "".join(letter for letter in given.upper() if letter.isalnum())
    return hmac.compare_digest(typed.encode(), code.encode())


def new_token() -> str:
    """A token of 192 bits."""
    return secrets.token_urlsafe(24)


def fingerprint(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


class Keys:
    """The tokens that are valid, by their fingerprints."""

    def __init__(self) -> None:
        self._rights: dict[str, Right] = {}

    def add(self, print_: str, right: Right) -> None:
        """Make a token valid; a seat has one."""
        if right.role == SEAT:
            self.drop(right.seat)
        self._rights[print_] = right

    def drop(self, seat: str) -> None:
        """Make a seat's token invalid."""
        for print_ in self.of(Right(SEAT, seat)):
            del self._rights[print_]

    def of(self, right: Right) -> list[str]:
        """Fingerprints of the tokens with a right."""
        return [print_ for print_, held in self._rights.items() if held == right]

    def right(self, token: str) -> Right | None:
        """What a token allows."""
        return self._rights.get(fingerprint(token))
