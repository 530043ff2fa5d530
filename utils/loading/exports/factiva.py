"""Factiva exports, with field codes (HD, WC, PD, …) or as displayed; every article ends with "Document CODE000…".

The search summary, page headings and codes are left out; the text is lead paragraph and full text.
"""

import re

from utils.errors import event
from utils.loading.dates import first_date
from utils.loading.wrapped import paragraphs_of

END = re.compile(r"(?:Document|Dokument|Documento)\s+([A-Z][A-Z0-9]{1,12}0{2,}\d{8}[a-z0-9]*)")
HEADER_CODES = {"SE", "HD", "CR", "BY", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP"}
CLOSING_CODES = {"TD", "ART", "RF", "CO", "IN", "NS", "RE", "IPD", "IPC", "PUB", "AN"}
FIELDS = {"SE": "section", "HD": "title", "BY": "byline", "PD": "date", "SN": "source", "ED": "edition", "WC": "length"}
CODED = re.compile(rf"({'|'.join(sorted(HEADER_CODES | CLOSING_CODES))})(?:(?:\t| +)(\S.*))?")
WORDS = re.compile(r"(\d[\d,.\s]*?)\s*(?:words?|Wörter|mots|palabras|parole|palavras|woorden|ord|słów|слов|字|語)")
RIGHTS = re.compile(r"(?:\(c\)|©|Copyright|Alle Rechte).*", re.IGNORECASE)
LANGUAGES = re.compile(
    r"English|Deutsch|German|French|Français|Spanish|Español|Italian[oe]?|Dutch|Portugu\w+|Englisch|Anglais"
)
PAGE = re.compile(r"Page \d+(?: of \d+)?(?: ©.*)?|© \d{4} Factiva.*|Dow Jones Factiva|\f", re.IGNORECASE)
FOUND = re.compile(r"(?:Results Found|Gefundene Ergebnisse|Résultats trouvés|Resultados encontrados)\s+(\d[\d,.]*)")
HEADER = 16  # lines; longer is no header
BYLINE = re.compile(r"(?:by|von|par|por|di|door)\b.*", re.IGNORECASE)
NAME = 6  # words; a byline without "by" is no longer


def is_export(lines):
    """Whether an article ends as Factiva ends it, and one has the number of its words or a code in its header."""
    return any(END.fullmatch(line.strip()) for line in lines) and any(
        WORDS.fullmatch(line.strip()) or line.strip() == "HD" or line.startswith(("HD ", "HD\t")) for line in lines
    )


def articles(lines):
    """One document an article: `title, source, date, byline, section, length, text`."""
    documents, events = [], []
    for row, block in enumerate(_blocks(lines), 1):
        coded = any(line == "HD" or line.startswith(("HD ", "HD\t")) for line in block)
        document = _coded(block) if coded else _displayed(block)
        if not document["text"]:
            events.append(event(f"row {row}", "skipped", f"has a header and no text: {document['title'][:60]}"))
            continue
        if words := re.match(r"[\d,.\s]+", str(document.get("length") or "")):
            document["length"] = int(re.sub(r"\D", "", words[0]) or 0)
        documents.append({**document, "row": row})
    found = (match for line in lines if (match := FOUND.match(line.strip())))
    return documents, events, next((int(re.sub(r"\D", "", match[1])) for match in found), None)


def _blocks(lines):
    """The lines of each article; what follows the last is the search summary."""
    blocks, block = [], []
    for line in map(str.strip, lines):
        if END.fullmatch(line):
            blocks.append(block)
            block = []
        elif not PAGE.fullmatch(line):
            block.append(line)
    return blocks


def _coded(block):
    """An article whose fields begin with codes, alone on their line or before the value.

    In the text a line such as "IN THE HARBOUR" is none: there a code stands alone, or before codes of its own.
    """
    fields, code = {}, ""
    for line in block:
        match = CODED.fullmatch(line)
        in_text = code in ("LP", "TD")
        if match and match[1] not in fields and (not in_text or _closes(match)):
            code = match[1]
            fields[code] = [match[2] or ""]
        elif code:
            fields[code].append(line)
    known = {name: " ".join(" ".join(fields[code]).split()) for code, name in FIELDS.items() if code in fields}
    text = paragraphs_of([*fields.get("LP", []), "", *fields.get("TD", [])])
    return {"title": "", "source": "", "date": "", **known, "text": "\n\n".join(text)}


def _closes(match):
    """Whether a line in the text ends it: a code alone, the full text after the lead, or subjects with their codes."""
    return match[1] in CLOSING_CODES and (not match[2] or match[1] in ("TD", "AN", "PUB") or " : " in match[2])


def _displayed(block):
    """An article as it is shown: headline and byline, words, date, source and its code, language, rights, then text."""
    filled = [i for i, line in enumerate(block) if line]
    at = next((i for i in filled[:HEADER] if WORDS.fullmatch(block[i])), None)
    if at is None:
        return {"title": block[filled[0]] if filled else "", "source": "", "date": "", "text": ""}
    above = [block[i] for i in filled if i < at]
    below = [i for i in filled if i > at][:HEADER]
    dated = next((i for i in below[:2] if first_date(block[i])), None)
    source = next(
        (block[i] for i in below if (dated is None or i > dated) and not re.fullmatch(r"[\d:. ]+", block[i])), ""
    )
    rights = next((i for i in below if RIGHTS.fullmatch(block[i])), None)
    ends = (
        rights
        if rights is not None
        else next((i for i in below if LANGUAGES.fullmatch(block[i])), below[0] if below else at)
    )
    return {
        **_headline(above),
        "source": source,
        "date": first_date(block[dated])[0] if dated is not None else "",
        "length": WORDS.fullmatch(block[at])[1],
        "text": "\n\n".join(paragraphs_of(block[ends + 1 :])),
    }


def _headline(above):
    """Section, title and byline from the lines above the number of words; a section and a byline may be missing."""
    byline = above[-1] if len(above) > 1 and (BYLINE.fullmatch(above[-1]) or len(above[-1].split()) <= NAME) else ""
    rest = above[:-1] if byline else above
    section = rest[0] if len(rest) > 1 and len(rest[0].split()) <= NAME else ""
    return {"section": section, "title": " ".join(rest[1:] if section else rest), "byline": byline}
