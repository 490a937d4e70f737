"""The daemons of the lab: started so that none outlives it."""
from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from pathlib import Path

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    """Asks Linux to end this process when the lab is gone, whatever ended the lab."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def start(argv: list[str], cwd: Path, log: Path) -> subprocess.Popen:
    """A daemon in the foreground and in a process group of its own, both its outputs in `log`."""
    with log.open("w") as out:
        return subprocess.Popen(argv, cwd=cwd, stdin=subprocess.DEVNULL, stdout=out,
                                stderr=subprocess.STDOUT, start_new_session=True,
                                preexec_fn=_end_with_parent)


def stop(process: subprocess.Popen | None) -> None:
    """Ends a daemon, waits until it is gone, and ends what it has started."""
    if process is None:
        return
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
