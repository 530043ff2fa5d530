"""A folder with the whole collection for a browser: nothing is installed, and no page asks another host.

JupyterLite is the notebooks' interface, Pyodide the Python that runs in the page, and this package is in it as it is.
Any web server that hands out files will do. Compiled packages come from `browser_parts`; those of Python alone are
taken from the running installation, English only, so that both count with the same words.
"""

import gzip
import json
import lzma
import re
import shutil
import zipfile
from importlib.metadata import distribution, version
from pathlib import Path

from utils.notebook.output import made_whole
from utils.notebook.settings import DATA, ROOT, SEEDS
from utils.publishing.browser_parts import LOCK, MADE_OF, canonical, core, packages, run, sha256, tools
from utils.publishing.site import notebooks

__all__ = ["make_browser"]

OURS = "how-the-news-tells-it"
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
LOADED_FIRST = ["ssl", "sqlite3", "ipykernel", "comm", "pyodide_kernel", "ipython", "micropip", "piplite"]
LEFT_OUT = re.compile("|".join(MADE_OF["left_out"]))
OLD_WIDGETS = "3.6"  # of the two widget libraries that the kernel brings, the one for interfaces long gone


def make_browser(out=None, parts=None):
    """Write the folder into `out` (`_build/browser`); says what it did, and how to serve it.

    `parts` is a folder with files that cannot be fetched from here. Raises PublishError with a sentence where a part is
    not to be had; then `out` is as it was.
    """
    out = Path(out or ROOT / "_build" / "browser").absolute()
    with made_whole(out, "browser") as made:
        lite, site = made.parent / "lite", made.parent / "site"
        _put_python(lite / "static" / "pyodide", Path(parts) if parts else None)
        shutil.copytree(SEEDS, lite / "files" / "seeds")
        (lite / "files" / "notebooks").mkdir()
        for path in notebooks():
            shutil.copy(path, lite / "files" / "notebooks")
        command = [tools(), "-m", "jupyterlite_core.app", "build", "--no-sourcemaps", "--apps", "lab"]
        run([*map(str, command), "--lite-dir", str(lite), "--output-dir", str(site)], cwd=lite)
        _settle(site / "jupyter-lite.json")
        shutil.copy(DATA / "browser_page.html", site / "index.html")
        shutil.copytree(site, made, dirs_exist_ok=True)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{out}: {len(notebooks())} notebooks, {size / 1e6:.0f} MB. Put it on any web server, or try it here:")
    print(f"python -m http.server --bind 127.0.0.1 --directory {out} 8000, then open http://127.0.0.1:8000")


def _settle(path):
    """Tell the interface where Python is, what to load first, and to fetch nothing from anywhere else."""
    content = json.loads(path.read_text(encoding="utf-8"))
    config = content["jupyter-config-data"]
    kernel = config.setdefault("litePluginSettings", {}).setdefault(KERNEL, {})
    kernel |= {"pyodideUrl": "./static/pyodide/pyodide.js", "disablePyPIFallback": True}
    kernel["loadPyodideOptions"] = {"packages": [*LOADED_FIRST, OURS]}
    config |= {"appName": "How the News Tells It", "exposeAppInBrowser": True}
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")


def _put_python(folder, parts):
    """Fill the folder that a page's Python is loaded from: core, packages, and a lock of just what lies there."""
    folder.mkdir(parents=True)
    for name, path in (files := core(parts)).items():
        shutil.copy(path, folder / name)
    lock = json.loads(files[LOCK].read_text(encoding="utf-8"))
    entries, files = packages(lock, parts)
    for name, path in files.items():
        shutil.copy(path, folder / name)
    compiled = [canonical(name) for name in MADE_OF["packages"]]
    entries |= dict(_pure(folder, name) for name in MADE_OF["pure"])
    entries |= dict(_of_the_kernel(folder, path) for path in _kernel_wheels())
    ours = [*compiled, *map(canonical, MADE_OF["pure"])]
    entries[OURS] = _wheel(folder, OURS, version(OURS), _own_files(), ["utils"], ours)
    text = json.dumps({**lock, "packages": dict(sorted(entries.items()))}, indent=1)
    (folder / LOCK).write_text(text, encoding="utf-8")


def _pure(folder, name):
    """A package of the running installation as a wheel: (name, entry in the lock)."""
    found = distribution(name)
    files = {}
    for file in found.files or ():
        path = Path(str(found.locate_file(file)))
        if not LEFT_OUT.search(file.as_posix()) and "__pycache__" not in file.parts and path.is_file():
            files[file.as_posix()] = _for_the_browser(file.as_posix(), path.read_bytes())
    top = sorted({name.split("/")[0].removesuffix(".py") for name in files if ".dist-info/" not in name})
    return canonical(name), _wheel(folder, canonical(name), found.version, files, top)


def _for_the_browser(name, content):
    """The content of a file; simplemma's words are packed anew, since Pyodide's core cannot unpack LZMA."""
    if name.endswith(".plzma"):
        return gzip.compress(lzma.decompress(content), mtime=0)
    if name.endswith("simplemma/strategies/dictionaries/dictionary_factory.py"):
        return content.replace(b"import lzma", b"import gzip as lzma")
    return content


def _own_files():
    files = sorted(path for top in ("utils", "seeds") for path in (ROOT / top).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files if path.suffix != ".pyc"}


def _wheel(folder, name, number, files, imports, depends=()):
    """Write a wheel of `{path: content}`; returns its entry in the lock."""
    stem = f"{name.replace('-', '_')}-{number}"
    about = f"{stem}.dist-info"
    files = {re.sub(r"^[^/]+\.dist-info/", f"{about}/", path): content for path, content in files.items()}
    files.setdefault(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n".encode())
    files[f"{about}/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{about}/RECORD"] = "".join(f"{path},,\n" for path in files).encode()
    target = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path, content in files.items():
            packed.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return _entry(target, name, number, imports, depends)


def _kernel_wheels():
    """The wheels that JupyterLite's kernel brings."""
    place = tools().parent.parent / "share" / "jupyter" / "labextensions" / "@jupyterlite" / "pyodide-kernel-extension"
    return [path for path in sorted((place / "static" / "pypi").glob("*.whl")) if f"-{OLD_WIDGETS}." not in path.name]


def _of_the_kernel(folder, path):
    """A wheel that the kernel brings, named in the lock, so that it is not asked of an index."""
    shutil.copy(path, folder)
    module, number = path.name.split("-")[:2]
    return canonical(module), _entry(folder / path.name, canonical(module), number, [module], ())


def _entry(path, name, number, imports, depends):
    return {
        **{"name": name, "version": number, "file_name": path.name, "sha256": sha256(path.read_bytes())},
        **{"imports": imports, "depends": list(depends), "install_dir": "site", "package_type": "package"},
        "unvendored_tests": False,
    }
