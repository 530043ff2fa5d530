"""Words and sequences of words counted over integer codes.

Texts are cut at blanks by Arrow, all at once, and each different chunk gets a code. The words of a chunk are found
once. From then on a text is a row of codes, a sequence of words is a run of neighbours in it, and counting is sorting
numbers.
"""

import re
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array

__all__ = ["BREAK", "counted"]

BREAK = "\x00"  # a chunk of its own that no sequence reaches over
PUNCTUATION = " .,;:!?\"“”()[]…‘’'—–-"
BATCH = 20_000_000  # characters that are cut at once
HALF_CHARACTER = re.compile("[\ud800-\udfff]")
ODD_BLANK = re.compile(r"[^\S \n]")  # a blank that Arrow may take for a letter
MOST = 2**62  # a code that packs several words must stay below


def counted(texts, words_of, word_of=str, n=1):
    """Which terms occur how often in which article: arrays (terms, term, article, count) and the size of each article.

    `words_of` gives the words of a chunk as [(start, end, word), …], `word_of` the term of a word. A sequence of n
    words has nothing but blanks between them; `BREAK` between two blanks ends it. Terms are numbered as they first
    occur.
    """
    known, numbers, pieces, done = {"": ((), True, True)}, {}, [], 0
    for batch in _batches(texts, n):
        found = _cut(batch, words_of, word_of, known, numbers)
        pieces.append(_words(found, done) if n == 1 else _sequence(found, done))
        done += len(batch)
    terms = np.array(list(numbers), dtype=object)
    if n > 1:
        terms, pieces = _sequences(terms, pieces, n)
    article, term, count = map(np.concatenate, zip(*pieces, strict=True)) if pieces else (np.zeros(0, int),) * 3
    article, term, count = _added_up(article, term, count, (done, len(terms)))
    return terms, term, article, count, np.bincount(article, count, done)


def _batches(texts, n):
    batch, size = [], 0
    for text in texts:
        text = HALF_CHARACTER.sub("\ufffd", text)  # which Arrow could not hold
        batch.append(ODD_BLANK.sub(" ", text) if n > 1 else text)
        size += len(text)
        if size > BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class Cut(NamedTuple):
    """A batch as codes."""

    chunk: np.ndarray  # which of the different chunks stands at each place
    article: np.ndarray  # in which article
    lengths: np.ndarray  # words of each different chunk
    words: np.ndarray  # their codes, one chunk after the other
    begins: np.ndarray  # whether a chunk begins with a word
    ends: np.ndarray  # whether it ends with one

    def codes(self, chunks):
        """Codes of the words of chunks, in order."""
        many, first = self.lengths[chunks], (np.cumsum(self.lengths) - self.lengths)[chunks]
        after = np.cumsum(many)
        return self.words[np.repeat(first - (after - many), many) + np.arange(after[-1] if len(after) else 0)]


def _cut(texts, words_of, word_of, known, numbers):
    cut = pc.ascii_split_whitespace(pa.array(texts, pa.large_string()))
    chunks = cut.flatten().dictionary_encode()
    plain = pc.ascii_lower(pc.utf8_trim(chunks.dictionary, PUNCTUATION))
    alone = pc.and_(pc.string_is_ascii(plain), pc.ascii_is_alnum(plain)).to_pylist()
    found = []
    for chunk, word, is_word in zip(chunks.dictionary.to_pylist(), plain.to_pylist(), alone, strict=True):
        if chunk not in known:
            # A word with nothing about it but punctuation is found by Arrow; a tenth of the chunks need a closer look.
            known[chunk] = (
                _one_word(chunk, word_of(word), numbers) if is_word else _learnt(chunk, words_of(chunk), numbers)
            )
        found.append(known[chunk])
    lengths = np.fromiter((len(words) for words, _, _ in found), int, len(found))
    words = np.fromiter((code for words, _, _ in found for code in words), int, lengths.sum())
    begins = np.fromiter((begins for _, begins, _ in found), bool, len(found))
    ends = np.fromiter((ends for _, _, ends in found), bool, len(found))
    article = np.repeat(np.arange(len(texts)), np.diff(np.asarray(cut.offsets)))
    return Cut(np.asarray(chunks.indices), article, lengths, words, begins, ends)


def _words(cut, before):
    """(article, term, count): chunks are counted first, since there are fewer of them to take apart then."""
    shape = cut.article[-1] + 1 if len(cut.article) else 0, len(cut.lengths)
    article, chunk, count = _added_up(cut.article, cut.chunk, np.ones(len(cut.chunk), int), shape)
    many = cut.lengths[chunk]
    return np.repeat(article, many) + before, cut.codes(chunk), np.repeat(count, many)


def _sequence(cut, before):
    """(article, code, whether no sequence goes on to the next) of each word."""
    codes, many = cut.codes(cut.chunk), cut.lengths[cut.chunk]
    after = np.cumsum(many)  # words up to and with each chunk
    article = np.repeat(cut.article, many)
    stops = np.ones(len(codes) + 1, dtype=bool)  # within a chunk no two words have only blanks between them
    stops[after[many > 0] - 1] = ~cut.ends[cut.chunk][many > 0]
    stops[(after - many - 1)[~cut.begins[cut.chunk]]] = True  # where no word is before, it is the spare one at the end
    stops[:-1][np.append(article[1:] != article[:-1], True)[: len(article)]] = True
    return article + before, codes, stops[:-1]


def _added_up(article, term, count, shape):
    """Counts of the same term in the same article as one: (article, term, count), in order."""
    table = coo_array((count, (article, term)), shape).tocsr()
    return np.repeat(np.arange(shape[0]), np.diff(table.indptr)), table.indices.astype(int), table.data


def _one_word(chunk, word, numbers):
    return (numbers.setdefault(word, len(numbers)),), chunk[0].isalnum(), chunk[-1].isalnum()


def _learnt(chunk, words, numbers):
    """Codes of a chunk's words, and whether it begins and ends with a word."""
    codes = tuple(numbers.setdefault(word, len(numbers)) for _, _, word in words)
    begins, last = (words[0][0] == 0, words[-1][1] == len(chunk)) if words else (False, False)
    return codes, begins, last


def _sequences(terms, pieces, n):
    """The runs of n words, and (article, run, 1) of each."""
    article, codes, stops = map(np.concatenate, zip(*pieces, strict=True)) if pieces else (np.zeros(0, int),) * 3
    starts = np.arange(max(len(codes) - n + 1, 0))
    for k in range(n - 1):
        starts = starts[~stops[starts + k].astype(bool)]
    keys = codes[starts]
    for k in range(1, n):
        if len(keys) and (int(keys.max()) + 1) * len(terms) > MOST:
            keys = pd.factorize(keys)[0]
        keys = keys * len(terms) + codes[starts + k]
    number, _ = pd.factorize(keys)  # in the order in which they come
    first = np.full(number.max() + 1 if len(number) else 0, len(starts))
    np.minimum.at(first, number, np.arange(len(number)))
    words = [terms[codes[starts[first] + k]] for k in range(n)]
    runs = np.array([" ".join(run) for run in zip(*words, strict=True)], dtype=object)
    return runs, [(article[starts], number, np.ones(len(starts), int))]
