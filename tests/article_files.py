"""The same article as a file of every kind, for the tests of the readers."""

import io
import json
import re
import zipfile

import docx
import openpyxl
import pandas as pd

from utils.corpus import load_report

TITLE, SOURCE = "Bridge reopens", "Harbour Courier"
PARAGRAPHS = [
    "The old bridge over the harbour was opened to traffic again on Monday after two years of repairs.",
    "“We are glad that it is done,” said the engineer, who had counted every rivet twice before the day.",
    "Cyclists were the first to cross, and the mayor was the last of those who had come to see it.",
]
TEXT = "\n\n".join(PARAGRAPHS)
ROW = {"headline": TITLE, "outlet": SOURCE, "published": "2025-09-03", "body": TEXT}


def pdf_of(lines):
    """A one-page PDF with a text layer, the shortest that is one; None makes the page a picture."""
    shown = "".join(f"({re.sub(r'([()])', chr(92) * 2 + '1', line)}) Tj T* " for line in lines or [])
    stream = f"BT /F1 11 Tf 14 TL 50 750 Td {shown}ET" if lines is not None else "0 0 100 100 re f"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{part}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(parts) + 1
    tail = (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(data)}"
    )
    return data + tail.encode() + b"\n%%EOF"


def word_of(paragraphs, title=""):
    document, file = docx.Document(), io.BytesIO()
    if title:
        document.add_heading(title, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(file)
    return file.getvalue()


def book_of(sheets):
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file.getvalue()


def page_of(paragraphs, title=TITLE):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    about = f'<meta property="og:site_name" content="{SOURCE}"><meta name="author" content="Ada Quill">'
    date = '<meta property="article:published_time" content="2025-09-03T08:00:00Z">'
    menu = '<nav><a href="/">Home</a><a href="/sport">Sport</a></nav>'
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title>{about}{date}</head><body>{menu}<article>'
        f"<h1>{title}</h1>{body}</article><footer>Copyright 1999. Subscribe now.</footer></body></html>"
    ).encode()


def zip_of(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def parquet_of(rows):
    file = io.BytesIO()
    pd.DataFrame(rows).to_parquet(file)
    return file.getvalue()


def wrapped(paragraphs, width=60):
    lines = []
    for paragraph in paragraphs:
        words, line = paragraph.split(), ""
        for word in words:
            if len(line) + len(word) > width:
                lines.append(line.strip())
                line = ""
            line += " " + word
        lines.append(line.strip())
    return lines


csv = pd.DataFrame([ROW]).to_csv(index=False)
FORMATS = {
    ".txt": TEXT.encode(),
    ".md": TEXT.encode(),
    ".html": page_of(PARAGRAPHS),
    ".htm": page_of(PARAGRAPHS),
    ".docx": word_of(PARAGRAPHS, TITLE),
    ".pdf": pdf_of(wrapped(PARAGRAPHS)),
    ".csv": csv.encode(),
    ".tsv": pd.DataFrame([ROW]).to_csv(index=False, sep="\t").encode(),
    ".xlsx": book_of({"Sheet": [list(ROW), list(ROW.values())]}),
    ".jsonl": json.dumps(ROW).encode(),
    ".ndjson": json.dumps(ROW).encode(),
    ".json": json.dumps({"status": "ok", "articles": [{**ROW, "source": {"id": 7, "name": SOURCE}}]}).encode(),
    ".parquet": parquet_of([ROW]),
    ".zip": zip_of({"sub/mine.csv": csv}),
}
SAYS_MORE = {".html", ".htm", ".csv", ".tsv", ".xlsx", ".jsonl", ".ndjson", ".json", ".parquet", ".zip"}


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def events(corpus, outcome):
    report = load_report(corpus)
    return report.loc[report["outcome"] == outcome, ["item", "why"]].values.tolist()


def nexis_of(articles, promised=None, finish=True):
    lines = ["Date and Time: Friday, 5. July 2019 09:31:00 CEST", f"Documents ({promised or len(articles)})"]
    for number, article in enumerate(articles, 1):
        lines += [f"{number}. {article['title']}", "Client/Matter: -None-", "Search Terms: bridge", "Narrowed by: "]
    for article in articles:
        lines += ["", article["title"], article["source"], article["date"], "", "\nCopyright 2019 All Rights Reserved"]
        lines += [f"Section:\xa0{article['section']}", f"Length:\xa0{article['length']} words"]
        lines += [f"Byline:\xa0{article['byline']}", "Body", "", *article["body"], ""]
        lines += [*article.get("after", []), "\nLoad-Date:\xa0July 4, 2019", "", "\nEnd of Document", ""]
    return word_of(lines if finish else lines[:-4])


NEXIS = [
    {
        "title": "Bridge reopens",
        "source": "Harbour Courier(London)",
        "date": "July 1, 2019 Monday 9:20 AM GMT",
        "section": "NEWS; Version:2",
        "length": "1,355",
        "byline": "Ada Quill in Harbour",
        "body": PARAGRAPHS[:2],
        "after": ["Classification", "Language:\xa0ENGLISH", "Subject:\xa0BRIDGES (90%)"],
    },
    {
        "title": "Ferry stops",
        "source": "The Lantern",
        "date": "July 2, 2019 Tuesday",
        "section": "Pg. 4",
        "length": "80",
        "byline": "Letters",
        "body": PARAGRAPHS[1:],
    },
]


def rewritten(office_file, name, content):
    """An Office file with one member replaced."""
    with zipfile.ZipFile(io.BytesIO(office_file)) as archive:
        files = {member: archive.read(member) for member in archive.namelist()}
    return zip_of({**files, name: content})
