"""What stands below an article in a LexisNexis export: index terms, captions, corrections, and who holds the rights.

Read from the end upwards: labels in capitals, each with one paragraph, those of captions and corrections with several.
A speaker's name in capitals is no label: the topmost ones count only where they are known, or are all capitals.
"""

import re
from itertools import pairwise

__all__ = ["RIGHTS", "is_label", "parted"]

RIGHTS = re.compile(
    r"(?:Copyright|Copr\.|Copy|©|\(c\))\s*(?:©|\(c\))?\s*(?:19|20)\d\d\b.{0,120}|(?:All|Alle|Tous|Todos|Tutti|Alle).{0,12}"
    r"(?:rights? reserved|Rechte vorbehalten|droits r[ée]serv[ée]s|derechos reservados|diritti riservati|"
    r"rechten voorbehouden|direitos reservados)\b.{0,60}",
    re.IGNORECASE,
)
LABEL = re.compile(r"([A-ZÀ-Þ][A-ZÀ-Þ.&/' -]{1,40}):(?: (.*))?")
KNOWN = re.compile(
    r"(?:LOAD|CORRECTION)-DATE|(?:PUBLICATION|DOCUMENT|PUB)-TYPE|JOURNAL-CODE|ACC-NO|LANGUAGE|DISTRIBUTION|SUBJECT|GEOGRAPHIC|"
    r"UPDATE|SPRACHE|ZEITUNGS-CODE|PUBLIKATIONSART|LANGUE|SUJET|TAAL|ONDERWERP|IDIOMA|LINGUA|LAAD-DATUM|PUBLICATIE-TYPE|"
    r"(?:TIPO|TYPE|FECHA|DATA|DATE|LOCALISATION|SYMBOLE|SECTEUR|CODE)-[A-ZÀ-Þ-]+"
)
CLOSING = (
    "LOAD-DATE:",
    "UPDATE:",
    "DATE-CHARGEMENT:",
    "LAAD-DATUM:",
    "FECHA-CARGA:",
    "DATA-CARICAMENTO:",
    "DATA-CARGA:",
)
BESIDE = re.compile(  # what a reader may miss, of any number of paragraphs
    r"(?P<captions>GRAPHIC|PHOTOS?|GRAFIK|ILLUSTRATION|GRÁFICO|GRAFICO|GRAFIEK)|"
    r"(?P<correction>CORRECTION|KORREKTUR|CORRECTIE|CORRECCIÓN|CORREZIONE|CORREÇÃO)|(?P<notes>NOTES?|ANMERKUNG)"
)
SHARE = re.compile(r"\(\d{1,2}%\)")  # how much an article is about an index term
LINES, MOST_LINES, MOST_PARAGRAPHS = 15, 40, 8
FOOT = 6  # filled lines at the very end in which the copyright stands


def parted(lines):
    """The lines of the article, and what else stood below it that is no index term, as (kind, what it says)."""
    end = _rights_begin(lines)
    run, start = [], end
    for place in reversed([i for i in range(end) if LABEL.fullmatch(lines[i])]):
        if not _belongs(lines[place], lines[place + 1 : start]):
            break
        run.append((place, start))
        start = place
    while run and not _is_known(lines[run[-1][0]]):
        run.pop()
    beside = []
    for place, until in reversed(run):
        name, said = LABEL.fullmatch(lines[place]).groups()
        if match := BESIDE.fullmatch(name):
            kind = "a correction" if match["correction"] else match.lastgroup
            beside.append((kind, " ".join(filter(None, [said, *lines[place + 1 : until]]))))
    return lines[: run[-1][0] if run else end], beside


def is_label(line):
    """Whether a line is an index term of this database for sure."""
    match = LABEL.fullmatch(line)
    return bool(match and KNOWN.fullmatch(match[1]))


def _rights_begin(lines):
    filled = [i for i, line in enumerate(lines) if line][-FOOT:]
    return next((i for i in filled if RIGHTS.fullmatch(lines[i])), len(lines))


def _belongs(label, further):
    """Whether the lines between a label and the next one are all the label's."""
    name, said = LABEL.fullmatch(label).groups()
    many = BESIDE.fullmatch(name)
    paragraphs = sum(bool(line) and not before for before, line in pairwise(["x", *further]))
    filled = sum(bool(line) and not SHARE.search(line) for line in further)
    if many:
        return paragraphs <= MOST_PARAGRAPHS and filled <= MOST_LINES
    return paragraphs <= (not said) and filled <= LINES


def _is_known(label):
    name, said = LABEL.fullmatch(label).groups()
    if name == "URL":
        return bool(re.fullmatch(r"\S+", said or ""))
    indexed = said and (SHARE.search(said) or (said.isupper() and " " not in name))
    return bool(KNOWN.fullmatch(name) or BESIDE.fullmatch(name) or indexed)
