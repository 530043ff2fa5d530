"""A cell that uses a name no cell has made gets its error and a sentence; other errors stay as they are."""

import subprocess
import sys

SHELL = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import utils
corpus = "a name that some cell has made"
shell.user_ns["corpus"] = corpus
library = "import types; lib = types.ModuleType('lib'); exec('def broken(): return nowhere', lib.__dict__)"
shell.run_cell(library)
for code in ("articles", "pritn('x')", "corpsu", "lib.broken()", "1 / 0", "print('fine')"):
    result = shell.run_cell(code)
    print("FAILED" if not result.success else "OK")
"""


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_a_missing_name_is_explained_and_still_an_error():
    out = run(SHELL)
    assert "name 'articles' is not defined. A cell above has not been run" in out
    assert "Run All Above Selected Cell" in out
    assert out.count("A cell above has not been run") == 1
    assert "name 'pritn' is not defined. There is a name that looks like it: print." in out
    assert "name 'corpsu' is not defined. There is a name that looks like it: corpus." in out
    assert "name 'nowhere' is not defined" in out  # in a library: its error stands without advice
    assert out.count("Was that meant?") == 2
    assert out.count("FAILED") == 5
    assert "ZeroDivisionError" in out


def test_without_a_notebook_nothing_is_loaded():
    assert (
        run("import sys, utils; print('IPython' in sys.modules, 'utils.notebook.advice' in sys.modules)")
        == "False False\n"
    )
