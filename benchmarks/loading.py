"""How fast each format is read, in megabytes of text a second: `python benchmarks/loading.py`.

The same 400 invented articles of about 2,000 characters are written in each format and loaded, three times in turn;
the middle time counts. Word, PDF and web files take most of their time in their libraries.
"""

import io
import statistics
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import docx
import openpyxl
import pandas as pd

from utils import load_corpus

ARTICLES, ROUNDS = 400, 3


def main():
    practice = load_corpus("practice")["text"].tolist()
    texts = [f"{practice[i % 36]}\n\nCopy {i}. {practice[(i + 7) % 36]}" for i in range(ARTICLES)]
    size = sum(len(text.encode()) for text in texts) / 1e6
    with tempfile.TemporaryDirectory() as place:
        places = {name: make(texts, Path(place) / name.strip(".")) for name, make in MAKERS.items()}
        seconds = {name: [] for name in places}
        for _ in range(ROUNDS):
            for name, path in places.items():
                began = time.perf_counter()
                assert len(load_corpus(path)) == ARTICLES
                seconds[name].append(time.perf_counter() - began)
    middle = {name: statistics.median(some) for name, some in seconds.items()}
    print(f"{ARTICLES} articles, {size:.1f} MB of text, Python {sys.version.split()[0]}")
    for name, value in sorted(middle.items(), key=lambda item: item[1]):
        print(f"{name:<9}{size / value:8.2f} MB/s   {value / middle['.txt']:5.1f} times the time of .txt")


def as_files(ending, content):
    def make(texts, place):
        place.mkdir()
        for i, text in enumerate(texts):
            (place / f"a{i:03d}{ending}").write_bytes(content(text))
        return place

    return make


def as_table(ending, write):
    def make(texts, place):
        path = place.with_suffix(ending)
        write(pd.DataFrame({"text": texts, "source": "A"}), path)
        return path

    return make


def word(text):
    document, file = docx.Document(), io.BytesIO()
    for paragraph in text.split("\n\n"):
        document.add_paragraph(paragraph)
    document.save(file)
    return file.getvalue()


def page(text):
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
    return f"<html><head><title>T</title></head><body><article>{paragraphs}</article></body></html>".encode()


def book(table, path):
    sheet = openpyxl.Workbook(write_only=True)
    rows = sheet.create_sheet("articles")
    for row in [list(table.columns), *table.to_numpy().tolist()]:
        rows.append(row)
    sheet.save(path)


def archive(table, path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for i, text in enumerate(table["text"]):
            packed.writestr(f"a{i:03d}.txt", text)


MAKERS = {
    ".txt": as_files(".txt", str.encode),
    ".html": as_files(".html", page),
    ".docx": as_files(".docx", word),
    ".csv": as_table(".csv", lambda table, path: table.to_csv(path, index=False)),
    ".xlsx": as_table(".xlsx", book),
    ".jsonl": as_table(".jsonl", lambda table, path: table.to_json(path, orient="records", lines=True)),
    ".json": as_table(".json", lambda table, path: table.to_json(path, orient="records")),
    ".parquet": as_table(".parquet", lambda table, path: table.to_parquet(path)),
    ".zip": as_table(".zip", archive),
}

if __name__ == "__main__":
    main()
