"""Forms for coding by hand in JupyterLab: one sentence at a time, every answer saved at once.

`code_by_hand` has a box for each frame; `keep_or_drop` asks of one marked word whether it is right. A name is typed
once, for all forms, and names the file; whoever comes back goes on where they stopped. Tab moves between boxes and
buttons, the space bar presses them; y and n answer yes and no. On a page, where no kernel runs, a sentence says what
stands here in JupyterLab.
"""

import html
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from utils.coding.codebook import Codebook
from utils.coding.sheets import add_coding, read_answers
from utils.errors import CorpusError, SaveError
from utils.notebook import settings
from utils.notebook.advice import keys_for_forms
from utils.notebook.chat import chat_line
from utils.notebook.person import NOBODY, answers_file, name_box, take_along, whose

__all__ = ["code_by_hand", "keep_or_drop"]


def code_by_hand(
    units: pd.DataFrame, codebook: Codebook, coder: str | None = None, path: str | Path | None = None
) -> None:
    """Show the form for the units of `reliability.draw_units`; answers are saved as `coder, unit, frame, value`.

    They go to `codings/NAME.csv`, by the name typed in the form, or to `path`.
    """
    _show(_form, "one sentence at a time, a box for each frame", units, codebook, coder, path or "codings")


def keep_or_drop(
    hits: pd.DataFrame, codebook: Codebook, coder: str | None = None, path: str | Path | None = None
) -> None:
    """Show the hits of `framing.draw_hits` one by one, without their source; yes keeps a hit, no drops it.

    Answers go to `hits/NAME.csv`, by the name typed in the form, or to `path`, as `coder, unit, frame, value`, 1 for
    yes; `framing.hit_answers` reads them.
    """
    _show(_hits_form, "one marked word at a time, Yes keeps it and No drops it", hits, codebook, coder, path or "hits")


def _show(form, what, units, codebook, coder, path):
    from IPython.display import HTML, display

    if settings.static():
        display(HTML(f"<p><em>In JupyterLab a form opens here: {what}.</em></p>"))
        return
    keys_for_forms()
    display(form(units, codebook, coder or NOBODY, Path(path)))


def _form(units, codebook, coder, path):
    import ipywidgets as widgets

    labels = codebook.labels()
    boxes = {frame: widgets.Checkbox(description=label, indent=False) for frame, label in labels.items()}

    def fill(answers, done):
        for frame, box in boxes.items():
            box.value, box.disabled = bool(answers.get(frame, 0)), done
        return ""

    asked = [(unit, tuple(labels)) for unit in units["unit"]]
    save = {"Save and next": lambda _: {frame: int(box.value) for frame, box in boxes.items()}}
    return _walk(asked, [html.escape(text) for text in units["text"]], save, coder, path, fill, list(boxes.values()))


def _hits_form(hits, codebook, coder, path):
    def said(answers, done):
        return "".join(f", so far: {'yes' if value else 'no'}" for value in answers.values())

    asked = [(unit, (frame,)) for unit, frame in zip(hits["unit"], hits["frame"], strict=True)]
    pages = [_question(row, codebook.frame(row.frame)) for row in hits.itertuples()]
    answers = {"Yes, keep (y)": lambda frames: {frames[0]: 1}, "No, drop (n)": lambda frames: {frames[0]: 0}}
    form = _walk(asked, pages, answers, coder, path, said)
    form.children[-1].add_class("answers-by-key")  # see `keys_for_forms`
    for button, key in zip(form.children[-1].children[1:], "yn", strict=True):
        button.add_class(f"key-{key}")
    return form


def _question(hit, frame):
    """What is asked of a hit, with its sentence: the word in it marked, and nothing of its source."""
    a, b = hit.start - hit.sentence_start, hit.end - hit.sentence_start
    before, word, after = map(html.escape, (hit.text[:a], hit.text[a:b], hit.text[b:]))
    label, asks = (html.escape(words) for words in (frame["label"], " ".join(frame["questions"])))
    asks = f"<strong>{label}.</strong> {asks}</p><p>Ask this of the marked word in its sentence:"
    return f"{asks}</p><p>{before}<mark>{word}</mark>{after}"


