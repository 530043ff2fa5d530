"""Slides of each notebook: what to say, one idea on each, and every figure with how to read it.

The cells say themselves what becomes of them (`slideshow` in their metadata, as JupyterLab edits it): `slide` begins a
slide at each heading, `subslide` is a cell whose figures get one each, `notes` is set small under the figure before it,
`skip` stays out: code, tables, answers. A slide that would hold too much is continued on the next. The decks are pages
with reveal.js in them; they open without a network and print.
"""

import json
import re
import shutil

from utils.errors import PublishError
from utils.notebook.settings import ROOT
from utils.publishing.site import notebooks, run_sphinx

__all__ = ["deck", "make_slides"]

MOST_WORDS = 65  # of text on one slide; more cannot be read from the back row
FIGURE = re.compile(r'"(\d\d_[a-z0-9_]+)"')  # the name under which a figure, or a table, is saved
HEADING = re.compile(r"^#{1,3} .*$", re.M)
LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")
SCREEN = {"slideNumber": True, "hash": True, "center": False, "transition": "none", "width": 1120, "height": 700}
STYLE = """
.reveal { font-size: 30px }
.reveal h1, .reveal h2, .reveal h3 { text-transform: none; letter-spacing: 0 }
.reveal h2 { font-size: 1.4em } .reveal h3 { font-size: 1.2em }
.reveal section { text-align: left }
.reveal section img { max-height: 500px; max-width: 900px; margin: 0 auto; display: block }
.reveal .reading-hint { font-size: .6em; margin-top: .4em }
.reveal table { font-size: .7em }
"""


def make_slides(out, scratch):
    """Write one deck a notebook and an index into `out`, built in the folder `scratch`. Raises PublishError."""
    figures = ROOT / "figures"
    alt = {one["figure"]: one["alt"] for one in _manifest(figures)}
    pages = scratch / "slides"
    (pages / "_static").mkdir(parents=True)
    (pages / "_static" / "slides.css").write_text(STYLE, encoding="utf-8")
    shutil.copy(ROOT / "docs" / "conf.py", pages)
    shutil.copytree(figures, pages / "figures")
    for path in notebooks():
        text = deck(json.loads(path.read_text(encoding="utf-8")), alt)
        (pages / f"{path.stem}.md").write_text(text, encoding="utf-8")
    links = "\n".join(f"- [{path.stem[:2]} {path.stem[3:].replace('_', ' ')}]({path.stem}.md)" for path in notebooks())
    (pages / "index.md").write_text(f"# Slides\n\n{links}\n", encoding="utf-8")
    settings = {
        "extensions": ["myst_parser", "sphinx_revealjs"],
        "source_suffix": {".md": "markdown"},
        "exclude_patterns": ["figures"],
        "suppress_warnings": ["toc.not_included", "config.cache"],
        "html_extra_path": [],
        "html_css_files": [],
        "templates_path": [],
        "revealjs_style_theme": "white",
        "revealjs_css_files": ["slides.css"],
        "revealjs_static_path": ["_static"],
        "revealjs_script_conf": SCREEN,
    }
    run_sphinx(pages, out, builder="revealjs", settings=settings)
    shutil.rmtree(out / "_sources", ignore_errors=True)


def deck(notebook, alt):
    """The slides of a notebook as Markdown, a heading each; `alt` gives each figure its alternative text."""
    slides, title = [], ""
    for cell in notebook["cells"]:
        kind, source = cell["metadata"].get("slideshow", {}).get("slide_type", "skip"), "".join(cell["source"])
        if kind == "subslide":
            for name in filter(alt.__contains__, FIGURE.findall(source)):
                if slides[-1][1]:
                    slides.append((f"## {title}", ""))
                slides[-1] = (slides[-1][0], _picture(name, alt[name]))
        if kind not in ("slide", "notes"):
            continue
        for heading, text in _parts(source):
            if heading.startswith("# "):
                slides.append((heading, text))
            elif heading:
                title = heading.lstrip("# ")
                slides += [(f"## {title}", piece) for piece in _pieces(text)]
            elif text and slides and slides[-1][1].startswith("!["):
                slides[-1] = (slides[-1][0], f"{slides[-1][1]}\n\n:::{{container}} reading-hint\n{text}\n:::")
    return "\n\n".join(f"{heading}\n\n{text}" for heading, text in slides) + "\n"


def _parts(source):
    """[(heading, text)] of a cell; text before the first heading has the heading ""."""
    source = LINK.sub(r"\1", source)
    headings = [match.group() for match in HEADING.finditer(source)]
    texts = [text.strip() for text in HEADING.split(source)]
    return [("", texts[0]), *zip(headings, texts[1:], strict=True)]


def _pieces(text):
    """A text in pieces that fit a slide, cut between paragraphs."""
    pieces, room = [[]], MOST_WORDS
    for paragraph in re.split(r"\n\s*\n", text):
        size = len(paragraph.split())
        if pieces[-1] and size > room:
            pieces.append([])
            room = MOST_WORDS
        pieces[-1].append(paragraph)
        room -= size
    return ["\n\n".join(piece) for piece in pieces]


def _picture(name, alt):
    plain = re.sub(r"([^\w\s])", r"\\\1", alt)  # punctuation is Markdown's, unless escaped
    return f"![{plain}](figures/{name}.svg)"


def _manifest(figures):
    try:
        return json.loads((figures / "manifest.json").read_text(encoding="utf-8"))["figures"]
    except OSError:
        raise PublishError("Slides show the figures in figures/, which is not there; run `make html` first.") from None
