"""Words and phrases, a thousand at once, each with its place in the text.

In an indicator `*` at the end of a word stands for any ending and `..` for up to three words; a phrase may have any
white space between its words. Where a list has exceptions, they use up their words first. The literal beginnings of all
indicators of all lists go into one automaton (Aho & Corasick 1975), which reads all texts of a batch in one go; arrays
then tell which beginnings stand at the beginning of a word, and only the rest of those is looked at. Without the
package `ahocorasick_rs` one pattern a list does the same, much slower.
"""

import re
from collections import defaultdict
from functools import cache, lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np

from utils.engine.chunks import batches

__all__ = ["Found", "find_by_pattern", "finder"]

GAP = r"(?:[\s,]+[^\W_][\w'’.-]*){0,3}[\s,]+"  # "..": up to three words between two parts of an indicator
BETWEEN = "\x00"  # two texts; no indicator reaches over it
BATCH = 2_000_000  # characters that are read in one go
BLANKS = [code for code in range(0x3001) if chr(code).isspace()]  # there are none beyond
BLANK = np.isin(np.arange(0x110000), BLANKS)  # whether a character is one, by its number
ODD_BLANKS = [chr(code) for code in BLANKS if code != ord(" ")]  # literal beginnings have single blanks
WORD_CHARACTER = re.compile(r"\w")


class Found(NamedTuple):
    """Indicators found: in which text, of which list, from where to where; four arrays, in this order."""

    text: np.ndarray
    list: np.ndarray
    start: np.ndarray
    end: np.ndarray


@lru_cache(maxsize=200)
def finder(lists):
    """A function from texts to the indicators `Found` in them; those of one list never overlap.

    Each of `lists` is a pair of tuples, indicators and exceptions; lists and texts are in small letters.

    >>> find = finder(((("war", "trade war"), ()), (("trad*",), ("trade war zone",))))
    >>> np.transpose(find(["peace", "a trade war, a trade war zone"])).tolist()
    [[1, 0, 2, 11], [1, 0, 15, 24], [1, 1, 2, 7]]
    """
    try:
        from ahocorasick_rs import AhoCorasick, Implementation
    except ImportError:
        return lambda texts: _sorted(_by_patterns(texts, lists))
    entries, beginnings = _entries(lists)
    automaton = AhoCorasick(beginnings, implementation=Implementation.DFA)

    def find(texts):
        pieces, done = [], 0
        for batch in batches(texts, BATCH):
            text, *rest = _found_in(batch, automaton, entries)
            pieces.append((text + done, *rest))
            done += len(batch)
        return _sorted(pieces)

    return find


def _found_in(texts, automaton, entries):
    """(text, list, start, end) as arrays."""
    whole, place = BETWEEN.join(texts), None
    begins = np.array([0, *accumulate(len(text) + 1 for text in texts)])
    if "  " in whole or any(blank in whole for blank in ODD_BLANKS):
        whole, place = _with_single_blanks(whole)
    which, start, end = _swept(_candidates(whole, automaton, entries))
    if place is not None:
        start, end = place[start], place[end - 1] + 1
    text = np.searchsorted(begins, start, "right") - 1
    return text, which, start - begins[text], end - begins[text]


def _with_single_blanks(text):
    """`text` with one blank for each run of white space, and where each of its characters stood."""
    letters = _letters(text)
    blank = BLANK[letters]
    more = blank[1:] & blank[:-1]  # a blank that follows another
    odd = np.flatnonzero(blank & (letters != ord(" ")) | np.append(False, more) | np.append(more, False))
    first = odd[np.diff(odd, prepend=-2) > 1]  # of each run
    after = odd[np.diff(odd, append=len(text) + 2) > 1] + 1
    pieces = zip([0, *after.tolist()], [*first.tolist(), len(text)], strict=True)
    return " ".join(text[begin:end] for begin, end in pieces), np.flatnonzero(~np.append(False, more))


