"""Saved web pages: title, date, site, address, author from the page's own data, and the article without the menus."""

import codecs
import re

import trafilatura
from lxml import html

from utils.errors import CorpusError, event
from utils.loading.exports import split
from utils.loading.readers.blocks import lines_of
from utils.loading.readers.decoding import decode
from utils.loading.readers.page_dates import declared_date
from utils.loading.readers.services import site_of
from utils.loading.stubs import OPEN_IT, beginning

DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# What these names mean to every browser (Encoding Standard, WHATWG): pages that declare them carry Windows quotes.
AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874"}
SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->|<!--[^>]*?\burl:\s*(https?://\S+)", re.IGNORECASE)
NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)
ROW, RULE, BULLET = re.compile(r"\|.*\|\s*"), re.compile(r"[|\s:-]+"), re.compile(r"[-•*] +")
SAYS = re.compile(r"(?:[^\W\d_]{2,}\W+){2,}[^\W\d_]{2,}|\S{60}")  # old pages set whole articles in tables
TEASER = 150  # words
LINE = 40  # characters
LONG_ENOUGH = 60  # words, from which on one of several <article> is an article of its own
ONE_STORY = re.compile(r"live-?blog|LiveBlogPosting|comment|related|teaser|card|promo", re.IGNORECASE)


def read(path):
    """The articles of an export or of the page. Comments and navigation are left out (trafilatura, Barbaresi 2021)."""
    page, events = decoded(path.read_bytes(), path.name)
    if export := split(lines_of(page), path.name):
        return export[0], events + export[1]
    documents, more = article_of(page, path.name)
    return documents, events + more


def article_of(page, item, url=""):
    """The article of a page, or several where the page holds several; `url` is where it is known to come from."""
    tree = html.fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    url = url or _address(page, tree)
    articles = [] if _declared_one_story(page, tree) else _several(tree, page)
    pages = [_page_of(article) for article in articles] or [page]
    documents, events = [], []
    for row, one in enumerate(pages, 1):
        document, said = _document(
            one, html.fromstring(one) if articles else tree, f"{item}, row {row}" if articles else item, url
        )
        documents.append({**document, "row": row} if articles else document)
        events += said
    if articles:
        whole = _metadata(page)
        documents = [{**one, "source": whole["source"] or one["source"]} for one in documents]
        events.append(event(item, "noted", f"is a web page with {len(articles)} articles; each was taken"))
    why = "is a web page: the article was taken out of it, menus and comments were left out"
    return documents, [*events, event(item, "repaired", why)]


def decoded(data, item):
    """A mark at the beginning counts most, then valid UTF-8, then what the page declares."""
    declared = DECLARED.search(data)
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                name = codecs.lookup(declared[1].decode()).name
                return data.decode(AS_BROWSERS_DO.get(name, name)), []
            except (UnicodeDecodeError, LookupError):
                pass  # the declaration is wrong or unknown
    return decode(data, item)


def _document(page, tree, item, url):
    found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False, include_links=False)
    if found is None or not (found.text or "").strip():
        raise CorpusError(
            f"{item} holds no article that could be told from menus and links; copy its text into a .txt file."
        )
    lines, events = _plain_lines(found.text, item)
    if len(lines) > 1 and lines[0].strip() == (found.title or "").strip():
        del lines[0]  # the headline has a column of its own
    text = "\n\n".join(lines)
    if NOT_FREE.search(page) and len(text.split()) < TEASER and not beginning(text)[1]:
        words = len(text.split())
        why = f"says that it is not free, and has {words} words: perhaps only its beginning is here; {OPEN_IT}"
        events.append(event(item, "noted", why))
    document = {
        "text": text,
        "title": found.title or "",
        "date": declared_date(tree, url or found.url or ""),
        "source": found.sitename or site_of(url) or found.hostname or "",
        "author": found.author or "",
    }
    return document | ({"url": url} if url else {}), events


def _plain_lines(text, item):
    """The lines of the text without rows of tables and the signs of lists; what was left out."""
    lines, rows = [], 0
    for line in filter(str.strip, text.split("\n")):
        if ROW.fullmatch(line):
            cells = [cell.strip() for cell in line.strip("| ").split("|")]
            said = [cell for cell in cells if SAYS.search(cell)]
            rows += not said and not RULE.fullmatch(line)
            lines += said
        else:
            lines.append(BULLET.sub("", line, count=1) if BULLET.match(line) else line)
    why = f"has {rows:,} rows of tables, which were left out"
    return lines, [event(item, "noted", why)] if rows else []


def _address(page, tree):
    """Where the page was saved from: what the browser noted, else the address the page calls its own."""
    if match := SAVED_FROM.search(page[:5000]):
        return match[1] or match[2]
    canonical = tree.xpath(".//link[@rel='canonical']/@href") + tree.xpath(".//meta[@property='og:url']/@content")
    return next((one.strip() for one in canonical if one.strip().startswith("http")), "")


def _several(tree, page):
    """The articles of a page that has several: long <article> elements in one list, not the parts of one story."""
    found = [one for one in tree.iter("article") if not any(above.tag == "article" for above in one.iterancestors())]
    named = [one for one in found if any(_is_one_story(above) for above in [one, *one.iterancestors()])]
    long = [one for one in found if one not in named and _words_of(one) >= LONG_ENOUGH and _has_heading(one)]
    places = [one.getparent() for one in long]
    if len({*places}) == len(places):  # each in a box of its own
        places = [box.getparent() for box in places]
    one_list = len({*places}) == 1
    if len(long) < 2 or not one_list or not _hold_the_text(long, page):
        return []
    return long if min(map(_words_of, long)) * 4 >= max(map(_words_of, long)) else []


def _hold_the_text(articles, page):
    """Whether most lines that are the text of the page stand in these articles: a page has forms and boxes as well."""
    found = trafilatura.extract(page, include_comments=False, include_links=False) or ""
    inside = " ".join(" ".join(article.itertext()) for article in articles)
    inside = " ".join(inside.split())
    lines = [" ".join(line.split()) for line in found.split("\n") if len(line) > LINE]
    return 2 * sum(line in inside for line in lines) > len(lines)


def _declared_one_story(page, tree):
    """Whether the page calls itself a live blog, or one article, with its headline above all parts."""
    is_article = tree.xpath(".//meta[@property='og:type'][@content='article']")
    return "LiveBlogPosting" in page or bool(is_article and tree.xpath(".//h1[not(ancestor::article)]"))


def _is_one_story(element):
    names = [element.get(name) or "" for name in ("class", "id", "itemtype", "itemprop")]
    return isinstance(element.tag, str) and bool(ONE_STORY.search(" ".join(names)))


def _words_of(article):
    """The words of its paragraphs that are no links: a list of other articles has few."""
    return len(" ".join(article.xpath(".//p//text()[not(ancestor::a)]")).split())


def _has_heading(article):
    return next(article.iter("h1", "h2", "h3"), None) is not None


def _page_of(article):
    body = html.tostring(article, encoding="unicode", with_tail=False)
    heading = next(article.iter("h1", "h2", "h3"), None)
    title = (
        html.tostring(heading, encoding="unicode", method="text", with_tail=False).strip()
        if heading is not None
        else ""
    )
    return f"<html><head><title>{title.replace('<', '&lt;')}</title></head><body>{body}</body></html>"


def _metadata(page):
    found = trafilatura.extract_metadata(page)
    return {"source": (found.sitename or found.hostname or "") if found else ""}
