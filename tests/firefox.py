"""Debian's Firefox, driven by what it speaks itself (WebDriver BiDi): Playwright drives only a Firefox of its own."""

import json
import re
import shutil
import subprocess
import time
from contextlib import contextmanager

import psutil
import websocket

NAMES = ("firefox-esr", "firefox")


def found():
    """The path of Firefox on this machine, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def page_of(folder):
    """A page of a fresh Firefox, `ask(method, **parameters)` and `evaluate(script)`; no process outlives the block."""
    log = folder / "firefox.log"
    command = [found(), "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    with log.open("w") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream)
    try:
        place, deadline = None, time.monotonic() + 60
        while not place and time.monotonic() < deadline:
            place = re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text())
            time.sleep(0.2)
        assert place, log.read_text()
        socket = websocket.create_connection(f"{place[1]}/session", timeout=120, suppress_origin=True)
        yield Page(socket)
        socket.close()
    finally:
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        process.terminate()
        _, left = psutil.wait_procs(family, timeout=20)
        for one in left:
            one.kill()
        process.wait()


class Page:
    """One page, and the addresses that it has asked for."""

    def __init__(self, socket):
        self.socket, self.sent, self.asked = socket, 0, []
        self.ask("session.new", capabilities={})
        self.context = self.ask("browsingContext.create", type="tab")["context"]
        self.ask("session.subscribe", events=["network.beforeRequestSent"])

    def ask(self, method, **parameters):
        """Send a command and wait for its answer; requests that are reported meanwhile are noted."""
        self.sent += 1
        self.socket.send(json.dumps({"id": self.sent, "method": method, "params": parameters}))
        while True:
            said = json.loads(self.socket.recv())
            if said.get("method") == "network.beforeRequestSent":
                self.asked.append(said["params"]["request"]["url"])
            if said.get("id") == self.sent:
                assert said["type"] == "success", said
                return said["result"]

    def goto(self, address):
        self.ask("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def evaluate(self, function):
        """What a function of the page's own language returns, over JSON."""
        script = f"(async () => JSON.stringify(await ({function})()))()"
        target = {"context": self.context}
        answer = self.ask("script.evaluate", expression=script, target=target, awaitPromise=True)
        assert answer["type"] == "success", answer
        return json.loads(answer["result"].get("value", "null"))
