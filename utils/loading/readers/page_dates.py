"""The day a saved web page was published, as the page itself declares it; nothing is guessed.

In this order: what the page says to search engines and networks (`meta`, JSON-LD), a `<time>` in the article or beside
its headline, a date in words there, the day in the page's own address. Days of updates, footers and related articles
do not count.
"""

import json
import re

from utils.loading.dates import first_date, is_date

META = (
    *("article:published_time", "og:published_time", "datepublished", "date.issued", "dc.date.issued", "dc.date"),
    *(
        "dcterms.created",
        "dcterms.date",
        "dc.date.created",
        "publication_date",
        "publish-date",
        "publishdate",
        "pubdate",
    ),
    *("parsely-pub-date", "sailthru.date", "citation_publication_date", "citation_date", "bepress_citation_date"),
    *("og:release_date", "og:article:published_time", "article:published", "article.published", "datecreated"),
    *("cxenseparse:recs:publishtime", "rbpubdate", "uploaddate", "originalpublicationdate", "date"),
)
STRUCTURED = re.compile(r'"(datePublished|uploadDate|dateCreated)"\s*:\s*("[^"]{4,40}")')
NEAR = re.compile(
    r"(?:^|[\s_-])\w*(?:date|datum|fecha|byline|publish|pubdate|timestamp|time|meta|created|autho|info)", re.I
)
UPDATED = re.compile(
    r"update|modif|edited|revision|bearbeitet|aktualisiert|geändert|änderung|mis à jour|actualizado|aggiornato|"
    r"bijgewerkt",
    re.I,
)
PUBLISHED = re.compile(
    r"(?:first )?(?:published|posted|veröffentlicht|erschienen|erstellt|datum|date|publié|mis en ligne|mise en ligne|"
    r"publicado|fecha|pubblicato|data|gepubliceerd|geplaatst)\b",
    re.IGNORECASE,
)
ASIDE = ("aside", "footer", "nav")
BESIDE = re.compile(r"related|sidebar|footer|widget|recommend|teaser|latest|newest|copyright|carousel|more-news", re.I)
COMMENT = re.compile(r"comment|kommentar|reply", re.I)
NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2})(?!\d)")
IN_ADDRESS = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=\D|$)")
AROUND = 300  # characters before and after the headline
LINE = 60  # characters of a text beside the headline that says little more than a date
SHORT = 200  # characters of a block that may be a line of dates


def declared_date(tree, address=""):
    """The date as the page writes it; "" where it declares none, or two at the same place that differ.

    03/09/2025 is the third of September on a page that says it is in a language other than English.
    """
    day_first = (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "en")[:2].lower() != "en"
    for finder in (_in_meta, _in_structure, _in_time, _in_blocks, _labelled, _at_headline):
        found = _in_order(finder(tree), day_first and finder in (_in_blocks, _labelled, _at_headline))
        if is_date(found):
            return found
    days = {"-".join(match) for match in IN_ADDRESS.findall(address)}
    return _day(days.pop()) if len(days) == 1 else ""


def _in_order(text, day_first):
    """The text of a date, with a day in numbers written as year, month, day where the page settles which is which."""
    match = NUMERIC.search(text)
    if match and (day_first or match[2] == "."):
        return f"{match[4]}-{match[3].zfill(2)}-{match[1].zfill(2)}"
    return text


def _in_meta(tree):
    named = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = (meta.get("content") or "").strip()
        if content:
            named.setdefault(name, content)
    return next((named[name] for name in META if name in named and re.search(r"\d", named[name])), "")


def _in_structure(tree):
    found = {}
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json":
            for name, value in STRUCTURED.findall(script.text or ""):
                found.setdefault(name, json.loads(value))
    return next((found[name] for name in ("datePublished", "dateCreated", "uploadDate") if name in found), "")


