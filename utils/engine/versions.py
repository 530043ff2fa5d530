"""Whether an installed library is the version whose results the engine was tested to give."""

from functools import cache
from importlib.metadata import version
from warnings import warn

__all__ = ["as_tested"]


@cache
def as_tested(package: str, tested: str) -> bool:
    """Whether that very version is installed; a warning, once, if not: the library itself is then asked.

    >>> as_tested("vaderSentiment", "3.3.2")
    True
    """
    found = version(package)
    if found != tested:
        warn(f"{package} {found} is installed, {tested} was tested: the library itself is asked, slower.", stacklevel=3)
    return found == tested
