"""A sheet of answers as a table, whatever a spreadsheet made of it."""

import codecs
import csv
import io
import re
from pathlib import Path
from zipfile import ZipFile

import pandas as pd

from utils.errors import CorpusError, brief, reason
from utils.notebook.packed import MOST_BYTES

__all__ = ["ENDINGS", "table_of"]

WORKBOOKS = (".xlsx", ".xls", ".ods")
ENDINGS = (".csv", ".tsv", ".txt", *WORKBOOKS)
IN_EVERY = "unit"  # the column that every sheet of answers has; its row is the header, whatever stands above
MARKED = re.compile(r"unnamed_\d+|")  # an index, as programs save it beside the columns


def table_of(path: Path) -> pd.DataFrame:
    """A file as a table of cells as they are written, its columns in small letters with underscores.

    Read are .csv, .tsv, .txt and workbooks; commas, semicolons or tabs; UTF-8 with or without a mark, UTF-16 and what
    a spreadsheet writes on an old Windows. Lines above the header are passed over; the table's index counts on, so that
    row `n` is line `n + 2` of the sheet.
    """
    if path.suffix.lower() not in ENDINGS:
        raise CorpusError(f"{path.name} is no .csv or .xlsx file; save the sheet as one of them.")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CorpusError(f"{path.name} is larger than {MOST_BYTES // 10**6} MB, which no sheet of answers is.")
        sheets = _workbook(path) if path.suffix.lower() in WORKBOOKS else _readings(_decoded(path.read_bytes()), path)
    except OSError as error:
        raise CorpusError(f"{path.name} cannot be read: {reason(error)}. Check that you may open it.") from None
    if not any(map(any, (row for rows in sheets for row in rows))):
        raise CorpusError(f"{path.name} is empty.")
    if not any(map(_header, sheets)):  # whole lines may stand in one column
        lines = ["\n".join(row[0].rstrip(",;\t") if row else "" for row in rows) for rows in sheets]
        sheets += [rows for text in lines for rows in _readings(text, path)]
    widest = max(sheets, key=lambda rows: len(next(filter(any, rows), [])))
    rows = min(filter(_header, sheets), key=_header, default=widest)
    at = _header(rows) or next((at for at, row in enumerate(rows, start=1) if any(row)), 1)
    head = [_column(name) for name in rows[at - 1]]
    body = [(_apart(row, len(head)) + [""] * len(head))[: len(head)] for row in rows[at:]]
    table = pd.DataFrame(body, columns=head, index=range(at - 1, at - 1 + len(body)))
    return table.loc[:, [not MARKED.fullmatch(name) for name in head]]


def _column(name):
    return re.sub(r"\W+", "_", name.strip().lower()).strip("_")


def _header(rows):
    """The line of the header, from 1; 0 where there is none."""
    return next((at for at, row in enumerate(rows, start=1) if IN_EVERY in map(_column, row)), 0)


def _readings(text, path):
    """The rows of a text, by each delimiter."""
    try:
        return [list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) for delimiter in ",;\t"]
    except csv.Error as error:  # a cell longer than the library takes: a quotation mark without its second
        raise CorpusError(f"{path.name} cannot be read as a table: {brief(error)}. Save it anew.") from None


def _apart(row, columns):
    """A line that a spreadsheet saved as a single cell, cut into its cells."""
    return next(csv.reader(row)) if len(row) == 1 < columns and row[0] else row


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
        options = {"header": None, "dtype": str, "keep_default_na": False, "engine": "calamine"}
        sheets = pd.read_excel(path, sheet_name=None, **options)
        return [sheet.fillna("").astype(str).to_numpy().tolist() for sheet in sheets.values()]
    except (OSError, CorpusError):
        raise
    except Exception as error:  # whatever the library throws at a broken file
        raise CorpusError(f"{path.name} cannot be read: {brief(error)}. Save it anew, or as .csv.") from None
