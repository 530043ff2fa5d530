"""What is mended in a text on its way in, and what is left alone.

Only what no reader can see is changed: characters broken by a wrong encoding, marks for the typesetter, odd spaces,
line ends, and rests of markup. Quotation marks, dashes and spelling stay as the outlet set them. Each repair is counted
and told.
"""

import re

import ftfy
from ftfy.badness import is_bad

from utils.loading.markup import without_markup
from utils.loading.wrapped import are_wrapped

__all__ = ["clean", "paragraphs"]

SUSPICIOUS = re.compile("[^\x00-\x7f‘’“”–—…£€«»•·]")  # without such a character nothing can be mojibake
# Joiners (U+200C, U+200D) stay: Persian and Indian scripts and many emoji need them.
REPAIRS = (
    (re.compile("[\ud800-\udfff]"), "\ufffd", "broken character", "made �"),
    (re.compile("\u00ad"), "", "soft hyphen", "removed"),
    (re.compile("[\u200b\u2060\ufeff]"), "", "zero-width character", "removed"),
    (re.compile("[\u00a0\u202f\u2007]"), " ", "non-breaking space", "made a space"),
    (re.compile("\r\n?"), "\n", "Windows line end", "made a plain one"),
    (re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]"), "", "control character", "removed"),
)
ANY = re.compile("[\ud800-\udfff\u00ad\u200b\u2060\ufeff\u00a0\u202f\u2007\r\x00-\x08\x0b\x0e-\x1f\x7f]")


def clean(raw):
    """`raw` with its invisible faults mended, and a list of what was done.

    >>> clean("It\\u00adself, 20\\u00a0years")
    ('Itself, 20 years', ['1 soft hyphen removed', '1 non-breaking space made a space'])
    """
    text, done = without_markup(raw)
    for pattern, instead, name, verb in REPAIRS if ANY.search(text) else ():
        text, times = pattern.subn(instead, text)
        if times:
            done.append(f"{times:,} {name}{'' if times == 1 else 's'} {verb}")
    lines = text.split("\n") if SUSPICIOUS.search(text) else []
    mended = [ftfy.fix_encoding(line) if SUSPICIOUS.search(line) and is_bad(line) else line for line in lines]
    changed = sum(before != after for before, after in zip(lines, mended, strict=True))
    if changed:
        text = "\n".join(mended)
        done.append(f"wrongly decoded characters mended in {changed:,} line{'' if changed == 1 else 's'} (mojibake)")
    return text, done


def paragraphs(text):
    """`text` with one blank line between paragraphs, and whether single line ends were made into such breaks.

    A text without blank lines whose lines are not hard-wrapped has one paragraph a line.

    >>> paragraphs("It rained all day.\\nNobody minded.")
    ('It rained all day.\\n\\nNobody minded.', True)
    """
    text = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    lines = [line.strip() for line in text.split("\n")]
    if "\n\n" in text or len(lines) == 1 or are_wrapped(lines):
        return re.sub(r"\n{2,}", "\n\n", text), False
    return "\n\n".join(lines), True
