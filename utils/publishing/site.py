"""From notebooks to a folder of pages: execute, collect figures, build with Sphinx, swap in.

The site is built beside its place and moved there when all of it is done, so a failed run leaves the old one
standing. Only a folder that is new, empty or marked as ours is ever replaced. Pages call no other host.
"""

import asyncio
import html
import io
import json
import os
import re
import shutil
import sys
import time
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from string import Template

import pandas as pd

from utils import grammar
from utils.corpus import corpus_hash, in_english, load_corpus, load_report
from utils.errors import CorpusError, PublishError
from utils.figures import table_html
from utils.notebook import settings
from utils.notebook.output import made_whole
from utils.notebook.settings import DATA, ROOT, SEEDS
from utils.publishing.functions import functions_page
from utils.sentiment import accuracy
from utils.summary import describe_loading, describe_sources, listed

__all__ = ["make_site", "notebooks", "run_sphinx"]

ENGLISH_ONLY = {"04", "05", "06", "07", "08", "09", "10"}  # tone, frames and speech are read by English word lists
FIGURE_FILES = re.compile(
    r"\d\d_[a-z0-9_]+\.(?:(?:narrow\.)?svg|png|csv|json)|README\.md|manifest\.json"
)  # in figures/
PHONE = 600  # pixels; up to here a figure's narrow drawing is shown
MOST_ROWS = 1_000  # of a figure's data on a page; the file has all
CELL_SECONDS = 1800  # longest a single cell may take, on any corpus
TABLE = re.compile(r'<span class="saved-table" data-table="(\w+)">([^<]*)</span>')
READ_GRAMMAR = ("04", "05", "06")  # notebooks that ask who is named and who speaks
CHART = re.compile(r'<figure class="chart" data-figure="(\w+)"><img alt="([^"]*)" src="[^"]*"></figure>')


def make_site(corpus=None, out="_site", only=(), how=None, quote_little=False):
    """Build the site of a corpus in `out`; on the seeds also renew `figures/`. Prints its progress.

    `corpus` and `how` (its options by name) are what `load_corpus` takes, `only` a list of notebook numbers. With
    `quote_little` pages and tables quote single sentences, never articles. Raises PublishError or CorpusError with
    one sentence; then `out` is as it was.
    """
    began = time.perf_counter()
    how = {"columns": {}, "recursive": False, **(how or {})}
    path = corpus_path(corpus)
    with ExitStack() as folders:
        made = folders.enter_context(made_whole(out, "html", reads=path))
        drawn = folders.enter_context(_project_figures()) if not (corpus or settings.corpus() or only) else None
        articles = load_corpus(corpus, **how)
        problems = load_report(articles).query("outcome == 'skipped'")
        sources = articles["source"].nunique()
        print(f"{len(articles):,} articles from {sources:,} sources; {len(problems)} files or rows skipped")
        chosen = _that_can_run(notebooks(only), articles)
        _parse_once(chosen, articles)
        pages = made.parent / "source"
        shutil.copytree(ROOT / "docs", pages, copy_function=shutil.copyfile)
        for folder in (pages, *filter(Path.is_dir, pages.rglob("*"))):  # the project may be read-only, its copy not
            folder.chmod(0o755)
        figures = pages / "extra" / "figures"
        figures.mkdir(parents=True)
        environment = settings.for_a_site(figures, path if corpus else None, how, quote_little)
        executed = asyncio.run(_execute_all(chosen, corpus, environment))
        entries = merge_manifest(figures, articles)
        _write_pages(pages, chosen, executed, entries, articles)
        run_sphinx(pages, made)
        if drawn:
            others = shutil.ignore_patterns("*.html", "*_to_hand_in.*")  # made of the figures, not kept with them
            shutil.copytree(figures, drawn, ignore=others, dirs_exist_ok=True)
    print(f"done in {time.perf_counter() - began:.0f} s; open {Path(out).absolute() / 'index.html'}")


def _parse_once(chosen, articles):
    """Fill the cache with the grammar of the articles, which two notebooks at a time would else both draw up."""
    if grammar.installed() and any(path.name[:2] in READ_GRAMMAR for path in chosen):
        for _ in grammar.parses(articles.loc[articles["language"] == "en", "text"]):
            pass


