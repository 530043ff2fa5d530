"""Sphinx settings. Pages must work from a folder on disk and call no other host."""

from docutils import nodes
from latex2mathml.converter import convert

project = "How the News Tells It"
author = "the contributors"
copyright = "the contributors; articles belong to their publishers"
extensions = ["myst_nb"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
exclude_patterns = ["extra", "_templates"]
suppress_warnings = ["myst.xref_missing", "mystnb.unknown_mime_type"]  # links to notebooks left out by --only

nb_execution_mode = "off"  # executed before, by utils/publishing/site.py
nb_render_markdown_format = "commonmark"  # nothing in an article can act as a directive
nb_code_prompt_show = "Show a solution"
nb_code_prompt_hide = "Hide the solution"
myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "pydata_sphinx_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["house.css"]
html_extra_path = ["extra"]
html_copy_source = False
html_use_index = False
html_show_sourcelink = False
html_show_sphinx = False
html_math_renderer = "mathml"
html_theme_options = {
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "show_prev_next": True,
    "navbar_center": [],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
html_sidebars = {"**": ["contents.html"]}
html_context = {"default_mode": "auto"}
templates_path = ["_templates"]


def _inline(self, node):
    self.body.append(convert(node.astext(), display="inline"))
    raise nodes.SkipNode


def _display(self, node):
    self.body.append(f'<div class="math">{convert(node.astext(), display="block")}</div>')
    raise nodes.SkipNode


def setup(app):
    """Formulas become MathML here, so that pages need no script for them."""
    app.add_html_math_renderer("mathml", (_inline, None), (_display, None))
