"""House style of the figures; how one is saved so that its bytes never change, and how it is shown.

A figure asks a question in bold and says below how to read it. `framed` sets both, `looks` gives each
source its colour and marker for the whole collection, `save` writes picture, data and a manifest entry,
`show` puts a figure or a table on the page with its alternative text or caption. A chart is drawn twice: for a page,
and, its panels below each other and its labels wrapped, for a phone. Nothing here knows what is drawn; that is in
charts/.
"""

import base64
import hashlib
import html
import json
import re
import tempfile
import textwrap
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from functools import cache, partial, wraps
from importlib.metadata import version
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Annotation
from matplotlib.ticker import FixedLocator

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
    "fitting",
    "folder",
    "framed",
    "house_style",
    "looks",
    "redrawable",
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
NARROW = 4.4  # inches of the drawing for a phone: on a screen of 400 pixels its smallest text, 9 points, is 10 high
LABEL, LINE = 19, 0.165  # characters of a label in a narrow drawing before it is wrapped, and inches of its lines
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
INVENTED = "Invented articles."  # said first to whoever hears a figure of the practice corpus
LEAST = 1.4  # inches under the heading of a narrow drawing: a sentence in place of marks takes two lines
SHORT, LONG = 14, 40  # characters of a table's cell that are never broken, or that need a broad column
PAPER, FEW = 100, 5  # characters beside each other on a sheet; rows of a table that may become columns
MOST_SAVED = 50_000  # rows of a table that is written for download; a spreadsheet takes no more with ease
VERSIONS_OF = ("matplotlib", "numpy", "pandas", "textblob", "vaderSentiment", "nltk")
NO_DATE = {"Date": None, "Creator": None}
_width = ContextVar("width", default=WIDTH)  # of what is drawn now


def house_style() -> AbstractContextManager:
    """A context in which everything is drawn and saved the house way, whatever the user has set."""
    return matplotlib.rc_context({**matplotlib.rcParamsDefault, **HOUSE, "backend": "agg"})


def fitting(characters: int) -> int:
    """How many characters stand in the drawing now made, where `characters` stand in one of the usual width.

    >>> fitting(60)
    60
    """
    return int(characters * _width.get() / WIDTH)


def framed(
    title: str, reading: str, height: float, panels: tuple[int, int] = (1, 1), **subplots: Any
) -> tuple[Figure, Any]:
    """A figure with its two heading lines flush left, and its axes: `(figure, axes)`.

    `height` is that of the drawing in inches; the heading comes on top of it, so that neither is ever cut. In a narrow
    drawing (see `redrawable`) panels beside each other come below each other, each as high as they were.
    """
    rows, columns = panels
    stacked = columns > 1 and _width.get() < WIDTH
    with house_style():
        top, below = textwrap.wrap(drawable(title), fitting(62)), textwrap.wrap(drawable(reading), fitting(92))
        head = 0.24 + 0.24 * len(top) + 0.19 * len(below)
        figure = Figure(figsize=(_width.get(), height * (columns if stacked else 1) + head), layout="constrained")
        figure.text(0, 0, "\n".join(top), size=13, weight="bold", va="top", linespacing=1.25)
        figure.text(0, 0, "\n".join(below), size=10, color=QUIET, va="top", linespacing=1.3)
        _place_heading(figure, head, len(top))
        axes = figure.subplots(*((rows * columns, 1) if stacked else panels), **subplots)
        return figure, axes.reshape(panels) if stacked and axes.ndim > 1 else axes


def _place_heading(figure, head, lines):
    """The heading at the top, in inches from there; all else below it."""
    width, total = figure.get_size_inches()
    figure.get_layout_engine().set(rect=(0, 0, 1, 1 - head / total), w_pad=0.1, h_pad=0.08)
    for text, down in zip(figure.texts, (0.12, 0.2 + 0.24 * lines), strict=True):
        text.set_position((0.14 / width, 1 - down / total))
    figure.heading = head, lines


P = ParamSpec("P")


def redrawable(chart: Callable[P, Figure]) -> Callable[P, Figure]:
    """`chart`, whose figures can be drawn a second time for a phone: `save` then writes that drawing as well."""

    @wraps(chart)
    def draw(*arguments: P.args, **options: P.kwargs) -> Figure:
        figure = chart(*arguments, **options)
        figure.again = partial(chart, *arguments, **options)  # type: ignore[attr-defined]
        return figure

    return draw


