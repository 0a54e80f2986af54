from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Accounts(AppConfig):
    name = "schakel.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Say who is behind a person's reference to whoever tells people something.

        Every capability says in modules of these names what of it waits for somebody, and what it keeps of them.
        """
        from schakel.accounts.addressees import find_addressees  # noqa: PLC0415 - models are there from here on
        from schakel.messages.public import register_directory  # noqa: PLC0415 - idem

        register_directory(find_addressees)
        autodiscover_modules("waiting", "own_data")
