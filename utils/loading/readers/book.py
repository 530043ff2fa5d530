"""E-books (.epub): one document a chapter, in reading order, without cover and list of contents."""

import posixpath
import zipfile
from urllib.parse import unquote

from lxml import etree, html

from utils.errors import CorpusError, event
from utils.loading.readers import office, web_page
from utils.loading.readers.blocks import lines_of

CONTAINER, LOCKS = "META-INF/container.xml", "META-INF/encryption.xml"
SHORT = 50  # words: covers, dedications, lists of contents
MANY_LINKS = 0.5  # of the words: a list of contents
SAFE = etree.XMLParser(resolve_entities=False, no_network=True)


def read(path):
    """The parts of the book; those of under fifty words are left out and counted, if others are longer."""
    office.refuse_unsafe(path)
    try:
        with zipfile.ZipFile(path) as archive:
            root = etree.fromstring(archive.read(CONTAINER), SAFE).find(".//{*}rootfile").get("full-path")
            package = etree.fromstring(archive.read(root), SAFE)
            names = _spine(package, posixpath.dirname(root))
            _refuse_locked(archive, names, path.name)
            pages = [web_page.decoded(archive.read(name), name)[0] for name in names]
    except (KeyError, AttributeError, TypeError, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        raise CorpusError(f"{path.name} is damaged or no e-book ({error}); copy its text into .txt files.") from None
    said = {name: _said(package, tag) for name, tag in (("author", "creator"), ("date", "date"), ("source", "title"))}
    parts = [_part(page) for page in pages if page.strip()]
    long = [part for part in parts if len(part["text"].split()) >= SHORT] or [part for part in parts if part["text"]]
    if not long:
        raise CorpusError(f"{path.name} holds no text; are its pages pictures?")
    documents = [{**said, **part, "row": row} for row, part in enumerate(long, 1)]
    left = len(pages) - len(long)
    parts_left = f"{left} parts (cover, contents, under {SHORT} words) were left out"
    why = f"is an e-book: {len(long)} chapters are articles, {parts_left}"
    return documents, [event(path.name, "noted", why)]


def _spine(package, folder):
    """The files of the book in reading order, without navigation."""
    files = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
    spine = [files[ref.get("idref")] for ref in package.iterfind(".//{*}spine/{*}itemref") if ref.get("idref") in files]
    spine = [item for item in spine if "nav" not in (item.get("properties") or "").split()]
    return [posixpath.normpath(posixpath.join(folder, unquote(item.get("href")))) for item in spine]


def _refuse_locked(archive, names, item):
    if LOCKS not in archive.namelist():
        return
    locked = etree.fromstring(archive.read(LOCKS), SAFE).iterfind(".//{*}CipherReference")
    if {unquote(one.get("URI") or "") for one in locked} & set(names):  # fonts may be locked, chapters not
        raise CorpusError(f"{item} is locked by its seller (DRM); it can only be read in his program.")


def _part(page):
    """Title and text of a chapter; a list of contents has none."""
    tree = html.fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    lines = [line for line in lines_of(page) if line]
    linked = sum(len("".join(link.itertext()).split()) for link in tree.iter("a"))
    if linked > MANY_LINKS * len(" ".join(lines).split()):
        return {"title": "", "text": ""}
    heading = next((" ".join("".join(one.itertext()).split()) for one in tree.iter("h1", "h2", "h3")), "")
    if heading and lines[:1] == [heading]:
        del lines[0]
    return {"title": heading or " ".join((tree.findtext(".//title") or "").split()), "text": "\n\n".join(lines)}


def _said(package, name):
    return (package.findtext(f".//{{http://purl.org/dc/elements/1.1/}}{name}") or "").strip()
