"""A sentence encoder small enough to be made by a test: BERT with random weights, in the files that makers publish."""

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "the",
    "heat",
    "in",
    "our",
    "city",
    "is",
    "too",
    "much",
    "energy",
    "sport",
    "hall",
    "##s",
    "##ing",
    "use",
    "tree",
    "shade",
    "give",
    ".",
    ",",
]
WIDTH, WIDE, HEADS, LAYERS, POSITIONS = 16, 32, 4, 2, 24
INFINITE = -1e9


def write_model(folder: Path, *, seed: int = 7, onnx: bool = False, **config: object) -> Path:
    """A model in this folder; with `onnx` its computation as an ONNX file too. `config` is put over config.json."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = random_weights(seed)
    described = {
        "model_type": "bert",
        "hidden_size": WIDTH,
        "intermediate_size": WIDE,
        "num_attention_heads": HEADS,
        "num_hidden_layers": LAYERS,
        "max_position_embeddings": POSITIONS,
        "layer_norm_eps": 1e-12,
        "hidden_act": "gelu",
    }
    (folder / "config.json").write_text(json.dumps(described | config))
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer()))
    (folder / "README.md").write_text("---\nlanguage: en\nlicense: eupl-1.2\n---\n# A tiny model\n")
    write_weights(folder / "model.safetensors", weights)
    if onnx:
        (folder / "model.onnx").write_bytes(onnx_of(weights))
    return folder


def random_weights(seed: int) -> dict[str, np.ndarray]:
    """Weights by the names that BERT gives them."""
    random = np.random.default_rng(seed)

    def some(*sizes: int) -> np.ndarray:
        return random.normal(0, 0.3, sizes).astype(np.float32)

    weights = {
        "embeddings.word_embeddings.weight": some(len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": some(POSITIONS, WIDTH),
        "embeddings.token_type_embeddings.weight": some(2, WIDTH),
        "embeddings.LayerNorm.weight": 1 + some(WIDTH),
        "embeddings.LayerNorm.bias": some(WIDTH),
    }
    for layer in range(LAYERS):
        start = f"encoder.layer.{layer}"
        for name in (
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
        ):
            weights[f"{start}.{name}.weight"], weights[f"{start}.{name}.bias"] = (
                some(WIDTH, WIDTH),
                some(WIDTH),
            )
        weights[f"{start}.intermediate.dense.weight"] = some(WIDE, WIDTH)
        weights[f"{start}.intermediate.dense.bias"] = some(WIDE)
        weights[f"{start}.output.dense.weight"] = some(WIDTH, WIDE)
        weights[f"{start}.output.dense.bias"] = some(WIDTH)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            weights[f"{start}.{name}.weight"], weights[f"{start}.{name}.bias"] = 1 + some(WIDTH), some(WIDTH)
    return weights


def write_weights(path: Path, weights: Mapping[str, np.ndarray], *, kind: str = "F32") -> None:
    """The file format of safetensors: the length of a header, the header, the numbers."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    numbers = b""
    for name, weight in weights.items():
        stored = _as_stored(weight, kind)
        header[name] = {
            "dtype": kind,
            "shape": list(weight.shape),
            "data_offsets": [len(numbers), len(numbers) + len(stored)],
        }
        numbers += stored
    written = json.dumps(header).encode()
    written += b" " * (-len(written) % 8)
    path.write_bytes(struct.pack("<Q", len(written)) + written + numbers)


def _as_stored(weight: np.ndarray, kind: str) -> bytes:
    if kind == "BF16":
        return (weight.view(np.uint32) >> 16).astype(np.uint16).tobytes()
    return weight.astype({"F32": np.float32, "F16": np.float16}[kind]).tobytes()


def _tokenizer() -> dict[str, object]:
    return {
        "version": "1.0",
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
            ],
            "pair": [],
            "special_tokens": {
                name: {"id": name, "ids": [WORDS.index(name)], "tokens": [name]}
                for name in ("[CLS]", "[SEP]")
            },
        },
        "decoder": None,
        "added_tokens": [],
        "truncation": None,
        "padding": None,
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {word: number for number, word in enumerate(WORDS)},
        },
    }


