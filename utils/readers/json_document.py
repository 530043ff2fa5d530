"""JSON files: a list of articles, or an object that holds one (as news services send it)."""

import json

import pandas as pd

from utils.errors import CorpusError
from utils.readers.columns import documents_from
from utils.readers.decoding import decode


def read(path, columns):
    """One document an object of the list; a single object with a text is one document."""
    text, events = decode(path.read_bytes(), path.name)
    try:
        content = json.loads(text)
    except RecursionError:
        raise CorpusError(f"{path.name} is nested too deeply to be a list of articles.") from None
    except ValueError as error:
        where = f"line {error.lineno}" if hasattr(error, "lineno") else "a number"
        raise CorpusError(
            f"{path.name} is not valid JSON, see {where}; if each line is an object of its own, name it .jsonl."
        ) from None
    records = _records(content, path.name)
    kept = [(number, record) for number, record in enumerate(records, 1) if isinstance(record, dict)]
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            events.append({"item": f"{path.name}, row {number}", "outcome": "skipped", "why": "is not a JSON object"})
    if not kept:
        raise CorpusError(f'{path.name} holds no articles; it should look like [{{"text": "…", "source": "…"}}, …].')
    table = pd.DataFrame.from_records([_plain(record) for _, record in kept])
    documents, more = documents_from(table, path.name, [number for number, _ in kept], columns)
    return documents, events + more


def _records(content, item):
    if isinstance(content, list):
        return content
    if not isinstance(content, dict):
        return []
    lists = [
        key for key, value in content.items() if isinstance(value, list) and any(isinstance(v, dict) for v in value)
    ]
    if len(lists) > 1:
        listed = ", ".join(f"'{key}'" for key in lists)
        raise CorpusError(f"{item} holds more than one list ({listed}); keep the one with the articles.")
    return content[lists[0]] if lists else [content]


def _plain(record):
    """News services send a source as an object; its name is what counts."""
    return {
        key: value["name"] if isinstance(value, dict) and "name" in value else value for key, value in record.items()
    }
