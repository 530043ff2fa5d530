"""Kernels that start in a fraction of a second, for running a whole collection of notebooks.

Each notebook runs in a kernel of its own, and each kernel would import pandas, Matplotlib and NLTK again, which
takes longer than the notebook. So one helper process imports them once, and kernels are forked from it. Where a
system cannot fork (Windows) kernels start the ordinary way, only slower; and where the program is a plain script, which
the helper would run a second time.
"""

import multiprocessing
import os
import sys
import uuid
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

__all__ = ["new_manager"]

FORKS = "forkserver" in multiprocessing.get_all_start_methods()
IMPORTED_ONCE = ["ipykernel.kernelapp", "nltk.tokenize.punkt", "textblob", "utils.charts", "utils.exercises"]


def new_manager():
    """A manager whose kernel runs in this very environment, whatever else is installed for the user."""
    specs = KernelSpecManager(kernel_dirs=[str(Path(sys.prefix) / "share" / "jupyter" / "kernels")])
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=specs)
    if FORKS and not _is_script(sys.modules["__main__"]):
        manager.kernel_id = str(uuid.uuid4())
        manager.provisioner = ForkedKernel(kernel_id=manager.kernel_id, kernel_spec=manager.kernel_spec, parent=manager)
    return manager


def _is_script(main):
    """Whether a program is a file of somebody's own, neither started with `-m` nor typed at a prompt."""
    return hasattr(main, "__file__") and main.__spec__ is None


class ForkedKernel(LocalProvisioner):
    """Jupyter's own provisioner, but the process is forked instead of started from a command."""

    async def launch_kernel(self, cmd, **options):
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(IMPORTED_ONCE)
        connection_file = cmd[cmd.index("-f") + 1]
        arguments = (connection_file, options.get("env") or dict(os.environ), str(options.get("cwd") or Path.cwd()))
        self.process = _LikePopen(context.Process(target=_run_kernel, args=arguments, daemon=True))
        self.pid, self.pgid, self.cwd = self.process.pid, None, arguments[-1]
        return self.connection_info


class _LikePopen:
    """What the provisioner asks of subprocess.Popen, answered by a multiprocessing process."""

    stdin = stdout = stderr = None

    def __init__(self, process):
        process.start()
        self.process, self.pid = process, process.pid

    def poll(self):
        return self.process.exitcode

    def wait(self):
        self.process.join()
        return self.process.exitcode

    def send_signal(self, number):
        if self.process.is_alive():
            os.kill(self.pid, number)

    def terminate(self):
        self.process.terminate()

    def kill(self):
        self.process.kill()


def _run_kernel(connection_file, environment, folder):
    from ipykernel.kernelapp import launch_new_instance

    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    # The kernel's own messages are about its transport; what goes wrong in a cell travels to the notebook.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    launch_new_instance(argv=["-f", connection_file, f"--IPKernelApp.parent_handle={os.getppid()}"])
