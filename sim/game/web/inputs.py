"""What pages send, checked before anything else sees it: by size, by type, and for letters that mislead."""

import asyncio
import json
import unicodedata
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect

from sim.game.web.limits import BODY, DEPTH, ITEMS, MOST_EXTENSION, MOST_MINUTES, NAME, SLOWEST, TEXT, WORD
from sim.game.web.refused import Refused

if TYPE_CHECKING:
    from starlette.requests import Request

_LARGEST = 2**53
_JOINERS = "\u200c\u200d"
"""Letters without a shape that some scripts and pictures need."""


def readable(text: str) -> str:
    """A text without signs that do not show, turn its direction or cannot be written to a file; lines stay."""
    return "".join(sign for sign in text if sign in _JOINERS or sign == "\n" or unicodedata.category(sign)[0] != "C")


def plain(value: Any, depth: int = DEPTH) -> Any:
    """A value of which nothing is too long, too deep or no number.

    Raises:
        ValueError: something is.
    """
    match value:
        case None | bool():
            return value
        case int() | float():
            if not abs(value) <= _LARGEST:  # nor is what is no number
                raise ValueError(f"a number is too large; expected at most {_LARGEST}")
            return value
        case str():
            if len(value) > TEXT:
                raise ValueError(f"a text is too long; expected at most {TEXT} characters")
            return readable(value)
    if depth == 0 or len(value) > ITEMS:
        raise ValueError(f"it has too many entries; expected at most {ITEMS} on {DEPTH} levels")
    if isinstance(value, list):
        return [plain(each, depth - 1) for each in value]
    return {plain(name, 1): plain(each, depth - 1) for name, each in value.items()}


Word = Annotated[str, Field(max_length=WORD), AfterValidator(readable)]
Table = Annotated[dict[str, Any], AfterValidator(plain)]


class Sent(BaseModel):
    """What a page sends: these fields, of these types, and no others."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Nothing(Sent):
    """An order that needs no more words."""


class Look(Sent):
    """Which seats are free?"""

    code: Word


class Join(Sent):
    """A seat, please."""

    code: Word
    seat: Word | None = None
    name: Annotated[str, Field(max_length=NAME), AfterValidator(readable)] = ""
    consent: bool = False


class Action(Sent):
    """A decision, or a question of what it is worth; whether it can be, the game says."""

    action: Table = Field(default_factory=dict)
    round: int | None = None


class Offer(Sent):
    """An offer to others."""

    offer: Table


class Answer(Sent):
    """Yes or no to an offer."""

    offer: Word
    accept: bool


class Withdraw(Sent):
    """What to withdraw from."""

    row: Word


class Message(Sent):
    """Words to one seat, or to all."""

    to: Word | None = None
    text: Annotated[str, Field(min_length=1, max_length=TEXT), AfterValidator(readable)]


class Next(Sent):
    """The round that is to end: a second click on the button names one that has ended."""

    round: int


class Extend(Sent):
    """More time."""

    seconds: Annotated[float, Field(gt=0, le=MOST_EXTENSION)]


class Minutes(Sent):
    """Minutes a round."""

    n: Annotated[float, Field(gt=0, le=MOST_MINUTES)]


class Switch(Sent):
    """On or off."""

    on: bool


class Free(Sent):
    """The seat to free."""

    seat: Word


S = TypeVar("S", bound=Sent)


async def sent(request: "Request", kind: type[S]) -> S:
    """What a page sends.

    Raises:
        Refused: it is too much, too slow, or not what it should be.
    """
    return checked(await _body(request), kind)


async def _body(request: "Request") -> bytes:
    """All that comes, as long as it is not too much."""
    told = bytearray()
    try:
        async with asyncio.timeout(SLOWEST):
            async for part in request.stream():
                told += part
                if len(told) > BODY:
                    raise Refused(413, f"That is too long; expected at most {BODY // 1024} kB.")
    except (TimeoutError, ClientDisconnect):
        raise Refused(408, "The rest of what you sent did not come; send it again.") from None
    return bytes(told)


def checked(body: bytes, kind: type[S]) -> S:
    """What a page sends, from its text.

    Raises:
        Refused: it is not what it should be.
    """
    try:
        told = json.loads(body or b"{}")
        return kind.model_validate(told)
    except ValidationError as error:
        raise Refused(400, _sentence(error)) from None
    except (ValueError, RecursionError):
        raise Refused(400, "What was sent cannot be read; expected JSON.") from None


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(each) for each in first["loc"] if isinstance(each, str))[:WORD]
    what = first["msg"].removeprefix("Value error, ")
    return f"{readable(where) or 'What was sent'}: {what[:1].lower()}{what[1:]}."
