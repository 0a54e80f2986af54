from django.apps import AppConfig


class Introductions(AppConfig):
    name = "schakel.introductions"
    label = "introductions"
