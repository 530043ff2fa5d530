"""The entries of dictionaries in texts, word by word, as quanteda and LIWC look them up.

An entry is one word or several; it is held against whole words, so *can* is not found in *can't* nor *war* in
*post-war*. `*` stands for any letters and `?` for one, anywhere in a word; a `*` by itself is any word. In each list
the longest entry at a place wins (words, then without `*`, then letters) and uses up its words; lists know nothing of
each other. A word with *'s* is looked up with and without.
"""

import fnmatch
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

import numpy as np

from utils.text import small_letters, word_spans

__all__ = ["LONGEST", "find_entries"]

LONGEST = 200  # characters of an entry


class Node(NamedTuple):
    """Where one stands after some words of an entry."""

    children: dict  # {word with or without wildcards: Node}
    patterns: dict  # {word: pattern}, for wildcards elsewhere than at the end
    entries: list  # those that end here: (rank, list, number, what stands before, between and after the words)


def find_entries(texts: Iterable[str], lists: tuple) -> tuple[np.ndarray, ...]:
    """Five arrays, a row a hit: number of the text, of the list, start, end, number of the entry in the list.

    Each of `lists` is a tuple of entries.

    >>> found = find_entries(["Not good at all.", "Abuse!"], (("good", "abus*"), ("not good",)))
    >>> [column.tolist() for column in found]
    [[0, 0, 1], [1, 0, 0], [0, 4, 0], [8, 8, 5], [0, 0, 1]]
    """
    root, known, rows = _tree(lists), {}, []
    for number, text in enumerate(texts):
        small, spans = small_letters(text), word_spans(text)
        said, free = [small[a:b] for a, b in spans], [0] * len(lists)
        for place, word in enumerate(said):
            if word not in known:
                known[word] = _after(root, word)
            best = {}
            for end, entry in (hit for node in known[word] for hit in _reached(node, said, place + 1)):
                _, which, _, gaps = entry
                if place >= free[which] and _fits(small, spans[place:end], gaps):
                    best[which] = max(best.get(which, ((),)), (entry[0], end, entry))
            for which, (_, end, (_, _, entry, gaps)) in sorted(best.items()):
                free[which] = end
                start, stop = spans[place][0] - len(gaps[0]), spans[end - 1][1] + len(gaps[-1])
                rows.append((number, which, start, stop, entry))
    return tuple(np.array(rows, int).reshape(-1, 5).T)


@lru_cache(maxsize=20)
def _tree(lists):
    root = Node({}, {}, [])
    for which, entries in enumerate(lists):
        for number, entry in enumerate(entries):
            small = small_letters(entry)
            for form in {normalize("NFC", small), normalize("NFD", small)}:
                _plant(root, form, which, number)
    return root


def _plant(node, entry, which, number):
    spans = word_spans(re.sub(r"[*?]", "x", entry))
    starts, ends = [*(a for a, _ in spans), len(entry)], [0, *(b for _, b in spans)]
    for a, b in spans:
        word = entry[a:b]
        if re.search(r"[*?]", word[:-1]) or word.endswith("?"):
            node.patterns[word] = re.compile(fnmatch.translate(word))
        node = node.children.setdefault(word, Node({}, {}, []))
    rank = (len(spans), not re.search(r"[*?]", entry), len(entry), entry)
    before, *between, after = (entry[a:b] for a, b in zip(ends, starts, strict=True))
    node.entries.append((rank, which, number, [before, *map(_gap, between), after]))


def _after(node, word):
    """The nodes to which a word leads."""
    spelt = [word, word[:-2]] if word.endswith("'s") else [word]
    stems = (f"{word[:k]}*" for k in range(min(len(word), LONGEST) + 1))
    found = [node.children[form] for form in (*spelt, *stems) if form in node.children]
    return found + [node.children[form] for form, pattern in node.patterns.items() if any(map(pattern.match, spelt))]


def _reached(node, said, place):
    """(number of the word after it, entry) of each entry that ends here or further on."""
    for entry in node.entries:
        yield place, entry
    if node.children and place < len(said):
        for child in _after(node, said[place]):
            yield from _reached(child, said, place + 1)


def _fits(small, spans, gaps):
    """Whether before, between and after the words stands what the entry has there; white space is all the same."""
    (start, _), (_, end) = spans[0], spans[-1]
    between = [_gap(small[a:b]) for (_, a), (b, _) in pairwise(spans)]
    return between == gaps[1:-1] and small.endswith(gaps[0], 0, start) and small.startswith(gaps[-1], end)


def _gap(marks):
    return " ".join(marks.split()) or " " * bool(marks)
