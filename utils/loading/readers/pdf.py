"""PDF files that carry their text: one article a file."""

import re
import unicodedata

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PyPdfError

from utils.errors import CorpusError, event
from utils.loading.exports import split
from utils.loading.furniture import without_furniture
from utils.loading.stubs import without_notice
from utils.loading.wrapped import joined, parted

MOST_PAGES = 2000
NO_TITLE = re.compile(r"Microsoft Word - |untitled|\(anonymous\)|.*\.(?:docx?|indd|qxd|pdf)$", re.IGNORECASE)
LIGATURES = re.compile("[\ufb00-\ufb06]")


def read(path):
    """One document. Lines are joined to paragraphs; words divided at a line's end are put together again."""
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise CorpusError(f"{path.name} is protected by a password; save it without one.")
        if len(reader.pages) > MOST_PAGES:
            raise CorpusError(
                f"{path.name} has {len(reader.pages):,} pages; at most {MOST_PAGES:,} are read. Split it."
            )
        pages = [page.extract_text() for page in reader.pages]
        metadata = reader.metadata
    except LimitReachedError:
        raise CorpusError(
            f"{path.name} has pages that unpack to far too much; copy its text into a .txt file if it is an article."
        ) from None
    except (PyPdfError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if "cryptography" in str(error):
            raise CorpusError(f"{path.name} is protected by a password; save it without one.") from None
        raise CorpusError(f"{path.name} is damaged or no PDF file; open it and save it again.") from None
    if not re.search(r"\w", "".join(pages)):
        raise CorpusError(
            f"{path.name} has no text layer: its {len(pages)} page(s) are pictures. Run text recognition (OCR) first."
        )
    pages = [LIGATURES.sub(_plain, page).split("\n") for page in pages]
    heads_off, _ = without_furniture(pages, sides=(0,), edge=2)  # further down, labels of an export recur as well
    if export := split([line for page in heads_off for line in ["\f", *page]][1:], path.name):
        return export
    pages, taken = without_furniture(pages)
    lines = [line.strip() for page in pages for line in page]
    lines, notice = without_notice(lines)
    text, divided = joined(parted(lines))
    done = [f"{divided} divided words put together"] if divided else []
    done += [f"{taken} headers, footers and page numbers left out"] if taken else []
    done += [f"a notice on cookies of {notice} lines left out"] if notice else []
    why = ", ".join(["is a PDF: lines were joined to paragraphs", *done])
    title = str(metadata.title or "") if metadata else ""
    title = "" if NO_TITLE.match(title) else title
    return [{"text": text, "title": title}], [event(path.name, "repaired", why)]


def _plain(match):
    return unicodedata.normalize("NFKC", match[0])
