"""Text documents of LibreOffice and OpenOffice (.odt): one article, or a database's export with many."""

import re
import zipfile

from lxml import etree

from utils.errors import CorpusError, event
from utils.loading.exports import split
from utils.loading.readers import office

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
PICTURE = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
BLOCKS = {f"{TEXT}p", f"{TEXT}h"}
LEFT_OUT = {
    f"{TEXT}note": "notes",
    f"{OFFICE}annotation": "comments",
    f"{TEXT}tracked-changes": "deleted passages",
    f"{TEXT}table-of-content": "a table of contents",
    f"{PICTURE}title": "descriptions of pictures",
    f"{PICTURE}desc": "descriptions of pictures",
}
BLANKS = re.compile(r"[ \t\r\n]+")  # they count as one, as in HTML
SPACES = {f"{TEXT}s": " ", f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}


def read(path):
    """The articles of an export; else one document, its title taken from the paragraph styled as title."""
    office.refuse_unsafe(path)
    try:
        with zipfile.ZipFile(path) as archive:
            if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read(
                "META-INF/manifest.xml"
            ):
                raise CorpusError(f"{path.name} is protected by a password; save it again without one.")
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            tree = etree.fromstring(archive.read("content.xml"), parser)
    except (KeyError, etree.XMLSyntaxError) as error:
        raise CorpusError(f"{path.name} is damaged or no OpenDocument text ({error}); save it again.") from None
    left = {name for tag, name in LEFT_OUT.items() if tree.find(f".//{tag}") is not None}
    for element in [one for tag in LEFT_OUT for one in tree.iter(tag)]:
        _remove(element)
    parents = {one.get(f"{STYLE}name"): one.get(f"{STYLE}parent-style-name") for one in tree.iter(f"{STYLE}style")}
    styles = [block.get(f"{TEXT}style-name", "") for block in tree.iter(*BLOCKS)]
    styles = [parents.get(style) or style for style in styles]  # a title that was set by hand has a style of its own
    blocks = [("".join(_pieces(block)).strip(), style) for block, style in zip(tree.iter(*BLOCKS), styles, strict=True)]
    lines = [text for text, _ in blocks]
    if export := split(lines, path.name):
        return export
    titles = [text for text, style in blocks if style == "Title" and text][:1]
    text = "\n\n".join(text for text in lines if text and text not in titles)
    if not text and not titles:
        raise CorpusError(f"{path.name} contains no text; if it holds pictures of pages, it needs text recognition.")
    events = [event(path.name, "noted", f"has {' and '.join(sorted(left))}, which were left out")] if left else []
    return [{"text": text or titles[0], "title": titles[0] if titles else ""}], events


def _pieces(element):
    """The text of a paragraph, without that of paragraphs inside it (a text box has its own)."""
    yield BLANKS.sub(" ", element.text or "")
    for child in element:
        if child.tag in SPACES:
            times = child.get(f"{TEXT}c", "1")
            yield SPACES[child.tag] * (min(int(times), 80) if times.isdecimal() else 1)
        elif child.tag not in BLOCKS:
            yield from _pieces(child)
        yield BLANKS.sub(" ", child.tail or "")


def _remove(element):
    """Take an element out, not what follows it."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)
