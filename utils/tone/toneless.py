"""Names and fixed expressions that carry no tone of their own: the Cold War, Good Friday, a grand jury.

They stand in `data/toneless.txt`. Tone reads a sentence without them; the libraries' own values are of
the sentence as it is.
"""

import re
from functools import cache
from itertools import groupby
from operator import itemgetter

import numpy as np

from utils.engine.chunks import Rows
from utils.engine.word_lists import word_list

__all__ = ["hidden", "without_names"]

LETTER = re.compile(r"[^\W\d_]")
WORDS = re.compile(r"[^\W_]+")


def without_names(sentence: str) -> str:
    """The sentence with an x for each letter of such a name, so that places in it stay where they are.

    >>> without_names("Veterans of World War II hate war.")
    'Veterans of xxxxx xxx xx hate war.'
    """
    return _names().sub(lambda found: LETTER.sub("x", found[0]), sentence)


def hidden(rows: Rows) -> dict[int, str]:
    """{number of the text: `without_names` of it} of those texts that hold such a name; `rows` as of `chunks.read`.

    >>> from utils.engine.chunks import read
    >>> hidden(read(["A cold war.", "The Cold War."]))
    {1: 'The xxxx xxx.'}
    """
    table = rows.table(_part, ends=bool, precedes=bool, alone=bool)
    ends, precedes, alone = (table[name][rows.codes] for name in ("ends", "precedes", "alone"))
    places = np.flatnonzero(alone | (ends & np.append(False, precedes[:-1])))
    some = np.unique(rows.text[places]).tolist()
    changed = ((number, without_names(rows.texts[number])) for number in some)
    return {number: text for number, text in changed if text != rows.texts[number]}


def _part(chunk):
    """Whether a chunk may end a name of several chunks, stand before the last of one, or be a name by itself."""
    words = [chunk] if chunk.isalnum() else WORDS.findall(chunk)
    return tuple(not some.isdisjoint(words) for some in _parts())


@cache
def _parts():
    """Last words of names of several chunks, words of the chunk before the last, and last words of names of one."""
    names = [[WORDS.findall(chunk) for chunk in name.split()] for name in _spellings()]
    last = frozenset(name[-1][-1] for name in names if len(name) > 1)
    before = frozenset(word for name in names if len(name) > 1 for word in name[-2])
    return last, before, frozenset(name[0][-1] for name in names if len(name) == 1)


def _spellings():
    """All names; one in small letters with a capital, too."""
    names = sorted(word_list("toneless.txt"))
    return names + [name[0].upper() + name[1:] for name in names if name.islower()]


@cache
def _names():
    """The pattern of all names: the longest first, those with one first letter together, to be passed over at once."""
    groups = groupby(sorted(_spellings(), key=lambda name: (name[0], -len(name), name)), key=itemgetter(0))
    spelt = (f"{first}(?:{'|'.join(_spelt(name[1:]) for name in names)})" for first, names in groups)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelt)})(?!\w)")


def _spelt(name):
    return r"\s+".join(map(re.escape, name.split(" ")))
