"""One small module per file format, each with `read(path)`, for tables `read(path, columns)`.

`read` returns two lists: documents (dictionaries with at least `text`) and events. An event is what a
careful assistant would tell you about a file: `item` (where), `outcome` ("skipped", "repaired" or
"noted") and `why`. What cannot be read at all raises `CorpusError`.
"""

from importlib import import_module

from utils.errors import CorpusError
from utils.loading.readers import sandbox
from utils.loading.readers.bounds import MOST_FILE, MOST_TEXT_FILE

READERS = {
    ".txt": "plain_text",
    ".md": "plain_text",
    ".html": "web_page",
    ".htm": "web_page",
    ".docx": "word",
    ".pdf": "pdf",
    ".csv": "delimited",
    ".tsv": "delimited",
    ".xlsx": "spreadsheet",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
    ".json": "json_document",
    ".parquet": "parquet",
}
TABLES = {"delimited", "spreadsheet", "json_lines", "json_document", "parquet"}
AT_ARMS_LENGTH = {"web_page", "word", "pdf", "spreadsheet"}

__all__ = ["READERS", "read"]


def read(path, columns=None):
    """Documents and events of a file, by the ending of its name."""
    module = READERS[path.suffix.lower()]
    most = MOST_FILE if module in TABLES else MOST_TEXT_FILE
    if path.stat().st_size > most:
        advice = "split it" if module in TABLES else "an article is never that long; is it a table with another ending?"
        raise CorpusError(f"{path.name} is larger than {most // 1024**2:,} MB; {advice}")
    further = (columns or {},) if module in TABLES else ()
    if module in AT_ARMS_LENGTH:
        return sandbox.read(path, module, *further)
    return import_module(f"utils.loading.readers.{module}").read(path, *further)