@contextmanager
def _project_figures():
    """The folder figures/ of the project to be filled anew; None where the project may not be written to."""
    if os.access(ROOT, os.W_OK):
        with made_whole(ROOT / "figures", "html", own=FIGURE_FILES) as drawn:
            yield drawn
    else:
        print("figures/ stays as it is: this project's folder may not be written to")
        yield None


def notebooks(only=()):
    """Paths of the notebooks in order; with `only`, those whose number is in it."""
    found = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    chosen = [path for path in found if not only or path.name[:2] in only]
    if missing := set(only) - {path.name[:2] for path in chosen}:
        raise PublishError(f"There is no notebook {', '.join(sorted(missing))}; there are {_numbers(found)}.")
    return chosen


def corpus_path(corpus):
    """Where the articles come from, as `load_corpus` sees it."""
    chosen = corpus or settings.corpus() or SEEDS
    return SEEDS / "practice" if chosen == "practice" else Path(chosen).expanduser().resolve()


def merge_manifest(figures, articles):
    """Join the entries that `figures.save` left into manifest.json and a README; returns the entries."""
    entries = []
    for path in sorted(figures.glob("[0-9][0-9]_*.json")):
        entries.append(json.loads(path.read_text(encoding="utf-8")))
        path.unlink()
    manifest = {"corpus": corpus_hash(articles), "articles": len(articles), "figures": entries}
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (figures / "manifest.json").write_text(text, encoding="utf-8", newline="\n")
    lines = ["# Figures", "", "Made by `make html`; do not edit by hand.", ""]
    for entry in entries:
        name = entry["figure"]
        lines += [
            f"## {name}",
            "",
            f"![{entry['alt']}]({name}.svg)",
            "",
            f"[SVG]({name}.svg) · [PNG]({name}.png) · [data]({name}.csv)",
            "",
        ]
    (figures / "README.md").write_text("\n".join(lines), encoding="utf-8", newline="\n")
    return entries


def _that_can_run(paths, articles):
    """All notebooks, or those that count words only if no article is in English."""
    try:
        in_english(articles)
    except CorpusError as error:
        print(f"{error} Left out: notebooks {listed(sorted(ENGLISH_ONLY), most=9)}.")
        return [path for path in paths if path.name[:2] not in ENGLISH_ONLY]
    return paths


async def _execute_all(paths, corpus, environment):
    """Run the notebooks, as many at a time as there are cores; returns {name: executed notebook}."""
    nbformat = _nbformat()
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    from utils.publishing.kernels import new_manager

    with_practice = corpus_path(corpus) == SEEDS  # invented articles have no place beside a user's own
    places, done, began = asyncio.Semaphore(os.cpu_count() or 1), [], time.perf_counter()

    async def execute(path):
        notebook = nbformat.read(path, as_version=4)
        if not with_practice:
            notebook.cells = [cell for cell in notebook.cells if "practice" not in cell.metadata.get("tags", [])]
        async with places:
            client = NotebookClient(
                notebook,
                km=new_manager(),
                timeout=CELL_SECONDS,
                record_timing=False,
                coalesce_streams=True,  # else the clock decides how printed text is cut into outputs
                resources={"metadata": {"path": str(path.parent)}},
            )
            started = time.perf_counter()
            try:
                # Else nbclient leaves a kernel that it was given running, with all its memory, until the end.
                await client.async_execute(env=environment, cleanup_kc=True)
            except CellExecutionError as error:
                raise PublishError(f"Notebook {path.name} stopped at a cell:\n{_last_lines(str(error))}") from None
            except (CellTimeoutError, DeadKernelError) as error:
                why = (
                    f"ran for more than {CELL_SECONDS} s" if isinstance(error, CellTimeoutError) else "ended its kernel"
                )
                raise PublishError(f"Notebook {path.name} stopped: a cell {why}. A smaller corpus may help.") from None
        done.append(path.stem)
        print(f"  {len(done)}/{len(paths)}  {path.stem:<24}{time.perf_counter() - started:5.1f} s", flush=True)
        return path.stem, notebook

    print(f"running {len(paths)} notebooks, {os.cpu_count()} at a time", flush=True)
    finished = await asyncio.gather(*map(execute, paths), return_exceptions=True)
    for error in finished:
        if isinstance(error, BaseException):
            raise error
    executed = dict(finished)
    print(f"notebooks done in {time.perf_counter() - began:.0f} s; building pages", flush=True)
    return executed


