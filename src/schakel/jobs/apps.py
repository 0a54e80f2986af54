from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Jobs(AppConfig):
    name = "schakel.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Every capability says in a module of this name what is done for its jobs."""
        autodiscover_modules("jobs")
