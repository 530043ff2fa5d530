"""Answers as one line of text, for a class that collects in a chat because files will not do.

`ann: 3 -2 . 0` is a name and a value for each thing asked, in their order; a dot is no answer.
"""

import re
from collections.abc import Iterable

from utils.errors import brief
from utils.notebook.person import NOBODY, tidy

__all__ = ["MISSING", "chat_line", "from_chat"]

MISSING = "."
DASHES = str.maketrans("−–—‑", "----")  # what chats make of a minus


def chat_line(name: str, values: Iterable[str]) -> str:
    """One person's answers as a line; "" is no answer.

    >>> chat_line("ann", ["3", "-2", "", "0"])
    'ann: 3 -2 . 0'
    """
    return f"{name}: {' '.join(value or MISSING for value in values)}"


def from_chat(text: str, asked: int, value: str) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """Each person's values, and the lines that do not count, with the reason; of two of a person the later counts.

    `asked` is how many values a line has, `value` a pattern of one. What a chat writes before a name, up to a colon,
    is passed over; whoever typed no name is called by it, or by a number.

    >>> from_chat("10:32 Ann Lee: ann: 3 −2 . 0", 4, "[+-]?[0-4]")
    ({'ann': ['3', '-2', '', '0']}, [])
    """
    found, lines, left_out = {}, {}, []
    for line in filter(None, map(str.strip, text.splitlines())):
        before, colon, after = line.translate(DASHES).rpartition(":")
        sender, _, name = before.rpartition(":")
        values = re.split(r"[\s,;]+", after.strip())
        if not colon or not name.strip():
            left_out.append((brief(line, 60), "no name and colon before the values"))
        elif strange := [one for one in values if one != MISSING and not re.fullmatch(value, one)]:
            left_out.append((brief(line, 60), f"'{brief(strange[0], 20)}' is no value"))
        elif len(values) != asked:
            left_out.append((brief(line, 60), f"{len(values)} values where {asked} are asked"))
        else:
            name = tidy(name)
            name = _nobody(sender, found) if name.casefold() == NOBODY else name
            if name in found:
                left_out.append((brief(lines[name], 60), f"a later line of {name} counts"))
            found[name], lines[name] = ["" if one == MISSING else one for one in values], line
    return found, left_out


def _nobody(sender, found):
    """Who sent a line without a name: as the chat says behind its time of day; else a number."""
    who = tidy(re.sub(r"^[\W\d_]*(?:[ap]m\b\W*)?", "", sender, flags=re.I))
    free = (name for n in range(1, len(found) + 2) if (name := f"{NOBODY} {n}" if n > 1 else NOBODY) not in found)
    return next(free) if who == NOBODY else who