def _walk(
    asked: Sequence[tuple],
    pages: Sequence[str],
    answers: Mapping[str, Callable],
    coder: str,
    path: Path,
    fill: Callable,
    boxes: Sequence = (),
):
    """One page after another: `asked` are units with their frames, `pages` their HTML, `answers` a button each.

    A button's function gives the values of the frames asked. `fill` is told what was answered before and whether all is
    done, and may add words to the line above. `path` is a file, or a folder with a file a coder.
    """
    import ipywidgets as widgets

    coder = whose(coder, path, "coder")
    place = {"at": _first_open(asked, coder, _file(path, coder)), "coder": coder}
    page, status, back = widgets.HTML(), widgets.HTML(), widgets.Button(description="Back")
    buttons = [widgets.Button(description=name, button_style="primary") for name in answers]

    def show():
        coder, file = place["coder"], _file(path, place["coder"])
        done = place["at"] >= len(asked)
        page.value = _page(_thanks(asked, coder, file) if done else pages[place["at"]])
        unit, frames = ("", ()) if done else asked[place["at"]]
        known = {frame: value for frame, value in _answers(file, coder, unit).items() if frame in frames}
        told = fill(known, done)
        where = f"{min(place['at'] + 1, len(asked))} of {len(asked)}, saved in {html.escape(str(file))}"
        status.value = f"<p>{where}{told}</p>"
        _switch([back], place["at"] > 0)
        _switch(buttons, not done)

    def move(step):
        place["at"] = max(0, place["at"] + step)
        show()

    def keep(values_of):
        unit, frames = asked[place["at"]]
        place["coder"] = whose(place["coder"], path, "coder")
        for frame, value in values_of(frames).items():
            add_coding(_file(path, place["coder"]), place["coder"], unit, frame, value)
        move(1)

    def take(name):
        place["coder"] = name
        take_along(path, name, "coder")
        place["at"] = _first_open(asked, name, _file(path, name))
        show()

    def said(step, *given):
        try:
            step(*given)
        except (CorpusError, SaveError) as error:  # what a button raises is seen by nobody
            status.value = f"<p role='alert'>{html.escape(str(error))}</p>"

    for button, values_of in zip(buttons, answers.values(), strict=True):
        button.on_click(lambda _, values_of=values_of: said(keep, values_of))
    back.on_click(lambda _: said(move, -1))
    show()
    return widgets.VBox(
        [name_box(coder, lambda name: said(take, name)), status, page, *boxes, widgets.HBox([back, *buttons])]
    )


def _file(path, coder):
    return path if path.suffix == ".csv" else answers_file(path, coder)


def _switch(buttons, on):
    for button in buttons:
        button.disabled = not on


def _thanks(asked, coder, file):
    if not file.is_file():
        return "There is nothing to code here."
    table = read_answers(file)
    mine = table[table["coder"] == coder].dropna().set_index(["unit", "frame"])["value"].to_dict()
    values = [
        "".join(str(mine[unit, frame]) for frame in frames) if all((unit, frame) in mine for frame in frames) else ""
        for unit, frames in asked
    ]
    file, line = (html.escape(str(words)) for words in (file, chat_line(coder, values)))
    return f"All is answered. Thank you. Hand in the file {file}; in a chat, this line does:</p><code>{line}</code><p>"


def _page(words):
    return f"<div style='font-size:1.1rem; max-width:40rem'><p>{words}</p></div>"


def _answers(path, coder, unit):
    if not path.is_file():
        return {}
    table = read_answers(path)
    mine = table[(table["coder"] == coder) & (table["unit"] == unit)]
    return dict(zip(mine["frame"], mine["value"], strict=True))


def _first_open(asked, coder, path):
    """The number of the first unit that this coder has not answered for every frame asked."""
    table = read_answers(path) if path.is_file() else pd.DataFrame(columns=["coder", "unit", "frame"])
    known = set(table.loc[table["coder"] == coder, ["unit", "frame"]].itertuples(index=False, name=None))
    todo = (at for at, (unit, frames) in enumerate(asked) if {(unit, frame) for frame in frames} - known)
    return next(todo, len(asked))
