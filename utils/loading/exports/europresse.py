"""Europresse exports: publication, a line with section, date and number of words, title, text, and a line "news·…"."""

import re

from utils.errors import event
from utils.loading.dates import first_date
from utils.loading.wrapped import paragraphs_of

END = re.compile(r"(.*?)(?:(?:Numéro de document|Document number|N° de document) ?: ?)?(?:news|web|tv|radio)·\d{8}·\S+")
WORDS = re.compile(r"\s*[-–—]\s*(\d[\d\s,.]*)\s*(?:mots|words|palabras|parole|Wörter|woorden)\b.*", re.IGNORECASE)
NUMBER = re.compile(r",? (?:no|n°|nº|issue|édition)\.? ?.*", re.IGNORECASE)
FOOTER = re.compile(
    r"(?:Cet article est paru dans|This article appeared in|Este artículo|©|\(c\)|Tous droits|Note\(s\) :|"
    r"Illustration\(s\) ?:|Certificat émis|Document délivré|Le présent document|Visualiser l'article|"
    r"Consulter le site|Public ?·).*",
    re.IGNORECASE,
)


def is_export(lines):
    """Whether an article ends with an identifier of the database."""
    return any(END.fullmatch(line.strip()) for line in lines)


def articles(lines):
    """One document an article: `title, source, date, section, length, text`."""
    documents, events = [], []
    for row, block in enumerate(_blocks(lines), 1):
        at, date, section, length = _header(block)
        if at is None or len(block) < at + 3:
            title = " ".join(block[:2])[:60]
            events.append(event(f"row {row}", "skipped", f"has no text that could be told from its header: {title}"))
            continue
        body = [line for line in block[at + 2 :] if not FOOTER.fullmatch(line)]
        about = {"title": block[at + 1], "source": NUMBER.sub("", block[at - 1]) if at else "", "date": date}
        about |= {"section": section, "length": length}
        documents.append({**about, "text": "\n\n".join(paragraphs_of(body)), "row": row})
    return documents, events, None


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
    """Where the line with the date stands; the date, the section before it, and the number of words."""
    for at, line in enumerate(block[:6]):
        words = WORDS.search(line)
        head = WORDS.sub("", line)
        for start in [0, *(match.end() for match in re.finditer(r",\s*|\s[-–]\s", head))]:
            if found := first_date(head[start:]):
                length = int(re.sub(r"\D", "", words[1])) if words else None
                return at, found[0], head[:start].strip(" ,-–"), length
    return None, "", "", None
