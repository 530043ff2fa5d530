"""A class, played in JupyterLab: three students rate and code on three copies, and a teacher joins what they hand in.

The cells are those of the notebooks. Ann renames her file, Bo leaves half of it empty, Cy opens it in a
spreadsheet that saves it with semicolons.
"""

import json
import shutil

import nbformat
import pytest
from conftest import ROOT, keep
from test_lab import errors, jupyter, open_notebook, run_all

pytestmark = [pytest.mark.slow, pytest.mark.browser]

HERE = ROOT / "_build" / "class"
RATE = ("from utils import", "corpus = load_corpus()\nshow(", "rating.rate_by_hand", "rating.read_ratings")
CODE = (
    *("from utils import", "framing.load_codebook", "everything = load_corpus()", "reliability.draw_units(corpus"),
    *("reliability.code_by_hand", "reliability.read_codings("),
)


def cells_of(name, wanted, **changed):
    """The cells of a notebook that hold one of some words, with some words changed."""
    cells = json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    found = [next(source for source in sources if words in source) for words in wanted]
    for old, new in changed.items():
        found = [source.replace(f'"{old}"', f'"{new}"') for source in found]
    return found


def written(folder, heading, sources):
    cells = [nbformat.v4.new_markdown_cell(f"# {heading}"), *map(nbformat.v4.new_code_cell, sources)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path = HERE / folder / f"{heading.lower().replace(' ', '_')}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path.relative_to(ROOT)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    shutil.rmtree(HERE, ignore_errors=True)
    with jupyter(tmp_path_factory.mktemp("class")) as (_, address):
        yield address
    shutil.rmtree(HERE)


def rate(browser, lab, who, ratings):
    """Type a name, rate as many sentences as there are ratings, and run the last cell again."""
    page = open_notebook(browser, lab, written(who, f"{who} rates", cells_of("00_start_here.ipynb", RATE)), who)
    run_all(page)
    page.get_by_text("once you have rated every sentence").wait_for()
    assert page.locator("figure.chart").count() == 0  # nothing of the machine's before one's own
    page.get_by_label("Your name").fill(who)
    page.keyboard.press("Tab")
    for number, rating in enumerate(ratings, start=1):
        page.get_by_label(f"Sentence {number}", exact=True).select_option(rating)
    page.get_by_text(f"{len(ratings)} of 12 rated, saved in ratings/{who}.csv").wait_for()
    page.get_by_text(f"{who}: {' '.join(rating.lstrip('+') for rating in ratings)}").wait_for()
    keep(page, f"class_{who}_rates")
    page.locator(".jp-CodeCell", has_text="rating.read_ratings").last.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    if len(ratings) == 12:
        page.locator("figure.chart img[alt]").wait_for(timeout=60_000)
    else:
        page.get_by_text("once you have rated every sentence").wait_for()
        assert page.locator("figure.chart").count() == 0
    assert errors(page) == []
    page.close()


def code(browser, lab, who, yes):
    """Code sentences: those with True as conflict. The name is known from the first form."""
    page = open_notebook(browser, lab, written(who, f"{who} codes", cells_of("08_code_by_hand.ipynb", CODE)), who)
    run_all(page)
    page.locator("p.computed", has_text="Nobody has coded yet").wait_for()
    assert page.get_by_label("Your name").input_value() == who
    for number, is_conflict in enumerate(yes, start=1):
        page.get_by_text(f"{number} of 20, saved in codings/{who}.csv").wait_for()
        if is_conflict:
            page.get_by_label("Conflict", exact=True).check()
        page.get_by_role("button", name="Save and next").click()
    if len(yes) == 20:
        page.get_by_text("All is answered. Thank you.").wait_for()
    else:
        page.get_by_text(f"{len(yes) + 1} of 20").wait_for()
    keep(page, f"class_{who}_codes")
    assert errors(page) == []
    page.close()


def with_semicolons(path):
    path.write_bytes(("\ufeff" + path.read_text(encoding="utf-8").replace(",", ";")).encode())


def test_three_students_and_a_teacher(browser, lab):
    rate(browser, lab, "ann", ["-4", "-3", "-2", "-1", "0", "+1", "+2", "+3", "+4", "0", "-1", "+1"])
    rate(browser, lab, "bo", ["-3", "-3", "0", "0", "0", "+2"])
    rate(browser, lab, "cy", ["-2", "-4", "-1", "0", "+1", "0", "+2", "+2", "+3", "-1", "0", "0"])
    code(browser, lab, "ann", [number % 3 == 0 for number in range(20)])
    code(browser, lab, "bo", [number % 3 == 0 for number in range(10)])
    code(browser, lab, "cy", [number % 4 == 0 for number in range(20)])
    handed_in = HERE / "handed in"
    for number, who in enumerate(("ann", "bo", "cy")):
        folder = handed_in / f"Student {number}_{4711 + number}_assignsubmission_file_"
        for kind in ("ratings", "codings"):
            shutil.copytree(HERE / who / kind, folder / kind)
    ann, bo, cy = sorted(handed_in.iterdir())
    (ann / "ratings" / "ann.csv").rename(ann / "ratings" / "my final version.csv")
    (bo / "essay.docx").write_bytes(b"PK")
    for kind in ("ratings", "codings"):
        with_semicolons(cy / kind / "cy.csv")
    (HERE / "teacher").mkdir()
    for kind in ("ratings", "codings"):
        shutil.make_archive(str(HERE / "teacher" / kind), "zip", handed_in)

    sources = cells_of("00_start_here.ipynb", RATE, ratings="ratings.zip")
    page = open_notebook(browser, lab, written("teacher", "Class rated", sources), "Class")
    run_all(page)
    page.locator("figure.chart img[alt]").wait_for(timeout=60_000)
    said = page.locator("p.computed", has_text="From 3 people: ann, bo and cy.").inner_text()
    assert "With fewer answers than others: bo (6 of 12)." in said
    assert "essay.docx: is no .csv or .xlsx file" in said
    assert "codings/cy.csv: is no file of ratings: it has no column 'rating'" in said
    assert page.get_by_label("Your name").input_value() == ""
    assert errors(page) == []
    page.locator("figure.chart").first.scroll_into_view_if_needed()
    keep(page, "class_teacher_ratings")
    page.close()

    sources = cells_of("08_code_by_hand.ipynb", CODE, codings="codings.zip")
    page = open_notebook(browser, lab, written("teacher", "Class coded", sources), "Class")
    run_all(page)
    page.wait_for_function("document.querySelectorAll('figure.chart img[alt]').length == 2", timeout=60_000)
    said = page.locator("p.computed", has_text="From 3 people: ann, bo and cy.").inner_text()
    assert "With fewer answers than others: bo (50 of 100)." in said
    row = page.locator("table", has_text="Your class").locator("tr", has_text="conflict").inner_text()
    assert "too few units" in row
    assert errors(page) == []
    page.locator("figure.chart").first.scroll_into_view_if_needed()
    keep(page, "class_teacher_codings")
    page.close()