@cache
def _nbformat():
    """The package nbformat, imported without what is slow in it.

    Its validator would build a grammar for international web addresses, which takes seconds and is never asked for;
    with the optional package out of sight the validator goes on without it.
    """
    name, known = "rfc3987_syntax", sys.modules.get("rfc3987_syntax")
    sys.modules[name] = None
    try:
        return import_module("nbformat")
    finally:
        del sys.modules[name]
        if known:
            sys.modules[name] = known


def _last_lines(text, most=30):
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text).strip()
    return "\n".join(plain.splitlines()[-most:])


def _write_pages(pages, paths, executed, entries, articles):
    """Everything Sphinx needs beside docs/: executed notebooks, gallery, landing page, downloads."""
    nbformat = _nbformat()
    by_name = {entry["figure"]: entry for entry in entries}
    (pages / "notebooks").mkdir()
    downloads = pages / "extra" / "downloads"
    downloads.mkdir()
    for path in paths:
        notebook = executed[path.stem]
        shutil.copy(path, downloads / path.name)
        for cell in notebook.cells:
            _prepare_cell(cell, by_name)
        link = f'<p class="nb-links"><a href="../downloads/{path.name}" download>Download this notebook</a></p>'
        notebook.cells.insert(1, nbformat.v4.new_markdown_cell(link, id="download-link"))
        nbformat.write(notebook, pages / "notebooks" / path.name)
    _write_data_pages(pages / "extra" / "figures", entries)
    (pages / "gallery.md").write_text(_gallery(entries), encoding="utf-8")
    (pages / "functions.md").write_text(functions_page(), encoding="utf-8")
    landing = Template((pages / "index.md").read_text(encoding="utf-8"))
    summary = _summary(executed)
    names = "\n".join(f"notebooks/{path.stem}" for path in paths)
    shown = {"figure": _landing_figure(entries), "summary": summary, "lessons": _lessons(paths)}
    shown["loaded"] = _loaded(articles, paths)
    shown |= {"about": html.escape(describe_sources(articles)) + ".", "accuracy": _accuracy()}
    page = landing.substitute(notebooks=names, **shown)
    (pages / "index.md").write_text(page, encoding="utf-8")


def _write_data_pages(figures, entries):
    """The data of each figure as a page with a table, for those who would rather read or hear it than see it."""
    frame = Template((DATA / "table_page.html").read_text(encoding="utf-8"))
    for entry in entries:
        name, alt = entry["figure"], html.escape(entry["alt"])
        try:
            data = pd.read_csv(figures / f"{name}.csv", keep_default_na=False, na_values=[""])  # *null* is a word
        except pd.errors.EmptyDataError:  # nothing was there to draw
            data = pd.DataFrame(columns=["no data"])
        table = table_html(data, entry["alt"], rows=MOST_ROWS)
        page = frame.substitute(title=name, about=alt, table=table)
        (figures / f"{name}.html").write_text(page, encoding="utf-8")


def _prepare_cell(cell, entries):
    """Figures as files with links instead of embedded data; solutions folded; links to pages as the site has them."""
    if cell.cell_type == "markdown":
        cell.source = cell.source.replace("](../docs/", "](../")
    if "solution" in cell.metadata.get("tags", []):
        cell.metadata["tags"] = [*cell.metadata["tags"], "hide-cell"]
    for output in cell.get("outputs", []):
        page = output.get("data", {}).get("text/html")
        if page:
            page = CHART.sub(lambda match: _picture(entries[match[1]], "../"), "".join(page))
            output["data"]["text/html"] = TABLE.sub(r'<a href="../figures/\2" download>\2</a>', page)


