"""How numbers and lists are put into a sentence."""

from collections.abc import Iterable

__all__ = ["listed", "number", "signed"]


def listed(items: Iterable, most: int = 6) -> str:
    """Items as a reader would list them.

    >>> listed(["a", "b", "c"]), listed([])
    ('a, b and c', 'none')
    """
    items = list(map(str, items))
    shown, more = items[:most], len(items) - most
    if more > 0:
        return f"{', '.join(shown)} and {more:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else (shown or ["none"])[0]


def number(n: int, unit: str) -> str:
    """A count with its unit, in the plural unless it is one."""
    return f"{n:,} {unit}" if n == 1 else f"{n:,} {unit}s"


def signed(number: float) -> str:
    """A number with sign and two digits; what rounds to zero has no sign."""
    return "0.00" if abs(number) < 0.005 else f"{number:+.2f}".replace("-", "−")
