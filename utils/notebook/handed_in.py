"""What a class hands in: one file a person, in a folder, in a zip of a learning platform, or named one by one.

People rename files, open them in a spreadsheet and save them with semicolons, or all hand in a file of the same name.
A person is called as the file says inside; else as the file is called; else, where several are called alike, as their
folder. A file in a folder that cannot be read keeps nobody else out: it is listed with the reason.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pandas as pd

from utils.errors import CorpusError, brief, need_scratch, reason
from utils.notebook.person import NOBODY
from utils.notebook.spreadsheets import restored

__all__ = ["Places", "collect", "table_of"]

Places = str | Path | Iterable[str | Path]
MOST_BYTES = 50_000_000  # of a file, unpacked; one of a thousand answers has less than one million
WORKBOOKS = (".xlsx", ".xls", ".ods")
ENDINGS = (".csv", ".tsv", ".txt", *WORKBOOKS)
PLATFORMS = [  # how learning platforms name the folder or the file of a student
    re.compile(r"(?P<who>.+?)(?:_\d+)?_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)"),  # Moodle
    re.compile(r"(?P<who>[^\W\d_]+)(?:_LATE)?_\d+_\d+_(?P<file>.+)"),  # Canvas
    re.compile(r".+?_(?P<who>[^_]+)_attempt_[\d-]+_?(?P<file>.*)"),  # Blackboard
]
AGAIN = re.compile(r"(?P<stem>.+?)(?: ?\(\d\d?\)| ?- ?(?:Copy|Kopie)| copy)")  # a file saved twice


def collect(places: Places, read: Callable[[Path], pd.DataFrame], who: str) -> pd.DataFrame:
    """All answers at `places` (files, folders searched through, zip archives), each with its person in column `who`.

    `read` makes a table of one file, with the column `who` as far as the file has it, or raises CorpusError. A file
    that is named itself has to be readable; of folders and archives, what is left out stands in `attrs["left_out"]`,
    as pairs of file and reason.
    """
    found, left_out, stems = [], [], Counter()
    for place in [places] if isinstance(places, str | Path) else places:
        with _files(Path(place)) as (root, paths):
            stems.update(_student(path)[1] for path in paths)
            for path in paths:
                shown = path.relative_to(root).as_posix() if root else path.name
                try:
                    found.append((path, path.read_bytes(), read(path)))
                except (CorpusError, OSError) as error:
                    if not root:
                        raise
                    left_out.append((shown, _why(error, path.name)))
    found = _once(found, left_out)
    for (_, _, table), name in zip(found, _names(found, who, stems), strict=True):
        if name:
            table[who] = name
    table = pd.concat([table for *_, table in found], ignore_index=True) if found else pd.DataFrame()
    table.attrs["left_out"] = left_out
    return table


def table_of(path: Path) -> pd.DataFrame:
    """A file as a table of cells as they are written, its columns in small letters with underscores.

    Read are .csv, .tsv, .txt and workbooks; commas, semicolons or tabs; UTF-8 with or without a mark, UTF-16 and what
    a spreadsheet writes on an old Windows.
    """
    if path.suffix.lower() not in ENDINGS:
        raise CorpusError(f"{path.name} is no .csv or .xlsx file; save the sheet as one of them.")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CorpusError(f"{path.name} is larger than {MOST_BYTES // 10**6} MB, which no sheet of answers is.")
        table = _workbook(path) if path.suffix.lower() in WORKBOOKS else _lines(path)
    except OSError as error:
        raise CorpusError(f"{path.name} cannot be read: {reason(error)}. Check that you may open it.") from None
    table.columns = [re.sub(r"\W+", "_", str(name).strip().lower()).strip("_") for name in table.columns]
    return table


@contextmanager
def _files(place: Path) -> Iterator[tuple[Path | None, list[Path]]]:
    """The folder that was searched, None for a single file, and its files; what is unpacked is gone afterwards."""
    if place.is_dir():
        yield place, _searched(place)
    elif place.suffix.lower() == ".zip":
        need_scratch(f"{place.name} cannot be unpacked", CorpusError)
        with TemporaryDirectory() as folder:
            _unpack(place, folder)
            yield Path(folder), _searched(Path(folder))
    else:
        yield None, [place]


def _searched(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file() and not _is_rest(path.relative_to(folder)))


def _is_rest(path):
    """Files that systems leave behind: hidden ones, and what a Mac packs into an archive."""
    return any(part.startswith((".", "__MACOSX", "_unfinished-")) for part in path.parts)


def _unpack(path, folder):
    try:
        with ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
                raise CorpusError(f"{path.name} unpacks to more than {MOST_BYTES // 10**6} MB, which no answers do.")
            archive.extractall(folder)
    except CorpusError:
        raise
    except Exception as error:  # whatever the library throws at a broken archive
        raise CorpusError(f"{path.name} cannot be read: {brief(error)}. Pack it again, without a password.") from None


def _why(error, name):
    why = str(error) if isinstance(error, CorpusError) else f"cannot be read: {reason(error)}"
    return brief(why.removeprefix(name).lstrip(":, "))


def _once(found, left_out):
    """One file of those that were saved or handed in twice, with the same content."""
    kept: dict = {}
    for path, content, table in sorted(found, key=lambda one: bool(AGAIN.fullmatch(one[0].stem))):
        again = AGAIN.fullmatch(path.stem)
        same = (path.parent, again["stem"] if again else path.stem, content)
        if same in kept:
            left_out.append((path.name, f"the same as {kept[same][0].name}"))
        else:
            kept[same] = (path, content, table)
    return list(kept.values())


def _names(found, who, stems):
    """What each file's person is called; None where a file has several, who keep theirs."""
    inside = [_said_inside(table, who) for *_, table in found]
    names = [
        None if len(said) > 1 else said[0] if said else _outside(path, stems)
        for said, (path, *_) in zip(inside, found, strict=True)
    ]
    often = Counter(names)
    names = [
        name if not name or often[name] == 1 else f"{name} ({_place(path, name)})"
        for name, (path, *_) in zip(names, found, strict=True)
    ]
    nth = [names[: at + 1].count(name) for at, name in enumerate(names)]
    return [f"{name} {n}" if name and n > 1 else name for name, n in zip(names, nth, strict=True)]


