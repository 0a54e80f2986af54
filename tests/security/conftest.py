"""Says at the end of a run how many cells of the permission matrix it tried."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    cells = [
        (name, number)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, number in getattr(report, "user_properties", ())
        if name == "cells" and report.when == "call"
    ]
    if cells:
        tried = sum(number for _, number in cells)
        terminalreporter.write_line(f"permission matrix: {tried} cells in {len(cells)} lines")