def _picture(entry, up=""):
    """A figure with its links; a small screen gets the narrow drawing, where the figure has one."""
    name, alt = entry["figure"], html.escape(entry["alt"], quote=True)
    links = _links(name).replace('href="', f'href="{up}')
    narrow = f'<source media="(max-width: {PHONE}px)" srcset="{up}figures/{name}.narrow.svg">'
    picture = f'<img alt="{alt}" src="{up}figures/{name}.svg">'
    if "narrow.svg" in entry["sha256"]:
        picture = f"<picture>{narrow}{picture}</picture>"
    return f'<figure class="chart">{picture}<figcaption>{links}</figcaption></figure>'


def _links(name):
    kinds = {"svg": "SVG", "png": "PNG", "csv": "data (CSV)"}
    files = [f'<a href="figures/{name}.{kind}" download>{label}</a>' for kind, label in kinds.items()]
    return " · ".join([*files, f'<a href="figures/{name}.html">data (table)</a>'])


def _gallery(entries):
    parts = [
        "# All figures",
        "",
        "Every figure with its data. Each belongs to the notebook whose number it carries.",
        "",
    ]
    for entry in entries:
        parts += [f"## {entry['figure']}", "", "```{raw} html", _picture(entry), "```", ""]
    return "\n".join(parts)


def _landing_figure(entries):
    """What differs most; where its notebook was left out, the last figure."""
    shown = next((entry for entry in entries if entry["figure"] == "09_findings"), entries[-1])
    return _picture(shown)


def _loaded(articles, paths):
    """What came in and what was left out; folded for the articles that come along, which everybody has."""
    told = [html.escape(line) for line in describe_loading(articles)]
    opened = "" if corpus_hash(articles) == corpus_hash(load_corpus(SEEDS)) else " open"
    if report := next((path.stem for path in paths if path.stem.startswith("01_")), None):
        told[-1] += f' <a href="notebooks/{report}.html">File by file in notebook 01</a>.'
    lines = "".join(f"<li>{line}</li>" for line in told)
    return f'<details class="loaded"{opened}><summary>What was read</summary><ul>{lines}</ul></details>'


def _lessons(paths):
    """A link to each lesson with the minutes that it takes."""
    links = []
    for path in paths:
        first, card = ("".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"][:2])
        title, minutes = re.match(r"# (.*)", first)[1], re.search(r"\| (\d+) minutes", card)[1]
        links.append(f'<a href="notebooks/{path.stem}.html">{path.stem[:2]} {html.escape(title)}</a> {minutes}')
    return " · ".join(links)


def _accuracy():
    """How the tone of articles goes with that of human raters, as the landing page says it."""
    measured = accuracy().dropna().set_index("instrument")["articles"]
    told = ", ".join(f"{name} {value:.2f}".replace("0.", ".") for name, value in measured.items())
    return f"correlation with raters of editorials: {told}."


def _summary(executed):
    """The computed sentences of the cells tagged `summary`; they are escaped already."""
    cells = [cell for name in sorted(executed) for cell in executed[name].cells]
    outputs = [o for cell in cells if "summary" in cell.metadata.get("tags", []) for o in cell.get("outputs", [])]
    return "\n".join("".join(o["data"]["text/html"]) for o in outputs if "text/html" in o.get("data", {}))


def run_sphinx(pages, out, builder="html", settings=None):
    """Build the pages in the folder `pages` into `out`; `settings` go before those of its conf.py."""
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    complaints = io.StringIO()
    try:
        with patch_docutils(pages), docutils_namespace():
            app = Sphinx(
                pages, pages, out, pages.parent / "doctrees", builder, settings, status=None, warning=complaints
            )
            app.build()
    except SphinxError as error:
        raise PublishError(f"Sphinx could not build the pages: {error}") from None
    (out / "_static" / "webpack-macros.html").unlink(missing_ok=True)  # a template the theme forgets there
    if complaints.getvalue().strip():
        print(complaints.getvalue().strip(), file=sys.stderr)


def _numbers(paths):
    return ", ".join(path.name[:2] for path in paths)
