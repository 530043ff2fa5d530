"""What a visitor of the repository relies on: pins that match, documents that are true, no trace of a machine."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pyarrow.parquet as pq
from conftest import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()


def name_of(requirement):
    return re.split(r"[\[<>=! ;]", requirement)[0].lower().replace("_", "-")


def test_the_pins_hold_every_dependency_and_end_with_the_project():
    pinned = {name_of(line) for line in PINS if line and not line.startswith(("#", "-"))}
    assert {name_of(requirement) for requirement in PYPROJECT["project"]["dependencies"]} <= pinned
    assert [line for line in PINS if line][-1] == "-e ."
    assert all("==" in line for line in PINS if line and not line.lstrip().startswith(("#", "-")))


def test_every_dependency_says_why():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if re.match(r'    "[\w-]+[<>=]', line)]
    assert len(lines) >= 20
    assert all("#" in line for line in lines)


def test_readme_and_map_list_every_notebook_with_its_question_and_minutes():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    start = "\n".join("".join(cell["source"]) for cell in json.loads(paths[0].read_text(encoding="utf-8"))["cells"])
    for path in paths:
        first, card = ("".join(c["source"]) for c in json.loads(path.read_text(encoding="utf-8"))["cells"][:2])
        title, question = re.fullmatch(r"# (.+)\n\n\*(.+)\*", first.strip()).groups()
        minutes = re.search(r"\| (\d+) minutes", card)[1]
        row = f"| {question} | {minutes} |"
        assert f"| [{path.stem[:2]} {title}](notebooks/{path.name}) {row}\n" in readme
        assert path == paths[0] or f"| [{path.stem[:2]} {title}]({path.name}) {row}\n" in start


def test_commands_in_the_readme_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^    |`|; )make ([a-z]+)", readme, re.MULTILINE)) <= targets
    for link in re.findall(r"\]\(([\w./-]+)\)", readme):
        assert (ROOT / link).exists(), link


def test_no_file_names_a_place_on_somebodys_machine():
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    home = str(Path.home())
    for name in filter(None, files):
        if not name.endswith((".png", ".txt", ".parquet")):
            text = (ROOT / name).read_text(encoding="utf-8")
            assert str(ROOT) + "/" not in text, name
            assert home + "/" not in text or home == "/", name


def test_every_data_file_says_where_it_comes_from():
    for path in sorted((ROOT / "utils" / "data").rglob("*.*")):
        if path.suffix == ".parquet":
            assert pq.read_schema(path).metadata[b"source"], path.name
        else:
            assert "source" in path.read_text(encoding="utf-8")[:900].lower(), path.name


def test_the_package_alone_says_what_needs_the_whole_project(tmp_path):
    shutil.copytree(ROOT / "utils", tmp_path / "utils", ignore=shutil.ignore_patterns("__pycache__"))
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    for command in ("html", "lab", "handouts", "browser", "bench"):
        run = [sys.executable, "-m", "utils", command]
        result = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert result.returncode == 1
        assert f"python -m utils {command} needs the whole project" in result.stderr
    code = "from utils import load_corpus; load_corpus()"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert "load_corpus() without articles of your own needs the whole project" in result.stderr


def test_our_package_comes_before_an_installed_one_of_the_same_name(tmp_path):
    """What JupyterLab and the kernels of a site are started with, in any folder, beside a stranger's package."""
    (tmp_path / "site" / "utils").mkdir(parents=True)
    (tmp_path / "site" / "utils" / "__init__.py").write_text("x = 1\n")
    where = [sys.executable, "-c", "import utils; print(utils.__file__)"]
    given = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    script = "import os; from utils.notebook.settings import our_utils_first; print(our_utils_first()['PYTHONPATH'])"
    first = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=given, capture_output=True, text=True, check=True
    )
    for paths, found in ((given["PYTHONPATH"], tmp_path / "site"), (first.stdout.strip(), ROOT)):
        env = {**os.environ, "PYTHONPATH": paths}
        done = subprocess.run(where, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == str(found / "utils" / "__init__.py")


def test_the_map_names_every_room():
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for path in sorted((ROOT / "utils").iterdir()):
        if not path.name.startswith(("_", ".")):
            assert f"`{path.stem}" in guide, path.name


def test_settings_are_read_in_one_place():
    for path in (ROOT / "utils").rglob("*.py"):
        if path.name not in ("settings.py", "kernels.py"):
            assert "os.environ.get" not in path.read_text(encoding="utf-8"), path
