"""LexisNexis exports of the years before 2020: "3 of 161 DOCUMENTS", then a header in capitals, the text, index terms.

Header: source, date, edition, title, then labelled lines (BYLINE, SECTION, LENGTH and more, in the language of the
interface). The text follows the last of them. What comes before the first article (who asked, for what), the index
terms, copyright lines and the headers of printed pages are left out.
"""

import re
from itertools import pairwise

from utils.errors import event
from utils.loading.dates import DAYS, first_date
from utils.loading.wrapped import paragraphs_of

MARK = re.compile(
    r"(?:Document |Dokument )?(\d[\d,.]*) (?:of|von|de|van|di|sur|out of) (\d[\d,.]*)"
    r"(?: (?:DOCUMENT|DOKUMENT|DOCUMENTO)[A-Z]*| (?:document|Dokument)\w*)?"
)
WORDS = r"words?|Wörter|Worte|mots|woorden|palabras|parole|palavras|parolas"
LENGTH = re.compile(rf"([A-ZÄÖÜÉÑ]{{4,12}}): ?(\d[\d.,]*) ?(?:{WORDS})?\b.*", re.IGNORECASE)
FIELDS = {
    "byline": "BYLINE AUTHOR AUTOR AUTOREN VERFASSER AUTEUR AUTORE NAAM",
    "section": "SECTION RUBRIK RESSORT RUBRIQUE RUBRIEK SECTIE SECCIÓN SECCION SEZIONE SEÇÃO",
    "length": "LENGTH LÄNGE LONGUEUR LENGTE LONGITUD EXTENSIÓN LUNGHEZZA TAMANHO COMPRIMENTO",
    "dateline": "DATELINE ORTSMARKE ORIGINE DATUMREGEL",
    "highlight": "HIGHLIGHT HIGHLIGHTS EXTRAIT SAMENVATTING",
    "series": "SERIES SERIE SÉRIE",
    "edition": "EDITION AUSGABE EDITIE EDICIÓN EDIZIONE ÉDITION",
    "title": "HEADLINE TITLE TITEL TITRE",
    "body": "BODY",
}
NAMES = {label: field for field, labels in FIELDS.items() for label in labels.split()}
LABEL = re.compile(rf"({'|'.join(NAMES)}): ?(.*)")
INDEX = re.compile(
    r"(?:LOAD-DATE|LANGUAGE|PUBLICATION-TYPE|DOCUMENT-TYPE|JOURNAL-CODE|PUB-TYPE|SUBJECT|COMPANY|ORGANIZATION|PERSON|"
    r"GEOGRAPHIC|INDUSTRY|TICKER|COUNTRY|STATE|CITY|CORRECTION(?:-DATE)?|GRAPHIC|PHOTO|URL|TYPE|NAME|ACC-NO|NOTES?|"
    r"UPDATE|SPRACHE|GRAFIK|ZEITUNGS-CODE|PUBLIKATIONSART|DATE-CHARGEMENT|LANGUE|TYPE-PUBLICATION|SUJET|LAAD-DATUM|"
    r"TAAL|PUBLICATIE-TYPE|FECHA-CARGA|IDIOMA|TIPO-[A-Z]+|DATA-[A-Z]+|LINGUA|DATUM|[A-Z]{2,}-[A-Z]{2,}(?:-[A-Z]+)?):.*"
)
RIGHTS = re.compile(
    r"(?:Copyright|©|\(c\)).{0,120}|(?:All|Alle|Tous|Todos|Tutti|Alle) .{0,12}(?:Rights?|Rechte|droits|derechos|diritti"
    r"|rechten|direitos)\b.{0,40}",
    re.IGNORECASE,
)
EDITION = re.compile(
    r".*\b(?:editions?|ausgabe|édition|editie|edición|edizione|edição|final|early|late|correction appended|ed\.)\b.*|"
    r"[^.]{1,60};|\d{1,2}[:.]\d{2}.*",
    re.IGNORECASE,
)
ERROR = re.compile(r"We are sorry but there is an error in this document.*", re.IGNORECASE)
PAGE = re.compile(r"(?:Page|Seite|Pagina|Página|Pág\.) \d+(?: (?:of|von|de|van|di|sur) \d+)?", re.IGNORECASE)
TIMES = re.compile(  # the day of the week and the time of day after a date
    r"(?:(?:\w+day|\w+tag|Mittwoch|\w+di|dimanche|\w+dag|lunes|martes|miércoles|jueves|viernes|sábado|domingo|sabato)\b,?\s*)?"
    r"(?:\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[AP]\.?M\.?)?\s*(?:[A-Z]{2,5}\b)?,?\s*)?",
    re.IGNORECASE,
)
GAP = 15  # lines that one index term may run over


def is_export(lines):
    """Whether the lines have articles counted "1 of 3 DOCUMENTS", or without that the labels of this database."""
    stripped = [line.strip() for line in lines]
    if any(MARK.fullmatch(line) and "ocument" in line.lower().replace("k", "c") for line in stripped):
        return any(LENGTH.fullmatch(line) or INDEX.fullmatch(line) or LABEL.fullmatch(line) for line in stripped)
    return any(LENGTH.fullmatch(line) for line in stripped) and any(line.startswith("LOAD-DATE:") for line in stripped)


def articles(lines):
    """One document an article: `title, source, date, edition, section, length, byline, text`."""
    documents, events = [], []
    blocks, promised = _blocks([line if line == "\f" else line.strip() for line in lines])
    for row, block in enumerate(blocks, 1):
        if any(ERROR.match(line) for line in block):
            events.append(event(f"row {row}", "skipped", "holds the database's word that the document has an error"))
            continue
        document = _document(block)
        if not document["text"]:
            events.append(event(f"row {row}", "skipped", f"has a header and no text: {document['title'][:60]}"))
            continue
        documents.append({**document, "row": row})
    return documents, events, promised


