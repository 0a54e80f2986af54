from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Organisations(AppConfig):
    name = "schakel.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Every capability says in a module of this name what of it moves along with an organisation."""
        autodiscover_modules("moving")