def onnx_of(weights: Mapping[str, np.ndarray], *, heads: int = HEADS, layers: int = LAYERS) -> bytes:
    """The computation of this model as an ONNX file, written from the definition of BERT and from nothing of ours."""
    graph = _Graph(weights)
    width = weights["embeddings.LayerNorm.weight"].shape[0]
    each = width // heads
    words = graph.put("Gather", ["embeddings.word_embeddings.weight", "input_ids"])
    kinds = graph.put("Gather", ["embeddings.token_type_embeddings.weight", "token_type_ids"])
    length = graph.put("Gather", [graph.put("Shape", ["input_ids"]), graph.whole(1)])
    counted = graph.put("Range", [graph.whole(0), length, graph.whole(1)])
    places = graph.put("Gather", ["embeddings.position_embeddings.weight", counted])
    state = graph.norm(
        graph.put("Add", [graph.put("Add", [words, kinds]), places]), "embeddings.LayerNorm", 1e-12
    )
    mask = graph.put("Cast", ["attention_mask"], to=1)
    hidden = graph.put("Mul", [graph.put("Sub", [graph.number(1), mask]), graph.number(INFINITE)])
    hidden = graph.put("Unsqueeze", [hidden, graph.wholes([1, 2])])
    apart, together = graph.wholes([0, 0, heads, each]), graph.wholes([0, 0, width])
    for layer in range(layers):
        start = f"encoder.layer.{layer}"
        query, key, value = (
            graph.put(
                "Transpose",
                [
                    graph.put(
                        "Reshape", [graph.linear(state, f"{start}.attention.self.{name}"), apart], allowzero=0
                    )
                ],
                perm=order,
            )
            for name, order in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3]))
        )
        looked = graph.put("Mul", [graph.put("MatMul", [query, key]), graph.number(each**-0.5)])
        shares = graph.put("Softmax", [graph.put("Add", [looked, hidden])], axis=-1)
        seen = graph.put("Transpose", [graph.put("MatMul", [shares, value])], perm=[0, 2, 1, 3])
        seen = graph.linear(graph.put("Reshape", [seen, together]), f"{start}.attention.output.dense")
        state = graph.norm(graph.put("Add", [state, seen]), f"{start}.attention.output.LayerNorm", 1e-12)
        wide = graph.gelu(graph.linear(state, f"{start}.intermediate.dense"))
        narrow = graph.linear(wide, f"{start}.output.dense")
        state = graph.norm(graph.put("Add", [state, narrow]), f"{start}.output.LayerNorm", 1e-12)
    return graph.file(
        inputs=["input_ids", "attention_mask", "token_type_ids"],
        output=graph.put("Identity", [state], called="last_hidden_state"),
        width=width,
    )


class _Graph:
    """Collects what stands in an ONNX file (github.com/onnx/onnx, onnx.proto) as Protocol Buffers."""

    FLOAT, INT64 = 1, 7

    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
        self._weights = weights
        self._nodes: list[bytes] = []
        self._tensors: dict[str, bytes] = {}

    def put(self, kind: str, taken: Sequence[str], *, called: str = "", **attributes: object) -> str:
        name = called or f"{kind}.{len(self._nodes)}"
        for entry in taken:
            if entry in self._weights:
                self._keep(entry, self._weights[entry])
        fields = [_text(1, entry) for entry in taken] + [_text(2, name), _text(4, kind)]
        fields += [_bytes(5, _attribute(key, value)) for key, value in attributes.items()]
        self._nodes.append(b"".join(fields))
        return name

    def linear(self, state: str, name: str) -> str:
        self._keep(f"{name}.turned", np.ascontiguousarray(self._weights[f"{name}.weight"].T))
        return self.put("Add", [self.put("MatMul", [state, f"{name}.turned"]), f"{name}.bias"])

    def norm(self, state: str, name: str, epsilon: float) -> str:
        return self.put(
            "LayerNormalization", [state, f"{name}.weight", f"{name}.bias"], axis=-1, epsilon=epsilon
        )

    def gelu(self, state: str) -> str:
        inner = self.put("Erf", [self.put("Mul", [state, self.number(0.5**0.5)])])
        half = self.put("Mul", [state, self.number(0.5)])
        return self.put("Mul", [half, self.put("Add", [inner, self.number(1)])])

    def number(self, value: float) -> str:
        return self._keep(f"number {value}", np.array(value, np.float32))

    def whole(self, value: int) -> str:
        return self._keep(f"whole {value}", np.array(value, np.int64))

    def wholes(self, values: Sequence[int]) -> str:
        return self._keep(f"wholes {values}", np.array(values, np.int64))

    def file(self, *, inputs: Sequence[str], output: str, width: int) -> bytes:
        fields = [_bytes(1, node) for node in self._nodes] + [_text(2, "tiny")]
        fields += [_bytes(5, tensor) for tensor in self._tensors.values()]
        fields += [_bytes(11, _value(name, self.INT64, ["texts", "tokens"])) for name in inputs]
        fields += [_bytes(12, _value(output, self.FLOAT, ["texts", "tokens", width]))]
        return _number(1, 8) + _bytes(8, _text(1, "") + _number(2, 17)) + _bytes(7, b"".join(fields))

    def _keep(self, name: str, values: np.ndarray) -> str:
        kind = self.FLOAT if values.dtype == np.float32 else self.INT64
        sizes = b"".join(_number(1, size) for size in values.shape)
        self._tensors[name] = sizes + _number(2, kind) + _text(8, name) + _bytes(9, values.tobytes())
        return name


def _attribute(name: str, value: object) -> bytes:
    if isinstance(value, float):
        return _text(1, name) + b"\x15" + struct.pack("<f", value) + _number(20, 1)
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, 2)
    assert isinstance(value, list)
    return _text(1, name) + b"".join(_number(8, entry) for entry in value) + _number(20, 7)


def _value(name: str, kind: int, sizes: Sequence[int | str]) -> bytes:
    shape = b"".join(
        _bytes(1, _text(2, size) if isinstance(size, str) else _number(1, size)) for size in sizes
    )
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, shape)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])
