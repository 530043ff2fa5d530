"""Who sits at this machine: a name typed once in a form, kept beside the notebooks, used wherever answers are saved."""

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pandas as pd

from utils.errors import SaveError, saving, write_whole
from utils.notebook.spreadsheets import defused
from utils.notebook.tables import table_of

__all__ = ["NOBODY", "answers_file", "keep_name", "my_name", "name_box", "take_along", "tidy", "whose"]

KEPT = Path("my_name.txt")  # in the folder of the notebooks, where the answers are, too
NOBODY = "me"  # whoever has typed no name
RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)\d", re.I)  # what Windows takes for a device, whatever the ending
LONGEST = 50  # letters of four bytes each still make a file's name


def my_name() -> str:
    """The name that was typed here before, else "me"."""
    try:
        return tidy(KEPT.read_text(encoding="utf-8"))
    except (OSError, UnicodeError):
        return NOBODY


def keep_name(name: str) -> None:
    """Keep a name for all forms of this folder."""
    write_whole(KEPT, lambda place: place.write_text(f"{tidy(name)}\n", encoding="utf-8"))


def tidy(name: str) -> str:
    """A name on one line, no longer than a file's name may be.

    >>> tidy("  Ann   Lee "), tidy("")
    ('Ann Lee', 'me')
    """
    name = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", name))
    return " ".join(name.split())[:LONGEST].strip() or NOBODY


def answers_file(folder: str | Path, name: str) -> Path:
    """Where a person's answers are; of the name, letters and digits stay.

    >>> answers_file("ratings", "Ann Lee").as_posix()
    'ratings/Ann_Lee.csv'
    """
    stem = "".join(c if c.isalnum() else "_" for c in name) or NOBODY
    return Path(folder) / f"{stem}{'_' if RESERVED.fullmatch(stem) else ''}.csv"


def whose(name: str, folder: str | Path, column: str) -> str:
    """Under which name an answer is saved: the one typed in this form, else one that was typed in another since."""
    if name == NOBODY:
        name = my_name()
        take_along(folder, name, column)
    return name


def name_box(name: str, take: Callable[[str], None]):
    """The box at the top of a form; `take` gets the name that is typed, once it is kept for the other forms."""
    import ipywidgets as widgets

    shown = "" if name == NOBODY else name
    box = widgets.Text(shown, description="Your name", placeholder="as your class knows you", continuous_update=False)

    def typed(change):
        with suppress(SaveError):  # the answers still go under it; only the next form asks again
            keep_name(change["new"])
        take(tidy(change["new"]))

    box.observe(typed, "value")
    return box


def take_along(folder: str | Path, name: str, column: str) -> None:
    """Give what was answered before a name was typed to that name, unless it has answers of its own.

    Nothing moves where `folder` is a file: all who use it are told apart inside.
    """
    old, new = answers_file(folder, NOBODY), answers_file(folder, name)
    if name == NOBODY or new.exists() or not old.is_file():
        return
    table = table_of(old)
    table[column] = pd.Series(table.get(column, NOBODY), table.index).replace(["", NOBODY], defused(name))
    write_whole(new, lambda place: table.to_csv(place, index=False, encoding="utf-8-sig"))
    with saving(old):
        old.unlink()
