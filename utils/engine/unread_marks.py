"""Speech that no rule sees: a short reason why a text seems to hold some, so that nobody takes silence for none."""

import re
from functools import cache

from utils.engine.quotation_marks import DOUBLE, is_closed, lies_inside, quoted_stretches
from utils.engine.word_lists import word_lists

__all__ = ["marks_unread"]

MAIL = re.compile(r"^[ \t]*>", re.MULTILINE)
MAIL_LINES = 3  # of a mail within a mail; one or two may be a sign for "more than" or a menu
FOREIGN = re.compile(  # each begins with its mark, which is faster
    r"[❝❞❛❜〝〞〟＂｢｣《》〈〉]|<<(?=\w)|>>(?<=[\w.,!?]>>)|,,(?=\w)"
    r"|&(?:quot|[lr][sd]quo|#822[01]|#34);|`(?<!``)(?=\w[^`\n]{1,400}')"  # as web pages spell marks; `…'
)
PAIR = 2  # one is a slip
SAID = 3  # reporting verbs beside marks that pair with nothing


def marks_unread(text: str) -> str:
    """Why a text seems to hold speech that no rule sees; empty if it does not.

    >>> marks_unread("❝No,❞ she said.")
    'marks ❝ ❞'
    """
    foreign = FOREIGN.findall(text)
    if len(foreign) >= PAIR:
        return f"marks {' '.join(sorted(set(foreign)))}"
    if len(MAIL.findall(text)) >= MAIL_LINES:
        return "lines after >"
    if _may_be_alone(text) and _pairs_with_nothing(text):
        return "marks that open and never close"
    return ""


def _may_be_alone(text):
    """Whether some marks have no partner; by far most texts need no closer look."""
    opening, closing = (sum(map(text.count, marks)) for marks in ("“„«", "”»"))
    return opening != closing or text.count('"') % 2 == 1


def _pairs_with_nothing(text):
    """Whether reporting verbs stand beside marks of which more are alone than in pairs."""
    stretches = quoted_stretches(text)
    closed = [span for span in stretches if is_closed(text, *span)]
    alone = sum(not lies_inside(closed, match.start()) for match in DOUBLE.finditer(text))
    return alone >= PAIR and alone > len(closed) and len(_said().findall(text)) >= SAID


@cache
def _said():
    return re.compile(rf"\b(?:{'|'.join(sorted(word_lists('quotation_marks.toml').reporting))})\b")
