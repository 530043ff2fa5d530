"""JSON files: a list of articles, or an object that holds one (as news services send it)."""

import json
from collections import Counter

import pandas as pd

from utils.errors import CorpusError, brief, event
from utils.loading.readers.columns import SPELLINGS, documents_from, plain_record
from utils.loading.readers.decoding import decode
from utils.loading.readers.services import nested_records


def read(path, columns):
    """One document an object of the list; a single object with a text is one document."""
    text, events = decode(path.read_bytes(), path.name)
    twice = set()
    try:
        content = json.loads(text, object_pairs_hook=lambda pairs: _noting(pairs, twice))
    except RecursionError:
        raise CorpusError(f"{path.name} is nested too deeply to be a list of articles.") from None
    except ValueError as error:
        where = f"line {error.lineno}" if hasattr(error, "lineno") else "a number"
        raise CorpusError(
            f"{path.name} is not valid JSON, see {where}; if each line is an object of its own, name it .jsonl."
        ) from None
    for name in sorted(twice):
        events.append(event(path.name, "noted", f"has '{brief(name)}' twice in one object; the last is read"))
    records = _records(content, path.name)
    kept = [(number, record) for number, record in enumerate(records, 1) if isinstance(record, dict)]
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            events.append(event(f"{path.name}, row {number}", "skipped", "is not a JSON object"))
    if not kept:
        raise CorpusError(f'{path.name} holds no articles; it should look like [{{"text": "…", "source": "…"}}, …].')
    table = pd.DataFrame([plain_record(record) for _, record in kept], dtype=object)
    documents, more = documents_from(table, path.name, [number for number, _ in kept], columns)
    return documents, events + more


def _noting(pairs, twice):
    """An object of a JSON file; the names that it has twice are added to `twice`."""
    record = dict(pairs)
    if len(record) < len(pairs):
        twice.update(name for name, many in Counter(name for name, _ in pairs).items() if many > 1)
    return record


def _records(content, item):
    if isinstance(content, list):
        return content
    if not isinstance(content, dict):
        return []
    if (records := nested_records(content)) is not None:
        return records
    if any(isinstance(content.get(name), str) for name in SPELLINGS["text"]):
        return [content]
    if columns := _by_column(content):
        return columns
    lists = [key for key, value in content.items() if isinstance(value, list) and any(map(_is_object, value))]
    if len(lists) > 1:
        listed = ", ".join(f"'{key}'" for key in lists)
        raise CorpusError(f"{item} holds more than one list ({listed}); keep the one with the articles.")
    return content[lists[0]] if lists else [content]


def _by_column(content):
    """The rows of {"text": ["…", "…"], "source": ["…", "…"]}."""
    lists = [value for value in content.values() if isinstance(value, list) and not any(map(_is_object, value))]
    if len(lists) < len(content) or len(lists) < 2 or len(set(map(len, lists))) != 1:
        return []
    return [dict(zip(content, row, strict=True)) for row in zip(*lists, strict=True)]


def _is_object(value):
    return isinstance(value, dict)
