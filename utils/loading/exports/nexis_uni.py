"""Nexis Uni and Nexis Advance exports: many articles in one file, each between a header and "End of Document".

The header is title, source and date, then labelled lines (section, length, byline); "Body" opens the article. What
comes before the first header (the cover list) and after the body (corrections, notes, captions, index terms) is left
out. All labels stand there in the language of the interface; they are told in seven.
"""

import re
from itertools import takewhile

from utils.errors import event
from utils.loading.dates import first_date
from utils.loading.exports.below import RIGHTS
from utils.loading.exports.lexis_nexis import TIMES
from utils.loading.exports.page_heads import PAGE, PAGE_BREAK, clean, page_heads_off, signatures
from utils.loading.wrapped import paragraphs_of

END = re.compile(
    r"End of Document|Ende des Dokuments|Fin d[ue] document|Einde van (?:het )?document|Fin(?:al)? del documento|"
    r"Fine (?:del )?documento|F(?:im|inal) do documento",
    re.IGNORECASE,
)
BODY = re.compile(r"Body|Text|Volltext|Corps|Texte|Tekst|Hoofdtekst|Inhoud|Cuerpo|Texto|Corpo|Testo", re.IGNORECASE)
AFTER = re.compile(  # what follows a body under a heading of its own
    r"(?P<captions>Graphic|Grafik|Graphique|Grafiek|Gráfico|Grafico)|"
    r"(?P<notes>Notes?|Correction|Anmerkung(?:en)?|Korrektur|Remarques?|Rectificatif|Correctie|Notas?|Corrección|"
    r"Correzione|Correção)"
)
FIELDS = {
    "section": "Section|Rubrik|Ressort|Rubrique|Sectie|Rubriek|Sección|Sezione|Seção",
    "length": "Length|Länge|Longueur|Lengte|Longitud|Extensión|Lunghezza|Tamanho|Extensão",
    "byline": "Byline|Autor(?:en)?|Verfasser|Auteurs?|Door|Autora?|Autore|Autoría|Firma",
    "dateline": "Dateline|Ortsangabe|Lieu|Plaats|Datación|Luogo",
    "highlight": "Highlight|Auszug|Extrait|Hoogtepunt|Destacado|In evidenza",
    "series": "Series|Serien?|Série",
    "edition": "Edition|Ausgabe|Édition|Editie|Edición|Edizione|Edição",
}
LABEL = re.compile(
    "|".join(f"(?:(?P<{name}>{labels})" + r":[\s\xa0]*.+)" for name, labels in FIELDS.items()), re.DOTALL
)
COVER = re.compile(
    r"(?:Date and Time|Job Number|Client/Matter|Search Terms|Search Type|Narrowed by|Content Type|Sources|"
    r"Datum und Uhrzeit|Auftragsnummer|Mandant/Vorgang|Suchbegriffe|Suchtyp|Suchart|Eingegrenzt (?:nach|durch)|"
    r"Inhaltstyp|Quellen|Date et heure|Numéro de (?:la )?tâche|Client/Dossier|Client/Affaire|"
    r"Termes de (?:la )?recherche|"
    r"Type de recherche|Restreint par|Type de contenu|Datum en tijd|Taaknummer|Opdrachtnummer|Cliënt/Zaak|Zoektermen|"
    r"Zoektype|Verfijnd door|Inhoudstype|Fecha y hora|Número de trabajo|Cliente/Asunto|Términos de búsqueda|"
    r"Tipo de búsqueda|Filtrado por|Tipo de contenido|Data e ora|Numero (?:del )?lavoro|Cliente/Pratica|"
    r"Termini di ricerca|Tipo di ricerca|Filtrato per|Tipo di contenuto)\b.*|"
    r"(?:Documents?|Dokumente?|Documenten|Documentos?|Documenti) ?\(\d+\)|"
    r"(?:News|Nachrichten|Actualités|Nieuws|Noticias|Notizie)",
    re.DOTALL,
)
COVER_COUNT = re.compile(r"(?:Documents?|Dokumente?|Documenten|Documentos?|Documenti) ?\((\d+)\)")
INDEX_HEAD = re.compile(
    r"Classification|Klassifizierung|Classement|Classificatie|Clasificación|Classificazione|Classificação"
)
INDEX = re.compile(
    r"(?:Language|Publication-Type|Journal Code|Subject|Company|Organization|Person|Geographic|Industry|Ticker|Country|"
    r"State|City|Document-Type|Correction-Date|Load-Date|Pub-Type|Acc-No|Sprache|Veröffentlichungsdatum|"
    r"Publikationsart|Zeitungscode|Thema|Themen|Firma|Unternehmen|Organisation|Geographie|Branche|Update|Ladedatum|"
    r"Langue|Type de publication|Date de chargement|Sujet|Taal|Publicatietype|Laaddatum|Onderwerp|Idioma|"
    r"Tipo de publicación|Fecha de carga|Materia|Lingua|Tipo di pubblicazione|Data di caricamento|"
    r"[A-Z]\w+-[A-Z]\w+):.*|URL: ?\S+",
    re.DOTALL,
)
LINK = re.compile(r"Link (?:zum PDF-Dokument|to PDF|to Image)")


