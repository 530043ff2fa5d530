"""What a class hands in: one file a person, in a folder, in a zip of a learning platform, or named one by one.

People rename files, open them in a spreadsheet and save them with semicolons, hand in twice, or all hand in a file of
the same name. A person is called as the file says inside; else as the platform says; else as the file is called; else,
where several are called alike, as their folder. A file in a folder that cannot be read keeps nobody else out: it is
listed with the reason.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pandas as pd

from utils.errors import CorpusError, brief, reason
from utils.notebook.packed import files_in, in_order
from utils.notebook.person import NOBODY, tidy
from utils.notebook.spreadsheets import restored
from utils.notebook.tables import ENDINGS, table_of

__all__ = ["Places", "collect", "table_of"]

Places = str | Path | Iterable[str | Path]
PLATFORMS = [  # how learning platforms name the folder or the file of a student
    re.compile(r"(?:.*/)?(?P<who>[^/]+?)(?:_(?P<id>\d+))?_assignsubmission_[a-z]+_?/?(?P<file>.*)"),  # Moodle
    re.compile(r"(?:.*/)?(?P<who>[^\W\d_][^\W_]*)(?:_LATE)?_(?P<id>\d+)_\d+_(?P<file>[^/]+)"),  # Canvas
    re.compile(r"(?:.*/)?[^/]+_(?P<who>[^_/]+)_attempt_[\d-]+_?(?P<file>[^/]*)"),  # Blackboard
    re.compile(r"(?:.*/)?(?P<id>\d+-\d+) - (?P<who>[^/]+?) - (?P<file>.*)"),  # Brightspace
    re.compile(r"(?:.*/)?(?P<who>[^/]+)/[^/]+/Version \d+/(?P<file>.*)"),  # Teams
]
AGAIN = re.compile(r"(?P<stem>.+?)(?: ?\(\d\d?\)| ?- ?(?:Copy|Kopie|Copie)| copy| Kopie)")  # a file saved twice
LONGEST = 1000  # letters of a path that are looked at
NO_NAMES = {NOBODY, "ratings", "codings", "hits"}  # how the forms call a file and a folder


@dataclass
class _HandedIn:
    """What a file has of a person."""

    shown: PurePosixPath
    table: pd.DataFrame
    name: str  # as the file says inside, else ""
    student: tuple[str, str] = ("", "")  # name and number, where a platform says them
    answers: frozenset = frozenset()


def collect(places: Places, read: Callable[[Path], pd.DataFrame], who: str) -> pd.DataFrame:
    """All answers at `places` (files, folders searched through, zip archives), each with its person in column `who`.

    `read` makes a table of one file, with the column `who` as far as the file has it, or raises CorpusError. A file
    that is named itself has to be readable; of folders and archives, what is left out stands in `attrs["left_out"]`,
    as pairs of file and reason.
    """
    found, left_out, every = [], [], []
    for place in map(Path, [places] if isinstance(places, str | Path) else places):
        with files_in(place, ENDINGS) as files:
            every += [file.shown for file in files]
            for shown, path, why in files:
                try:
                    if why:
                        raise CorpusError(why)
                    table = read(path)
                    if table.empty:
                        raise CorpusError(f"{path.name} has no answers.")
                except (CorpusError, OSError) as error:
                    if path == place:
                        raise
                    left_out.append((_short(shown), _why(error, path.name)))
                else:
                    found += _people(shown, table, who)
    found = _each_once(found, left_out)
    tables = [one.table.assign(**{who: name}) for one, name in zip(found, _names(found, every), strict=True)]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    table.attrs["left_out"] = left_out
    return table


def _short(shown):
    return shown.name if shown.is_absolute() else PurePosixPath(*shown.parts[1:]).as_posix()  # the place is known


def _why(error, name):
    why = str(error) if isinstance(error, CorpusError) else f"cannot be read: {reason(error)}"
    return brief(why.removeprefix(name).lstrip(":, "))


def _people(shown, table, who):
    """What a file has of each person in it; of a single one, "me" is no name."""
    inside = pd.Series(table.get(who, ""), table.index).fillna("")
    names = inside.map(lambda cell: tidy(restored(str(cell))))
    several = names.nunique() > 1
    for name, part in table.drop(columns=who, errors="ignore").groupby(names, sort=False):
        answers = frozenset(part.dropna().itertuples(index=False, name=None))
        student = {"who": "", "id": "", **_platform(shown)}
        name = name if several or name.casefold() != NOBODY else ""
        yield _HandedIn(
            shown, part, name, (tidy(student["who"]) if student["who"] else "", student["id"] or ""), answers
        )


def _platform(shown):
    """What a learning platform says in a path: `who`, `id` and `file`, as far as it does."""
    path = shown.as_posix()[-LONGEST:]
    return next((match.groupdict() for platform in PLATFORMS if (match := platform.fullmatch(path))), {})


def _stem(shown):
    """A file's own name, without what a system adds to one that is saved twice."""
    name = _without_ending(PurePosixPath(_platform(shown).get("file") or shown).name)
    again = AGAIN.fullmatch(name)
    return again["stem"] if again else name


