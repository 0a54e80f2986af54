"""Read every hostile file while people use the hub: memory, time, what was opened outside, and what the hub felt.

./schakel bench hostile_files [--trace] [--hub ADDRESS] [--json]: with --trace each reader is watched by strace, which
has to be there; it shows every file that was opened and every connection after the first byte was looked at. With
--hub the files are handed in at a running hub instead, two at a time, while somebody asks questions.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

sys.path[:0] = [
    str(Path(__file__).resolve().parent.parent),
    str(Path(__file__).resolve().parent.parent / "src"),
]

from schakel.documents.reading import start  # noqa: E402
from schakel.documents.reading.limits import UnreadableError  # noqa: E402
from tests.hostile_files import READ, HostileFile, hostile_files  # noqa: E402

MOST_MEMORY = 300 * 1024
LONGEST = 20.0
_GLANCE = 0.002
_OUTSIDE = re.compile(
    r"^\d*\s*(open|openat|openat2|socket|connect|execve|execveat|fork|vfork|clone|clone3)\("
)


class Watch(threading.Thread):
    """Looks at the memory of every reader there is, as the system counts it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self.over = threading.Event()

    def run(self) -> None:
        mine = Path(f"/proc/self/task/{threading.main_thread().native_id}/children")
        while not self.over.wait(_GLANCE):
            try:
                for pid in mine.read_text().split():
                    if "child.py" not in Path(f"/proc/{pid}/cmdline").read_text():
                        continue
                    status = Path(f"/proc/{pid}/status").read_text()
                    found = re.search(r"VmHWM:\s+(\d+)", status)
                    self.most = max(self.most, int(found[1]) if found else 0)
            except OSError:
                continue


def read(file: HostileFile) -> dict[str, object]:
    """What came of one file, and what it took."""
    content = file.make()
    watch = Watch()
    watch.start()
    began = time.monotonic()
    text, memory = "", 0
    try:
        result = start.read_apart(content)
        text, memory, outcome = (
            result.text,
            result.memory,
            READ if result.text.strip() else "document-has-no-text",
        )
    except UnreadableError as error:
        outcome = error.code
    took = time.monotonic() - began
    watch.over.set()
    watch.join()
    return {
        "name": file.name,
        "bytes": len(content),
        "outcome": outcome,
        "expected": outcome in file.may_be,
        "leaks": file.never_says in text,
        "memory_mb": round(max(memory, watch.most) / 1024, 1),
        "seconds": round(took, 2),
    }


def traced(file: HostileFile) -> list[str]:
    """What the reader of this file opened, connected to or started after it had read its first byte, and got."""
    with tempfile.TemporaryDirectory() as folder:
        log, given = Path(folder) / "log", Path(folder) / "given"
        given.write_bytes(file.make())
        command = [
            "strace",
            "-f",
            "-o",
            str(log),
            sys.executable,
            "-I",
            "-X",
            "utf8",
            start.__file__.replace("start.py", "child.py"),
        ]
        with given.open("rb") as stdin:
            subprocess.run(
                command,
                stdin=stdin,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                timeout=300,
            )
        lines = log.read_text(errors="replace").splitlines()
    # From here on every byte comes from somebody else; the program itself was read before.
    sealed = next((place for place, line in enumerate(lines) if "PR_SET_NO_NEW_PRIVS" in line), len(lines))
    return [line for line in lines[sealed:] if _OUTSIDE.search(line) and "= -1" not in line]


class Visitor:
    """Somebody with a browser at a running hub."""

    def __init__(self, hub: str) -> None:
        self.hub = hub
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def ask(self) -> float:
        """Milliseconds that an answer takes."""
        began = time.perf_counter()
        self.browser.open(f"{self.hub}/ask/?q=onze+sporthallen+gebruiken+te+veel+energie", timeout=60).read()
        return (time.perf_counter() - began) * 1000

    def hand_in(self, file: HostileFile) -> int:
        """The status of what the hub says to this file."""
        page = self.browser.open(f"{self.hub}/ask/document/", timeout=60).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        edge = "edge-of-a-part-that-stands-nowhere-else"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{{}}"{{}}\r\n\r\n'
        body = b"".join(
            [
                head.format("csrfmiddlewaretoken", "").encode()
                + (token[1] if token else "").encode()
                + b"\r\n",
                head.format("document", f'; filename="{file.name}"').encode() + file.make() + b"\r\n",
                f"--{edge}--\r\n".encode(),
            ]
        )
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "Referer": self.hub}
        request = urllib.request.Request(f"{self.hub}/ask/document/", body, headers)  # noqa: S310 - our own hub
        try:
            return int(self.browser.open(request, timeout=60).status)
        except urllib.error.HTTPError as error:
            return error.code


def at_a_hub(hub: str, files: list[HostileFile]) -> int:
    """What the hub says to each file, and how long answers take before and meanwhile."""
    visitor = Visitor(hub)
    visitor.ask()
    before = [visitor.ask() for _ in range(200)]
    meanwhile: list[float] = []
    over = threading.Event()

    def go_on_asking() -> None:
        asker = Visitor(hub)
        while not over.wait(0.05):
            meanwhile.append(asker.ask())

    asking = threading.Thread(target=go_on_asking)
    asking.start()
    with ThreadPoolExecutor(2) as people:
        statuses = Counter(people.map(lambda file: Visitor(hub).hand_in(file), files))
    over.set()
    asking.join()
    print(
        f"{len(files)} files handed in: "
        + ", ".join(f"{n} × {status}" for status, n in statuses.most_common())
    )
    for name, times in (("before", before), ("meanwhile", meanwhile)):
        ordered = sorted(times)
        middle, last = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
        print(f"answers {name}: {len(times)}, median {middle:.0f} ms, p99 {last:.0f} ms")
    return int(any(status >= 500 and status != 503 for status in statuses))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trace", action="store_true", help="watch every reader with strace (slow)")
    parser.add_argument("--hub", default="", help="hand the files in at this hub")
    parser.add_argument("--json", action="store_true", help="every file, as JSON")
    parser.add_argument("--only", default="", help="files with this in their name")
    options = parser.parse_args()
    files = [file for file in hostile_files() if options.only in file.name]
    if options.hub:
        return at_a_hub(options.hub.rstrip("/"), files)
    results = [read(file) for file in files]
    outside = [f"{file.name}: {line}" for file in files for line in traced(file)] if options.trace else []
    if options.json:
        print(json.dumps(results, indent=1))
    wrong = [
        result
        for result in results
        if not result["expected"]
        or result["leaks"]
        or result["memory_mb"] * 1024 > MOST_MEMORY
        or result["seconds"] > LONGEST  # type: ignore[operator]
    ]
    say = partial(print, file=sys.stderr if options.json else sys.stdout)
    for result in wrong:
        say("WRONG", result)
    for line in outside:
        say("OUTSIDE", line)
    say(f"{len(results)} files; {dict(Counter(str(result['outcome']) for result in results).most_common())}")
    for name in ("memory_mb", "seconds"):
        ordered = sorted(results, key=lambda result: result[name], reverse=True)[:5]  # type: ignore[arg-type, return-value]
        say(f"most {name}: " + ", ".join(f"{result['name']} {result[name]}" for result in ordered))
    if options.trace:
        say(f"opened, connected or started outside: {len(outside)}")
    return 1 if wrong or outside else 0


if __name__ == "__main__":
    sys.exit(main())
