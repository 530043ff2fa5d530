"""What a running notebook needs: a sentence where a cell uses a name that no cell has made, the commonest stumble of a
first hour; and forms that can be used by keyboard."""

import builtins
import sys
from difflib import get_close_matches

__all__ = ["explain_missing_names", "keys_for_forms"]

NOT_RUN = (
    "{error}. A cell above has not been run, or its name was changed. In JupyterLab choose Run, then Run All Above "
    "Selected Cell, and run this cell again. If the set-up cell was deleted, take a fresh copy of the notebook."
)
NEAR = "{error}. There is a name that looks like it: {near}. Was that meant?"
OWN_KEYS = (
    "document.addEventListener('focusin', ({target}) => "
    "target.closest('.jupyter-widgets') && target.setAttribute('data-lm-suppress-shortcuts', 'true'))"
)

ANSWER_KEYS = (  # once a page: a cell may be run again
    "window.answersByKey ||= (document.addEventListener('keydown', ({target, key}) => /^[a-z]$/i.test(key) && "
    "target.closest('.answers-by-key')?.querySelector(`.key-${key.toLowerCase()}:enabled`)?.click()), true)"
)


def explain_missing_names():
    """In a running notebook, add a sentence under a name that a cell uses and nobody has made; elsewhere do nothing.

    A name that is missing inside a library is the library's affair: its traceback stands as it is.
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        shell.set_custom_exc((NameError,), _explain)


def keys_for_forms():
    """Let a form keep the keys pressed in it.

    JupyterLab takes arrows, letters and the space bar for itself while a box that is not for typing has the focus
    (known as ipywidgets issue 3912), unless the form says otherwise. In a form that takes answers by a letter, that
    letter presses its button.
    """
    from IPython.display import HTML, display

    display(HTML(f"<script>{OWN_KEYS}; {ANSWER_KEYS}</script>"))


def _explain(shell, kind, error, trace, tb_offset=None):
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
    while trace.tb_next:
        trace = trace.tb_next
    if trace.tb_frame.f_globals is shell.user_ns:
        near = get_close_matches(str(error.name), {*shell.user_ns, *dir(builtins)}, n=1, cutoff=0.75)
        print(NEAR.format(error=error, near=near[0]) if near else NOT_RUN.format(error=error))
