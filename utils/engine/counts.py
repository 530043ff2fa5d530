"""Words and sequences of words counted over integer codes.

Each different chunk of the texts has a code (chunks.py), and so has each different word; the words of a chunk are found
once. From then on a text is a row of codes, a sequence of words is a run of neighbours in it, and counting is sorting
numbers that are nearly in order.
"""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import coo_array

from utils.engine.chunks import batches, ranges, read, vocabulary

__all__ = ["BREAK", "counted"]

BREAK = "\x00"  # a chunk of its own that no sequence reaches over
BATCH = 20_000_000  # characters that are cut at once
MOST = 2**62  # a code that packs several words must stay below


class Words(NamedTuple):
    """The words of a batch in order."""

    codes: np.ndarray
    text: np.ndarray  # the number of the text of each
    stops: np.ndarray  # whether no sequence goes on from a word to the next; empty where none is asked for


def counted(texts: Iterable[str], words_of: Callable[[str], list[str]], n: int = 1) -> Any:
    """Which terms occur how often in which text: arrays (terms, term, text, count) and the size of each text.

    `words_of` gives the words of a chunk between blanks as [(start, end, word), …]. A sequence of n words has nothing
    but blanks between them; `BREAK` between two blanks ends it. Terms are numbered as they first occur.
    """
    known, pieces, done = vocabulary(), [], 0
    find = known.finders.setdefault(words_of, partial(_in_codes, known.terms, words_of))
    for batch in batches(texts, BATCH):
        rows = read(batch, known)
        pieces.append(_words(rows, find, n > 1, done))
        done += len(batch)
    codes, text, stops = map(np.concatenate, zip(*pieces, strict=True)) if pieces else (np.zeros(0, np.int32),) * 3
    number, first = _as_they_occur(codes, len(known.terms))
    words = list(known.terms)
    terms = np.array([words[code] for code in codes[first].tolist()], dtype=object)
    if n > 1:
        terms, number, text = _sequences(terms, number, text, stops, n)
    shape = len(terms), done
    table = coo_array((np.ones(len(number), np.int32), (number, text)), shape).tocsr()
    term = np.repeat(np.arange(len(terms)), np.diff(table.indptr))
    return terms, term, table.indices.astype(int), table.data, np.bincount(text, minlength=done)


def _words(rows, find, in_order, done):
    """The `Words` of a batch, texts numbered from `done` on."""
    table = rows.table(find, first=np.int32, many=np.int32, rest=object, begins=bool, ends=bool)
    many = table["many"][rows.codes]
    after = np.zeros(len(many) + 1, np.int32)  # words before the first chunk, and up to and with each
    np.cumsum(many, out=after[1:])
    codes = np.repeat(table["first"][rows.codes], many)
    several = np.flatnonzero(many > 1)
    rest = many[several] - 1
    rests = table["rest"][rows.codes[several]].tolist()
    codes[ranges(after[several] + 1, rest)] = list(chain.from_iterable(rests))
    sizes = np.diff(after[np.append(0, rows.ends)])
    text = np.repeat(np.arange(done, done + len(sizes), dtype=np.int32), sizes)
    return Words(codes, text, _stops(rows, table, after, sizes) if in_order else np.zeros(0, bool))


def _stops(rows, table, after, sizes):
    """Whether no sequence goes on from a word to the next: within a chunk there are not only blanks between two."""
    stops = np.ones(after[-1] + 1, bool)
    some = np.diff(after) > 0
    stops[after[1:][some] - 1] = ~table["ends"][rows.codes[some]]
    stops[after[:-1][~table["begins"][rows.codes]] - 1] = True  # of no word before, the spare one at the end
    stops[np.cumsum(sizes) - 1] = True
    return stops[:-1]


def _in_codes(terms, words_of, chunk):
    """The code of a chunk's first word, how many it has, codes of the others, whether it begins and ends with one."""
    words = words_of(chunk)
    first, *rest = [terms.setdefault(word, len(terms)) for _, _, word in words] or [-1]
    rest = tuple(rest)  # () takes no memory, [] does
    begins, ends = (words[0][0] == 0, words[-1][1] == len(chunk)) if words else (False, False)
    return first, len(words), rest, begins, ends


def _as_they_occur(codes, most):
    """Numbers in the order in which codes first occur, and where each first occurs."""
    place = np.full(most, -1)
    place[codes[::-1]] = np.arange(len(codes))[::-1]  # of several places the last one written stays: the first
    first = np.sort(place[place >= 0])
    numbers = np.empty(most, np.int32)
    numbers[codes[first]] = np.arange(len(first))
    return numbers[codes], first


def _sequences(terms, codes, text, stops, n):
    """The runs of n words, the number of the run at each place, and the text of each."""
    starts = np.arange(max(len(codes) - n + 1, 0))
    for k in range(n - 1):
        starts = starts[~stops[starts + k]]
    keys = codes[starts].astype(int)
    for k in range(1, n):
        if len(keys) and (int(keys.max()) + 1) * len(terms) > MOST:
            keys = pd.factorize(keys)[0]
        keys = keys * len(terms) + codes[starts + k]
    number, _ = pd.factorize(keys)  # in the order in which they come
    _, first = _as_they_occur(number, number.max() + 1 if len(number) else 0)
    words = [terms[codes[starts[first] + k]] for k in range(n)]
    runs = np.array([" ".join(run) for run in zip(*words, strict=True)], dtype=object)
    return runs, number, text[starts]
