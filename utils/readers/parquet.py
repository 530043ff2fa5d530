"""Parquet files: one article a row."""

import pandas as pd
import pyarrow

from utils.errors import CorpusError
from utils.readers.columns import documents_from


def read(path):
    """One document a row."""
    try:
        table = pd.read_parquet(path)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise CorpusError(f"{path.name} is not a Parquet file that can be read ({error}); export it again.") from None
    if table.index.name:
        table = table.reset_index()
    return documents_from(table, path.name, range(1, len(table) + 1))
