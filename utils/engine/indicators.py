"""Words and phrases, a thousand at once, each with its place in the text.

In an indicator `*` at the end of a word stands for any ending and `..` for up to three words; a phrase may have any
white space between its words; what stands in brackets after it is a condition (`conditions.py`). Where a list has
exceptions, they use up their words first. The literal beginnings of all indicators of all lists go into one automaton
(Aho & Corasick 1975), which reads all texts of a batch in one go, as bytes: a character has one code at the beginning
of a word and another one inside, so nothing is found inside a word. Arrays then tell which beginnings end with a word,
and only the rest of the others is looked at. Without the package `ahocorasick_rs`, or with too many different
characters, each beginning is looked for by itself, much slower.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np

from utils.engine.chunks import batches, ranges
from utils.engine.conditions import read_indicator

__all__ = ["Found", "finder"]

BETWEEN = "\x00"  # two texts; no indicator reaches over it
BATCH = 500_000  # characters that are read in one go
BLANKS = [code for code in range(0x3001) if chr(code).isspace()]  # there are none beyond
WORD_CHARACTER = re.compile(r"\w")
IN_WORD, BLANK = 1, 2  # kinds of characters; others are 0
KINDS = np.full(0x110000, -1, np.int8)  # of each character, by its number, looked up when it is first met
MOST = 127  # different characters that have codes; 128 more stand for them at the beginning of a word


class Found(NamedTuple):
    """Indicators found: in which text, of which list, from where to where, which of the list; arrays in this order."""

    text: np.ndarray
    list: np.ndarray
    start: np.ndarray
    end: np.ndarray
    indicator: np.ndarray


@lru_cache(maxsize=200)
def finder(lists: tuple) -> Callable:
    """A function from texts to the indicators `Found` in them; those of one list never overlap.

    Each of `lists` is a pair of tuples, indicators and exceptions; lists and texts are in small letters.

    >>> find = finder(((("war", "trade war"), ()), (("trad*",), ("trade war zone",))))
    >>> np.transpose(find(["peace", "a trade war, a trade war zone"])).tolist()
    [[1, 0, 2, 11, 1], [1, 0, 15, 24, 1], [1, 1, 2, 7, 0]]
    """
    entries, beginnings = _entries(lists)
    codes = _codes_of(beginnings)
    automaton = _automaton(beginnings, codes)

    def find(texts):
        pieces, done = [], 0
        for batch in batches(texts, BATCH):
            whole, letters, kinds, begins = _joined(batch)
            if automaton is None:
                begun = _one_by_one(whole, beginnings)
            else:
                begun = _by_automaton(automaton, codes, letters, kinds)
            which, start, end, indicator = _swept(*_candidates(whole, kinds, *begun, entries))
            text = np.searchsorted(begins, start, "right") - 1
            pieces.append((text + done, which, start - begins[text], end - begins[text], indicator))
            done += len(batch)
        columns = [np.concatenate(column) for column in zip(*pieces, strict=True)] or [np.zeros(0, int)] * 5
        order = np.lexsort(columns[2::-1])
        return Found(*(column[order] for column in columns))

    return find


def _by_automaton(automaton, codes, letters, kinds):
    """(number of the beginning, start, end) of all beginnings that stand somewhere, as arrays."""
    blank = kinds == BLANK
    place = np.flatnonzero(~(blank & np.append(False, blank[:-1])))  # one blank of several is enough
    matches = automaton.find_matches_as_indexes(_coded(letters, kinds, codes)[place].tobytes(), overlapping=True)
    beginning, start, end = np.fromiter(chain.from_iterable(matches), int, 3 * len(matches)).reshape(-1, 3).T
    return beginning, place[start], place[end - 1] + 1


def _one_by_one(whole, beginnings):
    """The same, each beginning looked for by itself."""
    found = []
    for number, beginning in enumerate(beginnings):
        inside = r"(?<!\w)" if WORD_CHARACTER.match(beginning) else ""
        pattern = re.compile(inside + re.escape(beginning).replace(r"\ ", r"\s+"))
        found += [(number, *match.span()) for match in pattern.finditer(whole)]
    return np.array(found, int).reshape(-1, 3).T


def _joined(texts):
    """Texts as one, marks before, between and after them; its characters by number and kind; where each text begins."""
    whole = BETWEEN.join(["", *texts, ""])
    letters = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = KINDS[letters]
    if (new := kinds < 0).any():
        for code in np.unique(letters[new]).tolist():
            KINDS[code] = BLANK if code in BLANKS else IN_WORD if WORD_CHARACTER.match(chr(code)) else 0
        kinds = KINDS[letters]
    begins = np.array([*accumulate((len(text) + 1 for text in texts), initial=1)])
    return whole, letters, kinds, begins


def _codes_of(beginnings):
    """The code of each character, by its number, 0 for those that no beginning has; None where there are too many."""
    different = sorted(map(ord, set("".join(beginnings)) - {" "}))
    if len(different) >= MOST:
        return None
    codes = np.zeros(max(*different, *BLANKS) + 2, np.uint8)  # the last one is for all beyond
    codes[different] = np.arange(1, len(different) + 1)
    codes[BLANKS] = MOST
    return codes


def _coded(letters, kinds, codes):
    """The codes of characters, one byte each; the highest bit says that a word begins."""
    coded, in_word = codes[np.minimum(letters, len(codes) - 1)], kinds == IN_WORD
    coded[1:] |= (in_word[1:] & ~in_word[:-1]).view(np.uint8) << 7
    return coded


def _automaton(beginnings, codes):
    """What finds the coded beginnings; None without the package, or without codes."""
    try:
        from ahocorasick_rs import BytesAhoCorasick, Implementation
    except ImportError:
        return None
    if codes is None:
        return None
    _, letters, kinds, begins = _joined(beginnings)
    coded = _coded(letters, kinds, codes)
    patterns = [coded[begin : end - 1].tobytes() for begin, end in pairwise(begins)]
    return BytesAhoCorasick(patterns, implementation=Implementation.DFA)


class Entries(NamedTuple):
    """What the beginnings begin: rows of arrays, those of one beginning next to each other."""

    first: np.ndarray  # the first row of each beginning
    many: np.ndarray  # how many it has
    list: np.ndarray
    rank: np.ndarray  # among those of a list at one place the lowest counts
    indicator: np.ndarray  # its number in the list; -1 for exceptions
    goes_on: np.ndarray  # the beginning is not all there is, or does not end with a word character
    pattern: tuple  # of those that go on
    condition: tuple  # of those that have one


def _entries(lists):
    """The `Entries` of all indicators and exceptions, and their different beginnings; exceptions rank first."""
    found = defaultdict(list)
    for which, (indicators, exceptions) in enumerate(lists):
        longest = sorted(enumerate(indicators), key=lambda one: -len(one[1].partition(" (")[0]))
        ranked = [*((-1, one) for one in exceptions), *longest]
        for rank, (number, written) in enumerate(ranked):
            asked = read_indicator(written)
            literal = re.escape(asked.beginning).replace(r"\ ", r"\s+")
            goes_on = asked.expression != rf"{literal}(?!\w)" or asked.condition is not None
            pattern = re.compile(asked.expression) if goes_on else None
            found[asked.beginning].append((which, rank, number, goes_on, pattern, asked.condition))
    many = np.array(list(map(len, found.values())), int)
    first = np.cumsum(many) - many
    rows = zip(*chain.from_iterable(found.values()), strict=True) if found else ((),) * 6
    which, rank, number, goes_on, patterns, conditions = rows
    which, rank, number = (np.array(column, int) for column in (which, rank, number))
    return Entries(first, many, which, rank, number, np.array(goes_on, bool), patterns, conditions), list(found)


def _candidates(whole, kinds, beginning, start, end, entries):
    """(list, start, rank, end, indicator) of all that stands there as a whole, as arrays."""
    many = entries.many[beginning]
    row, start, end = ranges(entries.first[beginning], many), np.repeat(start, many), np.repeat(end, many)
    there = entries.goes_on[row] | (kinds[end] != IN_WORD)
    for k in np.flatnonzero(entries.goes_on[row]).tolist():
        match, condition = entries.pattern[row[k]].match(whole, start[k]), entries.condition[row[k]]
        there[k] = bool(match) and (condition is None or condition.holds(whole, match.start(), match.end()))
        end[k] = match.end() if match else 0
    row = row[there]
    return entries.list[row], start[there], entries.rank[row], end[there], entries.indicator[row]


def _swept(which, start, rank, end, indicator):
    """(list, start, end, indicator): the first candidate at each place, none inside another of the same list."""
    order = np.lexsort((rank, start, which))
    which, start, end, indicator = which[order], start[order], end[order], indicator[order]
    shift = which * (end.max(initial=0) + 1)  # so that each list has a stretch of its own
    reach = np.maximum.accumulate(shift + end)
    kept = np.append(True, shift[1:] + start[1:] >= reach[:-1])[: len(order)]  # begins after all before it have ended
    done = 0
    for k in np.flatnonzero(~(kept & np.append(kept[1:], True))).tolist():
        if kept[k] or start[k] >= done:
            kept[k], done = True, end[k]
    kept &= indicator >= 0
    return which[kept], start[kept], end[kept], indicator[kept]
