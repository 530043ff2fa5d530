"""PDF files that carry their text: one article a file."""

import re
from itertools import pairwise

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from utils.errors import CorpusError

MOST_PAGES = 2000
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
        about = reader.metadata
    except (PyPdfError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if "cryptography" in str(error):
            raise CorpusError(f"{path.name} is protected by a password; save it without one.") from None
        raise CorpusError(f"{path.name} is damaged or no PDF file; open it and save it again.") from None
    if not re.search(r"\w", "".join(pages)):
        raise CorpusError(
            f"{path.name} has no text layer: its {len(pages)} page(s) are pictures. Run text recognition (OCR) first."
        )
    text, divided = _paragraphs("\n".join(pages))
    why = "is a PDF: lines were joined to paragraphs" + (f", {divided} divided words put together" if divided else "")
    title = str(about.title or "") if about else ""
    return [{"text": text, "title": title}], [{"item": path.name, "outcome": "repaired", "why": why}]


def _paragraphs(text):
    text, divided = re.subn(r"(?<=[a-z])[\u00ad-]\n(?=[a-z])", "", text)
    lines = [line.strip() for line in text.split("\n")]
    widest = max(map(len, lines))
    pieces = lines[:1]
    for before, line in pairwise(lines):
        ends = re.search(r"[.!?:…][\"'”’)\]]*$", before) and len(before) < SHORT_LINE * widest
        pieces.append(("\n\n" if ends or not before or not line else "\n") + line)
    return re.sub(r"\n{3,}", "\n\n", "".join(pieces)).strip(), divided
