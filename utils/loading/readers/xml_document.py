"""XML: feeds (RSS, Atom), TEI, NITF and NewsML, JATS, Factiva's XML; told by their elements, whatever their namespace.

A shape has a line in `SHAPES`: what one article is, and where its title, date, source, author and text stand.
Footnotes, references, tables and captions are left out.
"""

import html
import re

from lxml import etree

from utils.errors import CorpusError, event
from utils.loading.readers.blocks import lines_of

ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\w+);)(\w+);")
DECLARED = re.compile(rb'encoding=["\']([\w.-]+)')
TEASER = 100  # words; an item of a feed that is shorter and has no full text is a teaser
LEFT_OUT = {
    "note",
    "table-wrap",
    "table",
    "fig",
    "ref-list",
    "figure",
    "media",
    "bibl",
    "listBibl",
    "caption",
    "script",
}
SHAPES = {  # a root element: article, then paths of what is known of it, the first that is there; paths begin below it
    "TEI": {
        "article": "TEI",
        "title": "teiHeader/fileDesc/titleStmt/title",
        "date": "teiHeader/fileDesc/sourceDesc//date teiHeader/fileDesc/publicationStmt/date teiHeader//date",
        "source": "teiHeader/fileDesc/sourceDesc//title[@level='j'] teiHeader/fileDesc/publicationStmt/publisher "
        "teiHeader/fileDesc/sourceDesc//publisher",
        "author": "teiHeader/fileDesc/titleStmt/author",
        "body": "text/body",
        "paragraphs": "p head l ab",
    },
    "nitf": {
        "article": "nitf",
        "title": "body/body.head/hedline/hl1 head/title",
        "date": "head/pubdata/@date.publication head/docdata/date.issue/@norm body/body.head/dateline/story.date/@norm",
        "source": "head/pubdata/@name body/body.head/distributor head/docdata/doc.copyright/@holder",
        "author": "body/body.head/byline/person body/body.head/byline",
        "section": "head/pubdata/@position.section",
        "body": "body/body.content",
        "paragraphs": "p hl2 hl3",
    },
    "newsItem": {
        "article": "newsItem",
        "title": "contentMeta/headline itemMeta/title contentSet//hl1 contentSet//title",
        "date": "contentMeta/contentCreated itemMeta/firstCreated itemMeta/versionCreated",
        "source": "itemMeta/provider/name itemMeta/provider/@literal itemMeta/provider/@qcode contentMeta/creditline",
        "author": "contentMeta/by contentMeta/creator/name",
        "body": "contentSet",
        "paragraphs": "p hl2",
    },
    "article": {
        "article": "article",
        "title": "front//title-group/article-title headline",
        "date": "front//pub-date publicationDate/date publicationDate @publicationDate",
        "source": "front//journal-title sourceName source/name publisherName",
        "author": "front//contrib/name byline",
        "section": "sectionName",
        "body": "body .",
        "paragraphs": "p paragraph",
    },
}
FEEDS = {"item", "entry"}
FEED = {
    "title": "title",
    "date": "pubDate published date updated issued",
    "author": "creator author/name author",
    "url": "link/@href link guid",
    "section": "category",
    "text": "encoded content description summary",
}
ROOTS = {"TEI": "TEI", "teiCorpus": "TEI", "nitf": "nitf", "newsItem": "newsItem", "newsMessage": "newsItem"}
ROOTS |= {
    "NewsML": "nitf",
    "NewsItem": "nitf",
    "article": "article",
    "pmc-articleset": "article",
    "articles": "article",
}
ROOTS |= {"ppsarticle": "article", "ppsArticle": "article", "ppsArticles": "article"}


def read(path):
    """The articles of the file; what has no text is skipped and named."""
    tree = _parsed(path)
    root = _name(tree)
    if root == "html":
        from utils.loading.readers import web_page

        return web_page.read(path)
    items = [element for element in tree.iter() if _name(element) in FEEDS]
    if root in ("rss", "feed", "RDF") and items:
        return _feed(tree, items, path.name)
    if root not in ROOTS:
        raise CorpusError(
            f"{path.name} is XML whose first element is <{root}>; feeds (RSS, Atom), TEI, NITF, NewsML, JATS and Factiva's "
            "XML are read. Turn it into a table with a column 'text', or into .txt files."
        )
    shape = SHAPES[ROOTS[root]]
    articles = [one for one in tree.iter() if _name(one) == shape["article"] and not _inside(one, shape["article"])]
    documents, events = [], [event(path.name, "noted", f"is XML ({root}): headers, notes and tables were left out")]
    for row, article in enumerate(articles, 1):
        document = _document(article, shape)
        if document["text"]:
            documents.append({**document, **({"row": row} if len(articles) > 1 else {})})
        else:
            item = f"{path.name}, row {row}" if len(articles) > 1 else path.name
            events.append(event(item, "skipped", "has no text in it, only what is known of an article"))
    if not articles:
        raise CorpusError(f"{path.name} is XML ({root}) without an article in it.")
    return documents, events