def narrow(figure: Figure) -> Figure:
    """The figure of a chart drawn again for a phone: panels stacked, labels wrapped, rows as high as their labels."""
    before = _width.set(NARROW)
    try:
        again = figure.again()  # type: ignore[attr-defined]
    finally:
        _width.reset(before)
    placed = not isinstance(again.get_layout_engine(), ConstrainedLayoutEngine)  # the chart has laid itself out
    with house_style():
        if not placed:
            _wrap_labels(again)
        for fit in (_thin_ticks,) if placed else (_stretch_rows, _make_room, _thin_ticks):
            for axes in again.axes:
                again.draw_without_rendering()
                fit(axes, again)
    return again


def _wrap_labels(figure):
    *above, last = figure.axes
    for axes in above:
        if axes.get_xlabel() and not axes.xaxis.get_tick_params().get("labelbottom"):
            last.set_xlabel(axes.get_xlabel())  # of panels that were beside each other and share their numbers
            axes.set_xlabel("")
    for axes in figure.axes:
        plain = [text for text in axes.texts if not isinstance(text, Annotation)]
        for text in (axes.xaxis.label, axes._left_title, *plain):
            text.set_text(_wrapped(text.get_text(), 2 * LABEL))
        if isinstance(axes.yaxis.get_major_locator(), FixedLocator):
            axes.set_yticks(axes.get_yticks(), [_wrapped(label.get_text(), LABEL) for label in axes.get_yticklabels()])
    _make_higher(figure, max(LEAST - figure.get_size_inches()[1] + figure.heading[0], 0))


def _wrapped(text, most):
    return "\n".join(textwrap.fill(line, most) for line in text.split("\n"))


def _stretch_rows(axes, figure):
    """Make the figure higher until no label of a row reaches into the next row."""
    heights = [label.get_text().count("\n") + 1 for label in axes.get_yticklabels()]
    rows = list(zip(axes.get_yticks(), heights, strict=True))
    if not isinstance(axes.yaxis.get_major_locator(), FixedLocator) or len(rows) < 2:
        return
    inches = axes.get_window_extent().height / figure.dpi
    unit = inches / abs(np.subtract(*axes.get_ylim()))
    needed = max((0.04 + LINE * (a + b) / 2) / (unit * abs(y - x)) for (x, a), (y, b) in pairwise(rows))
    if needed > 1:
        _make_higher(figure, len(figure.axes) * inches * (needed - 1))


def _make_higher(figure, inches):
    width, total = figure.get_size_inches()
    figure.set_size_inches(width, total + inches)
    _place_heading(figure, *figure.heading)


def _make_room(axes, figure):
    """Widen an axis to the left where a number beside a mark would stand among the names of the rows."""
    notes = [text.get_window_extent().x0 for text in axes.texts if isinstance(text, Annotation) and text.get_text()]
    box, (low, high) = axes.get_window_extent(), axes.get_xlim()
    over = box.x0 - min(notes, default=box.x0)
    if 0 < over < box.width / 2 and axes.get_xscale() == "linear":
        axes.set_xlim(low - (high - low) * over / (box.width - over), high)


def _thin_ticks(axes, figure):
    """Leave out every second number of an axis until no two of them touch."""
    while any(one.x1 + 3 > other.x0 for one, other in pairwise(_boxes_below(axes))):
        labels = [label.get_text() for label in axes.get_xticklabels()]
        axes.set_xticks(axes.get_xticks()[::2], labels[::2])
        figure.draw_without_rendering()


