"""The anatomy of the notebooks, tested on their JSON; and that they run however Jupyter was started."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import utils
from utils.publishing.functions import DOORS

ROOT = Path(__file__).parent.parent
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
HEADINGS = [
    "## You will learn",
    "## What are we measuring, and what not?",
    "## Key points",
    "## With your own articles",
]
FIGURE = re.compile(r'(?:save\(fig|show\(.*), "(\d\d_\w+)"')
CARD = "| Time | Level | Needs | Data | Makes |"


def cells(path, kind=None):
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in found if kind in (None, cell["cell_type"])]


def source(cell):
    return "".join(cell["source"])


def prose(path):
    return "\n\n".join(source(cell) for cell in cells(path, "markdown"))


each = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def test_the_collection_is_complete():
    names = [path.stem for path in PATHS]
    planned = (
        "00_start_here 01_read_the_corpus 02_count_words 03_compare_sources 04_measure_tone 05_find_frames "
        "06_hear_the_voices 07_set_side_by_side 08_code_by_hand 09_write_the_report 10_scale_up"
    )
    assert set(planned.split()) <= set(names)


@each
def test_no_outputs_no_counts_and_stable_ids(path):
    for number, cell in enumerate(cells(path)):
        assert cell.get("outputs", []) == [], number
        assert cell.get("execution_count") is None, number
        assert cell["id"] == f"c{path.name[:2]}-{number:02}"
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    assert metadata["kernelspec"]["name"] == "python3"


@each
def test_it_opens_with_a_verb_a_question_and_a_card(path):
    first, second = map(source, cells(path)[:2])
    title, question = [line for line in first.splitlines() if line]
    assert re.fullmatch(r"# (Start|Read|Count|Compare|Measure|Find|Hear|Set|Code|Write|Scale) [\w ]+", title)
    assert question.startswith("*")
    assert question.endswith("?*")
    assert second.startswith(CARD)
    assert re.search(r"\n\| \d+ minutes \|", second)


@each
def test_its_headings_come_in_order(path):
    text = prose(path)
    places = [text.find(heading) for heading in HEADINGS]
    assert -1 not in places
    assert places == sorted(places)


@each
def test_it_is_short(path):
    assert len(cells(path)) <= 40
    assert len(prose(path).split()) <= 1500
    minutes = int(re.search(r"\| (\d+) minutes", prose(path))[1])
    words, code = len(prose(path).split()), len(cells(path, "code"))
    assert 20 <= minutes <= 45
    assert words / 150 + code * 0.5 <= minutes  # a slow reader, half a minute a cell


@each
def test_the_first_cell_is_a_comment_and_an_import_from_doors(path):
    first, *others = (source(cell) for cell in cells(path, "code"))
    comment, line = first.splitlines()
    assert comment == (
        "# Fails? The notebook needs its own project folder, and pip install -r requirements.txt; "
        "no other file called utils."
    )
    assert line.startswith("from utils import ")
    assert set(line.removeprefix("from utils import ").split(", ")) <= {*DOORS, *utils.__all__}
    imported = re.findall(r"^\s*(?:from|import) (\w+)", "\n".join(others), re.M)
    assert set(imported) <= {"math", "pandas"}


def test_a_cell_is_a_few_short_calls():
    """Plumbing stands in the package; a beginner reads three lines at a time."""
    counts = [
        len([line for line in source(cell).splitlines() if line.strip()])
        for path in PATHS
        for cell in cells(path, "code")
    ]
    assert sorted(counts)[len(counts) // 2] <= 3
    assert max(counts) <= 8


@each
def test_every_figure_is_saved_announced_in_the_card_and_read(path):
    saved = [name for cell in cells(path, "code") for name in FIGURE.findall(source(cell))]
    card = source(cells(path)[1])
    assert saved
    assert all(name.startswith(path.name[:2]) for name in saved)
    assert all(f"`{name}`" in card for name in saved)
    for place, cell in enumerate(cells(path)):
        if cell["cell_type"] == "code" and FIGURE.search(source(cell)):
            following = [source(c) for c in cells(path)[place + 1 : place + 4]]
            assert any("**How to read this.**" in text for text in following), source(cell)


@each
def test_exercises_have_a_stub_and_a_folded_solution(path):
    number = path.name[:2]
    asked = re.findall(r"\*\*Exercise (\d)\.\*\*", prose(path))
    assert asked == [str(i + 1) for i in range(len(asked))]
    assert 2 <= len(asked) <= 3
    all_cells = cells(path)
    for i in asked:
        place = next(k for k, cell in enumerate(all_cells) if f"**Exercise {i}.**" in source(cell))
        stub, solution = all_cells[place + 1], all_cells[place + 2]
        assert source(stub) == f'answer = ...\ncheck("{number}-{i}", answer)'
        assert solution["metadata"]["jupyter"] == {"source_hidden": True}
        assert solution["metadata"]["tags"] in (["solution"], ["solution", "practice"])
        text = source(solution)
        assert text.startswith("### BEGIN SOLUTION\n")
        assert text.endswith("\n### END SOLUTION")


@each
def test_links_between_notebooks_lead_somewhere(path):
    targets = re.findall(r"\]\((\d\d_\w+\.ipynb)\)", prose(path))
    assert targets
    assert all((ROOT / "notebooks" / target).exists() for target in targets)
    here = PATHS.index(path)
    around = [PATHS[k].name for k in (here - 1, here + 1) if 0 <= k < len(PATHS)]
    assert all(name in source(cells(path)[-1]) for name in around)


@each
def test_prose_states_no_result_of_the_two_articles(path):
    text = "\n".join(line for line in prose(path).splitlines() if not line.startswith(">"))
    for word in ("Xi ", "Putin", "Kim Jong", "Article A", "Article B", "Beijing"):
        allowed = path.name.startswith("01") and word == "Xi "  # an example of a name, true of no result
        assert word not in text or allowed, word


@pytest.mark.slow
@pytest.mark.parametrize("start", [ROOT, ROOT / "notebooks"], ids=["root", "notebooks"])
def test_a_notebook_runs_wherever_jupyter_was_started(start, tmp_path):
    environment = {**os.environ, "NLTK_DATA": str(tmp_path), "PYTHONPATH": str(ROOT / "tests" / "offline")}
    notebook = os.path.relpath(ROOT / "notebooks" / "00_start_here.ipynb", start)
    command = [
        sys.executable,
        "-m",
        "nbconvert",
        "--execute",
        "--to",
        "notebook",
        "--output-dir",
        str(tmp_path),
        notebook,
    ]
    result = subprocess.run(command, cwd=start, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr[-2000:]
    done = json.loads((tmp_path / "00_start_here.ipynb").read_text(encoding="utf-8"))
    assert "Everything is there." in json.dumps(done)


@pytest.mark.slow
@pytest.mark.parametrize("stranger", [None, "x = 1\n"], ids=["alone", "beside another utils"])
def test_a_notebook_that_cannot_start_says_what_to_do(stranger, tmp_path):
    """The traceback shows the cell, and with it the comment; Python names the file that is not ours."""
    shutil.copy(PATHS[0], tmp_path)
    if stranger:
        (tmp_path / "utils.py").write_text(stranger)
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", "--allow-errors", "--stdout"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONNOUSERSITE": "1"}
    hidden = "import sys; sys.meta_path = [f for f in sys.meta_path if 'editable' not in repr(f).lower()]\n"
    (tmp_path / "sitecustomize.py").write_text(hidden + f"sys.path = [p for p in sys.path if p != {str(ROOT)!r}]\n")
    result = subprocess.run(
        [*command, PATHS[0].name], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    done = json.loads(result.stdout)["cells"]
    first = next(cell for cell in done if cell["cell_type"] == "code")
    said = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(first["outputs"][0]["traceback"]))
    assert "The notebook needs its own project folder, and pip install -r requirements.txt" in said
    assert (str(tmp_path / "utils.py") if stranger else "No module named 'utils'") in said
