"""The origin of a result: versions of the programs, and the machine."""

import platform
from importlib import metadata
from pathlib import Path

PACKAGES = ("hoardshare", "mesa", "numba", "numpy")


def version(package: str) -> str:
    """Installed version of a package."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that can change a number."""
    return {"python": platform.python_version(), **{package: version(package) for package in PACKAGES}}


def machine() -> dict[str, str]:
    """The machine, which affects the last bits: exp and pow come from the C library, and differ by processor."""
    return {
        "cpu": _cpu(),
        "libc": " ".join(platform.libc_ver()).strip() or "unknown",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }


def _cpu(listing: Path = Path("/proc/cpuinfo")) -> str:
    try:
        lines = listing.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor() or "unknown")
