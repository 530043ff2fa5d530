"""Handouts: no solution reaches a student, an instructor has them all, and the zips run and repeat."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter

import pytest
from conftest import keep, run_python
from pypdf import PdfReader

from utils.errors import PublishError
from utils.publishing import handouts
from utils.publishing.handouts import make_handouts, without_solutions
from utils.publishing.site import notebooks
from utils.publishing.slides import deck


def source(cell):
    return "".join(cell["source"])


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_students_get_every_cell_but_the_solutions(path):
    full = json.loads(path.read_text(encoding="utf-8"))
    cells = without_solutions(full)["cells"]
    assert not any("SOLUTION" in source(cell) for cell in cells)
    assert [c["id"] for c in cells] == [c["id"] for c in full["cells"] if "### BEGIN SOLUTION" not in source(c)]
    stubs = [source(cell) for cell in cells if source(cell).startswith("answer = ...")]
    assert len(stubs) >= 2


@pytest.fixture
def no_browser(monkeypatch):
    monkeypatch.setattr(handouts, "BROWSERS", [])


@pytest.mark.usefixtures("no_browser")
def test_two_zips_that_are_whole_and_the_same_each_time(tmp_path, capsys):
    make_handouts(tmp_path / "one")
    assert "No PDF files: no Chromium or Chrome was found" in capsys.readouterr().out
    make_handouts(tmp_path / "two")
    for role in ("student", "instructor"):
        first, second = (tmp_path / n / f"{role}.zip" for n in ("one", "two"))
        assert first.read_bytes() == second.read_bytes()
        names = zipfile.ZipFile(first).namelist()
        held = {name.removeprefix("how-the-news-tells-it/") for name in names}
        assert {"notebooks/00_start_here.ipynb", "utils/__init__.py", "seeds/metadata.csv", "requirements.txt"} <= held
        assert ("docs/instructor_guide.md" in held) == (role == "instructor")
        assert ("slides/04_measure_tone.html" in held) == (role == "instructor")
        assert any(name.startswith("figures/") for name in held) == (role == "instructor")
        assert not any("__pycache__" in name for name in names)


def lead_nowhere(folder):
    """Links of a folder's pages and notebooks to files that it does not hold."""
    for path in [
        *folder.glob("*.md"),
        *folder.glob("docs/*.md"),
        *folder.glob("notebooks/*"),
        *folder.glob("seeds/**/*.md"),
    ]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text(encoding="utf-8")):
            if not (path.parent / target).exists():
                yield path.name, target


@pytest.mark.usefixtures("no_browser")
def test_what_a_handout_says_it_holds_is_there(tmp_path):
    make_handouts(tmp_path / "out")
    for role in ("student", "instructor"):
        folder = tmp_path / "out" / role / "how-the-news-tells-it"
        assert list(lead_nowhere(folder)) == []
        readme = (folder / "README.md").read_text(encoding="utf-8")
        assert "make test" not in readme
        assert "CHANGELOG" not in readme
        assert {"## One command", "## The notebooks", "## What it cannot tell you"} <= set(readme.split("\n"))
        assert ("folded solution" in readme) == (role == "instructor")
        first = "html" if role == "instructor" else "lab"  # a page with all results is no way to begin
        assert re.findall(r"^    (?:make|\S+python -m utils) (\w+)", readme, flags=re.M)[:2] == [first, first]
        assert ("instructor_guide" in readme) == (role == "instructor")
        assert (folder / "benchmarks").exists() == (role == "instructor")


@pytest.mark.usefixtures("no_browser")
def test_the_student_folder_runs_on_its_own(tmp_path):
    make_handouts(tmp_path / "out")
    folder = tmp_path / "out" / "student" / "how-the-news-tells-it"
    code = "import utils; from utils import load_corpus; print(utils.__file__, len(load_corpus()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert str(folder) in done.stdout
    assert done.stdout.strip().endswith(" 2")
    assert "instructor_guide" not in (folder / "docs" / "index.md").read_text(encoding="utf-8")


def test_a_strangers_folder_is_not_replaced(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(PublishError):
        make_handouts(tmp_path)
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_nbgrader_would_show_a_student_the_same_cells(path):
    """nbgrader empties what stands between its markers in cells marked as solutions, and leaves all others alone."""
    full = json.loads(path.read_text(encoding="utf-8"))
    shown = {}
    for cell in full["cells"]:
        marked = cell["metadata"].get("nbgrader", {}).get("solution", False)
        assert marked == ("### BEGIN SOLUTION" in source(cell)), cell["id"]
        text = (
            re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "", source(cell), flags=re.S) if marked else source(cell)
        )
        if text.strip():
            shown[cell["id"]] = text
    assert shown == {cell["id"]: source(cell) for cell in without_solutions(full)["cells"]}


