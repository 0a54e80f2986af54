from django.apps import AppConfig


class Fairness(AppConfig):
    name = "schakel.fairness"
    label = "fairness"

    def ready(self) -> None:
        from schakel.fairness.contacts import register_contacts  # noqa: PLC0415 - models are there from now on
        from schakel.fairness.ties import tie_what_is_known  # noqa: PLC0415 - idem
        from schakel.introductions import public as introductions  # noqa: PLC0415 - idem

        register_contacts("introductions", introductions.contacts_in)
        tie_what_is_known()
