"""Spreadsheets (.xlsx, .xls, .ods): one article a row, on each sheet that has a text column.

Where sheets with articles have no column of sources, a sheet is an outlet: its name is the source. Rows above the
header (the title of a search, its date) are passed over. python-calamine reads all three formats.
"""

import io
import re

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from utils.errors import CorpusError, event
from utils.loading.readers import office
from utils.loading.readers.columns import check_width, documents_from, names_text, repeated, standard_names

HEADER_WITHIN = 20  # rows
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how Excel writes a character that XML cannot hold


def read(path, columns):
    """One document a row; it is said which sheets were read."""
    if not office.is_old(path):
        office.refuse_unsafe(path)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))  # by a path it goes by the ending
        tables = {name: _table(book.get_sheet_by_name(name), path.name, columns) for name in book.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, CorpusError):
            raise
        raise CorpusError(
            f"{path.name} is damaged, protected by a password, or no spreadsheet; save it again as .xlsx without one."
        ) from None
    tables = {name: table for name, table in tables.items() if table is not None}
    if not tables:
        raise CorpusError(f"{path.name} is empty; its first row should name the columns, one of them 'text'.")
    with_text = [
        name for name, (table, _) in tables.items() if len(table) and _finds(table, path.name, columns, "text")
    ]
    chosen = with_text or [name for name, (table, _) in tables.items() if len(table)][:1] or list(tables)[:1]
    events = [
        event(
            f"{path.name}, sheet '{name}'", "noted", f"has no text column; the articles were read from {_named(chosen)}"
        )
        for name in sorted(tables.keys() - set(chosen))
    ]
    documents, outlets = [], not any(_finds(tables[name][0], path.name, columns, "source") for name in chosen)
    for name in chosen:
        table, header = tables[name]
        item = path.name if len(chosen) == 1 else f"{path.name}, sheet '{name}'"
        if header > 1:
            events.append(event(item, "repaired", f"has {header - 1} rows above its header, which were passed over"))
        found, more = documents_from(table, item, list(table.index), columns)
        if len(chosen) > 1:
            found = [{**document, "sheet": name, **({"source": name} if outlets else {})} for document in found]
        documents += found
        events += more
    if len(chosen) > 1:
        what = "the name of a sheet is the source of its articles" if outlets else "the column 'sheet' names the sheet"
        events.append(event(path.name, "noted", f"has articles on {len(chosen)} sheets; {what}"))
        documents = [{**document, "row": row} for row, document in enumerate(documents, 1)]
    return documents, events


def _named(names):
    return f"the sheet{'s' * (len(names) > 1)} " + ", ".join(f"'{name}'" for name in names)


def _table(sheet, item, columns):
    """The rows below the header as a table, numbered as in the sheet, and the number of the header."""
    rows = [
        (number, [_plain(cell) for cell in row])
        for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1)
        if any(map(_filled, row))
    ]
    if not rows:
        return None
    at = 0
    if not columns:
        at = next((i for i, (_, row) in enumerate(rows[:HEADER_WITHIN]) if names_text(row)), 0)
    header, width = rows[at], max(len(row) for _, row in rows[at:])
    names = [str(name).strip() if _filled(name) else None for name in header[1]]
    names += [None] * (width - len(names))
    names = [name or f"column {_letters(i)}" for i, name in enumerate(names, 1)]
    check_width(len(names), item)
    if twice := repeated(names):
        raise CorpusError(f"{item}: the column '{twice[0]}' stands in the header twice; rename one of the two.")
    cells = [[*row, *[None] * (width - len(row))] for _, row in rows[at + 1 :]]
    table = pd.DataFrame(cells, index=[number for number, _ in rows[at + 1 :]], columns=names, dtype=object)
    unnamed = [name for name in names if name.startswith("column ")]
    return table.drop(columns=[name for name in unnamed if not table[name].map(_filled).any()]), header[0]


def _letters(number):
    """The name of a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _plain(cell):
    """A cell as a user sees it: whole numbers without their point, no escapes, nothing where nothing stands."""
    if isinstance(cell, str):
        return ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell) or None
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _filled(cell):
    return cell is not None and str(cell).strip() != ""


def _finds(table, item, columns, ours):
    try:
        return ours in standard_names(list(table.columns), item, columns)[0].values()
    except CorpusError as error:
        return f"could each be the {ours}" in str(error)  # documents_from will say so again
