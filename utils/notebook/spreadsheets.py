"""What a spreadsheet would make of a cell."""

__all__ = ["defused"]


def defused(cell):
    """The cell, behind an apostrophe where a spreadsheet would run it as a formula.

    >>> defused("=1+1"), defused("war")
    ("'=1+1", 'war')
    """
    return f"'{cell}" if str(cell).startswith(("=", "+", "-", "@", "\t", "\r")) else cell
