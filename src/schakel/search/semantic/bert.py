"""The forward pass of a BERT-like model in NumPy, over weights that stay on disk.

Devlin et al. 2019, "BERT: Pre-training of Deep Bidirectional Transformers"; the layers are those of
Vaswani et al. 2017, with the normalisation after each of them.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from schakel.search.semantic.model_folder import Build, Tensors, UnusableModelError

Floats = NDArray[np.float32]
_ROWS_AT_ONCE = 64
"""Rows of the widest layer that are worked on at once, so that they stay in the processor's cache."""
_UNSEEN = np.float32(-1e9)

BERT_NAMES: Mapping[str, str] = {
    "layers": "encoder.layer",
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "joined": "attention.output.dense",
    "first norm": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "second norm": "output.LayerNorm",
}
DISTILBERT_NAMES: Mapping[str, str] = {
    "layers": "transformer.layer",
    "query": "attention.q_lin",
    "key": "attention.k_lin",
    "value": "attention.v_lin",
    "joined": "attention.out_lin",
    "first norm": "sa_layer_norm",
    "wide": "ffn.lin1",
    "narrow": "ffn.lin2",
    "second norm": "output_layer_norm",
}


class Bert:
    """Computes the last hidden state of a model from its weights."""

    def __init__(self, build: Build, tensors: Tensors) -> None:
        """Raises UnusableModelError when a weight is missing or of another size than the model's description says."""
        if build.activation not in ACTIVATIONS:
            raise UnusableModelError(f"A model with the activation {build.activation!r} cannot be run here.")
        self._build = build
        self._tensors = tensors
        self._activate = ACTIVATIONS[build.activation]
        self._names = DISTILBERT_NAMES if build.model_type == "distilbert" else BERT_NAMES
        self._prefix = self._found_prefix()
        self._check()

    def hidden(self, tokens: NDArray[np.int64], mask: NDArray[np.bool_]) -> Floats:
        """(texts, length, width) from the tokens (texts, length) and which of them are no padding."""
        texts, length = tokens.shape
        state = self._embedded(tokens).reshape(texts * length, self._build.width)
        unseen = np.where(mask, np.float32(0), _UNSEEN)[:, None, None, :]
        for layer in range(self._build.layers):
            state = self._layer(state, f"{self._names['layers']}.{layer}", unseen, texts, length)
        return state.reshape(texts, length, self._build.width)

    def _embedded(self, tokens: NDArray[np.int64]) -> Floats:
        first = self._build.first_position
        positions = self._weights("embeddings.position_embeddings")[first : first + tokens.shape[1]]
        state: Floats = self._weights("embeddings.word_embeddings")[tokens] + positions
        kinds = f"{self._prefix}embeddings.token_type_embeddings.weight"
        if kinds in self._tensors:
            state += self._tensors[kinds][0]
        return self._normed(state, "embeddings.LayerNorm")

    def _layer(self, state: Floats, layer: str, unseen: Floats, texts: int, length: int) -> Floats:
        seen = self._linear(
            self._attended(state, layer, unseen, texts, length), f"{layer}.{self._names['joined']}"
        )
        state = self._normed(state + seen, f"{layer}.{self._names['first norm']}")
        wide = self._linear(state, f"{layer}.{self._names['wide']}")
        for begin in range(0, len(wide), _ROWS_AT_ONCE):
            self._activate(wide[begin : begin + _ROWS_AT_ONCE])
        return self._normed(
            state + self._linear(wide, f"{layer}.{self._names['narrow']}"),
            f"{layer}.{self._names['second norm']}",
        )

    def _attended(self, state: Floats, layer: str, unseen: Floats, texts: int, length: int) -> Floats:
        """What each token takes over from the others: softmax(query · key / sqrt(width of a head)) · value."""
        heads = self._build.heads
        each = self._build.width // heads
        query, key, value = (
            self._linear(state, f"{layer}.{self._names[name]}")
            .reshape(texts, length, heads, each)
            .swapaxes(1, 2)
            for name in ("query", "key", "value")
        )
        weights: Floats = query @ key.swapaxes(2, 3)
        weights *= np.float32(each**-0.5)
        weights += unseen
        weights -= weights.max(axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        weights /= weights.sum(axis=-1, keepdims=True)
        return (weights @ value).swapaxes(1, 2).reshape(texts * length, self._build.width)

    def _linear(self, state: Floats, name: str) -> Floats:
        result: Floats = state @ self._weights(name).T
        result += self._tensors[f"{self._prefix}{name}.bias"]
        return result

    def _normed(self, state: Floats, name: str) -> Floats:
        state -= state.mean(axis=-1, keepdims=True)
        state /= np.sqrt(np.square(state).mean(axis=-1, keepdims=True) + np.float32(self._build.epsilon))
        state *= self._weights(name)
        state += self._tensors[f"{self._prefix}{name}.bias"]
        return state

    def _weights(self, name: str) -> Floats:
        return self._tensors[f"{self._prefix}{name}.weight"]

    def _found_prefix(self) -> str:
        """What stands before every name in files that hold a model with a task on top ("bert.")."""
        ending = "embeddings.word_embeddings.weight"
        found = [name.removesuffix(ending) for name in self._tensors if name.endswith(ending)]
        if not found:
            raise UnusableModelError(
                "The weights are not those of a BERT-like model: there are no word embeddings."
            )
        return found[0]

    def _check(self) -> None:
        width = self._build.width
        whole = [self._names[name] for name in ("query", "key", "value", "joined")]
        for layer in range(self._build.layers):
            for name in whole:
                self._expect(f"{self._names['layers']}.{layer}.{name}", (width, width))
            for name in ("first norm", "second norm"):
                self._expect(f"{self._names['layers']}.{layer}.{self._names[name]}", (width,))
            self._expect(f"{self._names['layers']}.{layer}.{self._names['wide']}", (None, width))
            self._expect(f"{self._names['layers']}.{layer}.{self._names['narrow']}", (width, None))
        self._expect("embeddings.LayerNorm", (width,))
        if width % self._build.heads:
            raise UnusableModelError(f"{self._build.heads} heads do not divide a width of {width}.")

    def _expect(self, name: str, shape: tuple[int | None, ...]) -> None:
        weights = self._tensors.get(f"{self._prefix}{name}.weight")
        bias = self._tensors.get(f"{self._prefix}{name}.bias")
        if weights is None or bias is None:
            raise UnusableModelError(f"The weights of {name!r} are missing.")
        if len(weights.shape) != len(shape) or any(
            wanted not in (None, there) for wanted, there in zip(shape, weights.shape, strict=True)
        ):
            raise UnusableModelError(f"The weights of {name!r} have the sizes {weights.shape}, not {shape}.")


def gelu(state: Floats) -> None:
    """x · Φ(x) in place, with erf as in Abramowitz & Stegun 7.1.26 (off by less than 4e-7 at the most)."""
    size: Floats = np.abs(state)
    size *= np.float32(2**-0.5)
    t: Floats = np.float32(1) / (np.float32(1) + np.float32(0.3275911) * size)
    tail: Floats = t * np.float32(1.061405429)
    for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail += np.float32(coefficient)
        tail *= t
    np.multiply(size, size, out=t)
    np.negative(t, out=t)
    np.exp(t, out=t)
    tail *= t
    tail *= np.float32(2**-0.5)
    tail *= size
    np.maximum(state, np.float32(0), out=state)
    state -= tail


def gelu_by_tanh(state: Floats) -> None:
    """The approximation that some models were trained with (``gelu_new``), in place."""
    inner: Floats = state * state
    inner *= np.float32(0.044715)
    inner += np.float32(1)
    inner *= state
    inner *= np.float32((2 / np.pi) ** 0.5)
    np.tanh(inner, out=inner)
    inner += np.float32(1)
    inner *= np.float32(0.5)
    state *= inner


def relu(state: Floats) -> None:
    np.maximum(state, np.float32(0), out=state)


ACTIVATIONS: Mapping[str, Callable[[Floats], None]] = {
    "gelu": gelu,
    "gelu_new": gelu_by_tanh,
    "gelu_pytorch_tanh": gelu_by_tanh,
    "relu": relu,
}
