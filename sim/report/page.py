"""Pages: one HTML file with its figures, which needs no network and can be printed."""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from sim.extras import how_to
from sim.study.provenance import versions
from sim.study.record import RecordError
from sim.version import model_version

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Picture:
    """A figure on a page.

    Attributes:
        title: what it shows.
        caption: how to read it.
        data: its drawing, as a data URL.
    """

    title: str
    caption: str
    data: str


def picture(figure: "Figure", title: str, caption: str) -> Picture:
    """Turn a figure into a drawing inside a page; the figure is closed."""
    import matplotlib.pyplot as plt

    from sim.plots.style import as_written

    drawing = BytesIO()
    with plt.rc_context({"svg.hashsalt": "hoardshare", "svg.fonttype": "path"}):
        as_written(figure).savefig(drawing, format="svg", metadata={"Date": None, "Creator": "hoardshare"})
    plt.close(figure)
    return Picture(title, caption, f"data:image/svg+xml;base64,{b64encode(drawing.getvalue()).decode()}")


def page(
    template: str, *, title: str, command: str, method: list[str], facts: dict[str, str], **content: object
) -> str:
    """Fill a template of :mod:`sim.report.pages`.

    Args:
        template: name of the template.
        title: title of the page.
        command: command that repeats it.
        method: paragraphs on how the numbers were obtained.
        facts: provenance by heading; versions are added.
        content: values for the template.

    Raises:
        RecordError: Jinja is not installed.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise RecordError(f"a report needs Jinja2: {how_to('plots')}") from None
    environment = Environment(
        loader=PackageLoader("sim.report", "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    all_facts = {"model version": model_version(), **facts, **versions()}
    provenance = f"{command}; model version {model_version()}"
    return environment.get_template(template).render(
        title=title, command=command, method=method, facts=all_facts, provenance=provenance, **content
    )
