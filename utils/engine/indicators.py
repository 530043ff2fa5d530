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
        candidates = [[] for _ in lists]
        for number, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
            in_words, some = entries[number]
            if not (in_words and start and _in_word(text[start - 1])):
                for which, rank, pattern, counts in some:
                    candidates[which].append((start, rank, pattern, counts))
        return [_swept(text, some) if some else [] for some in candidates]

    return find


def find_by_pattern(text, indicators, exceptions):
    """The same for one list, by one regular expression."""
    return [match.span() for match in _pattern(indicators, exceptions).finditer(text) if match.lastindex]


def _beginnings(lists):
    """{literal beginning: [(number of the list, rank, pattern, whether it counts), …]}; exceptions rank first."""
    found = defaultdict(list)
    for which, (indicators, exceptions) in enumerate(lists):
        ranked = [*((one, False) for one in exceptions), *((one, True) for one in _longest_first(indicators))]
        for rank, (indicator, counts) in enumerate(ranked):
            beginning = " ".join(re.split(r"\*|\s\.\.\s", indicator.strip(), maxsplit=1)[0].split())
            found[beginning].append((which, rank, re.compile(_expression(indicator.strip())), counts))
    return found


def _swept(text, candidates):
    """Of the candidates those that stand there, the first of each place, none inside another."""
    spans, done = [], 0
    for start, _, pattern, counts in sorted(candidates, key=_place):
        if start >= done and (match := pattern.match(text, start)):
            done = match.end()
            if counts:
                spans.append((start, done))
    return spans


def _place(candidate):
    return candidate[:2]


@cache
def _in_word(character):
    return bool(WORD_CHARACTER.match(character))


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