def _parsed(path):
    data = path.read_bytes()
    if b"<!ENTITY" in data:
        raise CorpusError(
            f"{path.name} declares XML entities of its own; it is not safe to read. Save it without them."
        )
    declared = DECLARED.search(data[:200])
    try:
        text = data.decode(declared[1].decode() if declared else "utf-8-sig").lstrip("\ufeff")
    except (UnicodeDecodeError, LookupError):
        text = data.decode("utf-8", "replace")
    text = ENTITY.sub(lambda match: html.escape(html.unescape(match[0])), re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    try:
        return etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CorpusError(
            f"{path.name} is no valid XML ({error}); save it again, or copy its text into .txt."
        ) from None


def _feed(tree, items, item):
    """One document an item; the channel is the source of those that name none."""
    channel = next((_value(tree, path) for path in ("channel/title", "title") if _value(tree, path)), "")
    documents, teasers = [], 0
    for row, entry in enumerate(items, 1):
        found = {name: _first(entry, paths) for name, paths in FEED.items()}
        full = _first(entry, "encoded content")
        page = full or found["text"]
        found["text"] = "\n\n".join(filter(None, lines_of(f"<div>{page}</div>") if page else []))
        teasers += not full and 0 < len(found["text"].split()) < TEASER
        documents.append({**found, "source": _value(entry, "source") or channel, "row": row})
    events = [event(item, "noted", f"is a feed with {len(items)} items")]
    if teasers:
        why = f"{teasers} of {len(items)} items hold a teaser, not the article; the articles stand at their addresses (url)"
        events.append(event(item, "noted", why))
    return documents, events


def _document(article, shape):
    about = {
        name: _first(article, shape[name]) for name in ("title", "date", "source", "author", "section") if name in shape
    }
    bodies = [body for path in shape["body"].split() for body in _found(article, path)]
    wanted = set(shape["paragraphs"].split())
    body = next((one for one in bodies if _paragraphs(one, wanted)), None)
    return {**about, "text": "\n\n".join(_paragraphs(body, wanted)) if body is not None else ""}


def _paragraphs(body, wanted):
    blocks = [one for one in body.iter() if _name(one) in wanted and not any(map(_left_out, _above(one, body)))]
    blocks = [one for one in blocks if not any(_name(above) in wanted for above in _above(one, body)[1:])]
    return [text for text in map(_text, blocks) if text]


def _above(element, top):
    """The element and all that it stands in, up to `top`."""
    chain = [element]
    while chain[-1] is not top and chain[-1].getparent() is not None:
        chain.append(chain[-1].getparent())
    return chain


def _left_out(element):
    return _name(element) in LEFT_OUT


def _inside(element, name):
    return any(_name(above) == name for above in element.iterancestors())


def _first(element, paths):
    return next(
        (value for path in re.findall(r"(?:[^\s\[]|\[[^\]]*\])+", paths) if (value := _value(element, path))), ""
    )


def _value(element, path):
    path, _, attribute = (
        path.partition("/@") if "/@" in path else ("", "", path[1:]) if path[0] == "@" else (path, "", "")
    )
    for found in _found(element, path) if path else [element]:
        value = found.get(attribute) if attribute else _date_or_text(found)
        if value and value.strip():
            return " ".join(value.split())
    return ""


def _found(element, path):
    if path == ".":
        return [element]
    steps = re.sub(r"(^|/)(?=[A-Za-z])", r"\1{*}", path)
    return element.findall(steps if not steps.startswith("//") else f".{steps}")


def _date_or_text(element):
    """The text of an element; a date may stand in an attribute, or in parts."""
    parts = {_name(part): (part.text or "").strip() for part in element}
    if {"year", "month", "day"} <= parts.keys():
        return f"{parts['year']}-{parts['month'].zfill(2)}-{parts['day'].zfill(2)}"
    if {"surname", "given-names"} <= parts.keys():
        return f"{parts['given-names']} {parts['surname']}"
    return next((element.get(name) for name in ("when", "norm", "iso-8601-date") if element.get(name)), _text(element))


def _text(element):
    """The text of an element, without that of what is left out in it."""
    pieces = [element.text or ""]
    for child in element:
        pieces.append("" if _left_out(child) or not isinstance(child.tag, str) else _text(child))
        pieces.append(child.tail or "")
    return " ".join("".join(pieces).split())


def _name(element):
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
