"""Gather what a release consists of in dist/hoardshare-VERSION, and the same as one zip file beside it.

Wheel, sdist, the built site, the published page, the posterior, texts about rights, SHA256SUMS. Built from a commit,
with the day of the release in CITATION.cff as the time of every file, so that two who build it get the same bytes.

Usage: python .ci/release.py [--dirty]
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
SITE = ROOT / "build" / "site"
COPIED = [
    "docs/hoardshare.html", "seeds/evidence/posterior.parquet", "LICENSE", "docs/licences.md", "CITATION.cff",
    "CHANGELOG.md", "SECURITY.md",
]  # fmt: skip
SUMS = "SHA256SUMS"


def stated(key: str) -> str:
    """A field of CITATION.cff."""
    found = re.search(rf"^{key}: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        sys.exit(f"CITATION.cff has no {key}")
    return found[1]


def uncommitted() -> str:
    """Changes that no commit has; why that is not known, where this is no checkout."""
    done = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else "this folder is no checkout of git\n"


def gather(folder: Path, epoch: int) -> None:
    """Build the packages and copy everything else into a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"SOURCE_DATE_EPOCH": str(epoch)}, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    shutil.copytree(SITE, folder / "site", ignore=shutil.ignore_patterns(".buildinfo*", ".doctrees"))
    for name in COPIED:
        shutil.copyfile(ROOT / name, folder / Path(name).name)
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    sums = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}" for file in files]
    (folder / SUMS).write_text("\n".join(sums) + "\n", encoding="utf-8")


def pack(folder: Path, name: str, archive: Path, epoch: int) -> None:
    """The folder, under a name, as a zip file whose bytes depend on its contents alone."""
    day = datetime.fromtimestamp(epoch, UTC)
    with zipfile.ZipFile(archive, "w") as packed:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                about = zipfile.ZipInfo(f"{name}/{file.relative_to(folder).as_posix()}", day.timetuple()[:6])
                about.external_attr = 0o644 << 16
                packed.writestr(about, file.read_bytes(), zipfile.ZIP_DEFLATED)


def main() -> None:
    """Check, gather, pack."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dirty", action="store_true", help="release what is not committed, too")
    given = parser.parse_args()
    if (changes := uncommitted()) and not given.dirty:
        sys.exit(f"a release is made from a commit, or nobody can build it again; not committed:\n{changes.rstrip()}")
    if not (SITE / "index.html").is_file():
        sys.exit("build/site is missing: make site")
    name = f"hoardshare-{stated('version')}"
    epoch = int(datetime.fromisoformat(f"{stated('date-released')}T00:00:00+00:00").timestamp())
    target = ROOT / "dist" / name
    draft, packed = target.with_name(f".{name}"), target.with_name(f".{name}.zip")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        gather(draft, epoch)
        pack(draft, name, packed, epoch)
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
        packed.rename(target.with_name(f"{name}.zip"))
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        packed.unlink(missing_ok=True)
    for file in sorted(path for path in target.iterdir() if path.is_file()):
        print(f"{file.stat().st_size / 1e6:7.2f} MB  {file.relative_to(ROOT)}")
    whole = target.with_name(f"{name}.zip")
    print(f"{whole.stat().st_size / 1e6:7.2f} MB  {whole.relative_to(ROOT)}, {len(list(target.rglob('*')))} files")


if __name__ == "__main__":
    main()
