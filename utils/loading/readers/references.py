"""Lists of references (.ris, Zotero's CSV): the articles are the attached files that lie beside the list."""

import re
from pathlib import Path
from urllib.parse import unquote

from utils.errors import CorpusError, event
from utils.loading.readers.decoding import decode

LINE = re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*))?$")
KNOWN = {"title": "TI T1 CT", "source": "T2 JO JF JA PB", "date": "DA Y1 PY", "author": "AU A1", "url": "UR"}
COLUMNS = {"title": "Title", "source": "Publication Title", "date": "Date", "author": "Author", "url": "Url"}
FILES = ("L1", "L2", "L4", "LK")
FILE_COLUMN = "File Attachments"
DAY = re.compile(r"\d{4}(?:/\d{1,2}){0,2}(?=/|$)")  # 2019/07/04/ as RIS has it


def read(path):
    """One document a record whose attached file lies beside the list; other records hold no article."""
    text, events = decode(path.read_bytes(), path.name)
    records = _records(text)
    if not records:
        raise CorpusError(
            f"{path.name} holds no references; each should begin with a line 'TY  - ' and end with 'ER  - '."
        )
    known = [{name: _first(record, tags) for name, tags in KNOWN.items()} for record in records]
    for about, record in zip(known, records, strict=True):
        about["author"] = "; ".join(record.get("AU") or record.get("A1") or [])
        about["date"] = _date(about["date"], _first(record, "PY Y1"))
    files = [[name for tag in FILES for name in record.get(tag, [])] for record in records]
    documents, said = _articles(path, known, files)
    return documents, events + said


def of_table(path, table):
    """The same for the rows of the table that Zotero exports."""
    rows = table.to_dict("records")
    known = [{name: row.get(column, "") for name, column in COLUMNS.items()} for row in rows]
    files = [[name.strip() for name in row[FILE_COLUMN].split("; ")] for row in rows]
    return _articles(path, known, files)


def attached(listed, name):
    """The file of that name beside the list, or below it in the folders that the name ends in, or None."""
    plain = re.sub(r"^[\w-]{2,}:/*", "", unquote(name.strip()))
    parts = [part for part in re.split(r"[/\\]", plain) if part not in ("", ".", "..")]
    folder = Path(listed).resolve().parent
    for place in (folder.joinpath(*parts[at:]) for at in range(len(parts))):
        try:
            if place.resolve().is_relative_to(folder) and place.is_file() and place.resolve() != Path(listed).resolve():
                return place
        except (OSError, ValueError):
            continue
    return None


def _articles(path, known, files):
    documents, events, taken = [], [], set()
    for row, (about, names) in enumerate(zip(known, files, strict=True), 1):
        item = f"{path.name}, row {row}"
        places = [place for name in names if (place := attached(path, name)) and place not in taken]
        if not places:
            why = "is a reference without its article: no attached file lies beside the list; export it with its files"
            events.append(event(item, "skipped", why))
            continue
        articles, place, said = _first_read(places)
        taken.add(place)
        events += [{**one, "item": item} if one["outcome"] == "skipped" else one for one in said]
        about = {name: value for name, value in about.items() if value}
        about["attached"] = place.relative_to(path.resolve().parent).as_posix()
        documents += [{**article, **about, "row": len(documents) + n} for n, article in enumerate(articles, 1)]
    return documents, events


def _first_read(places):
    """The articles of the first file that can be read: a reference may have a page and a PDF file."""
    from utils.loading.readers import can_be_read, not_read
    from utils.loading.readers import read as read_file

    said = []
    for place in places:
        try:
            if not can_be_read(place) or place.suffix.lower() == ".ris":
                raise CorpusError(f"{place.name} {not_read(place)}.")
            documents, events = read_file(place)
            return documents, place, events
        except CorpusError as error:
            said.append(event("", "skipped", str(error)))
    return [], places[0], said


def _records(text):
    """The tags of each record with their values; a line without a tag goes on with the last value."""
    records, values = [], []
    for line in text.splitlines():
        match = LINE.match(line.strip("\ufeff \t"))
        if not match:
            if values and line.strip():
                values[-1] += f" {line.strip()}"
            continue
        tag, value = match[1], (match[2] or "").strip()
        if tag == "TY":
            records.append({})
        values = []
        if value and records:
            values = records[-1].setdefault(tag, [])
            values.append(value)
    return records


def _date(given, year):
    """A date of RIS as 2019-07-04; others as they are given, with the year where that stands alone."""
    if match := DAY.match(given):
        return match[0].replace("/", "-")
    return given if re.search(r"\d{4}", given) or not given else f"{given} {year[:4]}"


def _first(record, tags):
    return next((record[tag][0] for tag in tags.split() if tag in record), "")
