"""Pictures of the pages in docs/howto/play: plain SVG on white; docs/play.py has their numbers."""

from collections.abc import Mapping, Sequence

WIDE, LINE, LEFT = 900, 34, 150
INK, GREY, MORE, LESS = "#1b1f24", "#6b747e", "#1f7a5a", "#b3472d"
TIERS = {
    "closed": ("closed", "a product, nothing else"),
    "access": ("paid access", "others may build on it, for money"),
    "licensed": ("licensed weights", "weights, under conditions"),
    "open": ("open", "weights and methods, for everybody"),
}
STEPS = (
    ("You look", "your own state,", "guesses of others"),
    ("You talk", "offers, treaties,", "promises"),
    ("You decide", "tier, effort, care,", "alliances"),
    ("Time passes", "research, sales,", "leaks, luck"),
    ("You see", "releases, incidents,", "who kept its word"),
)


def whole(height: int, about: str, *parts: str) -> str:
    """A picture with its title for who does not see it."""
    box = f'viewBox="0 0 {WIDE} {height}" role="img" font-family="sans-serif"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    return "\n".join([head, f"<title>{about}</title>", rect(0, 0, WIDE, height, "#fff"), *parts, "</svg>", ""])


def rect(x: float, y: float, wide: float, high: float, colour: str) -> str:
    """A filled box."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{colour}"/>'


def line(x: float, y: float, to_x: float, to_y: float) -> str:
    """A thin line."""
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{GREY}"/>'


def text(x: float, y: float, words: str, size: int = 18, anchor: str = "start", more: str = "") -> str:
    """A line of text; ``more`` are further attributes."""
    colour = "" if "fill=" in more else f' fill="{INK}"'
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" text-anchor="{anchor}"{colour} {more}>{words}</text>'


def heading(words: str) -> str:
    """What stands above a picture."""
    return text(20, 34, words, 24, more='font-weight="bold"')


def small(x: float, y: float, words: str, anchor: str = "start") -> str:
    """A note."""
    return text(x, y, words, 15, anchor, f'fill="{GREY}"')


def bars(about: str, names: Sequence[str], columns: Mapping[str, Sequence[float]]) -> str:
    """A row a seat, a panel a column: bars to the right are gains, to the left losses, bn USD."""
    most = max(abs(amount) for each in columns.values() for amount in each)
    room, foot = (WIDE - LEFT - 20) / len(columns), 110 + LINE * len(names)
    parts = [heading(about), *(text(20, 105 + LINE * row, name) for row, name in enumerate(names))]
    for k, (column, amounts) in enumerate(columns.items()):
        middle = LEFT + (k + 0.5) * room
        parts += [text(middle, 68, column, 17, "middle"), line(middle, 80, middle, foot - 26)]
        for row, amount in enumerate(amounts):
            length, y, gains = abs(amount) / most * (room / 2 - 60), 88 + LINE * row, amount >= 0.0
            parts.append(rect(middle if gains else middle - length, y, max(length, 1.0), 22, MORE if gains else LESS))
            end = middle + length + 6 if gains else middle - length - 6
            parts.append(text(end, y + 17, f"{amount:+.1f}", 15, "start" if gains else "end"))
    note = small(20, foot, "bn USD over the game, middle of twenty games with the same luck; scenario summit")
    return whole(foot + 16, about, *parts, note)


def pairs(plain: Sequence[float], otherwise: Sequence[float]) -> str:
    """Two rows of dots, a dot a game; a line joins games with the same luck."""
    about = "Same luck, one thing changed: Atlas in twenty games"
    low, high = min(*plain, *otherwise), max(*plain, *otherwise)

    def x(amount: float) -> float:
        return LEFT + 40 + (amount - low) / (high - low) * (WIDE - LEFT - 90)

    parts = [heading(about), text(20, 96, "as it is"), text(20, 190, "no export"), text(20, 212, "controls")]
    parts += [line(x(one), 90, x(other), 190) for one, other in zip(plain, otherwise, strict=True)]
    for y, amounts, colour in ((90, plain, INK), (190, otherwise, LESS)):
        parts += [f'<circle cx="{x(amount):.1f}" cy="{y}" r="7" fill="{colour}"/>' for amount in amounts]
    parts += [small(x(amount), 228, f"{amount:+.0f}", "middle") for amount in (low, high)]
    note = small(20, 256, "Atlas's payoff, bn USD over the game. A line joins two games with the same luck.")
    return whole(272, about, *parts, note)


def a_round() -> str:
    """What happens in a round, as boxes."""
    room, parts = (WIDE - 40) / len(STEPS), [heading("A round")]
    for k, (head, *lines) in enumerate(STEPS):
        x, wide = 20 + k * room, room - 28
        parts += [rect(x, 60, wide, 112, "#e9edf1"), text(x + wide / 2, 96, head, 20, "middle", 'font-weight="bold"')]
        parts += [text(x + wide / 2, 126 + 22 * place, said, 15, "middle") for place, said in enumerate(lines)]
        parts += [text(x + room - 14, 122, "→", 22, "middle")] * (k + 1 < len(STEPS))
    return whole(196, "What happens in a round", *parts)


def ladder(disclosed: Mapping[str, float]) -> str:
    """What each tier shows of what one knows."""
    about, parts = "How openly do you release?", []
    for k, (name, share) in enumerate(disclosed.items()):
        y, length, (word, meaning) = 66 + 52 * k, max(share * 300, 2.0), TIERS[name]
        parts += [text(20, y + 24, word, 19, more='font-weight="bold"'), rect(190, y, length, 34, MORE)]
        parts.append(text(200 + length, y + 24, f"{100 * share:.0f} of 100: {meaning}", 17))
    return whole(
        312, about, heading(about), *parts, small(20, 296, "Share of what you know that others can read from it")
    )
