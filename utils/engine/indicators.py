"""Words and phrases, a thousand at once, each with its place in the text.

In an indicator `*` at the end of a word stands for any ending and `..` for up to three words; a phrase may have any
white space between its words. Where a list has exceptions, they use up their words first. The literal beginnings of all
indicators of all lists go into one automaton (Aho & Corasick 1975), which reads all texts of a batch in one go, as
bytes: a character has one code at the beginning of a word and another one inside, so nothing is found inside a word.
Arrays then tell which beginnings end with a word, and only the rest of the others is looked at. Without the package
`ahocorasick_rs`, or with too many different characters, one pattern a list does the same, much slower.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np

from utils.engine.chunks import batches, ranges

__all__ = ["Found", "find_by_pattern", "finder"]

GAP = r"(?:[\s,]+[^\W_][\w'’.-]*){0,3}[\s,]+"  # "..": up to three words between two parts of an indicator
BETWEEN = "\x00"  # two texts; no indicator reaches over it
BATCH = 500_000  # characters that are read in one go
BLANKS = [code for code in range(0x3001) if chr(code).isspace()]  # there are none beyond
WORD_CHARACTER = re.compile(r"\w")
IN_WORD, BLANK = 1, 2  # kinds of characters; others are 0
KINDS = np.full(0x110000, -1, np.int8)  # of each character, by its number, looked up when it is first met
MOST = 127  # different characters that have codes; 128 more stand for them at the beginning of a word


class Found(NamedTuple):
    """Indicators found: in which text, of which list, from where to where; four arrays, in this order."""

    text: np.ndarray
    list: np.ndarray
    start: np.ndarray
    end: np.ndarray


@lru_cache(maxsize=200)
def finder(lists: tuple) -> Callable:
    """A function from texts to the indicators `Found` in them; those of one list never overlap.

    Each of `lists` is a pair of tuples, indicators and exceptions; lists and texts are in small letters.

    >>> find = finder(((("war", "trade war"), ()), (("trad*",), ("trade war zone",))))
    >>> np.transpose(find(["peace", "a trade war, a trade war zone"])).tolist()
    [[1, 0, 2, 11], [1, 0, 15, 24], [1, 1, 2, 7]]
    """
    entries, beginnings = _entries(lists)
    codes = _codes_of(beginnings)
    automaton = _automaton(beginnings, codes)
    if automaton is None:
        return lambda texts: _sorted(_by_patterns(texts, lists))

    def find(texts):
        pieces, done = [], 0
        for batch in batches(texts, BATCH):
            text, *rest = _found_in(batch, automaton, codes, entries)
            pieces.append((text + done, *rest))
            done += len(batch)
        return _sorted(pieces)

    return find


def _found_in(texts, automaton, codes, entries):
    """(text, list, start, end) as arrays."""
    whole, letters, kinds, begins = _joined(texts)
    blank = kinds == BLANK
    place = np.flatnonzero(~(blank & np.append(False, blank[:-1])))  # one blank of several is enough
    matches = automaton.find_matches_as_indexes(_coded(letters, kinds, codes)[place].tobytes(), overlapping=True)
    beginning, start, end = np.fromiter(chain.from_iterable(matches), int, 3 * len(matches)).reshape(-1, 3).T
    candidates = _candidates(whole, kinds, beginning, place[start], place[end - 1] + 1, entries)
    which, start, end = _swept(*candidates)
    text = np.searchsorted(begins, start, "right") - 1
    return text, which, start - begins[text], end - begins[text]


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


def _sorted(pieces):
    columns = [np.concatenate(column) for column in zip(*pieces, strict=True)] or [np.zeros(0, int)] * 4
    order = np.lexsort(columns[2::-1])
    return Found(*(column[order] for column in columns))


def _by_patterns(texts, lists):
    for number, text in enumerate(texts):
        for which, one in enumerate(lists):
            if spans := find_by_pattern(text, *one):
                yield np.full(len(spans), number), np.full(len(spans), which), *np.transpose(spans)


def find_by_pattern(text: str, indicators: Sequence[str], exceptions: Sequence[str]) -> list[tuple[int, int]]:
    """The same for one list, by one regular expression."""
    return [match.span() for match in _pattern(indicators, exceptions).finditer(text) if match.lastindex]


class Entries(NamedTuple):
    """What the beginnings begin: rows of arrays, those of one beginning next to each other."""

    first: np.ndarray  # the first row of each beginning
    many: np.ndarray  # how many it has
    list: np.ndarray
    rank: np.ndarray  # among those of a list at one place the lowest counts
    counts: np.ndarray  # an indicator, not an exception
    goes_on: np.ndarray  # the beginning is not all there is, or does not end with a word character
    pattern: tuple  # of those that go on


def _entries(lists):
    """The `Entries` of all indicators and exceptions, and their different beginnings; exceptions rank first."""
    found = defaultdict(list)
    for which, (indicators, exceptions) in enumerate(lists):
        ranked = [*((one, False) for one in exceptions), *((one, True) for one in _longest_first(indicators))]
        for rank, (indicator, counts) in enumerate(ranked):
            indicator = indicator.strip()
            beginning = " ".join(re.split(r"\*|\s\.\.\s", indicator, maxsplit=1)[0].split())
            goes_on = beginning != indicator or not re.search(r"\w$", indicator)
            pattern = re.compile(_expression(indicator)) if goes_on else None
            found[beginning].append((which, rank, counts, goes_on, pattern))
    many = np.array(list(map(len, found.values())), int)
    first = np.cumsum(many) - many
    which, rank, *flags, patterns = zip(*chain.from_iterable(found.values()), strict=True) if found else ((),) * 5
    which, rank = np.array(which, int), np.array(rank, int)
    counts, goes_on = (np.array(flag, bool) for flag in flags)
    return Entries(first, many, which, rank, counts, goes_on, patterns), list(found)


def _candidates(whole, kinds, beginning, start, end, entries):
    """(list, start, rank, end, whether it counts) of all that stands there as a whole, as arrays."""
    many = entries.many[beginning]
    row, start, end = ranges(entries.first[beginning], many), np.repeat(start, many), np.repeat(end, many)
    there = entries.goes_on[row] | (kinds[end] != IN_WORD)
    for k in np.flatnonzero(entries.goes_on[row]).tolist():
        match = entries.pattern[row[k]].match(whole, start[k])
        there[k], end[k] = bool(match), match.end() if match else 0
    row = row[there]
    return entries.list[row], start[there], entries.rank[row], end[there], entries.counts[row]


def _swept(which, start, rank, end, counts):
    """(list, start, end): of the candidates the first at each place, none inside another of the same list."""
    order = np.lexsort((rank, start, which))
    which, start, end = which[order], start[order], end[order]
    shift = which * (end.max(initial=0) + 1)  # so that each list has a stretch of its own
    reach = np.maximum.accumulate(shift + end)
    kept = np.append(True, shift[1:] + start[1:] >= reach[:-1])[: len(order)]  # begins after all before it have ended
    done = 0
    for k in np.flatnonzero(~(kept & np.append(kept[1:], True))).tolist():
        if kept[k] or start[k] >= done:
            kept[k], done = True, end[k]
    kept &= counts[order]
    return which[kept], start[kept], end[kept]


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
