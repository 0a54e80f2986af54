from django.apps import AppConfig


class Introductions(AppConfig):
    name = "schakel.introductions"
    label = "introductions"

    def ready(self) -> None:
        from schakel.interests import public as interests  # noqa: PLC0415 - models are there from now on
        from schakel.introductions.actions import release_introductions  # noqa: PLC0415 - idem

        interests.recuse_by(release_introductions)