def is_export(lines):
    """Whether the lines are those of a Nexis Uni export, or of the list of documents that comes with one."""
    lines = signatures(lines)
    ended = any(END.fullmatch(line) for line in lines)
    body = any(BODY.fullmatch(line) for line in lines)
    return (body and (ended or any(line.startswith("Load-Date:") for line in lines))) or _is_list(lines)


def articles(lines):
    """One document an article: `title, source, date, edition, section, length, byline, text`; what was left out."""
    documents, events, lines = [], [], clean(lines)
    if _is_list(lines):
        return (
            documents,
            [event("", "skipped", "is the list of documents that comes with an export; it has no text")],
            None,
        )
    for row, (block, ended) in enumerate(_blocks(lines), 1):
        start = _body_starts(block)
        if start is None:
            title = next((line for line in block if line and line != PAGE_BREAK and not PAGE.fullmatch(line)), "")
            events.append(event(f"row {row}", "skipped", f'has no "Body" line: {title[:60]}'))
            continue
        header = _header(block[:start])
        body, beside = _body(page_heads_off(block[start + 1 :], _upper(block[:start])))
        events += [event(f"row {row}", "noted", f"ends with {what}, left out: {said[:60]}") for what, said in beside]
        if not ended:
            events.append(event(f"row {row}", "noted", 'breaks off without "End of Document"'))
        documents.append({**header, "text": "\n\n".join(paragraphs_of(body)), "row": row})
    promised = next((int(found[1]) for line in lines if (found := COVER_COUNT.fullmatch(line))), None)
    return documents, events, promised


def _is_list(lines):
    """Whether the lines are a list of documents alone: a count, and not one of the articles."""
    listed = any(COVER_COUNT.fullmatch(line) for line in lines)
    return listed and not any(END.fullmatch(line) or BODY.fullmatch(line) for line in lines)


def _blocks(lines):
    """The lines of each article, and whether its end was marked."""
    blocks, block = [], []
    for line in lines:
        if END.fullmatch(line):
            blocks.append((block, True))
            block = []
        else:
            block.append(line)
    return [*blocks, (block, False)] if any(BODY.fullmatch(line) for line in block) else blocks


def _body_starts(block):
    """Where "Body" stands: after the header, so that an article may be called Body."""
    labels = [i for i, line in enumerate(block) if LABEL.fullmatch(line)]
    filled = [i for i, line in enumerate(block) if line]
    after = labels[0] if labels else filled[2] if len(filled) > 2 else 0
    return next((i for i, line in enumerate(block) if i >= after and BODY.fullmatch(line)), None)


