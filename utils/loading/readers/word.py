"""Word files: one article, or a database's export with many."""

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.package import Package
from lxml.etree import XMLSyntaxError

from utils.errors import CorpusError, event
from utils.loading.exports import split
from utils.loading.readers import office

TEXT, BREAKS = qn("w:t"), {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
PARAGRAPH, COPY = qn("w:p"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BESIDE = ("footnotes", "endnotes", "comments")


def read(path):
    """The articles of an export; else one document, its title taken from the paragraph styled as title."""
    office.refuse_unsafe(path)
    try:
        package = Package.open(str(path))  # docx.Document refuses files with macros, and templates
        paragraphs = list(_paragraphs(parse_xml(package.main_document_part.blob).body))
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, XMLSyntaxError):
        raise CorpusError(f"{path.name} is damaged or no Word file; open it and save it again as .docx.") from None
    lines = [text for text, _ in paragraphs]
    if export := split(lines, path.name):
        return export
    titles = [text for text, style in paragraphs if style == "Title" and text][:1]
    text = "\n\n".join(text for text in lines if text and text not in titles)
    if not text and not titles:
        raise CorpusError(f"{path.name} contains no text; if it holds pictures of pages, it needs text recognition.")
    events = []
    if left := [name for name in BESIDE if _has(package, name)]:
        why = f"has {' and '.join(left)}, which were left out"
        events.append(event(path.name, "noted", why))
    return [{"text": text or titles[0], "title": titles[0] if titles else ""}], events


def _paragraphs(body):
    """Text and style of every paragraph in the order of the file: in tables, text boxes and insertions as well."""
    copies = set()
    for element in body.iter():
        if element.tag == COPY:  # a second version of a text box, for old programs
            copies.update(element.iter(PARAGRAPH))
        if element.tag == PARAGRAPH and element not in copies:
            style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            yield "".join(_pieces(element)).strip(), None if style is None else style.get(qn("w:val"))


def _pieces(element):
    for child in element:
        if child.tag in (PARAGRAPH, COPY):
            continue  # a text box has paragraphs of its own
        if child.tag == TEXT:
            yield child.text or ""
        elif child.tag in BREAKS:
            yield BREAKS[child.tag]
        else:
            yield from _pieces(child)


def _has(package, name):
    parts = [part for part in package.iter_parts() if str(part.partname) == f"/word/{name}.xml"]
    return any(part.blob.count(b"<w:t>") + part.blob.count(b"<w:t ") for part in parts)
