"""Traces of a thing in a text that has no item of its own for it: the same words, a part of a name, its initials.

Two texts word one thing in many ways. Before a thing is said to be *only* in one text, the others are searched for
its words: hyphens, possessives and small letters set aside, months shortened.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

from utils.speech.naming import NAMING
from utils.text import split_sentences

__all__ = ["Reading", "aliases", "plain"]

TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)+|[^\W_]+(?:['’‐‑-][^\W_]+)*")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
SHORT = {month: month[:3] for month in MONTHS} | {"sept": "sep"}  # may is short
LINKS = {"of", "the", "for", "and", "in", "on", "at", "de", "new"}
ADDED = {"jr", "sr", "ii", "iii", "iv", "inc", "corp", "co", "ltd"}
RUNS = ((4, 2), (8, 3))  # a quotation of fewer than 4 words is found again by two in a row, of fewer than 8 by three,
RUN = 4  # else by four
HALF, MOST = 0.5, 0.8  # of a quotation's words that another text must have, in such runs; of a short one's
LONG = 7  # letters of a name from which another word of its beginning is a trace of it
WINDOW = 5  # words around the first word of a name
LITTLE = 3  # letters of words that tie names together: Lee and Ray
BEGINNING = 5  # letters by which words are of one family


def plain(words: str) -> list[str]:
    """The words of a piece as they are compared.

    >>> plain("The U.S. mayor’s fund-raiser on December 27th")
    ['the', 'us', 'mayor', 'fundraiser', 'on', 'dec', '27']
    """
    return [_bare(found[0]) for found in TOKEN.finditer(words)]


def _bare(word):
    word = re.sub(r"['’]s?$|['’]s$", "", word.lower()).replace(".", "") if word[0].isalpha() else word.lower()
    word = re.sub(r"^(\d+)(?:st|nd|rd|th)$", r"\1", re.sub(r"['’‐‑-]", "", word))
    return SHORT.get(word, word)


class Reading:
    """A text as a row of words that can be searched."""

    def __init__(self, telling: str, text: str):
        self.telling, self.text = telling, text
        found = list(TOKEN.finditer(text))
        self.words = [_bare(one[0]) for one in found]
        self.starts, self.ends = [one.start() for one in found], [one.end() for one in found]
        self.sentences = [start for start, _ in split_sentences(text)]
        self.line = f" {' '.join(self.words)} "
        parts = {part for one in found for part in re.split(r"['’‐‑-]", one[0].lower())}
        self.single = parts | set(self.words)
        self.families = {word[:BEGINNING] for word in self.single if len(word) >= BEGINNING}

    def place(self, first: int, last: int) -> tuple[int, int, int]:
        """(sentence, start, end) of words."""
        start = self.starts[first]
        return max(bisect_right(self.sentences, start) - 1, 0), start, self.ends[last]

    def between(self, start: int, end: int) -> range:
        """The numbers of the words between two places."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    @cached_property
    def runs(self) -> dict[tuple[str, ...], int]:
        """{words in a row: the number of the first}."""
        found = {}
        for n in range(2, RUN + 1):
            for i in range(len(self.words) - n + 1):
                found.setdefault(tuple(self.words[i : i + n]), i)
        return found

    def has(self, words: Sequence[str]) -> bool:
        """Whether it has these words in a row."""
        return f" {' '.join(words)} " in self.line

    def says(self, words: list[str], names: set[int]) -> tuple[tuple[int, int] | None, bool]:
        """Where it has most of the words of a quotation, and whether it has any run of them, not of `names` alone."""
        n = next((run for most, run in RUNS if len(words) < most), RUN)
        hits = {i: at for i in range(len(words) - n + 1) if (at := self.runs.get(tuple(words[i : i + n]))) is not None}
        same = {k for i in hits for k in range(i, i + n)}
        if not hits or len(same) < (HALF if n == RUN else MOST) * len(words):
            return None, any(k not in names and len(words[k]) > LITTLE for k in same)
        first = hits[min(hits)]
        near = [at for at in hits.values() if first <= at < first + 2 * len(words)]
        return (first, max(near) + n - 1), True

    def hints_at_name(self, name: str) -> bool:
        """Whether a name of another text, or a part of it, is in this one."""
        words = _content(name)
        if words[-1] in NAMING.institutions and (self.has(["the", words[-1]]) or self._alone(words[-1])):
            return True  # the commission
        if any(number in self.single for number in re.findall(r"\d{3,}", name)):
            return True  # SB1070, SB 1070
        if len(words) == 1:
            family = len(words[0]) > LONG and words[0][:BEGINNING] in self.families  # Christianity, Christian
            return family or words[0] in self.single or (name.isupper() and bool(_spelt_out(name).search(self.text)))
        if len(words) == 2 and self._alone(words[1]):
            return True  # Lee, Mr. Lee: who may be Ann Lee
        pairs, short = pairwise(words), _initials(name)
        return self._near(words) or any(map(self.has, pairs)) or (len(short) > 1 and f" {short} " in self.text)

    def _near(self, words: Sequence[str]) -> bool:
        """Whether words of the same families stand close together: Senate Democrats, Democratic senators."""
        wanted = {word[:BEGINNING] for word in words}
        if not all(beginning in self.families or beginning in self.single for beginning in wanted):
            return False
        start = [word[:BEGINNING] for word in self.words]
        first = words[0][:BEGINNING]
        return any(
            wanted <= set(start[max(i - WINDOW, 0) : i + WINDOW]) for i, word in enumerate(start) if word == first
        )

    def _alone(self, word: str) -> bool:
        """Whether a word stands as a name without another before it."""
        for i in (i for i, other in enumerate(self.words) if other == word):
            before = self.text[self.starts[i - 1] : self.ends[i - 1]] if i else ""
            if self.text[self.starts[i]].isupper() and (not before[:1].isupper() or before.lower() in NAMING.titles):
                return True
        return False

    def hints_at_noun(self, words: str) -> bool:
        """Whether it has a word of the same family as one of these."""
        return any(word in self.single or word[:BEGINNING] in self.families for word in plain(words) if len(word) > 2)


