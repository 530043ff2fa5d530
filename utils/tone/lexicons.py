"""A word list of the reader's own, such as the Lexicoder dictionary, which may not be shipped: words and their values.

A table with the columns `word` and `value` (comma, semicolon or tab between them): `value` is a number, `positive` or
`negative`. A word may have several parts (*not good*) and may end in `*`. The longest entry wins.
"""

import csv
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np

from utils.errors import CorpusError, brief, reason
from utils.text import small_letters, words

__all__ = ["load_lexicon", "own_scores"]

MOST_CHARACTERS = 20_000_000  # of a file; SentiWordNet, of 117,000 entries, has 13 million
LONGEST = 200  # characters of an entry
SIGNS = {"positive": 1.0, "negative": -1.0, "neg_positive": -1.0, "neg_negative": 1.0}


def load_lexicon(path: str | Path) -> dict:
    """{entry: value} of a file of words and values; refuses what it cannot read, with the line."""
    path = Path(path)
    entries = {}
    for number, row in _rows(path):
        if len(row) < 2 or [cell.strip().lower() for cell in row[:2]] == ["word", "value"] or row[0].startswith("#"):
            if number == 1 or not any(row) or row[0].startswith("#"):
                continue
            raise CorpusError(
                f"The word list {path}, line {number}: found {brief(row)}; a word and a value are needed."
            )
        if not re.search(r"\w", row[0]) or len(row[0]) > LONGEST:
            raise CorpusError(f"The word list {path}, line {number}: {brief(row[0])!r} is no word.")
        if re.search(r"(?:^|\s)\*|\*.", row[0].strip()):
            raise CorpusError(f"The word list {path}, line {number}: in {row[0]!r} the * does not end a word.")
        entries[" ".join(small_letters(row[0]).split())] = _value(row[1], path, number)
    if not entries:
        raise CorpusError(f"The word list {path} has no entry. Its first line is: word,value")
    return entries


def _rows(path):
    """(number of the line, its cells) of each line of a word list."""
    try:
        if path.stat().st_size > MOST_CHARACTERS:
            most = MOST_CHARACTERS // 10**6
            raise CorpusError(f"The word list {path} is larger than {most} MB. Keep the columns word and value.")
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise CorpusError(f"The word list {path} cannot be read: {error}. Save it as UTF-8 text.") from None
    except OSError as error:
        raise CorpusError(f"The word list {path} cannot be read: {reason(error)}. Give the path of a file.") from None
    return enumerate(csv.reader(lines, delimiter=max("\t;,", key=(lines[0] if lines else "").count)), 1)


def own_scores(texts: Iterable[str], entries: dict) -> list[float]:
    """Sum of the values found in each text over its number of words; missing where nothing is found."""
    pattern, starts = _pattern(frozenset(entries)), [e for e in entries if e.endswith("*")]
    starts.sort(key=len, reverse=True)
    scores = []
    for text in texts:
        found = pattern.findall(small_letters(text))
        values = [entries[hit] if hit in entries else _by_stem(hit, starts, entries) for hit in map(_one_space, found)]
        scores.append(sum(values) / max(len(words(text)), 1) if values else np.nan)
    return scores


def _value(cell, path, number):
    cell = cell.strip().lower()
    try:
        value = SIGNS[cell] if cell in SIGNS else float(cell)
        if not np.isfinite(value):
            raise ValueError
        return value
    except ValueError:
        names = ", ".join(SIGNS)
        raise CorpusError(
            f"The word list {path}, line {number}: {brief(cell)!r} is no value; use a number or one of {names}."
        ) from None


@lru_cache(maxsize=4)
def _pattern(entries):
    longest_first = sorted(entries, key=lambda entry: (-len(entry), entry))
    bodies = [r"\s+".join(re.escape(part) for part in entry.rstrip("*").split()) for entry in longest_first]
    ends = [r"[\w'-]*" if entry.endswith("*") else r"(?![\w'-])" for entry in longest_first]
    return re.compile(r"(?<![\w'-])(?:" + "|".join(map("".join, zip(bodies, ends, strict=True))) + ")")


def _one_space(words):
    return " ".join(words.split())


def _by_stem(hit, starts, entries):
    return next(entries[stem] for stem in starts if hit.startswith(stem[:-1]))
