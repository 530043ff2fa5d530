"""E-books (.epub): one document a chapter."""

import posixpath
import zipfile
from urllib.parse import unquote

from lxml import etree

from utils.errors import CorpusError, event
from utils.loading.readers import office
from utils.loading.readers.blocks import lines_of

CONTAINER = "META-INF/container.xml"
SHORT = 50  # words: covers, dedications, lists of contents


def read(path):
    """The parts of the book in reading order; those of under fifty words are left out and counted."""
    office.refuse_unsafe(path)
    try:
        with zipfile.ZipFile(path) as archive:
            root = etree.fromstring(archive.read(CONTAINER)).find(".//{*}rootfile").get("full-path")
            package = etree.fromstring(archive.read(root))
            files = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
            spine = [files[ref.get("idref")] for ref in package.iterfind(".//{*}spine/{*}itemref")]
            spine = [item for item in spine if "nav" not in (item.get("properties") or "")]
            names = [
                posixpath.normpath(posixpath.join(posixpath.dirname(root), unquote(item.get("href")))) for item in spine
            ]
            pages = [archive.read(name).decode("utf-8", "replace") for name in names]
    except (KeyError, AttributeError, TypeError, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        raise CorpusError(f"{path.name} is damaged or no e-book ({error}); copy its text into .txt files.") from None
    about = {name: _said(package, tag) for name, tag in (("author", "creator"), ("date", "date"), ("book", "title"))}
    chapters = [[line for line in lines_of(page) if line] for page in pages]
    kept = [lines for lines in chapters if len(" ".join(lines).split()) >= SHORT]
    documents = [
        {**about, "source": about["book"], "title": lines[0], "text": "\n\n".join(lines[1:] or lines), "row": row}
        for row, lines in enumerate(kept, 1)
    ]
    why = f"is an e-book: {len(kept)} parts are articles, {len(chapters) - len(kept)} of under {SHORT} words were left out"
    return documents, [event(path.name, "noted", why)]


def _said(package, name):
    return (package.findtext(f".//{{http://purl.org/dc/elements/1.1/}}{name}") or "").strip()