def _content(name):
    """The words of a name without links, initials and what is added to it: Robert S. Lee III."""
    words = [word for word in plain(name) if word not in LINKS and word not in ADDED and len(word) > 1]
    return words or plain(name) or [""]


def _initials(name):
    return "".join(word[0] for word in re.split(r"[\s-]+", name) if word[:1].isupper())


def _spelt_out(short):
    """The pattern of words with these initials: NRA, the National Rifle Association."""
    return re.compile(r"\b" + r"[a-z]+ (?:of |the |for |and |on )*".join(short[:8]) + r"[a-z]+\b")


def aliases(names: Iterable[str]) -> dict[str, str]:
    """{name: the name that stands for it}: Ann B. Lee is Ann Lee, NRA the National Rifle Association.

    >>> aliases(["Ann B. Lee", "Ann Lee", "Bo Lee"])
    {'Ann B. Lee': 'Ann Lee', 'Ann Lee': 'Ann Lee', 'Bo Lee': 'Bo Lee'}
    """
    names = list(dict.fromkeys(names))
    split = {name: [word for word in plain(name) if word not in ADDED] for name in names}
    found = {name: name for name in names}
    for name in names:
        others = [one for one in names if one != name and _stands_for(one, name, split)]
        if len(others) == 1 and found[others[0]] == others[0]:
            found[name] = others[0]
    return found


def _stands_for(one, name, split):
    """Whether one name says in fewer words whom another means, or spells its initials out."""
    short, long = split[one], split[name]
    if len(long) == 1:
        return len(name) > 1 and name.isupper() and len(short) > 1 and name == _initials(one)
    if len(short) < 2 or (len(short), one) >= (len(long), name):
        return False
    person = len(short) == 2 and short[-1] == long[-1] and short[0][:2] == long[0][:2]
    between = all(len(word) == 1 for word in long[1:-1])
    return (person and between) or any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))
