"""Coding sheets as files: written for spreadsheets, and read back whatever people and spreadsheets did to them.

A sheet has a row a unit and a column a frame; coders write 1 or 0, yes or no. Semicolons, a byte-order mark, columns in
another order or with added spaces, empty rows and cells that stay empty are all taken as they are meant. What cannot be
meant two ways is refused with the file, the row and what to do. What the form saves (form.py) has a row an
answer; it is read just so.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from utils.coding.codebook import Codebook
from utils.errors import CorpusError, brief, saving, write_whole
from utils.notebook import settings
from utils.notebook.handed_in import Places, collect, table_of
from utils.notebook.spreadsheets import defused, restored

__all__ = ["ANSWER", "add_coding", "joined", "read_answers", "read_codings", "read_one", "write_sheet"]

YES = {"1", "yes", "y", "x", "true", "ja", "wahr", "oui", "vrai", "si", "sí", "✓"}  # a spreadsheet translates true
NO = {"0", "no", "n", "false", "nein", "falsch", "non", "faux"}
EMPTY = {"", "nan", "none", "?", "na", "n/a", "-", "–"}
ANSWER = ["coder", "unit", "frame", "value"]


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


def read_codings(
    paths: Places = "codings", codebook: Codebook | None = None, units: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Sheets that coders filled in, or what the form saved, one file a coder: `coder, unit, frame, value` (1, 0 or NA).

    `paths` are files, folders (searched through) or zip archives, as a learning platform packs them. `units` is the
    table of `reliability.draw_units` from which the sheets were made; without codebook and units every unit and every
    column of a sheet counts. A coder is called as the file says; else as the file, or, where
    several are called alike, as their folder; where several have answered in one form's file each keeps theirs. Empty
    where nobody has coded yet: where there is no folder `codings`, and where a site is made, so that it comes out the
    same for everybody. Raises CorpusError that names file and row where a file cannot be understood; one in a folder or
    archive is left out instead, and `summary.describe_handed_in` says why.
    """
    if paths == "codings" and (settings.static() or not Path(paths).exists()):
        return pd.DataFrame(columns=ANSWER)
    return joined(paths, lambda path: read_one(path, codebook, units), "codings")


def joined(paths: Places, read: Callable[[Path], pd.DataFrame], own: str) -> pd.DataFrame:
    """The answers at `paths`, of which `read` reads a file; none are refused, but in the form's folder `own`."""
    codings = collect(paths, read, "coder")
    left_out = codings.attrs["left_out"]
    if codings.empty and paths != own:
        raise CorpusError(_nothing(paths, left_out))
    codings = codings if len(codings) else pd.DataFrame(columns=ANSWER)
    codings.attrs["left_out"] = left_out
    return codings


def _nothing(paths, left_out):
    places = brief(", ".join(map(str, [paths] if isinstance(paths, str | Path) else paths)))
    reasons = "; ".join(f"{name}: {why}" for name, why in left_out[:3])
    where = f"There is no coding sheet{' in ' if places else ''}{places}"
    return f"{where} ({reasons})." if reasons else f"{where}; give the paths of the files that your coders sent back."


def add_coding(path: str | Path, coder: str, unit: str, frame: str, value: int) -> pd.DataFrame:
    """Add one answer to a file of codings, put in place at once, so that no crash loses it; the last answer wins."""
    path = Path(path)
    old = read_answers(path) if path.is_file() else pd.DataFrame(columns=ANSWER)
    same = (old["coder"] == coder) & (old["unit"] == unit) & (old["frame"] == frame)
    new = pd.DataFrame([(coder, unit, frame, value)], columns=ANSWER)
    table = pd.concat([old[~same], new], ignore_index=True) if len(old) else new
    write_whole(path, lambda place: table.map(defused).to_csv(place, index=False, encoding="utf-8-sig"))
    return table


def read_answers(path: Path) -> pd.DataFrame:
    """A file of codings as `add_coding` writes it; a coder called 7 or NA stays one."""
    if not path.stat().st_size:
        return pd.DataFrame(columns=ANSWER)
    sheet = table_of(path)
    if missing := set(ANSWER) - set(sheet):
        lacks = f"it has no column '{min(missing)}'"
        raise CorpusError(f"{path} holds no codings ({lacks}); name another file, or take it away.")
    return _answers_of(path, sheet, {}).astype({"value": "Int64"})


def read_one(path: Path, codebook: Codebook | None = None, units: pd.DataFrame | None = None) -> pd.DataFrame:
    """One file of `read_codings`."""
    sheet = table_of(path)
    wanted = list(codebook.labels()) if codebook else [name for name in sheet if name not in ("unit", "text", "coder")]
    if doubled := [name for name in ("text", *ANSWER, *wanted) if list(sheet.columns).count(name) > 1]:
        raise CorpusError(f"{path.name} has the column '{doubled[0]}' twice; keep one.")
    known = {"unit": set(units["unit"])} if units is not None else {}
    known |= {"frame": set(wanted)} if codebook else {}
    if set(ANSWER) - {"coder"} <= set(sheet.columns):
        table = _answers_of(path, sheet.assign(coder=sheet.get("coder", "")), known)
    else:
        table = _sheet_of(path, sheet, wanted, units)
    again = table[table.duplicated(["coder", "unit", "frame"])]
    if len(again):
        raise CorpusError(f"{path.name}: unit {again['unit'].iloc[0]} stands there twice; keep one row.")
    return table.astype({"value": "Float64"})


def _sheet_of(path, sheet, wanted, units):
    """A sheet with a column a frame."""
    for name in ("unit", *wanted):
        if name not in sheet:
            held = brief(", ".join(sheet.columns))
            raise CorpusError(
                f"{path.name} has no column '{name}'; it has {held}. Put the column back, empty if need be."
            )
    rows = []
    for number, row in sheet.T.to_dict().items():
        cells = {name: str(row[name]).strip() for name in ("unit", *wanted)}
        if all(cell.lower() in EMPTY for cell in cells.values()):
            continue
        where = f"{path.name}, row {number + 2}"
        unit = restored(cells["unit"]) if units is None else _unit(cells["unit"], units, where)
        if units is not None:
            _same_sentence(str(row.get("text", "")), units.set_index("unit")["text"][unit], where)
        coder = str(row.get("coder", ""))
        rows += [(coder, unit, frame, _value(cells[frame], f"{where}, {frame}")) for frame in wanted]
    return pd.DataFrame(rows, columns=ANSWER)


def _answers_of(path, sheet, known):
    """A file of the form, with a row an answer."""
    table = sheet[ANSWER].map(str.strip).map(restored)
    table = table[table.ne("").any(axis=1)]
    table["value"] = [_value(cell, f"{path.name}, row {row + 2}") for row, cell in table["value"].items()]
    for column, names in known.items():
        if strange := sorted(set(table[column]) - names):
            where = f"{path.name}: the {column} '{brief(strange[0])}'"
            raise CorpusError(f"{where} is none of these; read the file with the units and codebook it was made from.")
    return table


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
    small = re.sub(r"^'|[.,]0+$", "", cell.lower())
    if small in EMPTY:
        return None
    if small in YES or small in NO:
        return float(small in YES)
    raise CorpusError(
        f"{where}: '{brief(cell)}' is neither 1 nor 0. Write 1 for yes, 0 for no, or leave the cell empty."
    )
