"""The word lists in `data/`, each read once."""

import tomllib
from functools import cache
from types import SimpleNamespace

from utils.notebook.settings import DATA

__all__ = ["word_list", "word_lists"]


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of a text file in `data/`, one a line; lines that begin with # are comments.

    >>> "mr" in word_list("abbreviations.txt")
    True
    """
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def word_lists(name: str) -> SimpleNamespace:
    """The lists of a TOML file in `data/`, each a set under its name; a table stays a table.

    >>> "tis" in word_lists("quotation_marks.toml").without_beginning
    True
    """
    lists = tomllib.loads((DATA / name).read_text(encoding="utf-8"))
    return SimpleNamespace(**{key: frozenset(x) if isinstance(x, list) else x for key, x in lists.items()})
