from django.apps import AppConfig


class Fairness(AppConfig):
    name = "schakel.fairness"
    label = "fairness"

    def ready(self) -> None:
        from schakel.fairness.ties import tie_bundles  # noqa: PLC0415 - models are there from now on

        tie_bundles()
