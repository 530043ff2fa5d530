"""Words and phrases, a thousand at once, each with its place in the text.

In an indicator `*` at the end of a word stands for any ending and `..` for up to three words; a phrase may have any
white space between its words. Where a list has exceptions, they use up their words first. The literal beginnings of all
indicators of all lists go into one automaton (Aho & Corasick 1975), which reads the text once; only where a beginning
stands at the beginning of a word is an indicator looked at. Without the package `ahocorasick_rs` one pattern a list
does the same, much slower.
"""

import re
from collections import defaultdict
from functools import cache, lru_cache
from operator import itemgetter

from utils.engine.memory import Memory

__all__ = ["find_by_pattern", "finder"]

GAP = r"(?:[\s,]+[^\W_][\w'’.-]*){0,3}[\s,]+"  # "..": up to three words between two parts of an indicator
ODD_BLANKS = re.compile(r"[^\S ]|  ")  # the literal beginnings have single blanks
WORD_CHARACTER = re.compile(r"\w")


@lru_cache(maxsize=200)
def finder(lists):
    """A function from a text to the places of indicators: for each of `lists` [(start, end), …], never overlapping.

    Each of `lists` is a pair of tuples, indicators and exceptions; lists and text are in small letters.

    >>> finder(((("war", "trade war"), ()), (("trad*",), ("trade war zone",))))("a trade war, a trade war zone")
    [[(2, 11), (15, 24)], [(2, 7)]]
    """
    try:
        from ahocorasick_rs import AhoCorasick, Implementation
    except ImportError:
        return lambda text: [find_by_pattern(text, *one) for one in lists]
    beginnings = _beginnings(lists)
    automaton = AhoCorasick(list(beginnings), implementation=Implementation.DFA)
    entries = [(bool(WORD_CHARACTER.match(beginning)), some) for beginning, some in beginnings.items()]

    def find(text):
        if ODD_BLANKS.search(text):
            return [find_by_pattern(text, *one) for one in lists]
        candidates, size = [[] for _ in lists], len(text)
        for number, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
            in_words, some = entries[number]
            if in_words and start and IN_WORD[text[start - 1]]:
                continue
            for which, rank, pattern, counts in some:
                if pattern:
                    candidates[which].append((start, rank, pattern, counts))
                elif end == size or not IN_WORD[text[end]]:
                    candidates[which].append((start, rank, end, counts))
        return [_swept(text, some) if some else [] for some in candidates]

    return find


def find_by_pattern(text, indicators, exceptions):
    """The same for one list, by one regular expression."""
    return [match.span() for match in _pattern(indicators, exceptions).finditer(text) if match.lastindex]


def _beginnings(lists):
    """{literal beginning: [(number of the list, rank, pattern, whether it counts), …]}; exceptions rank first.

    A word or phrase that is literal to its end, a word character, needs no pattern: its end is where it was found.
    """
    found = defaultdict(list)
    for which, (indicators, exceptions) in enumerate(lists):
        ranked = [*((one, False) for one in exceptions), *((one, True) for one in _longest_first(indicators))]
        for rank, (indicator, counts) in enumerate(ranked):
            indicator = indicator.strip()
            beginning = " ".join(re.split(r"\*|\s\.\.\s", indicator, maxsplit=1)[0].split())
            literal = beginning == indicator and re.search(r"\w$", indicator)
            pattern = None if literal else re.compile(_expression(indicator))
            found[beginning].append((which, rank, pattern, counts))
    return found


def _swept(text, candidates):
    """Of the candidates those that stand there, the first of each place, none inside another."""
    spans, done = [], 0
    for start, _, found, counts in sorted(candidates, key=PLACE):
        if start < done:
            continue
        if found.__class__ is not int:
            match = found.match(text, start)
            if not match:
                continue
            found = match.end()
        done = found
        if counts:
            spans.append((start, done))
    return spans


PLACE = itemgetter(0, 1)
IN_WORD = Memory(lambda character: bool(WORD_CHARACTER.match(character)))


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