def _without_ending(name):
    while PurePosixPath(name).suffix.lower() in ENDINGS:
        name = PurePosixPath(name).stem
    return name


def _each_once(found, left_out):
    """One file a person, the fullest or the latest, where a platform tells who it is from; else no file twice."""
    said: dict = {}
    for one in found:
        said.setdefault(one.student, set()).update({one.name} - {""})
    groups: dict = {}
    for one in found:
        if one.student[0] and len(said[one.student]) <= 1:  # what has no name inside is from the same person
            one.name = next(iter(said[one.student]), "")
            key = one.student
        else:
            key = (one.student, one.name or (one.shown.parent, _stem(one.shown)), one.answers)
        groups.setdefault(key, []).append(one)
    return [_best(same, left_out) for same in groups.values()]


def _best(same, left_out):
    """The fullest, or else the latest; of those that say the same the first."""
    same.sort(key=lambda one: (in_order(_without_ending(one.shown.name)), in_order(one.shown)))
    best = max(reversed(same), key=lambda one: len(one.answers))
    best = next(one for one in same if one.answers == best.answers)
    for one in same:
        if one is not best:
            again = "the same as" if one.answers == best.answers else "handed in again, as"
            left_out.append((_short(one.shown), f"{again} {_short(best.shown)}"))
    return best


def _names(found, every):
    """What each person is called, everybody otherwise."""
    shared = set.intersection(*(set(shown.parts[:-1]) for shown in every)) if every else set()
    levels = [_levels(one.shown, shared) for one in found]
    often = Counter((0, _stem(shown)) for shown in every)
    often += Counter((depth, name) for names in levels for depth, name in enumerate(names) if depth)
    others = [
        one.student[0] or tidy(_outside(one.shown, names, often)) for one, names in zip(found, levels, strict=True)
    ]
    names = [one.name or other for one, other in zip(found, others, strict=True)]
    alike = Counter(map(str.casefold, names))
    names = [
        name if alike[name.casefold()] == 1 else _told_apart(name, other, one.student[1])
        for one, name, other in zip(found, names, others, strict=True)
    ]
    nth = [names[: at + 1].count(name) for at, name in enumerate(names)]
    return [f"{name} {n}" if n > 1 else name for name, n in zip(names, nth, strict=True)]


def _levels(shown, shared):
    """A file's own name, then its folders from the nearest on; one that holds all files names nobody."""
    folders = [part for part in reversed(shown.parts[:-1]) if part not in shared and part.casefold() not in NO_NAMES]
    return [_stem(shown), *folders]


def _outside(shown, names, often):
    """The nearest name that no other file has at its level; else folder and file."""
    own = (name for depth, name in enumerate(names) if name.casefold() not in NO_NAMES and often[depth, name] == 1)
    stem = _without_ending(shown.name)
    return next(own, f"{names[1]} ({stem})" if names[1:] else stem)


def _told_apart(name, other, number):
    if name == other:
        return f"{name} ({number})" if number else name
    return other if name.casefold() in other.casefold() else f"{name} ({other})"
