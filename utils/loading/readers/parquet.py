"""Parquet files: one article a row."""

import os
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet

from utils.errors import CorpusError
from utils.loading.readers.bounds import MOST_UNPACKED
from utils.loading.readers.columns import PARTITION, documents_from, said_by_folders


def read(path, columns):
    """One document a row."""
    with _opened(path) as file:
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
    twice = sorted({name for name in table.columns if list(table.columns).count(name) > 1})
    if twice:
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
        with _opened(file) as content:
            sizes.append(content.metadata.num_rows)
    chosen = np.sort(np.random.default_rng(0).choice(sum(sizes), min(most, sum(sizes)), replace=False))
    documents, events, row = [], [], 0
    for file, first in zip(files, np.cumsum([0, *sizes]).tolist(), strict=False):
        with _opened(file) as content:
            for number in range(content.num_row_groups):
                size = content.metadata.row_group(number).num_rows
                here = chosen[(chosen >= row) & (chosen < row + size)]
                if len(here):
                    table = content.read_row_group(number).take(here - row).to_pandas(ignore_metadata=True)
                    some, noted = documents_from(table, file.name, (here - first + 1).tolist(), columns)
                    path = file.name if file == root else file.relative_to(root).as_posix()
                    about = {"path": path, "sha256": "", "stem": file.stem}
                    documents += [{**said_by_folders(path), **one, **about} for one in some]
                    events += [event for event in noted if event not in events]
                row += size
    return documents, sum(sizes), events


@contextmanager
def _opened(path):
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            yield file
    except CorpusError:
        raise
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise CorpusError(f"{path.name} is not a Parquet file that can be read ({error}); export it again.") from None
