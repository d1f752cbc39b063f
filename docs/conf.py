"""How Sphinx builds the documentation site; `make site` does it."""

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs/_ext")]

project = "hoardshare"
author = "The hoardshare authors"
copyright = "The hoardshare authors, Apache-2.0"
version = release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "reference",
    "outside",
]
exclude_patterns = ["_ext"]
html_theme = "furo"
html_title = "hoardshare"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"priority": 600})]
html_extra_path = ["hoardshare.html"]
html_use_index = False
html_domain_indices = False
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"navigation_with_keys": True, "top_of_page_buttons": []}

# Stored outputs are shown; the tests run every notebook and compare.
nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}
myst_heading_anchors = 6
myst_enable_extensions = ["deflist", "fieldlist", "colon_fence"]
myst_linkify_fuzzy_links = False
copybutton_prompt_text = r"^\w*\$ |^>>> |^\.\.\. "
copybutton_prompt_is_regexp = True
smartquotes = False
highlight_language = "text"
# Tables of the ODD stand two levels below their heading.
suppress_warnings = ["myst.header"]

autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_class_signature = "mixed"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
napoleon_numpy_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
default_role = "code"
