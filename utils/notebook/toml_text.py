"""TOML that a reader wrote, a codebook or a gazetteer: read within bounds, and refused in a sentence."""

import re
import tomllib

from utils.errors import brief

__all__ = ["read_toml"]

MOST_PARTS = 30  # of a key with dots; ours have one, and tomllib takes minutes over one of thousands
PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*"""
LONG_KEY = re.compile(rf"(?<![\w-])(?:{PART}\.[ \t]*){{{MOST_PARTS}}}")


def read_toml(text: str, item: str, error: type[ValueError]) -> dict:
    """The content of a text in TOML; raises `error` with a sentence that calls it `item`.

    >>> read_toml("pages = 7", "mine.toml", ValueError)
    {'pages': 7}
    """
    if found := LONG_KEY.search(text):
        raise error(
            f"{item} has a name of more than {MOST_PARTS} parts between dots ({brief(found[0], 40)}); write it between "
            "quotation marks, or make it shorter."
        )
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise error(f"{item} has brackets within brackets within brackets; a list holds only texts.") from None
    except tomllib.TOMLDecodeError as wrong:
        raise error(f"{item} is not valid TOML: {brief(wrong)}.") from None
    except ValueError:  # Python refuses to read numbers of thousands of digits
        raise error(f"{item} has a number that is far too long; take it out.") from None
