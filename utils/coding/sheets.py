"""Coding sheets as files: written for spreadsheets, and read back whatever people and spreadsheets did to them.

A sheet has a row a unit and a column a frame; coders write 1 or 0, yes or no. Semicolons, a byte-order mark, columns in
another order or with added spaces, empty rows and cells that stay empty are all taken as they are meant. What cannot be
meant two ways is refused with the file, the row and what to do. What the form saves (form.py) has a row an
answer; it is read just so.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pandas as pd

from utils.coding.codebook import Codebook
from utils.errors import CorpusError, brief, need_scratch, reason, saving, write_whole
from utils.notebook.spreadsheets import defused, restored

__all__ = ["ANSWER", "add_coding", "read_all", "read_answers", "read_codings", "write_sheet"]

YES = {"1", "1.0", "yes", "y", "x", "true", "ja", "oui", "si", "sí", "✓"}
NO = {"0", "0.0", "no", "n", "false", "nein", "non"}
EMPTY = {"", "nan", "none", "?", "na", "n/a", "-", "–"}
ANSWER = ["coder", "unit", "frame", "value"]
MOST_BYTES = 50_000_000  # of a sheet, unpacked; one of a thousand sentences has less than one million
SHEETS = (".csv", ".tsv", ".xlsx")  # what is read of a folder


def write_sheet(sheet: pd.DataFrame, path: str | Path) -> Path:
    """Write a coding sheet as .csv or .xlsx; a cell that a spreadsheet would take for a formula is defused."""
    path = Path(path)
    safe = sheet.map(defused)
    with saving(path):
        if path.suffix == ".xlsx":
            safe.to_excel(path, index=False)
        else:
            safe.to_csv(path, index=False, encoding="utf-8-sig")
    return path


def read_codings(paths: str | Path | Iterable[str | Path], codebook: Codebook, units: pd.DataFrame) -> pd.DataFrame:
    """Sheets that coders filled in, or what the form saved, one file a coder: `coder, unit, frame, value` (1, 0 or NA).

    `paths` are files, folders of them or zip archives of those. `units` is the table of `reliability.draw_units` from
    which the sheets were made; the coder is the file's name, or its folder's where several in a folder have the same,
    but where several have answered in one form's file each keeps theirs.
    Raises CorpusError that names the file and the row where a sheet cannot be understood.
    """
    return read_all(paths, codebook, units)


def read_all(
    paths: str | Path | Iterable[str | Path], codebook: Codebook | None = None, units: pd.DataFrame | None = None
) -> pd.DataFrame:
    """`read_codings`; without a codebook only what forms have saved is read, whatever its units and frames."""
    tables, places = [], sorted(map(Path, [paths] if isinstance(paths, str | Path) else paths))
    for place in places:
        with _files(place) as found:
            tables += [_read_one(path, coder, codebook, units) for path, coder in found.items()]
    if not tables:
        where = brief(f" in {', '.join(map(str, places))}") if places else ""
        raise CorpusError(f"There is no coding sheet{where}; give the paths of the files that your coders sent back.")
    codings = pd.concat(tables, ignore_index=True)
    twice = codings["coder"][codings.duplicated(["coder", "unit", "frame"])].unique()
    if len(twice):
        raise CorpusError(f"There are two sheets of {twice[0]}; keep one, or give one file another name.")
    return codings


def add_coding(path: str | Path, coder: str, unit: str, frame: str, value: int) -> pd.DataFrame:
    """Add one answer to a file of codings, put in place at once, so that no crash loses it; the last answer wins."""
    path = Path(path)
    old = read_answers(path) if path.is_file() else pd.DataFrame(columns=ANSWER)
    same = (old["coder"] == coder) & (old["unit"] == unit) & (old["frame"] == frame)
    new = pd.DataFrame([(coder, unit, frame, value)], columns=ANSWER)
    table = pd.concat([old[~same], new], ignore_index=True) if len(old) else new
    write_whole(path, lambda place: table.map(defused).to_csv(place, index=False))
    return table


def read_answers(path: Path) -> pd.DataFrame:
    """A file of codings as `add_coding` writes it; a coder called 7 or NA stays one."""
    if not path.stat().st_size:
        return pd.DataFrame(columns=ANSWER)
    names = dict.fromkeys(["coder", "unit", "frame"], str)
    try:
        table = pd.read_csv(path, dtype=names, keep_default_na=False, na_values={"value": [""]})[ANSWER]
        return table.assign(**{name: table[name].map(restored) for name in names})
    except (KeyError, ValueError, OSError) as error:
        raise CorpusError(f"{path} holds no codings ({brief(error)}); name another file, or take it away.") from None


@contextmanager
def _files(place: Path) -> Iterator[dict]:
    """The sheets at a place, each with its coder; an archive is unpacked into a folder that is gone afterwards."""
    if place.suffix.lower() == ".zip":
        need_scratch(f"{place.name} cannot be unpacked", CorpusError)
        with TemporaryDirectory() as folder:
            _unpack(place, folder)
            yield _named(Path(folder))
    else:
        yield _named(place) if place.is_dir() else {place: place.stem}


def _named(folder):
    paths = sorted(path for path in folder.rglob("*") if _is_sheet(path) and path.is_file())
    often = Counter(path.stem for path in paths)
    return {path: path.stem if often[path.stem] == 1 else f"{path.parent.name}/{path.stem}" for path in paths}


def _is_sheet(path):
    return path.suffix.lower() in SHEETS and not path.name.startswith(".")


def _unpack(path, folder):
    try:
        with ZipFile(path) as archive:
            members = [member for member in archive.infolist() if _is_sheet(Path(member.filename))]
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise CorpusError(f"{path.name} unpacks to more than {MOST_BYTES // 10**6} MB, which no sheets do.")
            archive.extractall(folder, members)
    except CorpusError:
        raise
    except Exception as error:  # whatever the library throws at a broken archive
        raise CorpusError(f"{path.name} cannot be read: {brief(error)}. Pack it again, without a password.") from None


def _read_one(path, coder, codebook, units):
    sheet = _table(path)
    sheet.columns = [re.sub(r"\W+", "_", str(name).strip().lower()).strip("_") for name in sheet.columns]
    wanted = list(codebook.labels()) if codebook else []
    if doubled := [name for name in ("text", *ANSWER, *wanted) if list(sheet.columns).count(name) > 1]:
        raise CorpusError(f"{path.name} has the column '{doubled[0]}' twice; keep one.")
    if set(ANSWER) <= set(sheet.columns):
        known = {"unit": set(units["unit"]), "frame": set(wanted)} if codebook else {}
        return _answers_of(path, coder, sheet, known)
    if not codebook:
        raise CorpusError(f"{path.name} holds no answers of the form; take it out, or save it anew.")
    for name in ("unit", *wanted):
        if name not in sheet:
            held = brief(", ".join(sheet.columns))
            raise CorpusError(
                f"{path.name} has no column '{name}'; it has {held}. Put the column back, empty if need be."
            )
    rows = []
    for number, row in enumerate(sheet.to_dict("records"), start=2):
        cells = {name: str(row[name]).strip() for name in ("unit", *wanted)}
        if all(cell.lower() in EMPTY for cell in cells.values()):
            continue
        where = f"{path.name}, row {number}"
        unit = _unit(cells["unit"], units, where)
        _same_sentence(str(row.get("text", "")), units.set_index("unit")["text"][unit], where)
        rows += [(coder, unit, frame, _value(cells[frame], f"{path.name}, row {number}, {frame}")) for frame in wanted]
    table = pd.DataFrame(rows, columns=ANSWER)
    again = table[table.duplicated(["unit", "frame"])]
    if len(again):
        raise CorpusError(f"{path.name}: unit {again['unit'].iloc[0]} stands there twice; keep one row.")
    return table.astype({"value": "Float64"})


def _answers_of(path, coder, sheet, known):
    """A file of the form; with one coder in it, who may be called *me*, the coder is the file's name."""
    table = sheet[ANSWER].map(str.strip).map(restored)
    table = table[table.ne("").any(axis=1)]
    table["value"] = [_value(cell, f"{path.name}, row {row + 2}") for row, cell in table["value"].items()]
    for column, names in known.items():
        if strange := sorted(set(table[column]) - names):
            where = f"{path.name}: the {column} '{brief(strange[0])}'"
            raise CorpusError(f"{where} is none of these; read the file with the units and codebook it was made from.")
    if table["coder"].nunique() < 2:
        table["coder"] = coder
    return table.astype({"value": "Float64"})


