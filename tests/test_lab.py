"""`make lab` in a real browser: notebooks open without a pop-up and run, explorers follow their boxes."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import psutil
import pytest
from conftest import ROOT, keep

from utils.notebook.advice import ANSWER_KEYS

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@contextmanager
def jupyter(folder):
    """JupyterLab as `make lab` starts it: (its process, the address it prints). No process of it outlives the block."""
    options = ["--no-browser", "--port=0"]
    options += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    settings = folder / "settings" / "@jupyterlab" / "notebook-extension" / "tracker.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"windowingMode": "none"}')  # else cells out of sight are not on the page
    folders = {"CONFIG_DIR": folder, "RUNTIME_DIR": folder, "LAB_WORKSPACES_DIR": folder / "workspaces"}
    environment = {**os.environ, **{f"JUPYTER_{name}": str(path) for name, path in folders.items()}}
    environment |= {"JUPYTERLAB_SETTINGS_DIR": str(folder / "settings")}
    environment.pop("FIGURES", None)  # as a student has it
    log = folder / "lab.log"
    with log.open("w") as stream:
        command = [sys.executable, "-m", "utils", "lab", *options]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=stream, stderr=stream)
    try:
        address, deadline = None, time.monotonic() + 60
        while not address and time.monotonic() < deadline:
            address = re.search(r"http://(?:localhost|127\.0\.0\.1):[1-9]\d*/lab\S*\?token=\w+\s", log.read_text())
            time.sleep(0.3)
        assert address, log.read_text()
        yield process, address[0].strip()
    finally:
        family = family_of(process) if process.poll() is None else []
        process.terminate()
        _, left = psutil.wait_procs(family, timeout=30)
        for one in left:
            one.kill()
        process.wait()
        assert left == []


def family_of(process):
    """A process with its children and theirs."""
    parent = psutil.Process(process.pid)
    return [parent, *parent.children(recursive=True)]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """One server for all that only look at it: the address it prints for its user."""
    with jupyter(tmp_path_factory.mktemp("lab")) as (_, address):
        yield address


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_who_ends_make_lab_ends_the_server_and_its_kernels(tmp_path, end):
    with jupyter(tmp_path) as (process, address):
        at = urlsplit(address)
        server = http.client.HTTPConnection(at.hostname, at.port, timeout=60)
        server.request("POST", "/api/kernels", headers={"Authorization": f"token {at.query.partition('=')[2]}"})
        assert server.getresponse().status == 201
        server.close()
        family = family_of(process)
        assert any("ipykernel_launcher" in " ".join(one.cmdline()) for one in family)
        process.send_signal(end)
        _, left = psutil.wait_procs(family, timeout=30)
        assert left == []


def test_nobody_comes_in_without_the_token(lab):
    at = urlsplit(lab)
    server = http.client.HTTPConnection(at.hostname, at.port, timeout=60)
    server.request("GET", "/api/kernels")
    assert server.getresponse().status == 403
    server.close()


def open_notebook(browser, lab, path, heading):
    at = urlsplit(lab)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{at.scheme}://{at.netloc}/lab/workspaces/{path.stem}/tree/{path.as_posix()}?{at.query}")
    page.wait_for_selector(f".jp-RenderedMarkdown h1:has-text('{heading}')", timeout=60_000)
    page.wait_for_selector("text=/Python 3.*Idle/", timeout=60_000)
    return page


EVERY_CELL_HAS_RUN = """() => {
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(e => e.textContent);
    return prompts.some(text => /\\d/.test(text)) && !prompts.some(text => text.includes('*'));
}"""


def run_all(page):
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_function(EVERY_CELL_HAS_RUN, timeout=180_000)


def errors(page):
    return page.locator(
        "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type*='stderr']"
    ).all_inner_texts()


def test_the_first_notebook_opens_and_runs_without_a_pop_up(browser, lab):
    before = (ROOT / "notebooks" / "00_start_here.ipynb").read_bytes()
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab)
    page.wait_for_selector(".jp-RenderedMarkdown h1:has-text('Start here')", timeout=60_000)
    page.wait_for_selector("text=/Python 3.*Idle/", timeout=60_000)
    run_all(page)
    page.wait_for_selector("text=Everything is there.", timeout=90_000)
    page.wait_for_selector("text=once you have rated every sentence")  # so only the first of the two figures is there
    assert page.locator("figure.chart img[alt]").count() == 1
    assert page.locator("text=Jupyter news").count() == 0
    assert page.locator(".Toastify__toast").count() == 0
    assert errors(page) == []
    foreign = [url for url in asked if not re.match(r"(https?|wss?)://(localhost|127\.0\.0\.1)[:/]|data:|blob:", url)]
    assert foreign == []
    keep(page, "lab_start_here")
    page.close()
    assert (ROOT / "notebooks" / "00_start_here.ipynb").read_bytes() == before


def test_a_moved_widget_changes_the_view_and_an_exercise_is_checked(browser, lab):
    before = (ROOT / "notebooks" / "04_measure_tone.ipynb").read_bytes()
    page = open_notebook(browser, lab, Path("notebooks/04_measure_tone.ipynb"), "Measure tone")
    run_all(page)
    page.wait_for_selector("text=Its scores >> nth=-1", timeout=120_000)  # what the last cell shows
    assert errors(page) == []
    shown = page.locator(".widget-html section.reading")
    shown.wait_for(timeout=60_000)
    first = shown.inner_text()
    page.get_by_label("Article", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("old => document.querySelector('section.reading').innerText != old", arg=first)
    page.get_by_label("Codebook", exact=True).select_option("generic")
    page.wait_for_selector("section.reading .frame-name")
    keep(page, "lab_reader")
    cell = page.locator(".jp-CodeCell", has_text='check("04-1", answer)').first
    for answer, said in ((0.99, "too high"), (None, "Right")):
        cell.locator(".cm-content").click()
        page.keyboard.press("ControlOrMeta+A")
        value = '(scored["coverage"] == 0).mean()' if answer is None else answer
        page.keyboard.insert_text(f'answer = {value}\ncheck("04-1", answer)')
        page.keyboard.press("Shift+Enter")
        cell.get_by_text(said).wait_for(timeout=20_000)
    keep(page, "lab_exercise")
    page.close()
    assert (ROOT / "notebooks" / "04_measure_tone.ipynb").read_bytes() == before


EXPLORERS = {  # what is called: the label of a box, what is put into it, and what must then be on the page
    "concordances(corpus)": [("Word or phrase", "parade*", "text=/first|lines/"), ("Sorted by", "L1", "table.kwic")],
    "key_words(corpus)": [("Source", 1, "text=/Words of .* against/"), ("Least count", 1, "table.news")],
    "reader(corpus)": [("Article", 1, ".reading"), ("Marks at first", 1, ".reading"), ("Codebook", 1, ".frame-name")],
    "actors(corpus)": [("Actor", 1, "ul.evidence")],
    "codebook(corpus)": [("Frame", 1, "ul.evidence")],
}


@pytest.fixture(scope="module")
def explorers(browser, lab):
    """A page with a cell for each explorer, all of them run."""
    path = ROOT / "_build" / "explorers.ipynb"
    path.parent.mkdir(exist_ok=True)
    cells = [nbformat.v4.new_markdown_cell("# Explorers")]
    cells += [nbformat.v4.new_code_cell("from utils import explore, load_corpus\ncorpus = load_corpus()")]
    cells += [nbformat.v4.new_code_cell(f"explore.{call}") for call in EXPLORERS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    page = open_notebook(browser, lab, path.relative_to(ROOT), "Explorers")
    run_all(page)
    yield page
    page.close()
    path.unlink()


@pytest.mark.parametrize("call", EXPLORERS)
def test_every_explorer_follows_its_boxes_by_keyboard_and_says_how_long_it_took(explorers, call):
    """How long each took goes into `_build/widgets.csv`; it is not judged here, since machines differ."""
    page, name = explorers, call.partition("(")[0]
    cell = page.locator(".jp-CodeCell", has_text=f"explore.{call}")
    result = cell.locator(".widget-html-content").last
    result.wait_for(timeout=60_000)
    for label, value, expected in EXPLORERS[call]:
        box, before = cell.locator(".jupyter-widgets").get_by_label(label, exact=True).first, result.inner_html()
        box.focus()
        began = time.perf_counter()
        if isinstance(value, int):
            for _ in range(value):
                page.keyboard.press("ArrowDown")
        elif value.startswith("Arrow"):
            page.keyboard.press(value)
        elif box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
            page.keyboard.press("Enter")
        page.wait_for_function(
            "([cell, old]) => [...cell.querySelectorAll('.widget-html-content')].at(-1).innerHTML != old",
            arg=[cell.element_handle(), before],
            polling=10,
            timeout=20_000,
        )
        took = time.perf_counter() - began
        result.locator(expected).first.wait_for(state="attached", timeout=20_000)
        with (ROOT / "_build" / "widgets.csv").open("a", encoding="utf-8") as report:
            report.write(f"{name},{label},{1000 * took:.0f} ms\n")
    result.scroll_into_view_if_needed()
    keep(page, f"lab_{name}")


def test_letters_answer_a_form_once_and_only_in_it(browser):
    page = browser.new_page()
    form = "<button class='key-y'>Yes</button><button class='key-n' disabled>No</button>"
    page.set_content(f"<div class='answers-by-key'>{form}</div><input>")
    for _ in range(2):  # a cell that is run again
        page.evaluate(ANSWER_KEYS)
    page.evaluate("said = []; document.querySelector('.key-y').onclick = () => said.push('yes'); 0")
    page.focus(".key-y")
    for key in ("y", "Y", "n", ".", "ArrowDown"):
        page.keyboard.press(key)
    page.focus("input")
    page.keyboard.press("y")
    assert page.evaluate("said") == ["yes", "yes"]
    page.close()
