"""Two processes of the hub that do something at the same moment, as two people do who click at once.

Run as a program it waits for the file of each round, and writes what came of it on a line of its own.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.processes import python_process

WAITS_AT_MOST = 60


@contextmanager
def two_processes(
    folder: Path, act: str, *, guarded: bool = True
) -> Iterator[Callable[[tuple[str, str]], list[str]]]:
    """Two processes that do this act, ready to begin: gives what does one round with an argument for each."""
    guard = "guarded" if guarded else "unguarded"
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                python_process("-m", "tests.two_processes", act, guard, str(folder), str(number))
            )
            for number in range(2)
        ]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        rounds = 0

        def both(arguments: tuple[str, str]) -> list[str]:
            nonlocal rounds
            rounds += 1
            written = folder / f"round-{rounds}.part"
            written.write_text("\n".join(arguments))
            written.rename(folder / f"round-{rounds}")
            return [process.stdout.readline().strip() for process in processes if process.stdout]

        yield both


def main(act: str, guard: str, folder: str, number: str) -> None:
    import django  # noqa: PLC0415 - only where this is a program

    django.setup()
    from tests.two_acts import ACTS, take_guards_away  # noqa: PLC0415 - idem

    if guard == "unguarded":
        take_guards_away()
    print("ready", flush=True)  # noqa: T201 - that is how the test hears of it
    for count in range(1, 10_000):
        path, ends_at = Path(folder) / f"round-{count}", time.monotonic() + WAITS_AT_MOST
        while not path.exists():
            if time.monotonic() > ends_at:
                return
            time.sleep(0.0005)
        print(ACTS[act](path.read_text().split("\n")[int(number)]), flush=True)  # noqa: T201 - idem


if __name__ == "__main__":
    main(*sys.argv[1:])
