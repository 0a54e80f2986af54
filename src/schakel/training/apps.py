from django.apps import AppConfig


class Training(AppConfig):
    name = "schakel.training"
    label = "training"

    def ready(self) -> None:
        from schakel.documents import public as documents  # noqa: PLC0415 - idem
        from schakel.training.queries import HOLDER  # noqa: PLC0415 - idem

        documents.register_holder(HOLDER)
