"""Texts as rows of numbers: each different chunk between blanks has a code, and what is known of it stands in columns.

A batch is split once, for all who read it. A measure that needs to know something of a chunk, its valence say, finds it
out when the chunk is first met; from then on it is a look-up for all the batch at once.
"""

from itertools import chain
from threading import local
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Rows", "read"]

MOST_KEPT = 250_000  # chunks; then everything is learnt anew
OF_THREAD = local()  # each thread has a vocabulary of its own, since codes are given out one by one


class Vocabulary(dict):
    """{chunk: code}; `chunks` by code; and a table by code for each `find` that was asked about them."""

    def __init__(self):
        super().__init__()
        self.chunks, self.tables = [], {}

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
                    table[name] = np.empty(2 * len(self.chunks), old.dtype)
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

    def words_of(self, i, words):
        """Entries of `words`, an array by code, for the chunks of text i."""
        return words[self.codes[self.ends[i - 1] if i else 0 : self.ends[i]]].tolist()


def read(texts):
    """The `Rows` of texts, cut as `str.split` cuts.

    >>> rows = read(["war and war", "peace"])
    >>> [rows.vocabulary.chunks[code] for code in rows.codes], rows.ends.tolist()
    (['war', 'and', 'war', 'peace'], [3, 4])
    """
    vocabulary = getattr(OF_THREAD, "vocabulary", None)
    if vocabulary is None or len(vocabulary) > MOST_KEPT:
        vocabulary = OF_THREAD.vocabulary = Vocabulary()
    texts = list(texts)
    codes, sizes = _by_arrow(texts, vocabulary) or _by_python(texts, vocabulary)
    return Rows(texts, codes, np.repeat(np.arange(len(texts)), sizes), np.cumsum(sizes), vocabulary)


def _by_arrow(texts, vocabulary):
    """Codes and number of chunks of each text; None if Arrow, which knows plain blanks only, cuts otherwise."""
    try:
        cut = pc.ascii_split_whitespace(pa.array(texts, pa.large_string()))
    except UnicodeEncodeError:  # half a character
        return None
    chunks = cut.flatten().dictionary_encode()
    different = chunks.dictionary.to_pylist()
    if any(chunk not in vocabulary and chunk.split() != [chunk] for chunk in different):
        return None
    codes = np.fromiter(map(vocabulary.__getitem__, different), np.int32, len(different))
    return codes[np.asarray(chunks.indices)], np.diff(np.asarray(cut.offsets))


def _by_python(texts, vocabulary):
    split = [text.split() for text in texts]
    sizes = np.array(list(map(len, split)), int)
    return np.fromiter(map(vocabulary.__getitem__, chain.from_iterable(split)), np.int32, sizes.sum()), sizes
