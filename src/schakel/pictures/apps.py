from django.apps import AppConfig


class Pictures(AppConfig):
    name = "schakel.pictures"
    label = "pictures"

    def ready(self) -> None:
        from schakel.documents import public as documents  # noqa: PLC0415 - models are there from now on
        from schakel.library import public as library  # noqa: PLC0415 - idem
        from schakel.pictures.queries import HOLDER, pictures_by_item  # noqa: PLC0415 - idem

        documents.register_holder(HOLDER)
        library.show_pictures(pictures_by_item)
