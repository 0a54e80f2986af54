from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Messages(AppConfig):
    name = "schakel.messages"
    label = "telling"  # Django's own messages have the label of that name

    def ready(self) -> None:
        """Every capability says in a module of this name what it can tell people."""
        autodiscover_modules("notice_kinds")
