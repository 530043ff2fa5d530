"""Europresse exports: publication, a line with section, date and number of words, title, text, and a line "news·…".

What stands above the title (a section once more) and in boxes below the text (captions, notes) is left out.
"""

import re

from utils.errors import event
from utils.loading.dates import first_date
from utils.loading.readers.blocks import HEADLINE
from utils.loading.wrapped import paragraphs_of

END = re.compile(r"(.*?)(?:(?:Numéro de document|Document number|N° de document) ?: ?)?(?:news|web|tv|radio)·\d{8}·\S+")
WORDS = re.compile(r"(\d{1,3}(?:[\s,.]\d{3})+|\d+)\s*(?:mots|words|palabras|parole|Wörter|woorden)\b", re.IGNORECASE)
PAGE = re.compile(r"\bpp?\. ?\w", re.IGNORECASE)
NUMBER = re.compile(r",? (?:no|n°|nº|issue|édition)\.? ?.*", re.IGNORECASE)
FOOTER = re.compile(
    r"(?:Cet article est paru dans|This article appeared in|Este artículo|©|\(c\)|Tous droits|Certificat émis|"
    r"Document délivré|Ce certificat|Date d'émission|Le présent document|Visualiser l'article|Consulter le site|"
    r"Public ?·).*",
    re.IGNORECASE,
)
BOX = re.compile(r"(?:Illustration|Note|Encadré|Référence|Graphique|Tableau)\(s\) ?:.*")
PROMISED = re.compile(r"(\d[\d\s]*?) (?:documents?|articles?)(?: \w+)?")
NAME = r"[^\W\d_a-z][\w'’.-]*"
BYLINE = re.compile(rf"(?:(?:[Pp]ar|[Bb]y|[Pp]or) )?{NAME}(?:,? (?:et |and |y |de |du |avec )?{NAME}){{1,6}}")
HEADER = 6  # filled lines; longer is no header


def is_export(lines):
    """Whether an article ends with an identifier of the database."""
    return any(END.fullmatch(line.strip()) for line in lines)


def articles(lines):
    """One document an article: `title, source, date, byline, section, length, text`."""
    documents, events = [], []
    blocks = _blocks(lines)
    cover = next((block[: _header(block)[0] or 0] for block in blocks), [])
    for row, block in enumerate(blocks, 1):
        at, date, section, length = _header(block)
        title, byline, body = _parts(block[at + 1 :] if at is not None else [])
        if not body:
            about = title or " ".join(block[:2])
            events.append(
                event(f"row {row}", "skipped", f"has no text that could be told from its header: {about[:60]}")
            )
            continue
        about = {"title": title, "source": NUMBER.sub("", block[at - 1]) if at else "", "date": date}
        about |= {"section": section, "byline": byline, "length": length}
        documents.append({**about, "text": "\n\n".join(paragraphs_of(body)), "row": row})
    promised = next((int(re.sub(r"\D", "", match[1])) for match in map(PROMISED.fullmatch, cover) if match), None)
    return documents, events, promised


def _blocks(lines):
    """The filled lines of each article; the footer of one stands before the header of the next."""
    blocks, block = [], []
    for line in map(str.strip, lines):
        if match := END.fullmatch(line):
            block += [match[1]] if match[1].strip() else []
            blocks += [block] if block else []
            block = []
        elif line and (block or not FOOTER.fullmatch(line)):
            block.append(line)
    return blocks


def _header(block):
    """Where the line with the date stands; the date, the section before it, and the number of words.

    Before the first article there may be a list of all: its header is the last that gives words or a page too.
    """
    found = [(at, *dated) for at, line in enumerate(block) if (dated := _dated(line))]
    sure = [one for one in found if one[-1] and one[0] < len(block) - 1]
    near = [one for one in found if one[0] < HEADER]
    at, date, section, length, _ = (sure[-1:] or near[:1] or [(None, "", "", None, False)])[0]
    return at, date, section, length


def _dated(line):
    """Date, section, number of words of a header's line, and whether it can be nothing else; None of another line."""
    for start in [0, *(match.end() for match in re.finditer(r",\s*|\s[-–]\s", line[:200]))]:
        if found := first_date(line[start:]):
            words = WORDS.search(found[1])
            length = int(re.sub(r"\D", "", words[1])) if words else None
            return found[0], line[:start].strip(" ,-–"), length, bool(words or PAGE.match(found[1]))
    return None


def _parts(lines):
    """Title, byline and lines of the text, from those below the header."""
    at = next((i for i, line in enumerate(lines[:HEADER]) if line.startswith(HEADLINE)), 0)
    title, body = "".join(lines[at : at + 1]).removeprefix(HEADLINE), lines[at + 1 :]
    end = next((i for i, line in enumerate(body) if BOX.fullmatch(line)), len(body))
    body = [line for line in body[:end] if not FOOTER.fullmatch(line)]
    byline = next((line for line in body[: min(2, len(body) - 1)] if BYLINE.fullmatch(line)), "")
    if byline:  # the first line, or the second below a subtitle
        body.remove(byline)
    return title, byline, body
