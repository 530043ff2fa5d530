"""A word list of the reader's own, such as the Lexicoder dictionary, which may not be shipped: words and their values.

Read as every dictionary is (`coding/dictionary.py`). Categories count by their names: `positive` and `neg_negative`
are 1, `negative` and `neg_positive` are -1. The longest entry wins, whatever its category.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from utils.coding.dictionary import SIGNS, read_dictionary
from utils.coding.whole_words import find_entries
from utils.errors import CodebookError, brief
from utils.text import words

__all__ = ["load_lexicon", "own_scores"]


def load_lexicon(path: str | Path) -> dict:
    """{entry: value} of a file of words and values; refuses what it cannot read, with the line."""
    categories, _ = read_dictionary(path)
    values: dict = {}
    for category, entries in categories.items():
        if len(categories) > 1 and category.lower() not in SIGNS:
            raise CodebookError(
                f"{Path(path).name} has the category '{brief(category, 40)}', which is neither favourable nor "
                f"unfavourable; use framing.score_texts, or keep {', '.join(SIGNS)}."
            )
        signed = min(entries.values()) < 0  # the values say themselves what is unfavourable
        sign = 1.0 if signed else SIGNS.get(category.lower(), 1.0)
        for entry, weight in entries.items():
            if values.setdefault(entry, sign * weight) != sign * weight:
                raise CodebookError(
                    f"{Path(path).name}: '{entry}' stands in categories that disagree; keep one of them."
                )
    return values


def own_scores(texts: Iterable[str], entries: dict) -> list[float]:
    """Sum of the values found in each text over its number of words; missing where nothing is found."""
    texts = list(texts)
    text, _, _, _, entry = find_entries(texts, (tuple(entries),))
    values = np.array(list(entries.values()))[entry]
    sums, hits = np.bincount(text, values, len(texts)), np.bincount(text, minlength=len(texts))
    long = [max(len(words(one)), 1) for one in texts]
    return np.where(hits > 0, sums / np.maximum(long, 1), np.nan).tolist()
