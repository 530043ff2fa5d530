"""Which terms carry content: no function word in them, and more than numbers."""

import re

import pandas as pd

from utils.text import word_list

__all__ = ["content_terms", "function_words", "has_content"]

FIGURES = re.compile(r"[\d.,]+")


def function_words() -> frozenset[str]:
    """The words that grammar needs and content does not (`data/function_words.txt`).

    >>> "the" in function_words(), "against" in function_words()
    (True, False)
    """
    return word_list("function_words.txt")


def has_content(term: str) -> bool:
    """Whether a term has no function word in it and is more than numbers, in figures or words (`data/numerals.txt`).

    >>> has_content("trade war"), has_content("the war"), has_content("2,000"), has_content("two")
    (True, False, False, False)
    """
    words = term.split()
    numbers = word_list("numerals.txt")
    return function_words().isdisjoint(words) and not all(w in numbers or FIGURES.fullmatch(w) for w in words)


def content_terms(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table whose `term` carries content (`has_content`) or is a name; all where none would be left.

    >>> table = pd.DataFrame({"term": ["the", "war", "2,000", "Bank of England"], "kind": ["word"] * 3 + ["name"]})
    >>> content_terms(table)["term"].tolist()
    ['war', 'Bank of England']
    """
    kept = table["term"].map(has_content).to_numpy(bool)
    if "kind" in table:
        kept = kept | (table["kind"] == "name").to_numpy(bool)
    return table[kept] if kept.any() else table