def test_a_deck_has_one_idea_a_slide_and_no_answer():
    def cell(kind, text):
        return {"metadata": {"slideshow": {"slide_type": kind}}, "source": text}

    long = "\n\n".join(" ".join(["word"] * 40) for _ in range(2))
    cells = [
        cell("slide", "# Count words\n\n*Which?*"),
        cell("slide", f"## First\n\n{long}"),
        cell("skip", "answer = 42"),
        cell("slide", "## See it"),
        cell(
            "subslide", 'show(charts.a(table), "01_a")\nshow(other, "01_b")\nsave_table(table, "01_table", "A table")'
        ),
        cell("notes", "**How to read this.** See [the table](02.ipynb). Look at the table below."),
        cell("slide", "The marked words made the score:"),
        {**cell("skip", "### no heading"), "cell_type": "code"},
        cell("slide", "**How to read this.** A table that is not there."),
        cell("slide", "**Before you run on:** which one?"),
    ]
    slides = deck({"cells": cells}, {"01_a": "One.", "01_b": "Two."})
    headings = [line for line in slides.splitlines() if line.startswith("#")]
    assert headings == ["# Count words", "## First", "## First", "## See it", "## See it", "## See it"]
    assert "42" not in slides
    assert "![One\\.](figures/01_a.svg)" in slides
    assert "**How to read this.** See the table.\n:::\n::::" in slides
    assert slides.rstrip().endswith("::::\n\n## See it\n\n**Before you run on:** which one?")


PRINT = """
import shutil, sys
from utils.__main__ import main
from utils.notebook.settings import SEEDS
from utils.publishing import handouts

def copy_site(corpus, out):
    assert corpus == SEEDS
    shutil.copytree(sys.argv[1], out)

handouts.make_site = copy_site
sys.exit(main(["handouts", "--out", sys.argv[2]]))
"""


NUMBER = re.compile(r"[<>]?−?\d[\d,.]*")
NUMBERS = """[...document.querySelectorAll("table.news td")].filter(cell => !cell.closest("details"))
    .map(cell => cell.textContent.replace(/\\s/g, "")).filter(text => /^[<>]?−?\\d[\\d,.]*$/.test(text))"""


@pytest.mark.slow
@pytest.mark.browser
def test_slides_fit_the_screen_and_lessons_are_printed_to_their_ends(tmp_path, browser, seed_site):
    """The command prints the site of the seeds; it is given the one that is there, instead of building it again."""
    done = run_python("-c", PRINT, seed_site, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "out" / "instructor" / "how-the-news-tells-it"
    page, foreign, high = browser.new_page(viewport={"width": 1280, "height": 700}), [], {}
    page.on("request", lambda asked: asked.url.startswith(("file:", "data:")) or foreign.append(asked.url))
    page.on("pageerror", lambda error: foreign.append(str(error)))
    for path in notebooks():
        page.goto((folder / "slides" / f"{path.stem}.html").as_uri())
        page.wait_for_function("window.Reveal && Reveal.isReady()")
        sizes = page.evaluate(
            "Reveal.getSlides().map(s => { const at = Reveal.getIndices(s); Reveal.slide(at.h, at.v); "
            "return [s.scrollWidth, s.scrollHeight, ...[...s.querySelectorAll('img')].map(i => i.offsetHeight)]; })"
        )
        assert len(sizes) >= 8
        high |= {(path.stem, i): size for i, size in enumerate(sizes) if size[0] > 1280 or size[1] > 700}
        assert all(picture >= 600 for _, _, *pictures in sizes for picture in pictures)
        lesson = PdfReader(folder / "pdf" / f"{path.stem}.pdf")
        text = " ".join(page.extract_text() for page in lesson.pages)
        assert "Key points" in text
        assert "With your own articles" in text  # the end
        assert "BEGIN SOLUTION" not in text
        assert "Show a solution" not in text
        page.goto((seed_site / "notebooks" / f"{path.stem}.html").as_uri())
        in_tables, printed = page.evaluate(NUMBERS), Counter(NUMBER.findall(re.sub(r"([<>]) ", r"\1", text)))
        assert {number: n for number, n in Counter(in_tables).items() if printed[number] < n} == {}, path.stem
    assert foreign == []
    assert high == {}
    page.goto((folder / "slides" / "04_measure_tone.html").as_uri() + "#/9")
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    keep(page, "slide")
    page.close()


@pytest.mark.slow
@pytest.mark.usefixtures("no_browser")
def test_a_folder_with_spaces_and_umlauts_runs(tmp_path):
    make_handouts(tmp_path / "out")
    folder = tmp_path / "Übung 1 – für die Klasse"
    shutil.move(tmp_path / "out" / "student" / "how-the-news-tells-it", folder)
    environment = {name: value for name, value in os.environ.items() if name != "FIGURES"}
    command = [sys.executable, "-m", "utils", "html", "--corpus", "seeds", "--only", "02", "--out", "meine Seite"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = (folder / "meine Seite" / "notebooks" / "02_count_words.html").read_text(encoding="utf-8")
    assert 'src="../figures/02_top_words.svg"' in page