def _in_time(tree):
    marked = [one for one in tree.xpath(".//*[@itemprop='datePublished' or @pubdate]") if not _beside(one, marked=True)]
    times = [time for time in tree.iter("time") if not _beside(time)]
    inside = [
        time for time in times if any(above.tag in ("article", "main", "header") for above in time.iterancestors())
    ]
    for group in (marked, inside):
        if said := list(filter(None, map(_time_of, group))):
            return said[0]
    days = {said[:10]: said for said in map(_time_of, times) if said}
    return next(iter(days.values())) if len(days) == 1 else ""


def _time_of(element):
    return element.get("datetime") or element.get("content") or _date_in(_words(element))


def _in_blocks(tree):
    """The one date that stands in short blocks named after dates or bylines; "" if there are two."""
    days = {}
    for element in tree.iter("span", "p", "div", "abbr", "li", "small", "em", "td", "a", "h4", "h5", "h6"):
        if NEAR.search(f"{element.get('class') or ''} {element.get('id') or ''}") and not _beside(element):
            text, around = _words(element), _words(element.getparent())
            updated = UPDATED.search(text) or (len(around) <= SHORT and UPDATED.search(around))
            if len(text) <= SHORT and not updated and (found := _date_in(text)):
                days.setdefault(found.lower(), found)
    return next(iter(days.values())) if len(days) == 1 else ""


def _labelled(tree):
    """The one date that a short block calls that of publication."""
    days = {}
    for element in tree.iter("p", "span", "li", "div", "em", "small", "td", "dd", "strong"):
        text = _words(element)
        if len(text) <= SHORT and PUBLISHED.match(text) and not _beside(element) and (found := _date_in(text)):
            days.setdefault(found.lower(), found)
    return next(iter(days.values())) if len(days) == 1 else ""


def _at_headline(tree):
    """The one date that stands right before or after the headline; "" if there are two."""
    headline = _headline(tree)
    if headline is None:
        return ""
    before = [text for text in headline.xpath("preceding::text()[normalize-space()]") if _is_said(text)]
    after = [text for text in headline.xpath("following::text()[normalize-space()]") if _is_said(text)]
    days = {}
    for texts in (reversed(before), [headline.xpath("string()"), *after]):
        left = AROUND
        for text in texts:
            if left <= 0:
                break
            left -= len(text.strip())
            if len(text.strip()) <= LINE and not UPDATED.search(text) and (found := _date_in(" ".join(text.split()))):
                days.setdefault(found.lower(), found)
    return next(iter(days.values())) if len(days) == 1 else ""


def _headline(tree):
    """The heading that has most words in common with the title of the page; the name of the site may be one, too."""
    title = set(re.findall(r"\w+", tree.findtext(".//title", "").lower()))
    headings = list(tree.iter("h1")) or list(tree.iter("h2"))
    shared = [len(title & set(re.findall(r"\w+", _words(one).lower()))) for one in headings]
    return headings[shared.index(max(shared))] if headings else None


def _is_said(text):
    parent = text.getparent()
    return parent.tag not in ("script", "style", "noscript", "title") and not _beside(parent)


def _date_in(text):
    """The first date in a short text."""
    for place in re.finditer(r"(?<![\w./-])\w", text):
        if found := first_date(text[place.start() :]):
            return found[0] if re.search(r"\d{1,2}\D+.*\d{4}|\d{4}.+\d", found[0]) else ""
    return ""


def _words(element):
    return " ".join("".join(element.itertext()).split())


def _beside(element, marked=False):
    """Whether an element stands in a comment; unless it is marked as the date: in a footer, a list, or is an update."""
    for one in [element, *element.iterancestors()]:
        name = f"{one.get('class') or ''} {one.get('id') or ''}" if one.tag not in ("body", "html") else ""
        if COMMENT.search(name) or (one is element and UPDATED.search(name) and not marked):
            return True
        if not marked and (one.tag in ASIDE or BESIDE.search(name)):
            return True
    return False


def _day(text):
    year, month, day = text.split("-")
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}"
