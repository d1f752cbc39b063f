"""Checks a built site: links lead to files and headings that are there, and no page asks another host for anything.

Run it with `make site`, or `python docs/check_site.py FOLDER`. Of addresses of other hosts only
the form is checked.
"""

import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "video": "src"}
_WITH_HOST = ("http", "https")
_OTHERS = ("mailto", "data", "javascript")


class Page(HTMLParser):
    """Names, links, and what is loaded, of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag names, leads to or loads."""
        given = dict(attrs)
        self.names |= {given[name] or "" for name in ("id", "name") if name in given}
        if tag == "a" and given.get("href") is not None:
            self.links.add(given["href"] or "")
        if tag in _LOADED and given.get(_LOADED[tag]) and given.get("rel") not in ("canonical", "index"):
            self.loaded.add(given[_LOADED[tag]] or "")


@cache
def parsed(file: Path) -> Page:
    """A page of the site."""
    return Page(file.read_text(encoding="utf-8"))


def problem(file: Path, address: str, site: Path) -> str:
    """What is wrong with an address on a page, or ""."""
    parts = urlsplit(address)
    if parts.scheme in _WITH_HOST:
        return "" if "." in (parts.hostname or "") and " " not in address else "not an address"
    if parts.scheme or parts.netloc:
        return "" if parts.scheme in _OTHERS else "not an address"
    target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if not target.is_relative_to(site) or not target.is_file():
        return "no such file on the site"
    heading = unquote(parts.fragment)
    is_named = not heading or target.suffix != ".html" or heading in parsed(target).names
    return "" if is_named else "no such heading"


def problems(site: Path) -> list[str]:
    """All that is wrong on a site, one line each."""
    site = site.resolve()
    found = []
    for file in sorted(site.rglob("*.html")):
        page, name = parsed(file), file.relative_to(site)
        told = [(address, problem(file, address, site)) for address in sorted(page.links | page.loaded)]
        found += [f"{name}: {address}: {what}" for address, what in told if what]
        afar = [address for address in sorted(page.loaded) if urlsplit(address).netloc]
        found += [f"{name}: {address}: loaded from another host" for address in afar]
    return found


def main(site: Path) -> int:
    """Print what is wrong; 1 if anything is."""
    found = problems(site)
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found or not (site / "index.html").is_file() else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
