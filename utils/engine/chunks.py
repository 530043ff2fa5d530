"""Texts as rows of numbers: each different chunk between blanks has a code, and what is known of it stands in columns.

A batch is split once, for all who read it. A measure that needs to know something of a chunk, its valence say, finds it
out when the chunk is first met; from then on it is a look-up for all the batch at once.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from threading import local
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Rows", "batches", "forget", "ranges", "read", "vocabulary"]

MOST_KEPT = 250_000  # chunks; then everything is learnt anew
MANY = 4  # times as many chunks as the vocabulary has
HALF = re.compile("[\ud800-\udfff]")
THREAD = local()  # each thread has a vocabulary of its own, since codes are given out one by one


class Vocabulary(dict):
    """{chunk: code}; `chunks` by code; a table by code for each `find` that was asked about them; {term: its code}.

    `finders` keeps those that give codes to terms, and so belong to this vocabulary.
    """

    def __init__(self):
        super().__init__()
        self.chunks, self.tables, self.finders, self.terms = [], {}, {}, {}

    def __missing__(self, chunk):
        self[chunk] = code = len(self.chunks)
        self.chunks.append(chunk)
        return code

    def table(self, find, kinds):
        """What `find` says of every chunk so far, a tuple each: {name: array by code}, kinds as {name: numpy kind}."""
        known, table = self.tables.get(find, (0, {name: np.empty(0, kind) for name, kind in kinds.items()}))
        if new := [find(chunk) for chunk in self.chunks[known:]]:
            for (name, old), values in zip(table.items(), zip(*new, strict=True), strict=True):
                if len(self.chunks) > len(old):
                    table[name] = np.empty(len(self.chunks) * 3 // 2, old.dtype)
                    table[name][:known] = old[:known]
                table[name][known : len(self.chunks)] = values
            self.tables[find] = len(self.chunks), table
        return table


class Rows(NamedTuple):
    """A batch of texts, cut at blanks."""

    texts: list
    codes: np.ndarray  # of all chunks, one text after the other
    text: np.ndarray  # the number of the text in which each stands
    ends: np.ndarray  # where the chunks of each text end
    vocabulary: Vocabulary

    def table(self, find, **kinds):
        """What `find` says of chunks, as arrays by code."""
        return self.vocabulary.table(find, kinds)

    def total(self, values, places=None):
        """Sums of values by text, one added to the other in order: of all chunks, or of those at some places."""
        return np.bincount(self.text if places is None else self.text[places], values, len(self.texts))

    def by_text(self, column):
        """A function from the number of a text to the entries of `column`, an array by code, for its chunks."""
        entries, begins, ends = column[self.codes].tolist(), [0, *self.ends.tolist()], self.ends.tolist()
        return lambda i: entries[begins[i] : ends[i]]


def read(texts: Iterable[str], known: Vocabulary | None = None) -> Rows:
    """The `Rows` of texts, cut as `str.split` cuts; with `known`, the vocabulary of an earlier batch, by its codes.

    >>> rows = read(["war and war", "peace"])
    >>> [rows.vocabulary.chunks[code] for code in rows.codes], rows.ends.tolist()
    (['war', 'and', 'war', 'peace'], [3, 4])
    """
    texts, known = list(texts), vocabulary() if known is None else known
    codes, sizes = _cut(texts, known)
    numbers = np.arange(len(texts), dtype=np.int32)
    text = np.repeat(numbers, sizes)
    odd = np.zeros(len(texts), bool)
    odd[text[codes < 0]] = True
    if odd.any():
        plain = codes[~np.repeat(odd, sizes)]
        split = [texts[number].split() for number in np.flatnonzero(odd).tolist()]
        sizes[odd] = list(map(len, split))
        again = np.repeat(odd, sizes)
        codes, text = np.empty(len(again), np.int32), np.repeat(numbers, sizes)
        codes[~again] = plain
        codes[again] = np.fromiter(map(known.__getitem__, chain.from_iterable(split)), np.int32, sizes[odd].sum())
    return Rows(texts, codes, text, np.cumsum(sizes), known)


def vocabulary() -> Vocabulary:
    """The vocabulary of this thread; a new one where it has grown too large."""
    known = getattr(THREAD, "vocabulary", None)
    if known is None or len(known) > MOST_KEPT:
        known = THREAD.vocabulary = Vocabulary()
    return known


def forget() -> None:
    """Give up the vocabulary of this thread, which may hold some hundred megabytes."""
    THREAD.__dict__.clear()


def ranges(first: np.ndarray, many: np.ndarray) -> np.ndarray:
    """The numbers `first`, `first` + 1, …, so `many`, of each, one after the other.

    >>> ranges(np.array([5, 1]), np.array([2, 3])).tolist()
    [5, 6, 1, 2, 3]
    """
    return np.repeat(first - (np.cumsum(many) - many), many) + np.arange(many.sum())


def batches(texts: Iterable[str], most: int) -> Iterator[list[str]]:
    """Lists of texts that together have some `most` characters, so that memory is bounded.

    >>> list(batches(["war", "and", "peace"], 4))
    [['war', 'and'], ['peace']]
    """
    batch, size = [], 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size > most:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _cut(texts, known):
    """Codes of all chunks and how many each text has, by Arrow; -1 where it cuts otherwise than Python."""
    cut = pc.ascii_split_whitespace(_in_arrow(texts, "\x85"))  # which only Python takes for a blank
    chunks = cut.flatten()
    codes_of = _codes_of_many if len(chunks) > MANY * len(known) else _codes_of
    return codes_of(chunks, known), np.diff(np.asarray(cut.offsets))


def _codes_of_many(chunks, known):
    """The same as `_codes_of`, quicker where there are so many chunks that the whole vocabulary may be hashed anew."""
    of_all = _in_arrow(known.chunks, " ")  # no chunk has a blank
    codes = np.array(pc.index_in(chunks, value_set=of_all).fill_null(-1))
    new = np.flatnonzero(codes < 0)
    codes[new] = _codes_of(chunks.take(new), known)
    return codes


def _codes_of(chunks, known):
    coded = chunks.dictionary_encode()
    different = coded.dictionary.to_pylist()
    codes = np.fromiter(map(known.get, different, repeat(-1)), np.int32, len(different))
    for k in np.flatnonzero(codes < 0).tolist():
        if different[k].split() == [different[k]]:
            codes[k] = known[different[k]]
    return codes[np.asarray(coded.indices)]


def _in_arrow(strings, instead):
    """Strings as Arrow holds them, with something instead of those with half a character, which it cannot hold."""
    try:
        return pa.array(strings, pa.large_string())
    except UnicodeEncodeError:
        return pa.array([instead if HALF.search(one) else one for one in strings], pa.large_string())