def _letters(text):
    """The characters by their numbers."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _sorted(pieces):
    columns = [np.concatenate(column) for column in zip(*pieces, strict=True)] or [np.zeros(0, int)] * 4
    order = np.lexsort(columns[2::-1])
    return Found(*(column[order] for column in columns))


def _by_patterns(texts, lists):
    for number, text in enumerate(texts):
        for which, one in enumerate(lists):
            if spans := find_by_pattern(text, *one):
                yield np.full(len(spans), number), np.full(len(spans), which), *np.transpose(spans)


def find_by_pattern(text, indicators, exceptions):
    """The same for one list, by one regular expression."""
    return [match.span() for match in _pattern(indicators, exceptions).finditer(text) if match.lastindex]


class Entries(NamedTuple):
    """What the beginnings begin: rows of arrays, those of one beginning next to each other."""

    first: np.ndarray  # the first row of each beginning
    many: np.ndarray  # how many it has
    list: np.ndarray
    rank: np.ndarray  # among those of a list at one place the lowest counts
    counts: np.ndarray  # an indicator, not an exception
    in_word: np.ndarray  # begins with a word character, so none may stand before it
    pattern: list  # None where the beginning is all there is, and ends with a word character


def _entries(lists):
    """The `Entries` of all indicators and exceptions, and their different beginnings; exceptions rank first."""
    found = defaultdict(list)
    for which, (indicators, exceptions) in enumerate(lists):
        ranked = [*((one, False) for one in exceptions), *((one, True) for one in _longest_first(indicators))]
        for rank, (indicator, counts) in enumerate(ranked):
            indicator = indicator.strip()
            beginning = " ".join(re.split(r"\*|\s\.\.\s", indicator, maxsplit=1)[0].split())
            literal = beginning == indicator and re.search(r"\w$", indicator)
            in_word = bool(WORD_CHARACTER.match(beginning))
            pattern = None if literal else re.compile(_expression(indicator))
            found[beginning].append((which, rank, counts, in_word, pattern))
    many = np.array(list(map(len, found.values())), int)
    *columns, patterns = zip(*chain.from_iterable(found.values()), strict=True) if found else ((),) * 5
    return Entries(np.cumsum(many) - many, many, *map(np.array, columns), list(patterns)), list(found)


def _candidates(whole, automaton, entries):
    """(list, start, rank, end, whether it counts) of all that stands there as a whole, as arrays."""
    matches = automaton.find_matches_as_indexes(whole, overlapping=True)
    beginning, start, end = np.fromiter(chain.from_iterable(matches), int, 3 * len(matches)).reshape(-1, 3).T
    many = entries.many[beginning]
    row = np.repeat(entries.first[beginning] - (np.cumsum(many) - many), many) + np.arange(many.sum())
    start, end = np.repeat(start, many), np.repeat(end, many)
    letters = _letters(BETWEEN + whole + BETWEEN)
    is_pattern = np.array([pattern is not None for pattern in entries.pattern], bool)[row]
    stands = ~(entries.in_word[row] & _in_word(letters[start]))
    stands &= is_pattern | ~_in_word(letters[end + 1])
    row, start, end, is_pattern = row[stands], start[stands], end[stands], is_pattern[stands]
    there = np.ones(len(row), bool)
    for k in np.flatnonzero(is_pattern).tolist():
        match = entries.pattern[row[k]].match(whole, start[k])
        there[k], end[k] = bool(match), match.end() if match else 0
    row, start, end = row[there], start[there], end[there]
    return entries.list[row], start, entries.rank[row], end, entries.counts[row]


def _in_word(letters):
    """Whether characters, given by their numbers, are word characters."""
    for code in np.unique(letters[WORDLIKE[letters] < 0]):
        WORDLIKE[code] = bool(WORD_CHARACTER.match(chr(code)))
    return WORDLIKE[letters] > 0


WORDLIKE = np.full(0x110000, -1, np.int8)  # of each character, looked up when it is first met


def _swept(candidates):
    """(list, start, end): of the candidates the first at each place, none inside another of the same list."""
    which, start, rank, end, counts = candidates
    order = np.lexsort((rank, start, which))
    kept, done, last = [], 0, None
    columns = (column[order].tolist() for column in (which, start, end))
    for k, (one, begin, stop) in enumerate(zip(*columns, strict=True)):
        if one == last and begin < done:
            continue
        last, done = one, stop
        kept.append(k)
    order = order[kept]
    order = order[counts[order]]
    return which[order], start[order], end[order]


@cache
def _pattern(indicators, exceptions):
    """One pattern; an exception matches first, without a group, and so uses up its words.

    Indicators are gathered under their first letter. Trying them all at each place would take fifty times as long.
    """
    by_letter = defaultdict(lambda: ([], []))
    for place, some in ((0, exceptions), (1, _longest_first(indicators))):
        for indicator in some:
            indicator = indicator.strip()
            by_letter[indicator[0]][place].append(_expression(indicator)[len(re.escape(indicator[0])) :])
    pieces = []
    for letter, (skip, hit) in by_letter.items():
        rest = "|".join([*skip, *([f"({'|'.join(hit)})"] if hit else [])])
        pieces.append((r"(?<!\w)" if re.match(r"\w", letter) else "") + f"{re.escape(letter)}(?:{rest})")
    in_words = [piece.removeprefix(r"(?<!\w)") for piece in pieces if piece.startswith(r"(?<!\w)")]
    others = [piece for piece in pieces if not piece.startswith(r"(?<!\w)")]
    return re.compile("|".join([rf"(?<!\w)(?:{'|'.join(in_words)})", *others] if in_words else others))


def _longest_first(indicators):
    return sorted(indicators, key=len, reverse=True)


def _expression(indicator):
    parts = []
    for part in re.split(r"\s+\.\.\s+", indicator):
        escaped = re.escape(part).replace(r"\ ", r"\s+")
        parts.append(escaped.replace(r"\*", r"[\w'’-]*"))
    after = r"(?!\w)" if re.search(r"\w$", indicator) else ""
    return GAP.join(parts) + after
