"""CSV and TSV files: one article a row."""

import csv
import io

import pandas as pd

from utils.errors import CorpusError
from utils.readers.columns import documents_from
from utils.readers.decoding import decode

DELIMITERS = ",;\t|"


def read(path):
    """One document a row. The separator is the one the header line uses most; other than , is reported."""
    text, events = decode(path.read_bytes(), path.name)
    table, separator = read_table(text, path.name)
    usual = "\t" if path.suffix == ".tsv" else ","
    if separator != usual and len(table.columns) > 1:
        why = f"its columns are separated by {separator!r}; read that way"
        events.append({"item": path.name, "outcome": "repaired", "why": why})
    documents, more = documents_from(table, path.name, range(2, len(table) + 2))
    return documents, events + more


def read_table(text, item):
    """The table in `text`, every cell a string, and the separator it uses."""
    header = text.lstrip("\n").split("\n", 1)[0]
    if not header.strip():
        raise CorpusError(f"{item} is empty; it needs a header line that names its columns, one of them 'text'.")
    separator = max(DELIMITERS, key=header.count)
    names = next(csv.reader([header.rstrip("\r")], delimiter=separator))
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CorpusError(f"{item}: the column '{twice[0]}' stands in the header twice; rename one of the two.")
    try:
        table = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False, index_col=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        problem = str(error).removeprefix("Error tokenizing data. C error: ").strip()
        raise CorpusError(
            f"{item} cannot be read as a table: {problem}. Look for a quotation mark that is not closed or a "
            "separator inside a text; saving it again from a spreadsheet as 'CSV UTF-8' mends both."
        ) from None
    return table, separator
