"""Read news coverage and show, with evidence, how sources differ in words, tone and frames.

What every notebook needs comes from here: `from utils import load_corpus, say, show, check`. Everything else stands
behind a door, a module named after what it measures: `from utils import sentiment`, then `sentiment.` and Tab. Each
name is fetched on first use, so that `import utils` costs next to nothing.
"""

import logging
import sys
from importlib import import_module

_HOME = {
    "check": "exercises",
    "comparable": "corpus",
    "for_reading": "corpus",
    "load_corpus": "corpus",
    "load_report": "corpus",
    "load_truth": "corpus",
    "save_table": "figures",
    "say": "figures",
    "show": "figures",
}

__all__ = list(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'utils' has no attribute '{name}'")
    return getattr(import_module(f"utils.{_HOME[name]}"), name)


def __dir__():
    return sorted({*globals(), *__all__})


if sys.platform == "emscripten":  # in a browser the note that fonts are listed would be the first thing a student reads
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)

if "IPython" in sys.modules:
    import_module("utils.notebook.advice").explain_missing_names()
