"""A bar on the terminal or under the cell for whatever takes longer than two seconds.

It leaves no trace. When a site is made the notebooks run without it, since how long
something took must not show in the pages.
"""

import sys
from threading import RLock

from tqdm import tqdm

from utils.notebook import settings

__all__ = ["progress"]

if settings.IN_BROWSER:  # which has no threads, so that a bar cannot be watched by one
    tqdm.monitor_interval = 0
tqdm.set_lock(RLock())  # else it takes a lock for several processes, which a killed kernel would leave behind
PATIENCE = 2  # seconds before the bar appears


def progress(items, doing, unit, total=None):
    """`items`, one after the other, with a bar that says what is being done.

    >>> list(progress([1, 2], "counting", "articles"))
    [1, 2]
    """
    in_notebook = "ipykernel" in sys.modules
    if settings.quiet() or not (sys.stderr.isatty() or in_notebook):
        return items
    stream = sys.stdout if in_notebook else sys.stderr  # a notebook keeps a red line where an error stream was in use
    return tqdm(items, doing, total, leave=False, file=stream, unit=f" {unit}", delay=PATIENCE, dynamic_ncols=True)
