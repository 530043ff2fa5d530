"""A form for coding by hand in JupyterLab: one sentence at a time, a box a frame, every answer saved at once.

Tab moves between the boxes, the space bar ticks them, Enter presses a button. Whoever comes back goes on where they
stopped. On a page, where no kernel runs, a sentence says what stands here in JupyterLab.
"""

import html
from pathlib import Path

import pandas as pd

from utils.coding.codebook import Codebook
from utils.coding.sheets import add_coding, read_answers
from utils.errors import CorpusError, SaveError
from utils.notebook import settings
from utils.notebook.advice import keys_for_forms

__all__ = ["code_by_hand"]


def code_by_hand(units: pd.DataFrame, codebook: Codebook, coder: str, path: str | Path = "my_codings.csv") -> None:
    """Show the form for the units of `reliability.draw_units`; answers go to `path` as `coder, unit, frame, value`."""
    from IPython.display import HTML, display

    if settings.static():
        display(HTML("<p><em>In JupyterLab a form opens here: one sentence at a time, a box for each frame.</em></p>"))
        return
    keys_for_forms()
    display(_form(units, codebook, coder, Path(path)))


def _form(units, codebook, coder, path):
    import ipywidgets as widgets

    labels = codebook.labels()
    place = {"at": _first_open(units, labels, coder, path)}
    sentence, status = widgets.HTML(), widgets.HTML()
    boxes = {frame: widgets.Checkbox(description=label, indent=False) for frame, label in labels.items()}
    back, save = widgets.Button(description="Back"), widgets.Button(description="Save and next", button_style="primary")

    def show():
        done = place["at"] >= len(units)
        text = "All sentences are coded. Thank you." if done else units["text"].iloc[place["at"]]
        sentence.value = f"<p style='font-size:1.1rem; max-width:40rem'>{html.escape(text)}</p>"
        status.value = f"<p>{min(place['at'] + 1, len(units))} of {len(units)}, saved in {html.escape(str(path))}</p>"
        answers = {} if done else _answers(path, coder, units["unit"].iloc[place["at"]])
        for frame, box in boxes.items():
            box.value, box.disabled = bool(answers.get(frame, 0)), done
        save.disabled, back.disabled = done, place["at"] == 0

    def move(step):
        place["at"] = max(0, place["at"] + step)
        show()

    def keep(_):
        try:
            for frame, box in boxes.items():
                add_coding(path, coder, units["unit"].iloc[place["at"]], frame, int(box.value))
        except (CorpusError, SaveError) as error:  # what a button raises is seen by nobody
            status.value = f"<p role='alert'>{html.escape(str(error))}</p>"
        else:
            move(1)

    save.on_click(keep)
    back.on_click(lambda _: move(-1))
    show()
    return widgets.VBox([status, sentence, *boxes.values(), widgets.HBox([back, save])])


def _answers(path, coder, unit):
    if not path.is_file():
        return {}
    table = read_answers(path)
    mine = table[(table["coder"] == coder) & (table["unit"] == unit)]
    return dict(zip(mine["frame"], mine["value"], strict=True))


def _first_open(units, labels, coder, path):
    """The first unit that this coder has not answered for every frame."""
    for number, unit in enumerate(units["unit"]):
        if set(labels) - set(_answers(path, coder, unit)):
            return number
    return len(units)
