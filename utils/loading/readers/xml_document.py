"""XML: TEI, NITF, NewsML, JATS, XML of Factiva and ProQuest, feeds; told by its elements.

What one article is, and where its title, date, source, author and text stand, is in `data/xml_shapes.toml`.
Footnotes, references, tables and captions are left out.
"""

import codecs
import html
import re
import tomllib
from functools import cache

from lxml import etree

from utils.errors import CorpusError, event
from utils.loading.readers import feed, web_page
from utils.loading.readers.blocks import lines_of
from utils.loading.readers.decoding import UTF16_MARKS, decode
from utils.loading.readers.xml_text import first, found, name_of, paragraphs, raw_text, together
from utils.loading.wrapped import paragraphs_of
from utils.notebook.settings import DATA

AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)(\w+;)?")
DECLARED = re.compile(rb'^\s*<\?xml[^>]{0,200}encoding=["\']([\w.-]+)')
NO_LETTERS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])  # control characters that XML does not allow
MARKUP = re.compile(r"</?(?:p|br|div|html|span)\b", re.IGNORECASE)
READ = "feeds (RSS, Atom), TEI, NITF, NewsML, JATS and the XML of Factiva and ProQuest"
FEEDS = ("rss", "feed", "RDF")


@cache
def shapes() -> list[dict]:
    """The shapes that are known, as the file has them."""
    return tomllib.loads((DATA / "xml_shapes.toml").read_text(encoding="utf-8"))["shape"]


def read(path):
    """The articles of the file; what has no text is skipped and named."""
    tree, events = _parsed(path)
    root = name_of(tree)
    if root == "html":
        return web_page.read(path)
    names = {name_of(element) for element in tree.iter()}
    known = [shape for shape in shapes() if names & set(shape["article"])]
    if root in FEEDS:
        documents, said = feed.read(tree, path.name)
        return documents, events + said
    if not known:
        raise CorpusError(
            f"{path.name} is XML whose first element is <{root}>; {READ} are read. "
            "Turn it into a table with a column 'text', or into .txt files."
        )
    documents, said = _articles(tree, known[0], path.name)
    return documents, [
        *events,
        event(path.name, "noted", f"is XML ({root}): headers, notes and tables are left out"),
        *said,
    ]


def _parsed(path):
    """The tree; addresses in it are never followed, and entities that a file declares are refused."""
    text, events = _decoded(path.read_bytes(), path.name)
    if "<!ENTITY" in text:
        raise CorpusError(
            f"{path.name} declares XML entities of its own; it is not safe to read. Save it without them."
        )
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).translate(NO_LETTERS)
    text = AMPERSAND.sub(lambda match: html.escape(html.unescape(match[0])), text)
    try:
        return etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True)), events
    except (etree.XMLSyntaxError, ValueError) as error:
        why = getattr(error, "msg", None) or "not text"
        raise CorpusError(f"{path.name} is no valid XML ({why}); save it again, or copy its text into .txt.") from None


def _decoded(data, item):
    """A mark at the beginning counts most, then what the file declares, then what it is."""
    declared = DECLARED.match(data)
    if declared and not data.startswith((*UTF16_MARKS, codecs.BOM_UTF8)):
        try:
            name = codecs.lookup(declared[1].decode()).name
            return data.decode(web_page.AS_BROWSERS_DO.get(name, name)), []
        except (UnicodeDecodeError, LookupError):
            pass  # the declaration is wrong or unknown
    return decode(data, item)


def _articles(tree, shape, item):
    articles = [one for one in tree.iter() if name_of(one) in shape["article"] and not _is_inside(one, shape)]
    documents, events = [], []
    for row, article in enumerate(articles, 1):
        about = {"row": row} if len(articles) > 1 else {}
        document = {**_document(article, shape), **about}
        if document["text"]:
            documents.append(document)
        else:
            where = f"{item}, row {row}" if about else item
            events.append(event(where, "skipped", "has no text in it, only what is known of an article"))
    return documents, events


def _is_inside(element, shape):
    return any(name_of(above) in shape["article"] for above in element.iterancestors())


def _document(article, shape):
    about = {name: first(article, shape[name]) for name in ("title", "date", "source", "url") if name in shape}
    about |= {name: together(article, shape[name]) for name in ("author", "section") if name in shape}
    wanted = set(shape["paragraphs"])
    bodies = ([one for path in paths.split("|") for one in found(article, path)] for paths in shape["body"])
    text = next((said for group in bodies if (said := [line for body in group for line in _said(body, wanted)])), [])
    if len(text) > 1 and text[0] == about["title"]:
        del text[0]  # the headline has a column of its own
    if len(text) > 1 and text[0] == f"LEAD: {text[1]}":
        del text[0]
    return {**about, "text": "\n\n".join(text)}


def _said(body, wanted):
    """The paragraphs of a body; one without marks for them may hold a page, or plain lines."""
    if said := paragraphs(body, wanted):
        return said
    text = raw_text(body)
    return [line for line in lines_of(text) if line] if MARKUP.search(text) else paragraphs_of(text.splitlines())
