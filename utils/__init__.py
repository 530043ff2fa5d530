"""Read news coverage and show, with evidence, how sources differ in words, tone and frames.

The names below are what a notebook starts with; each is fetched from its module on first use, so
that `import utils` costs next to nothing.
"""

import sys
from importlib import import_module

_HOME = {
    "load_corpus": "corpus",
    "load_report": "corpus",
    "show": "figures",
    "say": "figures",
    "check": "exercises",
}

__all__ = ["check", "load_corpus", "load_report", "say", "show"]


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'utils' has no attribute '{name}'")
    return getattr(import_module(f"utils.{_HOME[name]}"), name)


if "IPython" in sys.modules:
    import_module("utils.cells").explain_missing_names()
