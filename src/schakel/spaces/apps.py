from django.apps import AppConfig


class Spaces(AppConfig):
    name = "schakel.spaces"
    label = "spaces"

    def ready(self) -> None:
        from schakel.documents import public as documents  # noqa: PLC0415 - models are there from now on
        from schakel.spaces.queries import stored_digests  # noqa: PLC0415 - idem

        documents.hold_files("spaces", stored_digests)
