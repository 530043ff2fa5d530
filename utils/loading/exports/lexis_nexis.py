"""LexisNexis exports of the years before 2020: "3 of 161 DOCUMENTS", then a header in capitals, the text, index terms.

Header: source, date, edition, title, then labelled lines (BYLINE, SECTION, LENGTH and more, in the language of the
interface). The text follows the last of them. What comes before the first article (who asked, for what), the index
terms, copyright lines and the headers of printed pages are left out.
"""

import re
from collections import Counter
from itertools import pairwise, takewhile

from utils.errors import event
from utils.loading.dates import DAYS, first_date
from utils.loading.exports import below
from utils.loading.exports.below import RIGHTS
from utils.loading.exports.page_heads import PAGE, PAGE_BREAK, clean, page_heads_off, signatures
from utils.loading.wrapped import END, paragraphs_of

MARK = re.compile(
    r"(?:(?:Document|Dokument|Documento) )?(\d[\d,.]*) (?:of|von|de|van|di|sur|out of) (\d[\d,.]*)"
    r"(?: (?:DO[CK]UMENT)[A-Z]*| (?:document|Dokument)\w*)?"
)
FIELDS = {
    "byline": "BYLINE AUTHOR AUTOR AUTOREN VERFASSER AUTEUR AUTORE NAAM",
    "section": "SECTION RUBRIK RESSORT RUBRIQUE RUBRIEK SECTIE SECCIÓN SECCION SEZIONE SEÇÃO",
    "length": "LENGTH LÄNGE LONGUEUR LENGTE LONGITUD EXTENSIÓN LUNGHEZZA TAMANHO COMPRIMENTO",
    "dateline": "DATELINE ORTSMARKE ORIGINE DATUMREGEL",
    "highlight": "HIGHLIGHT HIGHLIGHTS EXTRAIT ENCART SAMENVATTING",
    "series": "SERIES SERIE SÉRIE",
    "edition": "EDITION AUSGABE EDITIE EDICIÓN EDIZIONE ÉDITION",
    "title": "HEADLINE TITLE TITEL TITRE",
    "show": "SHOW",
    "transcript": "TRANSCRIPT",
    "guests": "GUESTS GUEST",
    "column": "COLUMN",
    "type": "TYPE",
    "body": "BODY",
}
NAMES = {label: field for field, labels in FIELDS.items() for label in labels.split()}
LABEL = re.compile(rf"({'|'.join(NAMES)}): ?(.*)")
LENGTH = re.compile(rf"(?:{FIELDS['length'].replace(' ', '|')}): ?\d.*")
EDITION = re.compile(
    r"(?:\S+ ){0,5}\S*(?:edition|ausgabe|édition|editie|edición|edizione|edição)\S*(?: \S+){0,4}|"
    r"(?:\S+ ){0,3}(?:final|ed\.)|late edition.*|correction appended|\d{1,2}[:.]\d{2}.*",
    re.IGNORECASE,
)
ERROR = re.compile(r"We are sorry but there is an error in this document.*", re.IGNORECASE)
TIMES = re.compile(  # the day of the week and the time of day after a date
    rf"(?:(?:{'|'.join(sorted(DAYS, key=len, reverse=True))})\b\.?,?\s*)?"
    r"(?:\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[AP]\.?M\.?)?\s*(?:[A-Z]{2,5}\b)?,?\s*)?",
    re.IGNORECASE,
)
FULL = 0.75  # of the widest line: a longer one runs on where no empty line says otherwise


def is_export(lines):
    """Whether the lines have articles counted "1 of 3 DOCUMENTS", or without that the labels of this database."""
    lines = signatures(lines)
    if any(map(_mark, lines)):
        return any(LABEL.fullmatch(line) or below.is_label(line) for line in lines)
    return any(LENGTH.fullmatch(line) for line in lines) and any(line.startswith(below.CLOSING) for line in lines)


def articles(lines):
    """One document an article: `title, source, date, edition, section, length, byline, text`."""
    documents, events, captions = [], [], 0
    blocks, promised = _blocks(clean(lines))
    for row, block in enumerate(blocks, 1):
        error = next((i for i, line in enumerate(block) if ERROR.match(line)), len(block))
        if error < len(block):
            events.append(event(f"row {row}", "skipped", "holds the database's word that the document has an error"))
            if not any(LABEL.fullmatch(line) for line in block[:error]):
                continue
        document, beside = _document(block[:error])
        if not document["text"]:
            events.append(event(f"row {row}", "skipped", f"has a header and no text: {document['title'][:60]}"))
            continue
        captions += any(kind == "captions" for kind, _ in beside)
        events += [
            event(f"row {row}", "noted", f"ends with {kind}, left out: {said[:60]}")
            for kind, said in beside
            if kind != "captions"
        ]
        documents.append({**document, "row": row})
    if documents and captions:
        texts = "1 text" if captions == 1 else f"{captions:,} texts"
        events.append(event("", "noted", f"has captions of pictures below {texts}, which were left out"))
    return documents, events, promised


def _mark(line):
    """The match of a line that counts the articles; one without the word is none."""
    return MARK.fullmatch(line) if "ocument" in line.lower().replace("k", "c") else None


