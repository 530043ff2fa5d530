"""RTF files: one article, or a database's export with many. striprtf takes the marks off."""

import re

from striprtf.striprtf import rtf_to_text

from utils.errors import CorpusError, event
from utils.loading.exports import split

CELL = re.compile(r"\\(?:nest)?cell(?![a-z])")  # striprtf would part cells with the sign |
PAGE_SET = re.compile(rb"\\ansicpg(\d+)")


def read(path):
    """The articles of an export; else one document. Pictures, headers and footers are left out."""
    data = path.read_bytes()
    code_page = PAGE_SET.search(data[:2000])
    encoding = f"cp{code_page[1].decode()}" if code_page and code_page[1] not in (b"0", b"10000") else "cp1252"
    try:
        marked = CELL.sub(r"\\tab", data.decode(encoding, errors="replace"))
        text = rtf_to_text(marked, encoding=encoding, errors="replace")
    except (LookupError, ValueError, IndexError, RecursionError, KeyError) as error:
        raise CorpusError(f"{path.name} is damaged or no RTF file ({error}); open it and save it as .docx.") from None
    lines = ["\t".join(" ".join(cell.split()) for cell in line.split("\t")).strip() for line in text.split("\n")]
    if export := split(lines, path.name):
        return export
    if not any(lines):
        raise CorpusError(f"{path.name} contains no text; if it holds pictures of pages, it needs text recognition.")
    pictures = data.count(b"\\pict")
    left_out = f"; {pictures} picture{'s' * (pictures > 1)} left out" if pictures else ""
    return [{"text": "\n\n".join(filter(None, (line.replace("\t", " ") for line in lines)))}], [
        event(path.name, "repaired", f"is an RTF file: its text was taken{left_out}")
    ]
