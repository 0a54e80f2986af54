"""How a rule says no."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer to a person, not an error of the program
    """A rule does not allow what was asked.

    ``code`` is a stable kebab-case word (it appears in the API); the text a person reads is looked up by
    the capability's ``messages``. ``details`` are plain values for that text.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
