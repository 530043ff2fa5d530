"""Imports run one way, and a wing is entered through its door. The map is in CONTRIBUTING.md."""

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

from utils.publishing.functions import DOORS

UTILS = Path(__file__).parent.parent / "utils"
FLOORS = [  # a room imports only rooms on floors above it in this list
    {"errors"},
    {"notebook"},
    {"engine", "inference", "loading"},
    {"corpus"},
    {"text", "uncertainty"},
    {"grammar"},
    {"words", "speech", "coding"},
    {"keywords", "tone", "actors"},
    {"framing", "sentiment", "voices"},
    {"narrative"},
    {"telling"},
    {"variants", "wording"},
    {"figures", "rating", "summary"},
    {"reading", "reliability", "report"},
    {"charts", "exercises", "explore"},
    {"scaling"},
    {"scale"},
    {"publishing"},
    {"__main__", "__init__"},
]
ENTRANCES = {  # a wing, and the rooms that may enter it; all others ask at its door
    "coding": {"actors", "framing", "reliability", "tone"},
    "engine": {"coding", "corpus", "framing", "scale", "sentiment", "telling", "text", "tone", "words"},
    "inference": {"uncertainty"},
    "loading": {"coding", "corpus", "scale", "text"},
    "publishing": {"__main__"},
    "scaling": {"scale"},
    "narrative": {"telling"},
    "speech": {"actors", "narrative", "telling", "tone", "voices"},
    "tone": {"sentiment"},
    "wording": {"summary"},
    "words": {"keywords"},
}
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def imports():
    """(file, its room, the module of ours that it imports) for each import of the package."""
    for path in sorted(UTILS.rglob("*.py")):
        own = path.relative_to(UTILS).with_suffix("").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "utils":
                inside = node.module.split(".")[1:]
                for alias in node.names:
                    yield path, own, [*inside, alias.name][0]


def test_every_room_has_its_floor():
    rooms = {path.relative_to(UTILS).with_suffix("").parts[0] for path in UTILS.rglob("*.py")}
    assert rooms == set(FLOOR)


def test_imports_run_one_way():
    for path, own, other in imports():
        assert other == own or FLOOR[other] < FLOOR[own], f"{path.relative_to(UTILS)} imports {other}"


def test_a_wing_is_entered_through_its_door():
    for path, own, other in imports():
        assert other == own or own in ENTRANCES.get(other, {own}), f"{path.relative_to(UTILS)} enters {other}"


def test_every_folder_of_the_package_is_installed():
    text = (UTILS.parent / "pyproject.toml").read_text(encoding="utf-8")
    for path in UTILS.rglob("__init__.py"):
        assert f'"{".".join(path.parent.relative_to(UTILS.parent).parts)}"' in text, path


def test_importing_utils_imports_nothing_heavy():
    code = "import sys, utils; print([m for m in ('pandas', 'numpy', 'matplotlib', 'nltk') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_modules_stay_small():
    for path in UTILS.rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 500, path


def test_every_public_function_of_doors_and_engine_is_typed():
    names = [f"utils.{door}" for door in DOORS]
    names += [f"utils.engine.{path.stem}" for path in (UTILS / "engine").glob("[a-z]*.py")]
    for name in names:
        module = importlib.import_module(name)
        for function in vars(module).values():
            if inspect.isfunction(function) and function.__name__ in getattr(module, "__all__", ()):
                signature = inspect.signature(function)
                untyped = [
                    one.name for one in signature.parameters.values() if one.annotation is inspect.Parameter.empty
                ]
                assert not untyped, f"{function.__module__}.{function.__name__}: {untyped}"
                assert signature.return_annotation is not inspect.Signature.empty, function.__name__
