"""What a spreadsheet would make of a cell."""

import re

__all__ = ["defused", "restored"]

FORMULA = re.compile(r"'*[=+\-@\t\r]")  # apostrophes count too, so that what was defused can be told from what was not


def defused(cell):
    """The cell, behind an apostrophe where a spreadsheet would run it as a formula.

    >>> defused("=1+1"), defused("war")
    ("'=1+1", 'war')
    """
    return f"'{cell}" if FORMULA.match(str(cell)) else cell


def restored(cell):
    """The cell as it was before it was defused.

    >>> restored("'=1+1"), restored("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if isinstance(cell, str) and cell.startswith("'") and FORMULA.match(cell) else cell
