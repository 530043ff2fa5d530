"""The page of all functions, made from the docstrings of the doors."""

import inspect
import re
from importlib import import_module

__all__ = ["DOORS", "functions_page"]

DOORS = [
    *("corpus", "text", "grammar", "keywords", "sentiment", "framing", "actors", "voices", "telling"),
    *(
        "rating",
        "reliability",
        "uncertainty",
        "variants",
        "figures",
        "charts",
        "reading",
        "explore",
        "summary",
        "exercises",
        "scale",
    ),
]
HEAD = """# All functions

What each door offers, with an example. A notebook imports the door, `from utils import sentiment`, and calls
`sentiment.score_texts(…)`. What every notebook needs (`load_corpus`, `show`, `say`, `check`) comes from `utils` itself.
"""
EXAMPLE = re.compile(r"^>>> .*(?:\n(?!\n).*)*", re.M)


def functions_page() -> str:
    """The page in Markdown: a section a door, an entry a public function with its parameters and what it says.

    Headings and links of functions are HTML: as sections, two hundred of them, they would cost Sphinx a second.
    """
    parts = [HEAD]
    for door in DOORS:
        module = import_module(f"utils.{door}")
        named = [(name, getattr(module, name)) for name in module.__all__]
        functions = [(name, function) for name, function in named if inspect.isfunction(function)]
        links = " · ".join(f'<a href="#{door}-{name}">{name}</a>' for name, _ in functions)
        parts += [f"## {door}", _as_markdown(module), f"<p>{links}</p>"]
        for name, function in functions:
            heading = f'<h3 id="{door}-{name}">{name}</h3>'
            parts += [heading, f"`{name}{inspect.signature(function)}`", _as_markdown(function)]
    return "\n\n".join(parts) + "\n"


def _as_markdown(documented):
    """A docstring with its examples as blocks of code."""
    text = inspect.cleandoc(documented.__doc__ or "").replace("$", "\\$")
    return EXAMPLE.sub(lambda match: f"```pycon\n{match[0]}\n```", text)
