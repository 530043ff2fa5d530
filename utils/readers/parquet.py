"""Parquet files: one article a row."""

import pyarrow
import pyarrow.parquet

from utils.errors import CorpusError
from utils.readers.bounds import MOST_UNPACKED
from utils.readers.columns import documents_from


def read(path, columns):
    """One document a row."""
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            groups = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
            unpacked = sum(group.total_byte_size for group in groups)
            if unpacked > MOST_UNPACKED:
                raise CorpusError(
                    f"{path.name} unpacks to {unpacked // 1024**3:,} GB, more than can be read in one piece; split it."
                )
            content = file.read()
            content.validate(full=True)  # else a damaged text is only found when it is looked at
            # Without the notes that pandas left in the file: an index is then a column like the others.
            table = content.to_pandas(ignore_metadata=True)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        if isinstance(error, CorpusError):
            raise
        raise CorpusError(f"{path.name} is not a Parquet file that can be read ({error}); export it again.") from None
    twice = sorted({name for name in table.columns if list(table.columns).count(name) > 1})
    if twice:
        raise CorpusError(f"{path.name}: the column '{twice[0]}' is there twice; rename one of the two.")
    table = table.drop(columns=[name for name in table.columns if str(name).startswith("__index_level_")])
    return documents_from(table, path.name, range(1, len(table) + 1), columns)
