"""Handouts for a class: the notebooks without solutions for students, with them for instructors, each as one zip.

A student's folder holds all that is needed to run: notebooks, package, articles, requirements. It has no results, since
lessons ask for a guess before they count. An instructor's has the solutions, the guide, all figures, slides and each
lesson as a PDF. Where no browser is found to print with, the PDF files are left out and the reason is
said. Zips made twice are the same bytes.
"""

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

from utils.errors import PublishError
from utils.notebook.output import made_whole
from utils.notebook.settings import ROOT, SEEDS
from utils.publishing.site import make_site, notebooks
from utils.publishing.slides import make_slides

__all__ = ["make_handouts", "without_solutions"]

ALONG = ["CITATION.cff", "LICENSE", "requirements.txt", "pyproject.toml", "Makefile"]
ALONG += ["utils", "seeds", "docs"]
RESULTS = ["figures", "benchmarks"]
NAME = "how-the-news-tells-it"
FOR_INSTRUCTORS = "instructor_guide.md"
NOT_ALONG = ["Working on it"]  # sections of the README about what no handout holds: tests, the map, the changes
NOT_FOR_STUDENTS = ["With a class", "How well it does"]  # the second shows results, and links to what is left out
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "chrome"]
SECONDS = 120  # for printing one lesson


def make_handouts(out=None):
    """Write `student/` and `instructor/` and a zip of each into `out` (`_build/handouts`); says what it did."""
    out = Path(out or ROOT / "_build" / "handouts").absolute()
    with made_whole(out, "handouts") as made:
        for role in ("student", "instructor"):
            _write_folder(made / role / NAME, role)
        make_slides(made / "instructor" / NAME / "slides", made.parent)
        print(_print_lessons(made.parent, made / "instructor" / NAME / "pdf"))
        for role in ("student", "instructor"):
            _zip(made / role, made / f"{role}.zip")
    for role in ("student", "instructor"):
        print(f"{out / role}.zip: {len(notebooks())} notebooks" + (", solutions, slides" if role != "student" else ""))


def _write_folder(folder, role):
    _copy_along(folder, role)
    (folder / "notebooks").mkdir()
    for path in notebooks():
        content = json.loads(path.read_text(encoding="utf-8"))
        content = without_solutions(content) if role == "student" else content
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        (folder / "notebooks" / path.name).write_text(text, encoding="utf-8")


def without_solutions(notebook):
    """A notebook as students get it: no cell tagged `solution`, everything else as it was."""
    cells = [cell for cell in notebook["cells"] if "solution" not in cell["metadata"].get("tags", [])]
    return {**notebook, "cells": cells}


def _copy_along(folder, role):
    folder.mkdir(parents=True)
    left_out = shutil.ignore_patterns("__pycache__", ".*", *([FOR_INSTRUCTORS] if role == "student" else []))
    for name in [*ALONG, *(RESULTS if role == "instructor" else [])]:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, folder / name, ignore=left_out)
        elif path.is_file():
            shutil.copy(path, folder / name)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (folder / "README.md").write_text(readme_for(role, readme), encoding="utf-8")
    if role == "student":
        _hide_the_guide(folder / "docs" / "index.md")


def readme_for(role, readme):
    """The README without what this handout does not hold: tests, and for students solutions, results and the guide.

    >>> readme_for("student", "# News\\n\\n![A](a.svg)\\n\\n## With a class\\n\\nTeach.\\n\\n## Licence\\n\\nFree.\\n")
    '# News\\n\\n## Licence\\n\\nFree.\\n'
    """
    student = role == "student"
    gone = "|".join(NOT_ALONG + NOT_FOR_STUDENTS * student)
    readme = re.sub(rf"^## (?:{gone})\n.*?(?=^## |\Z)", "", readme, flags=re.M | re.S)
    readme = re.sub(r"^ +make test .*\n", "", readme, flags=re.M).replace("## Two commands", "## One command")
    if student:
        readme = re.sub(r"^!\[.*\n\n", "", readme, flags=re.M).replace(", and a folded solution.", ".")
        # The first command would show all results.
        readme = re.sub(r"make html +# run .*\n\n.*`make lab`.*", "make lab      # open the notebooks", readme)
        readme = readme.replace("utils html        # then: -m utils lab", "utils lab")
    return readme


def _hide_the_guide(index):
    """Take the instructor's page, and what leads to it, out of the first page, so that a student's site builds."""
    lines = index.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if FOR_INSTRUCTORS.removesuffix(".md") not in line]
    index.write_text("".join(kept), encoding="utf-8")


def _zip(folder, path):
    """Pack a folder with fixed dates and order, so that the same content is the same file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), (1980, 1, 1, 0, 0, 0))
                entry.external_attr = 0o644 << 16
                packed.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)


def _print_lessons(scratch, out):
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if not browser:
        return "No PDF files: no Chromium or Chrome was found to print them."
    print("building the pages to print")
    make_site(SEEDS, scratch / "site")
    out.mkdir(parents=True)
    pages = sorted((scratch / "site" / "notebooks").glob("[0-9][0-9]_*.html"))
    for page in pages:
        target = out / f"{page.stem}.pdf"
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command += [f"--print-to-pdf={target}", page.resolve().as_uri()]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
        except (subprocess.SubprocessError, OSError) as error:
            raise PublishError(f"{page.name} could not be printed by {browser}: {error}.") from error
        # The hour of printing is the only thing in the file that differs from one run to the next.
        target.write_bytes(re.sub(rb"\(D:\d{14}", b"(D:19800101000000", target.read_bytes()))
    return f"{len(pages)} lessons printed as PDF"