def _said_inside(table, who):
    names = [restored(str(name)).strip() for name in table[who].dropna().unique()] if who in table else []
    return [name for name in names if len(names) > 1 or name not in ("", NOBODY)]


def _outside(path, stems):
    student, stem = _student(path)
    return student or (stem if stems[stem] == 1 else path.parent.name)


def _place(path, name):
    return path.parent.name if path.stem == name else path.stem


def _student(path):
    """The student as a learning platform names the file or its folder, and the file's own name."""
    for name in (path.name, path.parent.name):
        for platform in PLATFORMS:
            if match := platform.fullmatch(name):
                return match["who"].strip(), Path(match["file"] or path.name).stem
    return "", path.stem


def _lines(path):
    content = path.read_bytes()
    text = _decoded(content)
    lines = text.splitlines(keepends=True)
    if lines and re.fullmatch(r'"?sep=.?"?', lines[0].strip(), re.I):  # how a spreadsheet notes its delimiter
        text = "".join(lines[1:])
    first = text.splitlines()[0] if text.strip() else ""
    if not first:
        raise CorpusError(f"{path.name} is empty.")
    delimiter = max(",;\t", key=first.count)
    head, *body = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return pd.DataFrame([(line + [""] * len(head))[: len(head)] for line in body], columns=head)


def _decoded(content):
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _workbook(path):
    try:
        if path.suffix.lower() != ".xls":
            with ZipFile(path) as archive:
                unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > MOST_BYTES:
                raise CorpusError(f"{path.name} unpacks to {unpacked // 10**6:,} MB, which no sheet of answers does.")
        return pd.read_excel(path, dtype=str, keep_default_na=False, engine="calamine").fillna("")
    except (OSError, CorpusError):
        raise
    except Exception as error:  # whatever the library throws at a broken file
        raise CorpusError(f"{path.name} cannot be read: {brief(error)}. Save it anew, or as .csv.") from None
