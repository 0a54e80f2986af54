"""A sentence encoder of the BERT family in a local folder, in the files that its makers publish.

``config.json`` says how it is built, ``tokenizer.json`` how text is cut, and ``model.safetensors`` holds the weights
(or ``model.onnx`` the whole computation). ``modules.json``, ``sentence_bert_config.json``, ``1_Pooling/config.json``
and the front matter of ``README.md`` (its languages) are heeded where they are there.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

LONGEST = 256
"""Tokens of a text that are read; small encoders were trained on at most about as many."""
FAMILY = ("bert", "roberta", "xlm-roberta", "camembert", "distilbert")
_KNOWN_STEPS = ("Transformer", "Pooling", "Normalize")
_NUMBERS: Mapping[str, type[np.generic]] = {"F32": np.float32, "F16": np.float16, "BF16": np.uint16}
_BYTES_AT_ONCE = 1 << 22

Tensors = Mapping[str, NDArray[np.float32]]


class UnusableModelError(ValueError):
    """This folder holds no sentence encoder that can be run here; the message is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Build:
    """How a model is built."""

    model_type: str
    layers: int
    heads: int
    width: int
    epsilon: float
    activation: str
    first_position: int
    """The position that the first token has (RoBERTa begins counting after its padding token)."""
    longest: int
    """Tokens of a text that are read."""
    pools_first_token: bool
    """Whether a text's vector is that of its first token, and not the mean over all of them."""


def read_build(folder: Path) -> Build:
    """How the model in this folder is built. Raises UnusableModelError for one that cannot be run here."""
    config = _json(folder, "config.json")
    model_type = str(config.get("model_type", ""))
    if model_type not in FAMILY:
        raise UnusableModelError(
            f"{folder} holds a model of the type {model_type or 'unknown'!r}; this runs {', '.join(FAMILY)}."
        )
    if config.get("position_embedding_type", "absolute") != "absolute":
        raise UnusableModelError(f"{folder} holds a model with relative positions, which cannot be run here.")
    _check_steps(folder)
    counts_after_padding = model_type in ("roberta", "xlm-roberta", "camembert")
    first = int(config.get("pad_token_id") or 0) + 1 if counts_after_padding else 0
    try:
        positions = int(config["max_position_embeddings"]) - first
        return Build(
            model_type=model_type,
            layers=int(config["n_layers" if model_type == "distilbert" else "num_hidden_layers"]),
            heads=int(config["n_heads" if model_type == "distilbert" else "num_attention_heads"]),
            width=int(config["dim" if model_type == "distilbert" else "hidden_size"]),
            epsilon=float(config.get("layer_norm_eps", 1e-12)),
            activation=str(config.get("activation" if model_type == "distilbert" else "hidden_act", "gelu")),
            first_position=first,
            longest=min(LONGEST, positions, _trained_length(folder, positions)),
            pools_first_token=_pools_first_token(folder),
        )
    except KeyError as error:
        raise UnusableModelError(f"{folder / 'config.json'} does not say {error.args[0]!r}.") from error


def read_languages(folder: Path) -> tuple[str, ...]:
    """The languages that the model's card says it reads; empty when it does not say."""
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8", errors="replace") if card.exists() else ""
    if not text.startswith("---\n"):
        return ()
    try:
        front = yaml.safe_load(text[4:].partition("\n---")[0])
    except yaml.YAMLError:
        return ()
    said = front.get("language") if isinstance(front, dict) else None
    languages = said if isinstance(said, list) else [said] if isinstance(said, str) else []
    return tuple(str(language).lower() for language in languages)


def onnx_file(folder: Path) -> Path | None:
    """The computation as an ONNX file, where the folder holds one."""
    return next(
        (path for path in (folder / "model.onnx", folder / "onnx" / "model.onnx") if path.exists()), None
    )


def fingerprint_of(*files: Path) -> str:
    """A digest of what these files hold: another model, or the same one made smaller, gives other vectors."""
    digest = blake2b(digest_size=16)
    for path in files:
        with path.open("rb") as file:
            while block := file.read(_BYTES_AT_ONCE):
                digest.update(block)
    return digest.hexdigest()


def read_tensors(path: Path) -> Tensors:
    """The weights by name; those that are stored as 32-bit numbers stay on disk and are shared by all processes.

    The format: the length of a JSON header (8 bytes, little endian), that header, and the numbers one after another.
    """
    if not path.exists():
        raise UnusableModelError(f"{path.parent} holds no {path.name}.")
    try:
        content = np.memmap(path, dtype=np.uint8, mode="r")
        size = int.from_bytes(content[:8].tobytes(), "little")
        header = json.loads(content[8 : 8 + size].tobytes())
        return {
            name: _tensor(content[8 + size :], entry)
            for name, entry in header.items()
            if name != "__metadata__" and entry["dtype"] in _NUMBERS
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnusableModelError(f"{path} cannot be read as weights ({error}).") from error


def _tensor(numbers: NDArray[np.uint8], entry: Mapping[str, Any]) -> NDArray[np.float32]:
    begin, end = entry["data_offsets"]
    stored = numbers[begin:end].view(_NUMBERS[str(entry["dtype"])]).reshape(entry["shape"])
    if entry["dtype"] == "BF16":  # the upper half of a 32-bit number
        return np.asarray((stored.astype(np.uint32) << 16).view(np.float32))
    return np.asarray(stored, np.float32)


def _json(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnusableModelError(
            f"{folder} holds no {name}: it is no folder of a sentence encoder."
        ) from error
    except ValueError as error:
        raise UnusableModelError(f"{path} cannot be read ({error}).") from error
    if not isinstance(content, dict):
        raise UnusableModelError(f"{path} is not what a model's maker publishes under this name.")
    return content


def _check_steps(folder: Path) -> None:
    """A model that does more with its tokens than pool them would give other vectors than its maker meant."""
    path = folder / "modules.json"
    if not path.exists():
        return
    for step in json.loads(path.read_text(encoding="utf-8")):
        name = str(step.get("type", "")).rpartition(".")[2]
        if name not in _KNOWN_STEPS:
            raise UnusableModelError(
                f"{folder} holds a model with a step {name!r}, which cannot be run here."
            )


def _trained_length(folder: Path, otherwise: int) -> int:
    if not (folder / "sentence_bert_config.json").exists():
        return otherwise
    length = _json(folder, "sentence_bert_config.json").get("max_seq_length")
    return length if isinstance(length, int) and length > 0 else otherwise


def _pools_first_token(folder: Path) -> bool:
    if not (folder / "1_Pooling" / "config.json").exists():
        return False
    pooling = _json(folder / "1_Pooling", "config.json")
    ways = sorted(
        name for name, chosen in pooling.items() if name.startswith("pooling_mode_") and chosen is True
    )
    if ways == ["pooling_mode_cls_token"]:
        return True
    if ways in ([], ["pooling_mode_mean_tokens"]):
        return False
    raise UnusableModelError(f"{folder} pools its tokens by {', '.join(ways)}, which cannot be done here.")
