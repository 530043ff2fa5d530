"""A helpful sentence where a cell uses a name that no cell has made: the commonest stumble of a first hour."""

import sys

__all__ = ["explain_missing_names"]

ADVICE = (
    "{error}. A cell above has not been run, or its name was changed. In JupyterLab choose Run, then Run All Above "
    "Selected Cell, and run this cell again. If the set-up cell was deleted, take a fresh copy of the notebook."
)


def explain_missing_names():
    """In a running notebook, add a sentence under every NameError; elsewhere do nothing."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        shell.set_custom_exc((NameError,), _explain)


def _explain(shell, kind, error, trace, tb_offset=None):
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
    print(ADVICE.format(error=error))
