"""Which person a short form means: *Trump* is Donald Trump, *Chuck Grassley* is Charles E. Grassley."""

import re
from collections.abc import Iterable, Set
from functools import lru_cache

from utils.text import word_lists

__all__ = ["GIVEN", "NAMING", "People", "family_name", "is_junior", "spelling_key", "without_middle"]

NAMING = word_lists("naming.toml")
BY_GENDER = word_lists("given_names.toml")
GIVEN = (NAMING.given | BY_GENDER.women | BY_GENDER.men) - {"said"}
JUNIOR = re.compile(r",? [JSjs]r\.?$")


@lru_cache(maxsize=100_000)
def spelling_key(name: str) -> str:
    """One key for the spellings of a full name.

    >>> spelling_key("Kim Jong-un") == spelling_key("Kim Jong Un")
    True
    >>> spelling_key("Charles E. Grassley") == spelling_key("Chuck Grassley")
    True
    """
    words = re.sub(r"[-‑,]", " ", name).lower().rstrip(".").split()
    if len(words) < 2:
        return name.lower()
    inner = [word for word in words[1:-1] if len(word.rstrip(".")) > 1]  # without initials
    return " ".join([NAMING.nicknames.get(words[0], words[0]), *inner, words[-1]])


def is_junior(name: str) -> bool:
    """Whether somebody is a Jr. or Sr., of whom a text speaks only where it says so."""
    return bool(JUNIOR.search(name))


def without_middle(keys: Set[str]) -> dict[str, str]:
    """{key of a name of three words: that without the middle one}, where both are among the keys.

    >>> without_middle({"hillary rodham clinton", "hillary clinton", "kim jong un"})
    {'hillary rodham clinton': 'hillary clinton'}
    """
    shorter = {key: f"{words[0]} {words[2]}" for key in keys if len(words := key.split()) == 3}
    return {key: short for key, short in shorter.items() if short in keys and key.split()[0] in GIVEN}


@lru_cache(maxsize=100_000)
def family_name(name: str) -> str:
    """The last word of a name, in small letters.

    >>> family_name("Donald Trump Jr.")
    'trump'
    """
    return re.sub(r"^[ae]l[-‑]", "", JUNIOR.sub("", name).lower().split()[-1])


class People:
    """The persons whom a text names in full, and whom of them a single name means.

    >>> people = People([("Ann Lee", {"minister"}), ("Bo Lee", set())])
    >>> people.meant("Lee", ["minister"])
    ('ann lee', True)
    """

    def __init__(self, people: Iterable[tuple[str, Set[str]]]) -> None:
        """`people` are the full names in order, each with the words of its titles, small letters."""
        self.words: dict[str, dict[str, bool]] = {}  # {key: {first or family name: whether of a junior}}
        titles: dict[str, set[str]] = {}
        for name, titled in people:
            key, junior = spelling_key(name), is_junior(name)
            alone = [name.split()[0].lower(), family_name(name)]
            if len(words := name.lower().split()) > 2:
                alone += [f"{word} jr" for word in alone] if junior else [" ".join(words[-2:])]  # Holt Jr.; Soto Brunn
            self.words.setdefault(key, {}).update(dict.fromkeys(alone, junior))
            titles.setdefault(key, set()).update(titled)
        bearers: dict[str, dict[str, bool]] = {}
        for key, names in self.words.items():
            for word, junior in names.items():
                bearers.setdefault(word, {})[key] = junior
        self.bearers = {  # {first or family name: those who may be called so}
            word: {key for key in keys if not keys[key]} or set(keys) for word, keys in bearers.items()
        }
        self.titled: dict[tuple[str, str], set[str]] = {}
        for word, keys in self.bearers.items():
            for key in keys if len(keys) > 1 else ():
                for title in titles[key]:
                    self.titled.setdefault((word, title), set()).add(key)
        self.latest: dict[str, str] = {}  # {first or family name: who of them was surely named last}

    def named(self, key: str) -> None:
        """Note that the text has surely named somebody at this point."""
        self.latest |= {word: key for word in self.words[key] if key in self.bearers[word]}

    def meant(self, name: str, titles: Iterable[str]) -> tuple[str | None, bool]:
        """The key of whom a single name means, and whether that is sure; None where the text gives no hint."""
        word = name.lower()
        fitting, latest = self.bearers[word], self.latest.get(word)
        if len(fitting) == 1:
            (key,) = fitting
            return key, word not in GIVEN - {"kim", "lee"} and key == latest
        by_title = [self.titled.get((word, title), set()) for title in titles]
        only = set().union(*by_title)
        if len(only) == 1 and all(len(keys) < 2 for keys in by_title):
            return only.pop(), True
        return latest, False
