from django.apps import AppConfig


class Challenges(AppConfig):
    name = "schakel.challenges"
    label = "challenges"

    def ready(self) -> None:
        from schakel.challenges.actions import follow_items, release_challenges  # noqa: PLC0415 - models are there from now on
        from schakel.interests import public as interests  # noqa: PLC0415 - idem
        from schakel.library import public as library  # noqa: PLC0415 - idem

        library.keep_lives_of(library.Kind.CHALLENGE, follow_items)
        interests.recuse_by(release_challenges)
