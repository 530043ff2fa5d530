"""One small module per file format, each with `read(path)`.

`read` returns two lists: documents (dictionaries with at least `text`) and events. An event is what a
careful assistant would tell you about a file: `item` (where), `outcome` ("skipped", "repaired" or
"noted") and `why`. What cannot be read at all raises `CorpusError`.
"""

from utils.readers import delimited, json_lines, parquet, plain_text

READERS = {
    ".txt": plain_text.read,
    ".md": plain_text.read,
    ".csv": delimited.read,
    ".tsv": delimited.read,
    ".jsonl": json_lines.read,
    ".ndjson": json_lines.read,
    ".parquet": parquet.read,
}

__all__ = ["READERS"]
