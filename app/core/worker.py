"""The process from which workers are forked, and what a worker does: one piece of work, and no other.

Begun by `app.core.workers` with one argument: the descriptor of one end of a pair of sockets.
Its contract: standard input holds the work that warms it up, standard output gets the outcome. After that each byte
from the pair comes with the descriptor of another socket, to which one forked worker writes its process id, reads its
order to the end, and writes the outcome. The end of the pair is the end of all: its owner has gone.

It has one thread, so that it may be forked; what it has loaded is shared by all workers until they write to it.
Pickles travel between the service and processes that it began, over pipes and sockets without a name, and nowhere else.
"""

import gc
import os
import pickle
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable
from functools import partial
from typing import Final, NoReturn

from app.core.errors import SitrepError

PROCESS_ID: Final = struct.Struct("!Q")
ONE_THREAD: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""For its environment: numpy's libraries begin a thread for each processor otherwise, and threads are not forked."""
LONGEST_S: Final = 86_400.0
"""For a timer, which takes no infinite time."""

Outcome = tuple[bool, object]
"""Whether it went well, and what it gave; else what it raised: one of our errors, or a `WorkFailed`."""


class WorkFailed(Exception):
    """Work ended by an error that is none of ours: its class and stack, without its message, which may quote a text."""


def main() -> None:
    """Warm up, and fork a worker for each socket that comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which ends this process when it is done
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a worker: its socket tells when it is gone
    with socket.socket(fileno=int(sys.argv[1])) as asked:
        is_warm, value = _outcome(pickle.load(sys.stdin.buffer))  # noqa: S301 - from the process that began this one
        sys.stdout.buffer.write(pickle.dumps((is_warm, None if is_warm else value)))
        _close_streams()
        gc.collect()
        gc.freeze()  # what is loaded stays: it is never looked through for garbage, and so never written to
        while descriptors := socket.recv_fds(asked, 1, 1)[1]:
            _fork(asked, descriptors[0])
    os.killpg(0, signal.SIGKILL)  # this process and its workers are a group of their own


def _fork(asked: socket.socket, descriptor: int) -> None:
    with socket.socket(fileno=descriptor) as connection:
        if os.fork() == 0:
            asked.close()
            _work(connection)


def _work(connection: socket.socket) -> NoReturn:
    """Do one piece of work and end, whatever comes of it."""
    try:
        connection.sendall(PROCESS_ID.pack(os.getpid()))
        order = connection.makefile("rb")
        limit_s, function = pickle.load(order)  # noqa: S301 - as above
        # The service ends who is late; this is for the case that the service itself was killed.
        signal.setitimer(signal.ITIMER_REAL, min(limit_s, LONGEST_S))
        arguments, named = pickle.load(order)  # noqa: S301 - as above
        outcome = _outcome(partial(function, *arguments, **named))
        connection.sendall(pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL))
    finally:
        os._exit(0)


def _outcome(work: Callable[[], object]) -> Outcome:
    try:
        return True, work()
    except SitrepError as error:
        return False, error
    except BaseException as error:  # noqa: BLE001 - whatever it is, who waits for it is told
        return False, WorkFailed(_outline(error))


def _outline(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[1:]
    return "\n".join((type(error).__name__, *(f"  {each.filename}:{each.lineno} in {each.name}" for each in frames)))


def _close_streams() -> None:
    """Tell that all is said: whatever is printed from now on may quote an article."""
    sys.stdout.flush()
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)
