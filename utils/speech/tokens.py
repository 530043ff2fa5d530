"""A word of a text with its place, as the rules for speakers and names see it."""

import re
from typing import NamedTuple

__all__ = ["WORD", "Found", "Token", "words_of"]

WORD = re.compile(r"(?:[A-Z]\.)+|[^\W_]+(?:[.'’-][^\W_]+)*")


class Token(NamedTuple):
    """A word and where it stands."""

    start: int
    end: int
    text: str
    small: str  # the word in small letters


class Found(NamedTuple):
    """A stretch of a text that names somebody, before short forms are joined to full names."""

    start: int
    end: int
    name: str
    form: str  # name, adjective, metonym; "" until joined
    kind: str  # "" until the whole text has been seen
    role: str


def words_of(text: str, start: int, end: int, word: re.Pattern = WORD) -> list[Token]:
    """The words between two places of a text, by the pattern of a word.

    >>> words_of("Now, Ann Lee won.", 5, 12)[0]
    Token(start=5, end=8, text='Ann', small='ann')
    """
    return [Token(match.start(), match.end(), match[0], match[0].lower()) for match in word.finditer(text, start, end)]
