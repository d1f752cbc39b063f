"""Links of pages to what is outside docs: to the page that shows it, or to a copy of the file.

A page whose front matter says ``shows: FOLDER/FILE.md`` is that file of the project; with ``shows: FOLDER`` it lists
the files of a folder below its own text.
"""

import re
from os.path import normpath, relpath
from pathlib import Path, PurePosixPath
from typing import Any

from sphinx.application import Sphinx

_SHOWS = re.compile(r"\A---\nshows: (\S+)\n---\n")
_LINK = re.compile(r"(!?\[(?:[^\[\]]|\[[^\[\]]*\])*\])\(([^)\s#]+)(#[^)\s]*)?\)")
_FENCED = re.compile(r"(^```.*?^```$)", re.DOTALL | re.MULTILINE)
_ELSEWHERE = ("https://", "http://", "mailto:", "<", "/", "#")
_OPENED = {"docs/hoardshare.html": "hoardshare.html"}
"""Files that are opened in the browser, and where they are on the site."""


def shown_on(docs: Path) -> dict[str, str]:
    """The pages that show files outside docs: from a file to its page, both from the root of the project."""
    found = {"README.md": "docs/index.md"}
    for page in sorted(docs.rglob("*.md")):
        if says := _SHOWS.match(page.read_text(encoding="utf-8")):
            found[says[1]] = f"docs/{page.relative_to(docs).as_posix()}"
    return found


def listed(folder: Path) -> str:
    """The TOML files of a folder, one heading each."""
    files = sorted(folder.glob("*.toml"))
    return "\n".join(f"\n## {file.stem}\n\n```toml\n{file.read_text(encoding='utf-8')}```\n" for file in files)


def moved(text: str, source: str, page: str, shown: dict[str, str], root: Path) -> str:
    """A text of one file as another page has it: its links lead where they led.

    Args:
        text: what the file has.
        source: the file, from the root of the project.
        page: the page that shows it.
        shown: pages that show files, see ``shown_on``.
        root: folder of the project.
    """

    def link(found: re.Match[str]) -> str:
        words, place, heading = found[1], found[2], found[3] or ""
        if place.startswith(_ELSEWHERE):
            return found[0]
        target = normpath(PurePosixPath(source).parent / place)
        target = f"{target}/README.md" if (root / target / "README.md").is_file() else target
        if target in _OPENED and not words.startswith("!"):
            there = relpath(_OPENED[target], PurePosixPath(page).relative_to("docs").parent)
            return f'<a href="{there}">{words[1:-1]}</a>'
        there = relpath(shown.get(target, target), PurePosixPath(page).parent)
        is_page = target in shown or target.startswith("docs/") or not target.endswith(".md")
        return f"{words}({there}{heading})" if is_page else f"{words}(path:{there})"

    parts = _FENCED.split(text)
    return "".join(part if number % 2 else _LINK.sub(link, part) for number, part in enumerate(parts))


def read(app: Sphinx, docname: str, content: list[str]) -> None:
    """Put the file that a page shows in its place, and mend the links."""
    root = Path(app.srcdir).parent
    page = f"docs/{Path(app.env.doc2path(docname)).relative_to(app.srcdir).as_posix()}"
    source = page
    if says := _SHOWS.match(content[0]):
        is_folder = (root / says[1]).is_dir()
        source = page if is_folder else says[1]
        added = listed(root / says[1]) if is_folder else (root / source).read_text(encoding="utf-8")
        content[0] = content[0].removeprefix(says[0]) * is_folder + added
        app.env.note_dependency(str(root / says[1]))
    content[0] = moved(content[0], source, page, shown_on(Path(app.srcdir)), root)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("source-read", read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
