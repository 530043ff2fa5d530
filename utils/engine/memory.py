"""What was once found out about a chunk of text is kept, within bounds."""

__all__ = ["Memory"]

MOST_KEPT = 250_000  # entries, some 50 MB; then the memory is emptied and filled anew


class Memory(dict):
    """A dictionary that finds what it lacks with the function `find`.

    >>> lengths = Memory(len)
    >>> lengths["war"], lengths
    (3, {'war': 3})
    """

    def __init__(self, find):
        super().__init__()
        self.find = find

    def __missing__(self, key):
        if len(self) >= MOST_KEPT:
            self.clear()
        self[key] = value = self.find(key)
        return value
