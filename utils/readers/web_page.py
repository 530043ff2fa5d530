"""Saved web pages: title, date, site and author from the page's own data, and the article without the menus."""

import codecs
import re

import trafilatura

from utils.errors import CorpusError
from utils.readers.decoding import decode

DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# No guessing of dates from footers and addresses: only what the page itself declares as its date.
ON_DATES = {"extensive_search": False, "original_date": True}


def read(path):
    """One document. Comments and navigation are left out (trafilatura, Barbaresi 2021)."""
    page, events = _decoded(path.read_bytes(), path.name)
    found = trafilatura.bare_extraction(
        page, with_metadata=True, include_comments=False, include_links=False, date_extraction_params=ON_DATES
    )
    if found is None or not (found.text or "").strip():
        raise CorpusError(
            f"{path.name} holds no article that could be told from menus and links; copy its text into a .txt file."
        )
    lines = [line for line in found.text.split("\n") if line.strip()]
    if len(lines) > 1 and lines[0].strip() == (found.title or "").strip():
        del lines[0]  # the headline has a column of its own
    document = {
        "text": "\n\n".join(lines),
        "title": found.title or "",
        "date": found.date or "",
        "source": found.sitename or found.hostname or "",
        "author": found.author or "",
    }
    why = "is a web page: the article was taken out of it, menus and comments were left out"
    return [document], [*events, {"item": path.name, "outcome": "repaired", "why": why}]


def _decoded(data, item):
    declared = DECLARED.search(data[:4096])
    try:
        name = codecs.lookup(declared[1].decode()).name if declared else "utf-8"
    except LookupError:
        name = "utf-8"
    if name == "utf-8":
        return decode(data, item)
    try:
        return data.decode(name), []
    except (UnicodeDecodeError, LookupError):
        return decode(data, item)
