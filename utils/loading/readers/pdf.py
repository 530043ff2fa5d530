"""PDF files that carry their text: one article a file."""

import re
import unicodedata
from itertools import pairwise

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PyPdfError
from wordfreq import zipf_frequency

from utils.errors import CorpusError, event
from utils.loading.exports import split

MOST_PAGES = 2000
DIVIDED = re.compile(r"\b([^\W\d_]+)[\u00ad-][ \t]*\n[ \t]*([^\W\d_A-Z]+)")
LIGATURES = re.compile("[\ufb00-\ufb06]")
COMMON = 3.5  # zipf frequency of a word that stands by itself; 3 is once in a million words
SHORT_LINE = 0.75  # of the longest line: a shorter one that ends a sentence ends its paragraph


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
    if export := split("\n".join(pages).split("\n"), path.name):
        return export
    text, divided = _paragraphs("\n".join(pages))
    why = "is a PDF: lines were joined to paragraphs" + (f", {divided} divided words put together" if divided else "")
    title = str(metadata.title or "") if metadata else ""
    title = "" if re.match(r"Microsoft Word - |untitled|.*\.(?:docx?|indd|qxd|pdf)$", title, re.IGNORECASE) else title
    return [{"text": text, "title": title}], [event(path.name, "repaired", why)]


def _joined(match):
    """A word divided at a line's end; *well-known* keeps its hyphen, since both parts are common words."""
    left, right = match[1], match[2]
    known = [zipf_frequency(word, "en") for word in (left, right, left + right)]
    compound = min(known[:2]) >= COMMON and known[2] < min(known[:2]) - 1
    return f"{left}-{right}" if compound else left + right


def _paragraphs(text):
    text = LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text, divided = DIVIDED.subn(_joined, text)
    lines = [line.strip() for line in text.split("\n")]
    widest = max(map(len, lines))
    pieces = lines[:1]
    for before, line in pairwise(lines):
        ends = re.search(r"[.!?:…][\"'”’)\]]*$", before) and len(before) < SHORT_LINE * widest
        pieces.append(("\n\n" if ends or not before or not line else "\n") + line)
    return re.sub(r"\n{3,}", "\n\n", "".join(pieces)).strip(), divided
