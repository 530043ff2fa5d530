"""House style of the figures; how one is saved so that its bytes never change, and how it is shown.

A figure asks a question in bold and says below how to read it. `framed` sets both, `looks` gives each
source its colour and marker for the whole collection, `save` writes picture, data and a manifest entry,
`show` puts a figure or a table on the page with its alternative text or caption. Nothing here knows
what is drawn; that is in charts/.
"""

import base64
import hashlib
import html
import json
import re
import tempfile
import textwrap
from collections.abc import Iterable
from contextlib import AbstractContextManager
from functools import cache
from importlib.metadata import version
from itertools import cycle
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

from utils.corpus import main_sources
from utils.notebook import settings
from utils.notebook.settings import excerpts
from utils.notebook.spreadsheets import defused

__all__ = [
    "HOUSE",
    "INK",
    "QUIET",
    "described",
    "drawable",
    "excerpts",
    "folder",
    "framed",
    "house_style",
    "looks",
    "save",
    "save_table",
    "say",
    "show",
]

INK, QUIET, GRID = "#222222", "#595959", "#dddddd"  # quiet text still has contrast 7.0 : 1 on white
PALE = "#f0f0f0"  # a band or a corner behind the marks
OKABE_ITO = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X", "<", ">"]  # as many as are told apart at 6 points
WIDTH = 7.0  # inches; all sizes below are for this width
HOUSE = {
    "font.family": ["DejaVu Sans"],  # inside matplotlib, so the same on every system
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,  # a $ in a headline is money
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "xtick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "ytick.left": False,
    "lines.linewidth": 1.8,
    "lines.markersize": 6,
    "lines.markeredgecolor": "white",
    "lines.markeredgewidth": 0.8,
    "savefig.dpi": 150,
    "svg.fonttype": "path",
    "svg.hashsalt": "how-the-news-tells-it",  # else the ids inside an SVG are random
}
MOST_SAVED = 50_000  # rows of a table that is written for download; a spreadsheet takes no more with ease
VERSIONS_OF = ("matplotlib", "numpy", "pandas", "textblob", "vaderSentiment", "nltk")


def house_style() -> AbstractContextManager:
    """A context in which everything is drawn and saved the house way, whatever the user has set."""
    return matplotlib.rc_context({**matplotlib.rcParamsDefault, **HOUSE, "backend": "agg"})


def framed(
    title: str, reading: str, height: float, panels: tuple[int, int] = (1, 1), **subplots: Any
) -> tuple[Figure, Any]:
    """A figure with its two heading lines flush left, and its axes: `(figure, axes)`.

    `height` is that of the drawing in inches; the heading comes on top of it, so that neither is ever cut.
    """
    with house_style():
        top, below = textwrap.wrap(drawable(title), 62), textwrap.wrap(drawable(reading), 92)
        head = 0.24 + 0.24 * len(top) + 0.19 * len(below)
        total = height + head
        figure = Figure(figsize=(WIDTH, total), layout="constrained")
        figure.get_layout_engine().set(rect=(0, 0, 1, 1 - head / total), w_pad=0.1, h_pad=0.08)  # type: ignore
        left = 0.14 / WIDTH
        figure.text(left, 1 - 0.12 / total, "\n".join(top), size=13, weight="bold", va="top", linespacing=1.25)
        y = 1 - (0.2 + 0.24 * len(top)) / total
        figure.text(left, y, "\n".join(below), size=10, color=QUIET, va="top", linespacing=1.3)
        return figure, figure.subplots(*panels, **subplots)


def looks(corpus: pd.DataFrame | Iterable[str], by: str = "source") -> dict[str, tuple[str, str]]:
    """{source: (colour, marker)}, the same for a source in every figure drawn from the same corpus.

    `corpus` is a table with the column `by`, or a list of names. The ten sources with the most articles come first,
    so that no two of them look alike.

    >>> looks(["B", "A", "B"])
    {'A': ('#0072B2', 'o'), 'B': ('#D55E00', 's')}
    """
    table = corpus if isinstance(corpus, pd.DataFrame) else pd.DataFrame({by: list(corpus)})
    main = {str(source) for source in main_sources(table, by)[by]}
    names = sorted({str(source) for source in table[by]}, key=lambda name: (name not in main, name))
    return dict(zip(names, zip(cycle(OKABE_ITO), cycle(MARKERS)), strict=False))


