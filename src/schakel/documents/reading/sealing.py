"""A process gives up whatever it does not need to turn bytes into text.

Three walls, each of which holds by itself:

* limits of the system (setrlimit): memory, processor, no file may grow, no child, and *no file or socket can be opened
  at all*, because there is no number left for one;
* a filter in the kernel (seccomp) that lets pass only what reading memory and writing the answer needs, also for the
  machine code of libraries; where a processor is not known here, or a kernel has no filters, the others have to do;
* a hook in Python that refuses to open, connect or start anything.
"""

import ctypes
import platform
import resource
import signal
import struct
import sys
from contextlib import suppress

from schakel.documents.reading.limits import MEMORY, SECONDS_OF_PROCESSOR

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_MODE_FILTER = 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE_AS_NOT_PERMITTED = 0x7FFF0000, 0x00050001
# Numbers of: read write writev close fstat lseek pread64 mmap mprotect munmap mremap brk madvise rt_sigaction
# rt_sigprocmask rt_sigreturn sigaltstack futex nanosleep clock_nanosleep clock_gettime gettimeofday getrusage getpid
# gettid sched_yield getrandom rseq exit exit_group
_PASSES = {
    "x86_64": (
        0xC000003E,
        "0 1 20 3 5 8 17 9 10 11 25 12 28 13 14 15 131 202 35 230 228 96 98 39 186 24 318 334 60 231",
    ),
    "aarch64": (
        0xC00000B7,
        "63 64 66 57 80 62 67 222 226 215 216 214 233 134 135 139 132 98 101 115 113 169 165 172 178 124 278 293 93 94",
    ),
}
"""Of each machine what its kernel calls it (AUDIT_ARCH) and these numbers, in this order."""
_REFUSED = (
    "open",
    "socket.",
    "subprocess.",
    "os.",
    "shutil.",
    "tempfile.",
    "glob.",
    "pty.",
    "ftplib.",
    "urllib.",
    "http.",
)
"""Beginnings of the events (PEP 578) that a reader of documents has no business with."""


def limit(memory: int = MEMORY) -> None:
    """Before anything is read: so much memory (bytes) and time, and an end with whoever started us."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_PROCESSOR, SECONDS_OF_PROCESSOR + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):  # not for root, whom the filter below stops
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    library = ctypes.CDLL(None)
    library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    library.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def seal() -> tuple[str, ...]:
    """After everything was imported: from now on only memory and the answer. Returns which walls stand."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    has_filter = _filter_calls()
    sys.addaudithook(_refuse)
    return ("no-new-files", "calls-filtered") if has_filter else ("no-new-files",)


def _filter_calls() -> bool:
    known = _PASSES.get(platform.machine())
    if known is None or struct.calcsize("P") != struct.calcsize("Q"):
        return False
    architecture, numbers = known[0], [int(number) for number in known[1].split()]
    program = [
        _step(_LOAD, 0, 0, 4),
        _step(_EQUAL, 1, 0, architecture),
        _step(_RETURN, 0, 0, _REFUSE_AS_NOT_PERMITTED),
    ]
    program.append(_step(_LOAD, 0, 0, 0))
    for place, number in enumerate(numbers):
        program.append(_step(_EQUAL, len(numbers) - place, 0, number))
    program += [_step(_RETURN, 0, 0, _REFUSE_AS_NOT_PERMITTED), _step(_RETURN, 0, 0, _ALLOW)]
    steps = ctypes.create_string_buffer(b"".join(program))
    whole = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(program), ctypes.addressof(steps)))
    library = ctypes.CDLL(None)
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(library.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(whole), 0, 0) == 0)


def _step(code: int, if_so: int, if_not: int, value: int) -> bytes:
    """One instruction of the filter (struct sock_filter)."""
    return struct.pack("HBBI", code, if_so, if_not, value)


def _refuse(event: str, _arguments: object) -> None:
    if event.startswith(_REFUSED):
        raise PermissionError(event)
