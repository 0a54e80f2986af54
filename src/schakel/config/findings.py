"""Showing what checks came to."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from schakel.config.outcome import FINE, NOT_FINE
from schakel.config.terminal import write_line
from schakel.kernel.invariants import Finding


def show(findings: Iterable[Finding], *, as_json: bool) -> int:
    """Write every finding as it comes, or all of them as JSON; 1 when one is not ok."""
    if as_json:
        kept = list(findings)
        write_line(json.dumps([asdict(finding) for finding in kept], ensure_ascii=False, indent=2))
        return FINE if all(finding.ok for finding in kept) else NOT_FINE
    console = Console(highlight=False, soft_wrap=True)
    outcome = FINE
    for finding in findings:
        mark = Text("ok  ", "green") if finding.ok else Text("FAIL", "bold red")
        console.print(mark, Text(finding.check + (f" ({finding.detail})" if finding.detail else "")))
        if not finding.ok:
            outcome = NOT_FINE
    return outcome