def drawable(text: object, most: int | None = None) -> str:
    """`text` with characters that the font lacks as "?", cut to `most` characters.

    >>> drawable("北京 parade", most=8)
    '?? para…'
    """
    text = "".join(c if ord(c) in _glyphs() or c == "\n" else "?" for c in str(text))
    return text if most is None or len(text) <= most else text[: most - 1].rstrip() + "…"


def folder() -> Path:
    """Where figures go: the environment variable FIGURES, else `_build/figures/` of the project.

    In a browser they go to `figures/` beside the notebook, which is kept there and can be downloaded. Where the project
    may not be written to, as on a shared drive, they go to a temporary folder; a sentence says so.
    """
    usual = Path("figures") if settings.IN_BROWSER else settings.ROOT / "_build" / "figures"
    return settings.figures() or _own_folder(usual)


def save(figure: Figure, name: str, data: pd.DataFrame, alt: str) -> None:
    """Write `name`.svg, .png and .csv (the plotted data) and an entry for the manifest.

    `name` is the notebook's number and a slug, `04_tone_by_sentence`. `alt` says in a sentence what the figure
    shows, for people who hear the page. The same data give the same bytes. Returns nothing.
    """
    if not re.fullmatch(r"\d\d_[a-z0-9_]+", name):
        raise ValueError(f"A figure is named like 04_tone_by_sentence; '{name}' is not.")
    if len(alt.split()) < 5:
        raise ValueError(f"Figure {name} needs an alternative text of a whole sentence; it has '{alt}'.")
    target = folder()
    target.mkdir(parents=True, exist_ok=True)
    figure.set_label(json.dumps([name, alt]))
    with house_style():
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # laid out once; the picture files then agree to the point
        figure.savefig(target / f"{name}.svg", metadata={"Date": None, "Creator": None})
        figure.savefig(target / f"{name}.png", metadata={"Software": None})
    for_spreadsheets(data).to_csv(target / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    digests = {kind: _sha256(target / f"{name}.{kind}") for kind in ("svg", "png", "csv")}
    versions = {package: version(package) for package in VERSIONS_OF}
    entry = {"figure": name, "notebook": name[:2], "alt": alt, "sha256": digests, "versions": versions}
    (target / f"{name}.json").write_text(json.dumps(entry, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def save_table(table: pd.DataFrame, name: str, about: str) -> None:
    """Write a table as `name`.csv beside the figures and show a line that says so; `about` is its link's text."""
    from IPython.display import HTML, display

    folder().mkdir(parents=True, exist_ok=True)
    kept = for_spreadsheets(table.head(MOST_SAVED).drop(columns=["text"] if excerpts() else [], errors="ignore"))
    kept.to_csv(folder() / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    rows = f"{len(table):,} rows" if len(kept) == len(table) else f"the first {MOST_SAVED:,} of {len(table):,} rows"
    line = f'{html.escape(about)}: <span class="saved-table" data-table="{name}">{name}.csv</span>, {rows}'
    display(HTML(f'<p class="download">{line}</p>'))


def for_spreadsheets(data: pd.DataFrame) -> pd.DataFrame:
    """A copy with numbers at six significant digits, and no cell that a spreadsheet would run as a formula.

    >>> for_spreadsheets(pd.DataFrame({"a": [1 / 3], "b": ["=1+1"]})).values.tolist()
    [[0.333333, "'=1+1"]]
    """
    data = data.copy()
    for column in data.columns:
        if pd.api.types.is_float_dtype(data[column]):
            data[column] = [float(f"{x:.6g}") for x in data[column]]
        elif not pd.api.types.is_numeric_dtype(data[column]) and not pd.api.types.is_datetime64_any_dtype(data[column]):
            data[column] = [defused(cell) for cell in data[column]]
    return data.rename(columns=defused)


def described(figure: Figure, data: pd.DataFrame, alt: str) -> Figure:
    """`figure`, which from now on knows the table it was drawn from and its alternative text; every chart ends so."""
    figure.data, figure.alt = data, alt  # type: ignore[attr-defined]
    return figure


def show(
    thing: Figure | pd.DataFrame,
    name: str | None = None,
    caption: str = "",
    rows: int = 20,
    data: pd.DataFrame | None = None,
    alt: str | None = None,
) -> None:
    """Show a figure or a table on the page; a figure is saved first, under `name`, as `save` says.

    A chart brings its data and its alternative text along; `data` and `alt` replace them, or give them to a figure of
    your own. A table comes with `caption` and at most `rows` rows; how many there are is said. Everything is escaped.
    """
    from IPython.display import HTML, display

    if isinstance(thing, Figure) and name is not None:
        data = getattr(thing, "data", None) if data is None else data
        save(thing, name, data=data, alt=str(alt or getattr(thing, "alt", "")))
    display(HTML(_figure_html(thing) if isinstance(thing, Figure) else table_html(thing, caption, rows)))


def say(*sentences: Any) -> None:
    """Show computed sentences, a paragraph each; whatever they contain is escaped. An empty one is not shown."""
    from IPython.display import HTML, display

    for sentence in filter(None, sentences):
        display(HTML(f'<p class="computed">{html.escape(str(sentence))}</p>'))


def table_html(table: pd.DataFrame, caption: str = "", rows: int = 20) -> str:
    """An HTML table with caption and column headers; text escaped, missing values as –.

    A `note` that is the same in all rows goes into the caption: it must be read, and once is enough.
    """
    if "note" in table and table["note"].fillna("").nunique() == 1:
        caption = "; ".join(filter(None, [caption, table["note"].fillna("").iloc[0]]))
        table = table.drop(columns="note")
    head = "".join(f'<th scope="col">{html.escape(str(c).replace("_", " "))}</th>' for c in table.columns)
    numeric = [
        pd.api.types.is_numeric_dtype(table[c]) and not pd.api.types.is_bool_dtype(table[c]) for c in table.columns
    ]
    body = "".join(
        "<tr>" + "".join(_cell(value, is_number) for value, is_number in zip(row, numeric, strict=True)) + "</tr>"
        for row in table.head(rows).itertuples(index=False)
    )
    more = f" (first {rows} of {len(table):,} rows)" if len(table) > rows else ""
    title = f"<caption>{html.escape(caption)}{more}</caption>" if caption or more else ""
    content = f"{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="table-scroll" tabindex="0"><table class="news">{content}</table></div>'


def _cell(value, is_number):
    if is_number:
        return f'<td style="text-align:right">{html.escape(_number(value))}</td>'
    if isinstance(value, pd.Timestamp):
        value = value.date()
    missing = value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value))
    return f'<td style="text-align:left">{"–" if missing else html.escape(str(value))}</td>'


def _number(value):
    """Two digits after the point; what they would show as zero and is not is said to be small."""
    if pd.isna(value):
        return "–"
    if not isinstance(value, float | np.floating):
        return f"{value:,}".replace("-", "−")
    if 0 < abs(value) < 0.005:
        return "< 0.01" if value > 0 else "> −0.01"
    return f"{value:,.2f}".replace("-", "−")


def _figure_html(figure):
    if not figure.get_label():
        raise ValueError(
            "Give the figure a name, under which it is saved: show(figure, '04_my_figure', data=…, alt=…)."
        )
    name, alt = json.loads(figure.get_label())
    picture = base64.b64encode((folder() / f"{name}.svg").read_bytes()).decode()
    source = f"data:image/svg+xml;base64,{picture}"
    return (
        f'<figure class="chart" data-figure="{name}"><img alt="{html.escape(alt, quote=True)}" src="{source}"></figure>'
    )


@cache
def _own_folder(wanted):
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=wanted).close()
    except OSError:
        instead = Path(tempfile.mkdtemp(prefix="figures-"))
        say(f"This project's folder may not be written to. Figures of this session are kept in {instead}.")
        return instead
    return wanted


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def _glyphs():
    return frozenset(get_font(findfont(FontProperties(family="DejaVu Sans"))).get_charmap())
