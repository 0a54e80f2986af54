"""Makes the strict harness and the cast known to every test, beside the code and in tests/."""

pytest_plugins = ["tests.strictness", "tests.people"]
