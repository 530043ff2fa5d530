"""What a run of scale.py keeps in its folder: a file a piece, put there whole, and at the end one for all of them."""

import csv
import math

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from utils.errors import CorpusError, write_whole
from utils.notebook.spreadsheets import defused, restored
from utils.scaling.score_tables import SCORES, SPEAKERS_SCHEMA, merge_counts

__all__ = ["SKIPPED", "finish", "keep", "keep_skipped", "refuse_foreign", "repeated_ids", "target"]

MOST_IDS = 2_000_000  # articles among which repeated ids are looked for
SKIPPED = ["item", "outcome", "why"]
FAN_IN = 8  # tables of counts merged at a time


def refuse_foreign(out):
    if out.exists() and not out.is_dir():
        raise CorpusError(f"'{out}' is a file; name a folder for the scores.")
    if out.exists() and not (out / "_manifest.json").exists():
        strange = [file.name for file in out.iterdir() if not file.name.startswith("_")]
        if strange:
            raise CorpusError(f"'{out}' holds files that are no scores ('{strange[0]}'); name a new or empty folder.")


def target(out, piece):
    return out / f"part-{piece['number']:05}.parquet"


def keep(out, piece, tables, skipped, frames):
    """Write what came of a piece; the scores last, since with them it is done."""
    scores, counts, speakers = tables
    number = f"{piece['number']:05}"
    if speakers is not None:
        speaking = pa.Table.from_pandas(speakers, SPEAKERS_SCHEMA, preserve_index=False).replace_schema_metadata()
        write_whole(out / f"_speakers-{number}.parquet", lambda place: pq.write_table(speaking, place))
    if counts is not None:
        write_whole(out / f"_counts-{number}.parquet", lambda place: counts.to_parquet(place, index=False))
    if skipped:
        keep_skipped(out / f"_skipped-{number}.csv", skipped)
    fields = [("doc_id", pa.string()), ("source", pa.string()), ("date", pa.timestamp("us"))]
    fields += [(name, pa.int64()) for name in ("words", "sentences")]
    schema = pa.schema(fields + [(name, pa.float64()) for name in (*SCORES, *frames)])
    table = schema.empty_table() if scores is None else pa.Table.from_pandas(scores, schema, preserve_index=False)
    write_whole(target(out, piece), lambda place: pq.write_table(table.replace_schema_metadata(), place))


def keep_skipped(place, skipped):
    """Write what was left out and why for spreadsheets; all in quotation marks, as names may have returns."""
    table = pd.DataFrame(skipped, columns=SKIPPED).map(defused)
    write_whole(place, lambda file: table.to_csv(file, index=False, encoding="utf-8", quoting=csv.QUOTE_ALL))


def finish(out, pieces, grammar):
    """Words merged in a tree, reasons and speakers each in one table; the pieces go. Returns the reasons."""
    if not (out / "_counts.parquet").exists():
        if grammar:
            speaking = sorted(out.glob("_speakers-*.parquet"))
            write_whole(out / "_speakers.parquet", lambda place: _one_after_the_other(speaking, place))
        counts = _merged_in_a_tree(sorted(out.glob("_counts-*.parquet")))
        reasons = [row for place in sorted(out.glob("_skipped-*.csv")) for row in _read_skipped(place).values.tolist()]
        keep_skipped(out / "_skipped.csv", reasons)
        write_whole(out / "_counts.parquet", lambda place: counts.to_parquet(place, index=False))
    for name in ("_counts-*.parquet", "_skipped-*.csv", "_speakers-*.parquet"):
        for leftover in out.glob(name):
            leftover.unlink()
    return _read_skipped(out / "_skipped.csv")


def repeated_ids(out, rows):
    """How many ids occur more than once; not looked at where there are too many to hold."""
    if rows > MOST_IDS:
        return 0
    ids = pq.read_table(out, columns=["doc_id"])["doc_id"].to_pandas()
    return int(ids[ids.duplicated(keep=False)].nunique())


def _read_skipped(place):
    with place.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return pd.DataFrame(rows, columns=SKIPPED, dtype=str).map(restored)


def _one_after_the_other(places, whole):
    """Tables of speakers in files, in one file; no more than one in memory at once."""
    with pq.ParquetWriter(whole, SPEAKERS_SCHEMA) as file:
        for place in places:
            file.write_table(pq.read_table(place))


def _merged_in_a_tree(places):
    """Tables of counts in files added up, a few at a time, so that no more than a few are in memory at once."""
    if len(places) <= FAN_IN:
        return merge_counts(map(pd.read_parquet, places))
    size = FAN_IN ** (math.ceil(math.log(len(places), FAN_IN)) - 1)
    return merge_counts(_merged_in_a_tree(places[i : i + size]) for i in range(0, len(places), size))