def _boxes_below(axes):
    return [label.get_window_extent() for label in axes.get_xticklabels() if label.get_visible() and label.get_text()]


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
    """Write `name`.svg, .png and .csv (the plotted data) and an entry for the manifest; of a chart `name`.narrow.svg.

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
        figure.savefig(target / f"{name}.svg", metadata=NO_DATE)
        figure.savefig(target / f"{name}.png", metadata={"Software": None})
        if hasattr(figure, "again"):
            narrow(figure).savefig(target / f"{name}.narrow.svg", metadata=NO_DATE)
    for_spreadsheets(data).to_csv(target / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    kinds = ["svg", "png", "csv", *(["narrow.svg"] if hasattr(figure, "again") else [])]
    digests = {kind: _sha256(target / f"{name}.{kind}") for kind in kinds}
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
    for line in (line for axes in figure.axes for line in axes.lines if np.size(line.get_xdata()) == 0):
        line.set_in_layout(False)  # else marks of nothing are laid out in the corner of the figure
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
    your own. That of a figure with `_practice_` in its name begins with *Invented articles*. A table comes with
    `caption` and at most `rows` rows; how many there are is said. Everything is escaped.
    """
    from IPython.display import HTML, display

    if isinstance(thing, Figure) and name is not None:
        data = getattr(thing, "data", None) if data is None else data
        alt = str(alt or getattr(thing, "alt", ""))
        save(thing, name, data=data, alt=f"{INVENTED} {alt}" if "_practice_" in name and alt else alt)
    display(HTML(_figure_html(thing) if isinstance(thing, Figure) else table_html(thing, caption, rows)))


def say(*sentences: Any) -> None:
    """Show computed sentences, a paragraph each; whatever they contain is escaped. An empty one is not shown."""
    from IPython.display import HTML, display

    for sentence in filter(None, sentences):
        display(HTML(f'<p class="computed">{html.escape(str(sentence))}</p>'))


def table_html(table: pd.DataFrame, caption: str = "", rows: int = 20) -> str:
    """An HTML table with caption and column headers; text escaped, missing values as –.

    A `note` that is the same in all rows goes into the caption: it must be read, and once is enough. Few rows that are
    too wide for a sheet of paper are turned: a column each. What is wide and long is printed smaller (house.css).
    """
    if "note" in table and table["note"].fillna("").nunique() == 1:
        caption = "; ".join(filter(None, [caption, table["note"].fillna("").iloc[0]]))
        table = table.drop(columns="note")
    shown = table.head(rows)
    numeric = [
        pd.api.types.is_numeric_dtype(table[c]) and not pd.api.types.is_bool_dtype(table[c]) for c in table.columns
    ]
    names = [str(column).replace("_", " ") for column in table.columns]
    lines = [list(map(_written, row, numeric)) for row in shown.itertuples(index=False)]
    more = f" (first {rows} of {len(table):,} rows)" if len(table) > rows else ""
    title = f"<caption>{html.escape(caption)}{more}</caption>" if caption or more else ""
    words = [max(map(len, name.split()), default=0) for name in names]
    breadth = sum(max([word, *(_unbroken(line[i]) for line in lines)]) + 2 for i, word in enumerate(words))
    told = any(len(text) > LONG for line in lines for text in line)
    cells = [list(map(_cell, line, numeric, names if told else [""] * len(names))) for line in lines]
    if breadth > PAPER and 0 < len(lines) <= FEW:
        heads = [f'<th scope="row">{html.escape(name)}</th>' for name in names]
        body = "".join(f"<tr>{''.join(line)}</tr>" for line in zip(heads, *cells, strict=True))
        content, kind = f"{title}<tbody>{body}</tbody>", ""
    else:
        head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in names)
        body = "".join(f"<tr>{''.join(line)}</tr>" for line in cells)
        content = f"{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
        kind = " told" * told + (" wider" if breadth > 1.3 * PAPER else " wide" if breadth > PAPER else "")
    return f'<div class="table-scroll" tabindex="0"><table class="news{kind}">{content}</table></div>'


def _written(value, is_number):
    if is_number:
        return _number(value)
    if isinstance(value, pd.Timestamp):
        value = value.date()
    missing = value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value))
    return "–" if missing else str(value)


def _unbroken(text):
    """Characters of a cell that stand in one line in any case."""
    return len(text) if len(text) <= SHORT else max(map(len, text.split()), default=0)


def _cell(text, is_number, name):
    """What is short, as a number or a name, stays in one line. A row with a long text is a card on a phone (house.css),
    where each cell needs its name."""
    style = f"text-align:{'right' if is_number else 'left'}" + "; white-space:nowrap" * (len(text) <= SHORT)
    kind = ' class="long"' if len(text) > LONG else ""
    label = f' data-name="{html.escape(name)}"' if name else ""
    return f'<td{kind}{label} style="{style}">{html.escape(text)}</td>'


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
