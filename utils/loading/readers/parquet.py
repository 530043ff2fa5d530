"""Parquet files: one article a row."""

import os
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.compute
import pyarrow.parquet

from utils.errors import CorpusError
from utils.loading.readers.bounds import MOST_EXPANSION, MOST_ROWS, MOST_UNPACKED, SMALL
from utils.loading.readers.columns import PARTITION, check_width, documents_from, repeated, said_by_folders

BATCH_BYTES, BATCH_ROWS, FEWEST_ROWS = 64 * 1024**2, 10_000, 16  # unpacked at once


def read(path, columns):
    """One document a row."""
    with opened(path) as file:
        if file.metadata.num_rows > MOST_ROWS:
            raise CorpusError(f"{path.name} has {file.metadata.num_rows:,} rows, more than {MOST_ROWS:,}; split it.")
        # Without the notes that pandas left in the file: an index is then a column like the others.
        table = unpacked(file, path).to_pandas(ignore_metadata=True)
    if twice := repeated(table.columns):
        raise CorpusError(f"{path.name}: the column '{twice[0]}' is there twice; rename one of the two.")
    table = table.drop(columns=[name for name in table.columns if str(name).startswith("__index_level_")])
    return documents_from(table, path.name, range(1, len(table) + 1), columns)


def parquet_files(source, recursive=False):
    """The Parquet files of a corpus that is nothing else, in order; none if it is anything else."""
    if source.is_file():
        return [source] if source.suffix == ".parquet" else []
    found = [file for file in files_in(source, recursive) if file.name[0] not in "._"]
    return found if found and all(file.suffix == ".parquet" for file in found) else []


def files_in(folder, recursive=False):
    """The files of a folder and of the folders of a dataset in it, in order; with `recursive` those of all folders."""
    found = []
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if recursive or PARTITION.fullmatch(name)]
        found += [Path(here) / name for name in names]
    return sorted(file for file in found if file.is_file())


def read_some(files, root, most, columns):
    """Documents of `most` rows of files, drawn by chance; how many rows there are; and events.

    No more than one row group is in memory at a time.
    """
    sizes = []
    for file in files:
        with opened(file) as content:
            sizes.append(content.metadata.num_rows)
    chosen = np.sort(np.random.default_rng(0).choice(sum(sizes), min(most, sum(sizes)), replace=False))
    documents, events, row = [], [], 0
    for file, first in zip(files, np.cumsum([0, *sizes]).tolist(), strict=False):
        with opened(file) as content:
            for number in range(content.num_row_groups):
                size = content.metadata.row_group(number).num_rows
                here = chosen[(chosen >= row) & (chosen < row + size)]
                if len(here):
                    table = unpacked(content, file, [number]).take(here - row).to_pandas(ignore_metadata=True)
                    some, noted = documents_from(table, file.name, (here - first + 1).tolist(), columns)
                    path = file.name if file == root else file.relative_to(root).as_posix()
                    about = {"path": path, "sha256": "", "stem": file.stem}
                    documents += [{**said_by_folders(path), **one, **about} for one in some]
                    events += [event for event in noted if event not in events]
                row += size
    return documents, sum(sizes), events


def unpacked(file, path, groups=None):
    """The table of a file, or of some of its row groups, checked and read batch by batch.

    How much a file holds is only known while it is unpacked: a text that stands there once may be meant a million
    times. So each batch is weighed, and a file that grows beyond all measure is refused.
    """
    groups = range(file.num_row_groups) if groups is None else groups
    allowed = min(MOST_UNPACKED, max(SMALL, MOST_EXPANSION * path.stat().st_size))
    heaviest = max((file.metadata.row_group(i).total_byte_size for i in groups), default=0)
    rows = max(min(BATCH_BYTES // max(heaviest, 1), BATCH_ROWS), FEWEST_ROWS)  # no row is heavier than its group
    batches, weight = [], 0
    for batch in file.iter_batches(rows, list(groups)):
        batch.validate(full=True)  # else a damaged text is only found when it is looked at
        weight += sum(map(_weight, batch.columns))
        if weight > allowed:
            raise CorpusError(
                f"{path.name} unpacks to more than {allowed // 1024**2:,} MB from {path.stat().st_size / 1024**2:,.1f} "
                "MB, which no articles do; look at it, or split it."
            )
        batches.append(batch)
    return pyarrow.Table.from_batches(batches, None if batches else file.schema_arrow)


def _weight(column):
    """Bytes of a column with every repeated text written out."""
    if not pyarrow.types.is_dictionary(column.type):
        return column.nbytes
    lengths = pyarrow.compute.binary_length(column.dictionary.cast(pyarrow.large_binary(), safe=False))
    return pyarrow.compute.sum(lengths.take(column.indices)).as_py() or 0


@contextmanager
def opened(path):
    """A Parquet file that has no more columns than a table may have."""
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            check_width(len(file.schema_arrow.names), path.name)
            yield file
    except CorpusError:
        raise
    except (PermissionError, FileNotFoundError) as error:  # gone, perhaps, since the folder was listed
        why = os.strerror(error.errno)
        raise CorpusError(f"{path.name} cannot be opened ({why}); check that you may read it.") from None
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise CorpusError(f"{path.name} is not a Parquet file that can be read ({error}); export it again.") from None