def _table(path):
    if path.suffix.lower() not in (".csv", ".tsv", ".txt", ".xlsx"):
        raise CorpusError(f"{path.name} is no .csv or .xlsx file; save the sheet as one of them.")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CorpusError(f"{path.name} is larger than {MOST_BYTES // 10**6} MB, which no coding sheet is.")
        if path.suffix.lower() == ".xlsx":
            return _workbook(path)
        content = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path.name} cannot be read: {reason(error)}. Check that you may open it.") from None
    wide = content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    text = content.decode("utf-16" if wide else "utf-8-sig", errors="replace")
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=first.count)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if not first:
        raise CorpusError(f"{path.name} is empty.")
    head, *body = lines
    return pd.DataFrame([(line + [""] * len(head))[: len(head)] for line in body], columns=head)


def _workbook(path):
    try:
        with ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MOST_BYTES:
            raise CorpusError(f"{path.name} unpacks to {unpacked // 10**6:,} MB, which no coding sheet does.")
        return pd.read_excel(path, dtype=str, keep_default_na=False, engine="openpyxl").fillna("")
    except (OSError, CorpusError):
        raise
    except Exception as error:  # whatever the library throws at a broken file
        raise CorpusError(f"{path.name} cannot be read: {brief(error)}. Save it anew, or as .csv.") from None


def _unit(cell, units, where):
    number = re.fullmatch(r"'?0*(\d{1,9})(?:\.0)?", cell)
    if not number or not 1 <= int(number[1]) <= len(units):
        raise CorpusError(f"{where}: '{brief(cell)}' is no unit; the sheet has the numbers 001 to {len(units):03}.")
    return units["unit"].iloc[int(number[1]) - 1]


def _same_sentence(theirs, ours, where):
    """Refuse a sheet that was made from other units: its codes would go to the wrong sentences."""
    theirs, ours = (re.sub(r"\W+", "", words).lower() for words in (theirs, ours))
    if len(theirs) > 3 and theirs != ours:
        raise CorpusError(
            f"{where}: the sentence is not that of the units; read the sheet with the units it was made from."
        )


def _value(cell, where):
    small = cell.lower()
    if small in EMPTY:
        return None
    if small in YES or small in NO:
        return float(small in YES)
    raise CorpusError(
        f"{where}: '{brief(cell)}' is neither 1 nor 0. Write 1 for yes, 0 for no, or leave the cell empty."
    )
