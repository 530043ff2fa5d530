"""CSV and TSV files: one article a row."""

import csv
import io
import re
import sys

import pandas as pd

from utils.errors import CorpusError, event
from utils.loading.readers import references
from utils.loading.readers.columns import check_width, documents_from, names_text, repeated
from utils.loading.readers.decoding import decode

DELIMITERS = ",;\t|"
HEADER_WITHIN, MOST_ABOVE = 10_000, 20  # characters, lines
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # the default, 131,072 characters, is shorter than some articles


def read(path, columns):
    """One document a row. The separator is the one the header line uses most; other than , is reported."""
    text, events = decode(path.read_bytes(), path.name)
    above = 0 if columns else _above_header(text)
    if above:
        events.append(event(path.name, "repaired", f"has {above} lines above its header, which were passed over"))
        text = "\n".join(text.splitlines()[above:])
    try:
        table, separator, lines = read_table(text, path.name)
    except CorpusError:
        if '\\"' not in text:
            raise
        table, separator, lines = read_table(text, path.name, escaped=True)
        events.append(
            event(path.name, "repaired", r"has quotation marks written as \" inside its texts; read that way")
        )
    if references.FILE_COLUMN in table.columns and not columns and not names_text(table.columns):
        documents, more = references.of_table(path, table)
        return documents, events + more
    lines = [line + above for line in lines]
    usual = "\t" if path.suffix.lower() == ".tsv" else ","
    if separator != usual and len(table.columns) > 1:
        why = f"its columns are separated by {separator!r}; read that way"
        events.append(event(path.name, "repaired", why))
    documents, more = documents_from(table, path.name, lines, columns)
    return documents, events + more


def _above_header(text):
    """How many lines of a report stand above the header: those before the first that names a column of texts."""
    first = text[:HEADER_WITHIN].splitlines()[:MOST_ABOVE]
    named = (at for at, line in enumerate(first) if any(names_text(_cells(line, mark)) for mark in DELIMITERS))
    return next(named, 0)


def _cells(line, mark):
    return [cell.strip().strip('"') for cell in line.split(mark)]


def read_table(text, item, escaped=False):
    """The table in `text`, every cell a string; the separator it uses; and the line each row ends in."""
    text = re.sub(r"\r\n?", "\n", text).lstrip("\n")
    if first_line := re.match(r"sep=(.)(?:\n|$)", text):  # which Excel writes and reads
        text = text[first_line.end() :].lstrip("\n")
    if not text.strip():
        raise CorpusError(f"{item} is empty; it needs a header line that names its columns, one of them 'text'.")
    separator = first_line[1] if first_line else max(DELIMITERS, key=text.split("\n", 1)[0].count)
    marks = {"escapechar": "\\", "doublequote": False} if escaped else {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, **marks)
    rows, lines = [], []
    try:
        header = next(reader)
        check_width(len(header), item)
        header = [name if name.strip() else f"column {i}" for i, name in enumerate(header, 1)]
        for row in reader:
            if not row:
                continue
            while len(row) > len(header) and not row[-1].strip():
                del row[-1]
            if len(row) > len(header):
                raise CorpusError(
                    f"{item}, line {reader.line_num}, has {len(row)} cells under {len(header)} columns. A text that "
                    f"contains the separator {separator!r} must stand in quotation marks; saving the table again "
                    "from a spreadsheet as 'CSV UTF-8' does that."
                )
            rows.append(row + [""] * (len(header) - len(row)))
            lines.append(reader.line_num)
    except csv.Error as error:
        raise CorpusError(
            f"{item} cannot be read as a table: {error}, near line {reader.line_num}. Look for a quotation mark that "
            "is not closed or stands inside a text; saving it again from a spreadsheet as 'CSV UTF-8' mends both."
        ) from None
    if twice := repeated(header):
        raise CorpusError(f"{item}: the column '{twice[0]}' stands in the header twice; rename one of the two.")
    table = pd.DataFrame(rows, columns=header, dtype=object)
    empty = [name for name in header if re.fullmatch(r"column \d+", name) and not table[name].str.strip().any()]
    return table.drop(columns=empty), separator, lines