def _body(lines):
    """The lines of the article, and what follows it; index terms count as such only at the very end."""
    last = _index_begins(lines)
    body, beside, indexed = lines[:last], [], last < len(lines)
    while indexed and (place := _last_heading(body)):
        kind = "captions" if AFTER.fullmatch(body[place])["captions"] else "notes or corrections"
        beside.insert(0, (kind, " ".join(filter(None, body[place + 1 :]))))
        body = body[:place]
    return [line for line in body if not LINK.fullmatch(line)], beside


def _index_begins(lines):
    """Where the index terms begin: at their heading, else at the first of those that close the article."""
    heads = [i for i, line in enumerate(lines) if INDEX_HEAD.fullmatch(line)]
    if heads and INDEX.fullmatch(next(filter(None, lines[heads[-1] + 1 :]), "")):
        return heads[-1]
    last = len(lines)
    while last and (
        not lines[last - 1]
        or LINK.fullmatch(lines[last - 1])
        or INDEX.fullmatch(lines[last - 1])
        or RIGHTS.fullmatch(lines[last - 1])
    ):
        last -= 1
    return last


def _last_heading(body):
    """The last line that heads captions or notes, after the first line of the text; else None.

    A heading of notes has an empty line below it, unless the file has none; else it may be a line of the article.
    """
    first = next((i for i, line in enumerate(body) if line), 0)
    for at in range(len(body) - 1, first, -1):
        match = AFTER.fullmatch(body[at])
        if match and (match["captions"] or "" not in body or body[at + 1 : at + 2] == [""]):
            return at
    return None


def _upper(lines):
    """The filled lines of a header. In the first article the cover stands before them."""
    return [line for line in lines if line and line != PAGE_BREAK and not PAGE.fullmatch(line)]


def _header(lines):
    """Fields from the lines above the body."""
    lines = _upper(lines)
    after = max((i for i, line in enumerate(lines) if COVER.fullmatch(line)), default=-1) + 1
    cover, lines = " ".join(lines[:after]), lines[after:]
    upper = list(takewhile(lambda line: not LABEL.fullmatch(line) and not RIGHTS.fullmatch(line), lines))
    fields = _fields(lines[len(upper) :])
    dates = [i for i, line in enumerate(upper) if i and _is_date_line(line)]
    place = next((i for i in dates if i > 1), dates[0] if dates else None)
    if place is None:
        title, source, date = [*upper[:3], "", "", ""][:3]
    else:
        begin = _title_begins(upper, place, cover) if cover else 0
        title, source = " ".join(upper[begin : place - 1]), upper[place - 1]
        date, rest = first_date(upper[place])
        if edition := " ".join([TIMES.sub("", rest, count=1), *upper[place + 1 :]]).strip(" ,;"):
            fields.setdefault("edition", edition)
    length = re.match(r"\d[\d.,]*", fields.get("length", ""))
    return {
        **fields,
        "title": title,
        "source": source,
        "date": date,
        "length": int(re.sub(r"[.,]", "", length[0])) if length else None,
    }


def _title_begins(upper, place, cover):
    """Where the title begins after a cover: its list has the whole title; what it has not is no more than a line."""
    for begin in range(max(0, place - 5), place - 2):
        if f". {' '.join(upper[begin : place - 1])}" in cover:
            return begin
    return max(0, place - 2)


def _fields(lines):
    """The labelled lines; a value runs on over lines that have no label."""
    fields, name = {}, ""
    for line in lines:
        match = LABEL.fullmatch(line)
        if match:
            name = match.lastgroup
            fields[name] = line.split(":", 1)[1].strip()
        elif name:
            fields[name] += f" {line}"
    return fields


def _is_date_line(line):
    """Whether a line is a date with its day, time or edition, and no headline that opens with one."""
    found = first_date(line)
    if not found:
        return False
    between = line[line.index(found[0]) + len(found[0]) :].lstrip()
    return not between or between[0] in ",;(" or bool(TIMES.match(between)[0])
