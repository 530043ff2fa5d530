"""Mails (.eml) and web pages saved as one file (.mhtml, Safari's .webarchive): what the browser or mail program packed."""

import email
import plistlib
from email import policy
from email.utils import parseaddr

from utils.errors import CorpusError, event
from utils.loading.exports import split
from utils.loading.readers import web_page
from utils.loading.readers.blocks import lines_of
from utils.loading.wrapped import paragraphs_of


def read(path):
    """The articles of an export that was mailed; else one document, a page or a mail."""
    ending = path.suffix.lower()
    if path.read_bytes()[:8] == b"bplist00":
        return _webarchive(path)
    message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    pages = [part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    plain = [part for part in parts if part.get_content_type() == "text/plain" and not part.is_attachment()]
    if ending != ".eml" or "Snapshot-Content-Location" in message:
        if not pages:
            raise CorpusError(
                f"{path.name} holds no web page; save the page as 'HTML only' or copy its text into .txt."
            )
        url = message["Snapshot-Content-Location"] or pages[0]["Content-Location"] or ""
        return web_page.article_of(_content(pages[0]), path.name, url=str(url))
    if not parts:
        raise CorpusError(f"{path.name} is a mail without text; save its attachment as a file.")
    lines = _content(plain[0]).splitlines() if plain else lines_of(_content(pages[0]))
    if export := split(lines, path.name):
        return export
    events = []
    if attached := [part.get_filename() for part in message.iter_attachments()]:
        events.append(
            event(path.name, "noted", f"has attachments, which were left out: {', '.join(map(str, attached[:3]))}")
        )
    name, address = parseaddr(str(message["From"] or ""))
    about = {"title": str(message["Subject"] or ""), "date": str(message["Date"] or ""), "source": name or address}
    return [{"text": "\n\n".join(paragraphs_of(lines)), **about}], events


def _webarchive(path):
    try:
        page = plistlib.loads(path.read_bytes())["WebMainResource"]
        text = page["WebResourceData"].decode(page.get("WebResourceTextEncodingName") or "utf-8", "replace")
    except (plistlib.InvalidFileException, KeyError, TypeError, ValueError, LookupError, AttributeError, OverflowError):
        raise CorpusError(f"{path.name} is damaged or no web archive; save the page as HTML.") from None
    return web_page.article_of(text, path.name, url=str(page.get("WebResourceURL", "")))


def _content(part):
    """The text of a part, whatever it says of its letters."""
    try:
        return part.get_content()
    except (LookupError, UnicodeError):
        return part.get_payload(decode=True).decode("utf-8", "replace")
