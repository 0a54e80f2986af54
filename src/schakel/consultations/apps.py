from django.apps import AppConfig


class Consultations(AppConfig):
    name = "schakel.consultations"
    label = "consultations"

    def ready(self) -> None:
        from schakel.consultations.queries import HOLDER  # noqa: PLC0415 - models are there from now on
        from schakel.documents import public as documents  # noqa: PLC0415 - idem

        documents.register_holder(HOLDER)
