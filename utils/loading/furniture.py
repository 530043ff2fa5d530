"""What a page carries besides its text: headers, footers, page numbers, what a browser prints around it."""

import re
from collections import Counter

__all__ = ["without_furniture"]

EDGE = 4  # lines at the top and the bottom of a page that may be a header or a footer
RECURS = 0.6  # of pages, from which on a line at the edge is no text
PAGE = r"page|seite|pagina|página|pág\.|pag\.|p\.|s\."
OF = r"/|of|von|sur|de|di|van"
NAMED_NUMBER = re.compile(
    rf"[-–|\s]*(?:(?:{PAGE})\s*\d{{1,4}}(?:\s*(?:{OF})\s*\d{{1,4}})?|\d{{1,4}}\s*(?:{OF})\s*\d{{1,4}})[-–|\s]*",
    re.I,
)
BARE_NUMBER = re.compile(r"[-–—\[(|\s]*(\d{1,4})[-–—\])|\s]*")
CLOCK = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}:\d{2}(?: ?[AP]M)?"
PRINTED = re.compile(rf"(?:https?://|file://)\S+(?:\s+\d+/\d+)?|{CLOCK}(?:\s.*)?", re.I)
SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*\s*$")


def without_furniture(pages, sides=(0, -1), edge=EDGE):
    """The lines of the pages without what stands at the edge of most of them, and how many lines were taken off.

    Page numbers that count on, and what a browser prints, go wherever they stand at an edge; other lines where they
    recur, whatever numbers are in them, on most pages. Two pages that begin with the same sentence keep it.
    """
    full = [[at for at, line in enumerate(page) if line.strip()] for page in pages]
    edges = [{*page[:edge], *page[-edge:]} for page in full]
    shapes = Counter(
        shape for page, ats in zip(pages, edges, strict=True) for shape in {_shape(page[at]) for at in ats}
    )
    enough = max(2, RECURS * len(pages))
    recurring = {shape for shape, times in shapes.items() if times >= enough and _may_recur(shape, len(pages))}
    offset = _offset(pages, edges)
    kept, taken = [], 0
    for number, (page, ats) in enumerate(zip(pages, full, strict=True)):
        gone = set()
        for side in sides:
            for at in (ats[:edge], ats[-edge:][::-1])[side]:
                if not (_shape(page[at]) in recurring or _is_mark(page[at], number, len(pages), offset)):
                    break
                gone.add(at)
        left = [at for at in ats if at not in gone]
        kept.append(page[left[0] : left[-1] + 1] if left else [])
        taken += len(gone)
    return kept, taken


def _shape(line):
    """A line whatever its numbers."""
    return re.sub(r"\d+", "0", " ".join(line.split()).lower())


def _may_recur(shape, pages):
    """A row of numbers is a table's; a sentence on both of two pages may be the author's; an export has labels."""
    if not re.search(r"[^\W\d_]", shape) or "document" in shape:
        return False
    return pages > 2 or "©" in shape or "copyright" in shape or not SENTENCE.search(shape)


def _offset(pages, edges):
    """By how much the bare numbers at the edges run ahead of the pages, on most of these; else None."""
    ahead = Counter()
    for number, (page, ats) in enumerate(zip(pages, edges, strict=True)):
        ahead.update({int(match[1]) - number for at in ats if (match := BARE_NUMBER.fullmatch(page[at]))})
    offset, times = max(ahead.items(), key=lambda pair: pair[1], default=(None, 0))
    return offset if times >= max(2, len(pages) / 2) else None


def _is_mark(line, number, pages, offset):
    line = line.strip()
    if PRINTED.fullmatch(line):
        return True
    bare = BARE_NUMBER.fullmatch(line)
    return pages > 1 and bool(NAMED_NUMBER.fullmatch(line) or (bare and int(bare[1]) - number == offset))
