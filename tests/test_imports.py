"""Imports run one way: a module imports only modules to its left."""

import ast
import subprocess
import sys
from pathlib import Path

UTILS = Path(__file__).parent.parent / "utils"
ORDER = [
    ["errors", "cells"],
    ["engine.memory", "engine.versions", "engine.chunks"],
    ["engine.as_textblob", "engine.as_vader", "engine.sentence_ends", "engine.indicators", "engine.counts", "engine"],
    ["readers.bounds", "progress"],
    ["readers.decoding", "readers.columns", "readers.office", "readers.nexis", "readers.sandbox"],
    [
        *("readers.plain_text", "readers.delimited", "readers.json_lines", "readers.json_document"),
        *("readers.parquet", "readers.web_page", "readers.word", "readers.spreadsheet", "readers.pdf"),
    ],
    ["readers"],
    ["files", "cleaning", "dates", "languages", "duplicates"],
    ["corpus"],
    ["text", "uncertainty"],
    ["counting", "measures"],
    ["concordances", "keyness", "readability", "similarity", "quotations", "attribution", "gazetteer"],
    ["instruments", "lexicons"],
    ["calibration"],
    ["towards"],
    ["naming"],
    ["actors"],
    ["collocations", "voices"],
    ["keywords", "sentiment", "framing"],
    ["summary", "figures", "reading", "installation", "reliability", "sheets", "teach", "rating"],
    ["handcoding"],
    ["charts.shared", "exercises", "explore"],
    ["charts.articles", "charts.words", "charts.tone", "charts.frames", "charts.overview", "charts.voices"],
    ["charts"],
    ["score_tables"],
    ["scale", "drawn"],
    ["kernels"],
    ["publish"],
    ["slides"],
    ["handouts"],
    ["__main__", "__init__"],
]
LEVEL = {name: level for level, names in enumerate(ORDER) for name in names}


def modules():
    for path in sorted(UTILS.rglob("*.py")):
        parts = path.relative_to(UTILS).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        yield name, path


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "utils":
            module = node.module.removeprefix("utils").lstrip(".")
            for alias in node.names:
                full = f"{module}.{alias.name}".lstrip(".")
                yield full if full in LEVEL else module


def test_every_module_has_its_place_and_imports_only_to_the_left():
    for name, path in modules():
        assert name in LEVEL, f"{name} has no place in the order"
        for other in imported(path):
            if other and other not in ("", "__init__"):
                assert LEVEL[other] < LEVEL[name], f"{name} imports {other}"


def test_importing_utils_imports_nothing_heavy():
    code = "import sys, utils; print([m for m in ('pandas', 'numpy', 'matplotlib', 'nltk') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_modules_stay_small():
    for name, path in modules():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 500, name
