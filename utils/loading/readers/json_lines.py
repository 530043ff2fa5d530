"""JSON Lines files: one article a line, as an object with a `text` field."""

import json

import pandas as pd

from utils.errors import CorpusError, event
from utils.loading.readers.columns import documents_from, plain_record
from utils.loading.readers.decoding import decode


def read(path, columns):
    """One document a line; a line that is no JSON object is skipped and named."""
    text, events = decode(path.read_bytes(), path.name)
    records, rows = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            records.append(record)
            rows.append(number)
        else:
            item, why = f"{path.name}, line {number}", "is not a JSON object"
            events.append(event(item, "skipped", why))
    if not records:
        raise CorpusError(
            f'{path.name} holds no JSON object; each line should look like {{"text": "…", "source": "…"}}.'
        )
    documents, more = documents_from(
        pd.DataFrame(list(map(plain_record, records)), dtype=object), path.name, rows, columns
    )
    return documents, events + more
