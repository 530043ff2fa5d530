"""`make lab` in a real browser: the first notebook opens, no pop-up stands in its way, and it runs to its end."""

import os
import re
import subprocess
import sys
import time

import pytest
from conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def lab(tmp_path):
    """The address that JupyterLab prints for its user."""
    options = ["--no-browser", "--port=0", "--ServerApp.token=", "--ServerApp.disable_check_xsrf=True"]
    options += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(tmp_path), "JUPYTER_RUNTIME_DIR": str(tmp_path)}
    log = tmp_path / "lab.log"
    with log.open("w") as stream:
        command = [sys.executable, "-m", "utils", "lab", *options]
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=stream, stderr=stream)
    try:
        address, deadline = None, time.monotonic() + 60
        while not address and time.monotonic() < deadline:
            address = re.search(r"http://(?:localhost|127\.0\.0\.1):[1-9]\d*/lab\S*", log.read_text())
            time.sleep(0.3)
        assert address, log.read_text()
        yield address[0]
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_the_first_notebook_opens_and_runs_without_a_pop_up(browser, lab):
    before = (ROOT / "notebooks" / "00_start_here.ipynb").read_bytes()
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(lab)
    page.wait_for_selector(".jp-RenderedMarkdown h1:has-text('Start here')", timeout=60_000)
    page.wait_for_selector("text=/Python 3.*Idle/", timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_selector("text=Everything is there.", timeout=90_000)
    page.wait_for_function("document.querySelectorAll('figure.chart img[alt]').length == 1", timeout=60_000)
    assert page.locator("text=Jupyter news").count() == 0
    assert page.locator(".Toastify__toast").count() == 0
    assert page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.error']").count() == 0
    foreign = [url for url in asked if not re.match(r"(https?|wss?)://(localhost|127\.0\.0\.1)[:/]|data:|blob:", url)]
    assert foreign == []
    (ROOT / "_build").mkdir(exist_ok=True)
    page.screenshot(path=ROOT / "_build" / "lab.png")
    page.close()
    assert (ROOT / "notebooks" / "00_start_here.ipynb").read_bytes() == before