def _blocks(lines):
    """The lines of each article, and how many the file promises."""
    marks = [(i, match) for i, line in enumerate(lines) if (match := _mark(line))]
    if not marks:
        return _by_index_terms(lines), sum(bool(LENGTH.fullmatch(line)) for line in lines)
    total = Counter(match[2] for _, match in marks).most_common(1)[0][0]
    marks = [(i, _number(match[1])) for i, match in marks if match[2] == total or "DO" in match[0]]
    again = {i for (_, before), (i, number) in pairwise(marks) if number == before}  # on each page
    starts = [i for i, _ in marks if i not in again]
    ends = [*starts[1:], len(lines)]
    blocks = [
        [lines[i] for i in range(start + 1, end) if i not in again] for start, end in zip(starts, ends, strict=True)
    ]
    first, last = marks[0][1], marks[-1][1]
    return blocks, _number(total) if first == 1 else last - first + 1  # a later part of a long list promises its own


def _by_index_terms(lines):
    """Blocks where nothing counts the articles: a new one begins after index terms and copyright lines are over."""
    blocks, block, closing = [], [], False
    for at, line in enumerate(lines):
        over = below.is_label(line) or RIGHTS.fullmatch(line)
        if closing and line and not over and (block[-1] == "" or any(map(first_date, lines[at + 1 : at + 4]))):
            blocks.append(block)
            block, closing = [], False
        closing = closing or line.startswith(below.CLOSING)
        block.append(line)
    return [block for block in [*blocks, block] if any(LENGTH.fullmatch(line) for line in block)]


def _document(block):
    """The document of a block, and what stood below it besides index terms."""
    labels, start = _labels(block)
    header = (
        list(takewhile(lambda line: _field(line) in ("", "show"), block)) if labels else block[: _after_date(block)]
    )
    start = start if labels else len(header)
    title, source, date, edition, show = _header(header)
    body, beside = below.parted(page_heads_off(block[start:], [line for line in header if not RIGHTS.fullmatch(line)]))
    length = re.match(r"\d[\d.,]*", labels.pop("length", ""))
    labels.pop("body", None)
    document = {
        "edition": edition,
        **({"show": show} if show else {}),
        **{name: value for name, value in labels.items() if value},
        "title": title or labels.get("title", ""),
        "source": source,
        "date": date,
        "length": _number(length[0]) if length else None,
        "text": "\n\n".join(paragraphs_of(body)),
    }
    return document, beside


def _labels(block):
    """The labelled lines of the header by field, each once, and where the text begins."""
    at = next((i for i, line in enumerate(block) if _field(line) not in ("", "show")), len(block))
    found, parted, widest = {}, "" in block[:at], max(map(len, block), default=0)
    while at < len(block) and "body" not in found:
        field = _field(block[at])
        over = not field or field in found
        if over and block[at] not in ("", PAGE_BREAK) and not PAGE.fullmatch(block[at]):
            break
        if not over:
            until = at + 1 if field in ("body", "length") else _value_ends(block, at, parted, widest)
            found[field] = " ".join([LABEL.fullmatch(block[at])[2], *block[at + 1 : until]]).strip()
            at = until
        else:
            at += 1
    return found, at


def _field(line):
    match = LABEL.fullmatch(line)
    return NAMES[match[1]] if match else ""


def _value_ends(block, at, parted, widest):
    """Where a value is over: at an empty line; if the file has none, at a line that is short or ends a sentence."""
    for i in range(at + 1, len(block)):
        runs_on = block[i] and not _field(block[i])
        if not runs_on or not (parted or (len(block[i - 1]) > FULL * widest and not END.search(block[i - 1]))):
            return i
    return len(block)


def _after_date(block):
    """Where a header without labels is over: after the title, which is the first thing below the date."""
    dated = next((i for i, line in enumerate(block[:12]) if first_date(line)), 0)
    filled = [i for i, line in enumerate(block) if line and i > dated]
    return filled[0] + 1 if filled else len(block)


def _header(lines):
    """Title, source, date, edition and show, from the lines above the labels."""
    lines = [line for line in lines if not RIGHTS.fullmatch(line) and not PAGE.fullmatch(line) and line != PAGE_BREAK]
    show = next((line.removeprefix("SHOW:").strip() for line in lines if line.startswith("SHOW:")), "")
    lines = [line for line in lines if not line.startswith("SHOW:")]
    filled = [i for i, line in enumerate(lines) if line]
    place = next((i for i in filled[1:] if first_date(lines[i])), None)
    if place is None:
        return " ".join(lines[i] for i in filled[1:]), lines[filled[0]] if filled else "", "", "", show
    date, rest = first_date(lines[place])
    source = " ".join(line for line in lines[:place] if line)
    edition, after = [TIMES.sub("", rest, count=1)], place + 1
    while after < len(lines) and (not lines[after] or _is_edition(lines, after, place)):
        edition.append(lines[after])
        after += 1
    title = " ".join(line for line in lines[after:] if line)
    return title, source, date, " ".join(filter(None, edition)).strip(" ,;"), show


def _is_edition(lines, at, dated):
    """Whether a line below the date names an edition: it follows at once, or is short and says so.

    The last thing above the labels is the title, unless it is one block with the date.
    """
    at_once = "" in lines[:dated] and "" not in lines[dated:at]
    if at_once or not any(lines[at + 1 :]):
        return at_once
    goes_on = at - 1 > dated and lines[at - 1].endswith(";") and EDITION.fullmatch(lines[at - 1])
    return bool(goes_on or EDITION.fullmatch(lines[at]))


def _number(text):
    return int(re.sub(r"[.,]", "", text))
