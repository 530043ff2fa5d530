"""Handouts: no solution reaches a student, an instructor has them all, and the zips run and repeat."""

import json
import subprocess
import sys
import zipfile

import pytest

from utils.errors import PublishError
from utils.handouts import make_handouts, without_solutions
from utils.publish import notebooks


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


def test_two_zips_that_are_whole_and_the_same_each_time(tmp_path, capsys):
    make_handouts(tmp_path / "one", site=tmp_path / "no site")
    assert "build the site first" in capsys.readouterr().out
    make_handouts(tmp_path / "two", site=tmp_path / "no site")
    for role in ("student", "instructor"):
        first, second = (tmp_path / n / f"{role}.zip" for n in ("one", "two"))
        assert first.read_bytes() == second.read_bytes()
        names = zipfile.ZipFile(first).namelist()
        held = {name.removeprefix("how-the-news-tells-it/") for name in names}
        assert {"notebooks/00_start_here.ipynb", "utils/__init__.py", "seeds/metadata.csv", "requirements.txt"} <= held
        assert ("docs/instructor_guide.md" in held) == (role == "instructor")
        assert not any("__pycache__" in name for name in names)


def test_the_student_folder_runs_on_its_own(tmp_path):
    make_handouts(tmp_path / "out", site=tmp_path)
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
