"""Punkt's sentence boundaries, the very same ones, several times faster.

Punkt (Kiss & Strunk 2006) looks at each full stop, question and exclamation mark with the word before and what comes
after. NLTK takes every such context apart into tokens. Most need no taking apart: a plain word that is no abbreviation
and opens no collocation ends its sentence. All others are asked of NLTK, once each, and kept.
"""

import string
from collections.abc import Iterable
from functools import cache
from types import SimpleNamespace
from typing import Any

import regex

from utils.engine.memory import Memory
from utils.engine.versions import as_tested

__all__ = ["TESTED", "boundaries"]

TESTED = "3.10.4"


def boundaries(text: str, punkt: Any) -> Iterable[tuple[int, int]]:
    """Offsets of the sentences that NLTK's tokenizer `punkt` finds in a text: [(start, end), …]."""
    if not as_tested("nltk", TESTED):
        return list(punkt.span_tokenize(text))
    tools = _tools(punkt)
    pieces, begin = [], 0
    for start, match in _candidates(text, tools.mark):
        if _ends(text, start, match, tools):
            pieces.append((begin, match.end()))
            begin = match.end() if match.start("next_tok") < 0 else match.start("next_tok")
    pieces.append((begin, len(text.rstrip())))
    return _realigned(text, pieces, tools.closing)


def _candidates(text, mark):
    """(where the word before begins, match of the mark), the last one of marks that share a word."""
    blanks = [blank for blank in string.whitespace if blank in text]
    start, stop, last = 0, 0, None
    for match in mark.finditer(text):
        here = match.start()
        found = max([text.rfind(blank, stop, here) for blank in blanks], default=-1)
        word = found + 1 if found > stop else start
        if last and stop <= word:
            yield start, last
        start, stop, last = word, here, match
    if last:
        yield start, last


def _ends(text, start, match, tools):
    word = text[start : match.start()]
    if len(word) > 1 and word.isalpha() and word.isascii():
        small = word.lower()
        if match.group() != "." or (small not in tools.abbreviations and small not in tools.collocating):
            return True
    return tools.decided[word + match.group() + match.group("after_tok")]


def _realigned(text, pieces, closing):
    """Quotation marks and brackets that close a sentence are moved to its end."""
    spans, moved = [], 0
    for (start, end), following in zip(pieces, [*pieces[1:], None], strict=True):
        start += moved
        may_close = following and not text[following[0] : following[0] + 1].isalnum()
        match = closing.match(text, following[0], following[1]) if may_close else None
        if match:
            spans.append((start, following[0] + len(match.group().rstrip())))
        elif start < end:
            spans.append((start, end))
        moved = match.end() - following[0] if match else 0
    return spans


@cache
def _tools(punkt):
    """What is asked of NLTK, from within its tokenizer, where any new version may look different: hence `TESTED`."""
    language, parameters = punkt._lang_vars, punkt._params
    mark, closing = language.period_context_re(), language.re_boundary_realignment
    return SimpleNamespace(
        mark=regex.compile(mark.pattern, mark.flags),
        closing=regex.compile(closing.pattern, closing.flags),
        abbreviations=parameters.abbrev_types,
        collocating=frozenset(first for first, _ in parameters.collocations),
        decided=Memory(punkt.text_contains_sentbreak),
    )
