"""ProQuest exports: articles between rulers or "Document 1 of 3"; the text stands under the label "Full text:".

The abstract is no text where there is one (it would be counted twice); an article without full text is skipped.
"""

import re

from utils.errors import event
from utils.loading.wrapped import paragraphs_of

MARK = re.compile(r"Document (\d+) of (\d[\d,]*)", re.IGNORECASE)
RULER = re.compile(r"_{20,}|-{40,}|={40,}")
LABELS = {
    "author": "byline",
    "title": "title",
    "publication title": "source",
    "publication date": "date",
    "section": "section",
    "document url": "url",
    "full text": "text",
}
LABEL = re.compile(
    r"(Abstract(?: \(\w+\))?|Alternate (?:author|title)|Author(?:s| affiliation)?|Business indexing term|"
    r"Classification|Column|Company ?/ ?organization|Copyright|Country of publication|Credit|Database(?: copyright)?|"
    r"Dateline|DOI|Document (?:feature|type|URL)|Edition|Full text|Identifier ?/ ?keyword|Illustration|ISSN|Issue|"
    r"Last updated|Language of publication|Links|Location|(?:Narrow|Broad) subject|Number of references|Pages?|People|"
    r"Place of publication|ProQuest document (?:ID|link)|Publication (?:date|info|subject|title|year|history)|"
    r"Publisher(?: logo)?|Section|Source(?: attribution| type)?|Subject|Supplement|Title|Volume|Word count|Year|"
    r"First page|Contact us at|Terms and Conditions) ?:\s*(.*)",
    re.IGNORECASE,
)
HEADING = re.compile(r"(ABSTRACT(?: \(\w+\))?|FULL TEXT|DETAILS|LINKS|ProQuest document link|Bibliography)")


def is_export(lines):
    """Whether an article has an identifier of the database, and a label or a ruler parts articles."""
    lines = [line.strip() for line in lines]
    return any(re.match(r"ProQuest document (?:ID|link)\b", line) for line in lines)


def articles(lines):
    """One document an article with its full text: `title, source, date, byline, section, url, text`."""
    documents, events = [], []
    lines = [line.strip() for line in lines]
    promised = next((int(match[2].replace(",", "")) for line in lines if (match := MARK.fullmatch(line))), None)
    for row, block in enumerate(_blocks(lines), 1):
        fields = _fields(block)
        text = paragraphs_of(fields.get("full text", []))
        title = " ".join(fields.get("title", []) or fields.get("", [])[:1])
        if not text:
            why = f"holds the abstract only, no full text: {title[:60]}; export it as 'Full text'"
            events.append(event(f"row {row}", "skipped", why))
            continue
        known = {
            ours: " ".join(fields[label]).strip()
            for label, ours in LABELS.items()
            if label in fields and ours != "text"
        }
        known["source"] = known.get("source", "").split(";")[0].strip()
        documents.append({**known, "title": title, "text": "\n\n".join(text), "row": row})
    return documents, events, promised


def _blocks(lines):
    """The lines of each article: those between marks or rulers that have an identifier."""
    blocks, block = [], []
    for line in lines:
        if MARK.fullmatch(line) or RULER.fullmatch(line):
            blocks.append(block)
            block = []
        else:
            block.append(line)
    return [one for one in [*blocks, block] if any(line.lower().startswith("proquest document") for line in one)]


def _fields(block):
    """The lines under each label; those before the first are the title."""
    fields, name = {"": []}, ""
    for at, line in enumerate(block):
        match, heading = LABEL.fullmatch(line), HEADING.fullmatch(line)
        inside = (
            name == "full text" and at and block[at - 1] != "" and not heading
        )  # a line of the article that looks so
        if heading:
            name = heading[1].lower()
            fields.setdefault(name, [])
        elif match and not inside:
            name = match[1].lower().replace(" / ", "/")
            fields.setdefault(name, []).append(match[2])
        elif line or name == "full text":
            fields[name].append(line)
    return fields
