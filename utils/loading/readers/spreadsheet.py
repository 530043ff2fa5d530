"""Excel files (.xlsx): one article a row, on the sheet that has a text column."""

from contextlib import closing

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from utils.errors import CorpusError, event
from utils.loading.readers import office
from utils.loading.readers.columns import check_width, documents_from, repeated, standard_names


def read(path, columns):
    """One document a row. With several sheets, the one that has a text column; it is said which."""
    office.refuse_unsafe(path)
    try:
        with closing(load_workbook(path, read_only=True, data_only=True)) as book:
            tables = {sheet.title: _table(sheet, path.name) for sheet in book.worksheets}
    except (InvalidFileException, KeyError, TypeError, AttributeError, IndexError) as error:
        raise CorpusError(f"{path.name} is damaged or no Excel file ({error}); save it again as .xlsx.") from None
    tables = {title: table for title, table in tables.items() if table is not None}
    if not tables:
        raise CorpusError(f"{path.name} is empty; its first row should name the columns, one of them 'text'.")
    with_text = [t for t, table in tables.items() if len(table) and _has_text(table, path.name, columns)]
    if len(with_text) > 1:
        listed = ", ".join(f"'{title}'" for title in with_text)
        raise CorpusError(
            f"{path.name} has articles on more than one sheet ({listed}); keep each in a file of its own."
        )
    chosen = (with_text or [t for t, table in tables.items() if len(table)] or list(tables))[0]
    events = []
    for title in tables.keys() - {chosen}:
        why = f"has no text column; the articles were read from the sheet '{chosen}'"
        events.append(event(f"{path.name}, sheet '{title}'", "noted", why))
    table = tables[chosen]
    documents, more = documents_from(table, path.name, list(table.index), columns)
    return documents, sorted(events, key=str) + more


def _table(sheet, item):
    sheet.reset_dimensions()  # what a file says of its own size may be wrong
    rows = ((number, row) for number, row in enumerate(sheet.iter_rows(values_only=True), 1) if any(map(_filled, row)))
    header = next(rows, None)
    if header is None:
        return None
    names = [str(name).strip() if _filled(name) else None for name in header[1]]
    names = [name or f"column {get_column_letter(i)}" for i, name in enumerate(names, 1)]
    check_width(len(names), item)
    if twice := repeated(names):
        raise CorpusError(f"{item}: the column '{twice[0]}' stands in the header twice; rename one of the two.")
    numbers, cells = [], []
    for number, row in rows:
        names += [f"column {get_column_letter(i)}" for i in range(len(names) + 1, len(row) + 1)]
        numbers.append(number)
        cells.append([unescape(cell) if isinstance(cell, str) else cell for cell in row])
    cells = [[*row, *[None] * (len(names) - len(row))] for row in cells]
    table = pd.DataFrame(cells, index=numbers, columns=names, dtype=object)
    unnamed = [name for name in names if name.startswith("column ")]
    return table.drop(columns=[name for name in unnamed if not table[name].map(_filled).any()])


def _filled(cell):
    return cell is not None and str(cell).strip() != ""


def _has_text(table, item, columns):
    try:
        return "text" in standard_names(list(table.columns), item, columns)[0].values()
    except CorpusError as error:
        return "could each be the text" in str(error)  # documents_from will say so again
