from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Agenda(AppConfig):
    name = "schakel.agenda"
    label = "agenda"

    def ready(self) -> None:
        """Take up the days of what lies below, and of every capability that says its own in a module of this name."""
        from schakel.agenda import (  # noqa: PLC0415 - models are there from now on
            booking_days,  # noqa: F401
            edition_days,  # noqa: F401
            hub_days,  # noqa: F401
        )
        from schakel.agenda.actions import follow_events  # noqa: PLC0415 - as above
        from schakel.library import public as library  # noqa: PLC0415 - as above

        library.keep_lives_of(library.Kind.EVENT, follow_events)
        autodiscover_modules("agenda_days")
