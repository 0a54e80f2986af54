from django.apps import AppConfig


class Spaces(AppConfig):
    name = "schakel.spaces"
    label = "spaces"

    def ready(self) -> None:
        from schakel.documents import public as documents  # noqa: PLC0415 - models are there from now on
        from schakel.spaces.queries import HOLDER  # noqa: PLC0415 - idem

        documents.register_holder(HOLDER)
