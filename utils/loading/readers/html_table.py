"""Tables saved as web pages and named as spreadsheets, as many databases export them: one article a row."""

import io

import pandas as pd

from utils.errors import CorpusError
from utils.loading.readers.columns import documents_from
from utils.loading.readers.decoding import decode


def read(path, columns):
    """One document a row of the longest table of the page."""
    text, events = decode(path.read_bytes(), path.name)
    try:
        tables = pd.read_html(io.StringIO(text), header=0, flavor="lxml", keep_default_na=False)
    except (ValueError, IndexError):
        raise CorpusError(f"{path.name} is a web page without a table of articles; save it as .xlsx or .csv.") from None
    table = max(tables, key=lambda one: one.size).astype(object)
    table.columns = [str(name) for name in table.columns]
    documents, more = documents_from(table, path.name, range(2, len(table) + 2), columns)
    return documents, events + more
