"""What the disk did not keep is noticed: by whoever looks, or when the index is opened."""

from pathlib import Path

import pytest

from schakel.search.engines.columnar.layout import is_damaged
from schakel.search.public import DamagedIndexError, open_index
from schakel.search.tests.histories import STREAMS, columnar, take_step


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index with a head and sealed segments."""
    engine = columnar(tmp_path)
    for step in range(24):
        take_step(engine, step)
    assert engine.damaged_files() == []
    return tmp_path


def files_of(index: Path) -> list[Path]:
    return [index / "current", *sorted(index.glob("*.segment"))]


def test_any_byte_that_changes_is_noticed(index):
    for path in files_of(index):
        content = path.read_bytes()
        for place in {*range(0, len(content), max(1, len(content) // 200)), len(content) - 1}:
            changed = content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :]
            path.write_bytes(changed)
            # Without that word it is a file of before there were checksums.
            assert is_damaged(path) or b'"checksum"' not in changed, place
        path.write_bytes(content)
        assert not is_damaged(path)


def test_damage_in_an_open_index_is_named(index):
    engine = columnar(index)
    segment = files_of(index)[1]
    content = bytearray(segment.read_bytes())
    content[len(content) // 3] ^= 1
    segment.write_bytes(content)
    assert engine.damaged_files() == [segment.name]


def test_a_file_of_before_there_were_checksums_is_not_called_damaged(index):
    path = index / "current"
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"checksum"', b'"forgotte"'))
    assert not is_damaged(path)


@pytest.mark.parametrize("left", [0, 20, 0.5, 0.99])
def test_an_index_of_which_a_file_was_cut_short_is_called_damaged_when_it_is_opened(index, left):
    path = index / "current"
    content = path.read_bytes()
    path.write_bytes(content[: int(left * len(content)) if left < 1 else left])
    with pytest.raises(DamagedIndexError):
        open_index(index, STREAMS)


def test_an_index_that_misses_a_file_is_called_damaged_when_it_is_opened(index):
    files_of(index)[1].unlink()
    with pytest.raises(DamagedIndexError):
        open_index(index, STREAMS)
