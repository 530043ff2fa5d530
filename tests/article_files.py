"""The same article as a file of every kind, for the tests of the readers."""

import gzip
import io
import json
import plistlib
import re
import zipfile
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import docx
import openpyxl
import pandas as pd
import xlwt

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


def rtf_of(paragraphs):
    """Letters beyond ASCII as RTF writes them, in a file that has a picture and a header as well."""
    escaped = "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in "\\par\n".join(paragraphs))
    return rf"{{\rtf1\ansi\ansicpg1252{{\header Page 1}}{{\pict\pngblip 89504e47}}{escaped}\par}}".encode()


def opendocument_of(kind, body):
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
    )
    content = f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>"
    manifest = f'<m:manifest {spaces} xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    named = {"content.xml": content, "META-INF/manifest.xml": manifest}
    return zip_of({"mimetype": f"application/vnd.oasis.opendocument.{kind}", **named})


def odt_of(paragraphs, title):
    blocks = [f'<text:p text:style-name="Title">{title}</text:p>', *(f"<text:p>{one}</text:p>" for one in paragraphs)]
    return opendocument_of("text", f"<office:text>{''.join(blocks)}</office:text>")


def ods_of(rows):
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = [f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows]
    table = f'<table:table table:name="S">{"".join(lines)}</table:table>'
    return opendocument_of("spreadsheet", f"<office:spreadsheet>{table}</office:spreadsheet>")


def xls_of(rows):
    book, file = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("S")
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            sheet.write(i, j, cell)
    book.save(file)
    return file.getvalue()


def mhtml_of(page):
    message = MIMEMultipart("related")
    message["From"], message["Snapshot-Content-Location"] = "<Saved by Blink>", ADDRESS
    message.attach(MIMEText(page.decode(), "html", "utf-8"))
    return message.as_bytes()


def mail_of(paragraphs):
    message = MIMEText("\n\n".join(paragraphs), "plain", "utf-8")
    message["From"], message["Subject"], message["Date"] = (
        f"{SOURCE} <news@example.org>",
        TITLE,
        "Wed, 03 Sep 2025 08:00:00 +0000",
    )
    return message.as_bytes()


def warc_of(pages):
    """An archive of pages by their addresses, of which the first was captured twice; each record packed by itself."""
    records = []
    for url, page in [*pages.items(), *list(pages.items())[:1]]:
        answer = b"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-09-04T08:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(answer)}\r\n\r\n"
        )
        records.append(gzip.compress(head.encode() + answer + b"\r\n\r\n", mtime=0))
    return b"".join(records)


def epub_of(chapters, about=""):
    container = '<container><rootfiles><rootfile full-path="a/b.opf"/></rootfiles></container>'
    items = "".join(f'<item id="c{i}" href="c{i}.xhtml"/>' for i in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{i}"/>' for i in range(len(chapters)))
    package = (
        f"<package><metadata xmlns:dc='http://purl.org/dc/elements/1.1/'>{about}</metadata><manifest>{items}</manifest>"
    )
    files = {"META-INF/container.xml": container, "a/b.opf": f"{package}<spine>{spine}</spine></package>"}
    return zip_of({"mimetype": "application/epub+zip", **files, **{f"a/c{i}.xhtml": c for i, c in enumerate(chapters)}})


ADDRESS = "https://www.harbour-courier.example/2025/09/03/bridge"
MARKED = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
TEI = (
    f"<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>{TITLE}</title></titleStmt>"
    f"<publicationStmt><publisher>{SOURCE}</publisher><date when='2025-09-03'/></publicationStmt></fileDesc>"
    f"</teiHeader><text><body>{MARKED}</body></text></TEI>"
)
RSS = (
    f"<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><title>{SOURCE}</title><item>"
    f"<title>{TITLE}</title><pubDate>Wed, 03 Sep 2025 08:00:00 GMT</pubDate>"
    f"<c:encoded><![CDATA[{MARKED}]]></c:encoded></item></channel></rss>"
)
ATOM = (
    f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{SOURCE}</title><entry><title>{TITLE}</title>"
    f"<published>2025-09-03T08:00:00Z</published><content type='html'><![CDATA[{MARKED}]]></content></entry></feed>"
)
SRT = "".join(
    f"{n}\n00:00:{n:02},000 --> 00:00:{n + 1:02},000\n{line}\n\n" for n, line in enumerate(wrapped(PARAGRAPHS, 40), 1)
)
BESIDE = "_bridge.txt"  # the file that the list of references names
RIS = f"TY  - NEWS\nTI  - {TITLE}\nT2  - {SOURCE}\nDA  - 2025/09/03/\nL1  - file:///C:/mine/{BESIDE}\nER  - \n"
csv = pd.DataFrame([ROW]).to_csv(index=False)
FORMATS = {
    ".txt": TEXT.encode(),
    ".md": TEXT.encode(),
    ".html": page_of(PARAGRAPHS),
    ".htm": page_of(PARAGRAPHS),
    **dict.fromkeys((".xhtml", ".shtml", ".asp", ".aspx", ".php", ".jsp"), page_of(PARAGRAPHS)),
    **dict.fromkeys((".mhtml", ".mht"), mhtml_of(page_of(PARAGRAPHS))),
    ".webarchive": plistlib.dumps(
        {"WebMainResource": {"WebResourceData": page_of(PARAGRAPHS), "WebResourceURL": ADDRESS}},
        fmt=plistlib.FMT_BINARY,
    ),
    ".eml": mail_of(PARAGRAPHS),
    ".docx": word_of(PARAGRAPHS, TITLE),
    **dict.fromkeys((".doc", ".rtf"), rtf_of(PARAGRAPHS)),
    ".odt": odt_of(PARAGRAPHS, TITLE),
    ".epub": epub_of(
        [f"<html><body><h1>{TITLE}</h1>{MARKED}</body></html>", "<html><body><p>Thanks.</p></body></html>"],
        f"<dc:title>{SOURCE}</dc:title><dc:date>2025-09-03</dc:date>",
    ),
    ".srt": SRT.encode(),
    ".vtt": f"WEBVTT\n\n{SRT.replace(',000', '.000')}".encode(),
    ".xml": TEI.encode(),
    ".rss": RSS.encode(),
    ".atom": ATOM.encode(),
    ".ris": RIS.encode(),
    ".warc": gzip.decompress(warc_of({ADDRESS: page_of(PARAGRAPHS)})),
    ".gz": warc_of({ADDRESS: page_of(PARAGRAPHS)}),
    ".wacz": zip_of({"archive/data.warc.gz": warc_of({ADDRESS: page_of(PARAGRAPHS)})}),
    ".pdf": pdf_of(wrapped(PARAGRAPHS)),
    ".csv": csv.encode(),
    ".tsv": pd.DataFrame([ROW]).to_csv(index=False, sep="\t").encode(),
    ".xlsx": book_of({"Sheet": [list(ROW), list(ROW.values())]}),
    ".xls": xls_of([list(ROW), list(ROW.values())]),
    ".ods": ods_of([list(ROW), list(ROW.values())]),
    ".jsonl": json.dumps(ROW).encode(),
    ".ndjson": json.dumps(ROW).encode(),
    ".json": json.dumps({"status": "ok", "articles": [{**ROW, "source": {"id": 7, "name": SOURCE}}]}).encode(),
    ".parquet": parquet_of([ROW]),
    ".zip": zip_of({"sub/mine.csv": csv}),
}
SAYS_LESS = {".txt", ".md", ".docx", ".doc", ".rtf", ".odt", ".pdf", ".srt", ".vtt"}


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
