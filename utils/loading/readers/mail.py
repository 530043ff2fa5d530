"""Mails (.eml) and web pages saved as one file (.mhtml, Safari's .webarchive): what a program packed."""

import email
import plistlib
import re
from email import policy
from email.utils import parseaddr
from xml.parsers.expat import ExpatError

from utils.errors import CorpusError, event
from utils.loading.exports import split
from utils.loading.readers import web_page
from utils.loading.readers.blocks import lines_of
from utils.loading.readers.decoding import decode
from utils.loading.wrapped import paragraphs_of

PLIST = re.compile(rb"bplist00|\s*(?:<\?xml[^>]*>\s*)?<(?:!DOCTYPE )?plist\b")
PAGES = ("text/html", "application/xhtml+xml")
STUB = 0.5  # of the words of the page: a plain text that is shorter says "view this mail in your browser"


def read(path):
    """The articles of an export that was mailed; else the page, or the mail and each mail attached to it."""
    data = path.read_bytes()
    if PLIST.match(data):
        return _webarchive(data, path.name)
    message = email.message_from_bytes(data, policy=policy.default)
    broken = [defect for part in message.walk() for defect in part.defects if "CloseBoundary" in type(defect).__name__]
    why = "breaks off in the middle: save it again, or its end is missing"
    events = [event(path.name, "noted", why)] if broken else []
    if path.suffix.lower() != ".eml" or "Snapshot-Content-Location" in message:
        documents, said = _saved_page(message, path.name)
        return documents, events + said
    mails = [message, *(part.get_content() for part in message.walk() if part.get_content_type() == "message/rfc822")]
    found = [_mail(mail, path.name) for mail in mails]
    documents = [document for documents, _ in found for document in documents]
    if not documents:
        raise CorpusError(f"{path.name} is a mail without text; save what is attached to it as files of their own.")
    if len(documents) > 1:
        documents = [{**document, "row": row} for row, document in enumerate(documents, 1)]
    return documents, events + [one for _, said in found for one in said]


def text_of(data, charset, item):
    """The text of a page and events, where somebody else than the page says what its letters are."""
    if charset and charset.lower() != "us-ascii":  # which some programs write whatever they send
        try:
            return data.decode(charset), []
        except (UnicodeDecodeError, LookupError):
            pass  # it is wrong or unknown
    return web_page.decoded(data, item)


def _saved_page(message, item):
    pages = [part for part in message.walk() if part.get_content_type() in PAGES]
    if not pages:
        raise CorpusError(f"{item} holds no web page; save the page as 'HTML only' or copy its text into .txt.")
    saved = str(message["Snapshot-Content-Location"] or message["Content-Location"] or "")
    page = next((part for part in pages if saved and str(part["Content-Location"]) == saved), pages[0])
    url = saved or str(page["Content-Location"] or "")
    text, events = _content(page, item)
    documents, said = web_page.article_of(text, item, url=url if url.startswith("http") else "")
    return documents, events + said


def _mail(message, item):
    """The text of a mail, plain if it has one that is whole; what is attached is named."""
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    lines, events = _content(plain, item) if plain else ("", [])
    lines = lines.splitlines()
    if page:
        text, said = _content(page, item)
        of_page = lines_of(text) if text.strip() else []
        if len(" ".join(lines).split()) < STUB * len(" ".join(of_page).split()):
            lines, events = of_page, said
            if not split(lines, item):
                lines = _article(text, item) or of_page
    if export := split(lines, item):
        return export[0], events + export[1]
    others = [part for part in message.iter_attachments() if part.get_content_type() != "message/rfc822"]
    if names := [part.get_filename() or part.get_content_type() for part in others]:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        events.append(event(item, "noted", f"has attachments, which were left out: {', '.join(names[:3])}{more}"))
    name, address = parseaddr(_header(message, "From"))
    about = {"title": _header(message, "Subject"), "date": _header(message, "Date"), "source": name or address}
    text = "\n\n".join(paragraphs_of(lines))
    return ([{"text": text, **about}] if text else []), events


def _article(page, item):
    """The lines of the article in a mail that is a page; none where menus and text cannot be told apart."""
    try:
        documents, _ = web_page.article_of(page, item)
    except CorpusError:
        return []
    return [line for document in documents for line in document["text"].split("\n")]


def _webarchive(data, item):
    try:
        page = plistlib.loads(data)["WebMainResource"]
        text, events = text_of(page["WebResourceData"], page.get("WebResourceTextEncodingName"), item)
    except (plistlib.InvalidFileException, ExpatError, KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise CorpusError(f"{item} is damaged or no web archive; save the page as HTML.") from None
    documents, said = web_page.article_of(text, item, url=str(page.get("WebResourceURL", "")))
    return documents, events + said


def _content(part, item):
    return text_of(part.get_payload(decode=True) or b"", part.get_content_charset(), item)


def _header(message, name):
    """A header; letters that were sent without saying which they are, are read like those of a file."""
    given = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    raw = str(given).encode("utf-8", "surrogateescape")
    return str(message[name] or "") if raw.isascii() else " ".join(decode(raw, name)[0].split())