def page_heads_off(body, header):
    """The lines of a text without what is printed at the top of each page: its number, and the header once more."""
    said = {*re.findall(r"\w+", " ".join(header).lower()), *DAYS}
    kept, at_top = [], False
    for line in body:
        words = re.findall(r"\w+", line.lower())
        if line == "\f" or PAGE.fullmatch(line):
            at_top = True
        elif not (at_top and words and said.issuperset(words)):
            at_top = at_top and not words
            kept.append(line)
    return kept


def _blocks(lines):
    """The lines of each article, and how many the file promises."""
    marks = [(i, match) for i, line in enumerate(lines) if (match := MARK.fullmatch(line))]
    named = [(i, match) for i, match in marks if "ocument" in match[0].lower().replace("k", "c")]
    if named:
        ends = [i for i, _ in named[1:]] + [len(lines)]
        return [lines[i + 1 : end] for (i, _), end in zip(named, ends, strict=True)], _number(named[0][1][2])
    return _by_index_terms(lines), None


def _by_index_terms(lines):
    """Blocks where nothing counts the articles: a new one begins after index terms and copyright lines are over."""
    blocks, block, closing = [], [], False
    for line in lines:
        over = INDEX.fullmatch(line) or RIGHTS.fullmatch(line)
        if closing and line and not over and block[-1] == "":
            blocks.append(block)
            block, closing = [], False
        closing = closing or line.startswith("LOAD-DATE:")
        block.append(line)
    return [block for block in [*blocks, block] if any(LENGTH.fullmatch(line) for line in block)]


def _document(block):
    labels = _labels(block)
    header = block[: labels[0][0]] if labels else block[: _after_date(block)]
    fields, start = {}, len(header)
    for _, name, value, end in labels:
        fields.setdefault(name, value)
        start = end
    title, source, date, edition = _header(header)
    body = page_heads_off(block[start:], (title, source, date, edition))
    body = body[: _index_starts(body)]
    length = re.match(r"\d[\d.,]*", fields.pop("length", ""))
    fields.pop("body", None)
    return {
        "edition": edition,
        **{name: value for name, value in fields.items() if value},
        "title": title or fields.get("title", ""),
        "source": source,
        "date": date,
        "length": _number(length[0]) if length else None,
        "text": "\n\n".join(paragraphs_of(body)),
    }


def _labels(block):
    """(line, field, value, next line) of the labelled lines of the header, one after the other from the first on."""
    found, at = [], 0
    first = next((i for i, line in enumerate(block) if LABEL.fullmatch(line)), None)
    if first is None:
        return []
    at = first
    wrapped = "" in block[:first]  # blank lines part the lines of this file: a value may run on until the next
    while at < len(block):
        if block[at] in ("", "\f"):
            at += 1
            continue
        match = LABEL.fullmatch(block[at])
        if not match:
            break
        field, value, start = NAMES[match[1]], [match[2]], at
        at += 1
        while wrapped and field != "body" and at < len(block) and block[at] and not LABEL.fullmatch(block[at]):
            value.append(block[at])
            at += 1
        found.append((start, field, " ".join(value).strip(), at))
        if field == "body":
            break
    return found


def _after_date(block):
    """Where a header without labels is over: after the title, which is the second thing below the date."""
    dated = next((i for i, line in enumerate(block[:12]) if first_date(line)), 0)
    filled = [i for i, line in enumerate(block) if line and i > dated]
    return filled[0] + 1 if filled else len(block)


def _header(lines):
    """Title, source, date and edition, from the lines above the labels."""
    lines = [line for line in lines if line != "\f" and not RIGHTS.fullmatch(line) and not PAGE.fullmatch(line)]
    filled = [i for i, line in enumerate(lines) if line]
    place = next((i for i in filled[1:] if first_date(lines[i])), None)
    if place is None:
        return " ".join(lines[i] for i in filled[1:]), lines[filled[0]] if filled else "", "", ""
    date, rest = first_date(lines[place])
    source = " ".join(line for line in lines[:place] if line)
    edition, after = [TIMES.sub("", rest, count=1)], place + 1
    while after < len(lines) and (not lines[after] or _is_edition(lines, after)):
        edition.append(lines[after])
        after += 1
    title = " ".join(line for line in lines[after:] if line)
    return title, source, date, " ".join(filter(None, edition)).strip(" ,;")


def _is_edition(lines, at):
    """Whether a line below the date names an edition; the last thing above the labels is the title."""
    left = [line for line in lines[at + 1 :] if line]
    return bool(left) and (bool(EDITION.fullmatch(lines[at])) or lines[at - 1].endswith(";"))


def _index_starts(body):
    """Where index terms begin: from the end upwards, as long as one label follows the other."""
    places = [i for i, line in enumerate(body) if INDEX.fullmatch(line) or RIGHTS.fullmatch(line)]
    start = len(body)
    for place in reversed(places):
        between = body[place + 1 : start]
        paragraphs = sum(bool(line) and not before for before, line in pairwise(["x", *between]))
        most = 1 if RIGHTS.fullmatch(body[place]) else GAP  # a sentence of the article may begin with Copyright
        if len([line for line in between if line]) > most or paragraphs > 0:
            break
        start = place
    return start


def _number(text):
    return int(re.sub(r"[.,]", "", text))
