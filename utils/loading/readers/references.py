"""Lists of references (.ris, from Zotero, EndNote or a database): the articles are the files that lie beside them."""

import re
from pathlib import Path
from urllib.parse import unquote

from utils.errors import CorpusError, event
from utils.loading.readers.decoding import decode

LINE = re.compile(r"([A-Z][A-Z0-9])  ?- ?(.*)")
KNOWN = {"title": "TI T1", "source": "T2 JO JF PB", "date": "DA Y1 PY", "author": "AU A1", "url": "UR"}
FILES = ("L1", "L2", "L4", "LK")


def read(path):
    """One document a record whose attached file lies beside the list; other records hold no article."""
    from utils.loading.readers import read as read_file

    text, events = decode(path.read_bytes(), path.name)
    documents, records = [], _records(text)
    if not records:
        raise CorpusError(
            f"{path.name} holds no references; each should begin with a line 'TY  - ' and end with 'ER  - '."
        )
    for row, record in enumerate(records, 1):
        about = {name: _first(record, tags) for name, tags in KNOWN.items()}
        about["date"] = about["date"].strip("/").replace("/", "-")
        file = next((found for tag in FILES for one in record.get(tag, []) if (found := attached(path, one))), None)
        item = f"{path.name}, row {row}"
        if file is None:
            why = "is a reference without its article: no attached file lies beside the list; export it with its files"
            events.append(event(item, "skipped", why))
            continue
        try:
            articles, said = read_file(file)
        except CorpusError as error:
            events.append(event(item, "skipped", str(error)))
            continue
        events += said
        known = {name: value for name, value in about.items() if value}
        documents += [{**article, **known, "row": len(documents) + n} for n, article in enumerate(articles, 1)]
    return documents, events


def attached(listed, name):
    """The file of that name in the folder of the list, or below it where the name says so; None if there is none."""
    plain = unquote(re.sub(r"^file:/*", "/", name.strip()))
    folder = Path(listed).resolve().parent
    for place in (folder / plain.lstrip("/"), folder / Path(plain.replace("\\", "/")).name):
        try:
            if place.resolve().is_relative_to(folder) and place.is_file() and place.resolve() != Path(listed).resolve():
                return place
        except (OSError, ValueError):
            continue
    return None


def _records(text):
    records, record = [], {}
    for line in text.splitlines():
        if not (match := LINE.match(line.strip("\ufeff"))):
            continue
        tag, value = match[1], match[2].strip()
        if tag == "TY":
            record = {}
            records.append(record)
        elif value:
            record.setdefault(tag, []).append(value)
    return records


def _first(record, tags):
    return next((record[tag][0] for tag in tags.split() if tag in record), "")
