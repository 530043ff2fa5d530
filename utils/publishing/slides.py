"""Slides of each notebook: what to say, one idea on each, and every figure with how to read it beside it.

The cells say themselves what becomes of them (`slideshow` in their metadata, as JupyterLab edits it): `slide` begins a
slide at each heading, or at once where it has none, `subslide` is a cell whose figures get one each, text that follows
it is set beside the figure, `skip` stays out: code, tables, answers. A paragraph that points at what stays out is left
out with it. A slide that would hold too much is continued on the next. The decks are pages with reveal.js in them; they
open without a network and print.
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
POINTING = re.compile(  # at what stands in the notebook and not on a slide, or on to the next page
    r"\b[Bb]elow(?:,|\.|:| (?:are|is|comes)\b)|\b(?:printed|table|list|form|places?|articles|figure|sentences?|number) "
    r"(?:below|above|here)\b|\b(?:last|next|first|second|[Ii]n the) table\b|\b(?:measured above|under it|bracketed)\b|"
    r"\b[Tt]he (?:table|list) (?:behind|counts|has|shows)\b|[Mm]arked words|[Tt]he switches|\bof the table\b|"
    r"[Cc]orrelation with the mean of twenty|^As above|^←|:$"
)
SENTENCE_END = re.compile(r"(?:(?<=[.?!;])|(?<=[.?!]\*\*))\s+(?=[A-Z*`])")
HINT = "**How to read this.**"
SCREEN = {"slideNumber": True, "hash": True, "center": True, "transition": "none", "width": 1280, "height": 700}
STYLE = """
.reveal { font-size: 36px }
.reveal h1, .reveal h2, .reveal h3 { text-transform: none; letter-spacing: 0; max-width: none }
.reveal h1 { font-size: 2em } .reveal h2 { font-size: 1.25em }
.reveal section { text-align: left; padding: 0 20px; box-sizing: border-box }
.reveal p, .reveal li { line-height: 1.4 }
.reveal section:has(.shown) h2 { font-size: 0.8em; margin: 0 }
.reveal .shown { display: flex; align-items: center; gap: 30px; height: 630px }
.reveal .shown > * { margin: 0; flex: 1 1 0; min-width: 0 }
.reveal .shown img { display: block; width: 100%; height: 630px; object-fit: contain; margin: 0 }
.reveal .shown .reading-hint { flex: 0 0 380px; font-size: 23px }
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
    slides, title, figure = [], "", False  # figure: the cell before is one
    for cell in notebook["cells"]:
        kind, source = cell["metadata"].get("slideshow", {}).get("slide_type", "skip"), "".join(cell["source"])
        if kind == "subslide" or cell.get("cell_type") == "code":
            names = [name for name in FIGURE.findall(source) if name in alt and kind == "subslide"]
            slides += [(f"## {title}", [_picture(name, alt[name])]) for name in names]
            figure = bool(names)
            continue
        for heading, text in _parts(source):
            title = heading.lstrip("# ") or ("Exercises" if text.startswith("**Exercise") else title)
            if figure and not heading and text:
                slides[-1][1].append(_hint(text))
            elif kind == "slide" and not text.startswith(HINT):  # else it is of a table
                first = heading.startswith("# ")
                slides += [(heading if first else f"## {title}", [piece]) for piece in _pieces(text) if piece or first]
            figure = False
    return "\n\n".join(f"{heading}\n\n{_laid_out(parts)}" for heading, parts in slides) + "\n"


def _laid_out(parts):
    text = "\n\n".join(filter(None, parts))
    return f"::::{{container}} shown\n{text}\n::::" if text.startswith("![") else text


def _hint(text):
    """What is said of a figure, without the sentences that point at what is not on its slide."""
    said = " ".join(sentence for sentence in SENTENCE_END.split(text) if not POINTING.search(sentence))
    return f":::{{container}} reading-hint\n{said}\n:::" if said else ""


def _parts(source):
    """[(heading, text)] of a cell; text before the first heading has the heading ""."""
    source = LINK.sub(r"\1", source)
    headings = [match.group() for match in HEADING.finditer(source)]
    texts = [text.strip() for text in HEADING.split(source)]
    return [("", texts[0]), *zip(headings, texts[1:], strict=True)]


def _pieces(text):
    """A text in pieces that fit a slide, cut between paragraphs; one that points at what is not there is left out.

    What ends with a colon stays with what it announces.
    """
    pieces, room = [[]], MOST_WORDS
    for paragraph in re.split(r"(?<!:)\n\s*\n", text):
        if POINTING.search(paragraph) and not paragraph.startswith(("- ", "**Exercise")):
            continue
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
