import pytest

from schakel.kernel.reports import ImportReport, Remark


def test_counts_are_named_as_the_command_says_them():
    report = ImportReport(read=15, create=1, update=2, unchanged=3, refuse=4, duplicates=5)
    assert report.counts == {"read": 15, "create": 1, "update": 2, "unchanged": 3, "refuse": 4}
    assert list(report.counts) == ["read", "create", "update", "unchanged", "refuse"]


def test_a_report_of_nothing_says_nothing():
    report = ImportReport()
    assert set(report.counts.values()) == {0}
    assert (report.duplicates, dict(report.repairs), report.problems, report.run) == (0, {}, (), None)


def test_a_report_and_a_remark_are_values():
    remark = Remark("12", "title", "title-missing")
    assert (remark.value, remark) == ("", Remark("12", "title", "title-missing", ""))
    for value, name in ((remark, "code"), (ImportReport(), "read")):
        with pytest.raises(AttributeError):
            setattr(value, name, "other")
    with pytest.raises((AttributeError, TypeError)):
        ImportReport().other = 1
