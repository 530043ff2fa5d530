"""What a shell, `make` or a site in the making tells the notebooks: environment variables, read here and nowhere else.

| variable | what it says |
|---|---|
| CORPUS | folder or file of articles in place of the two that come along; "practice" for the invented ones |
| CORPUS_OPTIONS | how to read them, as JSON; set where a site is made |
| SCORES | folder with the scores of a large corpus, of which notebooks then read a part |
| FIGURES | folder for figures and tables in place of `_build/figures/` |
| EXCERPTS | "on": quote single sentences, never whole articles |
| CACHE | folder for what takes long to make, in place of the user's own cache folder |
| STATIC | set while a page is made: no form can be filled in, and nobody's own files are read |
| PROGRESS | "off": no progress bars |
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path

from utils.errors import CorpusError

ROOT = Path(__file__).resolve().parents[2]  # of the project; see `need_checkout`
SEEDS = ROOT / "seeds"
DATA = ROOT / "utils" / "data"
IN_BROWSER = sys.platform == "emscripten"  # the Python that runs in a page, without processes, threads or a parser
PATHS = ("CORPUS", "SCORES")


def need_checkout(what: str) -> None:
    """Raise CorpusError where the package alone is installed, and `what` needs the folders that stand beside it."""
    if not (SEEDS.is_dir() and ((ROOT / "notebooks").is_dir() or IN_BROWSER)):
        raise CorpusError(
            f"{what} needs the whole project, with its notebooks and articles; here only the package is installed. "
            "Download the project and work in its folder."
        )


def corpus() -> str | None:
    """The path that stands for the corpus, or "practice", if one is set."""
    return os.environ.get("CORPUS") or None


def corpus_options() -> dict:
    """Options of `load_corpus` by name; empty where none are set."""
    return json.loads(os.environ.get("CORPUS_OPTIONS") or "{}")


def scores() -> Path | None:
    """The folder with the scores of a large corpus."""
    return _path("SCORES")


def figures() -> Path | None:
    """The folder for figures and tables."""
    return _path("FIGURES")


def cache() -> Path:
    """The folder for what takes long to make: it may be deleted at any time."""
    return _path("CACHE") or user_cache_path("how-the-news-tells-it")


def excerpts() -> bool:
    """Whether pages may quote single sentences only, since whole articles are rarely ours to publish."""
    return os.environ.get("EXCERPTS") == "on"


def static() -> bool:
    """Whether a page is being made, on which no form can be filled in."""
    return bool(os.environ.get("STATIC"))


def quiet() -> bool:
    """Whether progress bars are unwanted."""
    return os.environ.get("PROGRESS") == "off"


@contextmanager
def no_bars() -> Iterator[None]:
    """No progress bars until the end of the block."""
    before = os.environ.get("PROGRESS", "")
    os.environ["PROGRESS"] = "off"
    try:
        yield
    finally:
        os.environ["PROGRESS"] = before


def for_a_site(figures: Path, corpus: Path | None, options: dict, excerpts: bool) -> dict[str, str]:
    """The environment of notebooks that are run for a site."""
    given = {"CORPUS_OPTIONS": json.dumps(options), "EXCERPTS": "on" if excerpts else "", "FIGURES": str(figures)}
    given |= {"PROGRESS": "off", "STATIC": "1"} | ({"CORPUS": str(corpus)} if corpus else {})
    return {**os.environ, **our_utils_first(), **given}


def our_utils_first() -> dict[str, str]:
    """The variable that makes `import utils` find this package and not a stranger's of the same name."""
    return {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])}


def make_paths_absolute() -> None:
    """Notebooks run in a folder of their own, so paths given in a terminal are made to hold there as well."""
    for name in PATHS:
        if os.environ.get(name) not in (None, "", "practice"):
            os.environ[name] = os.path.abspath(os.path.expanduser(os.environ[name]))


def _path(name):
    return Path(os.environ[name]) if os.environ.get(name) else None
