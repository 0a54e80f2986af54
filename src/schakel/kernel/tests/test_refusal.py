from schakel.kernel.refusal import Refusal


def test_a_refusal_carries_its_code_and_what_its_sentence_needs():
    refusal = Refusal("name-too-long", longest=120)
    assert (refusal.code, refusal.details, str(refusal)) == (
        "name-too-long",
        {"longest": 120},
        "name-too-long",
    )
