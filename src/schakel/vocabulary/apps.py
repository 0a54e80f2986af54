from django.apps import AppConfig


class Vocabulary(AppConfig):
    name = "schakel.vocabulary"
    label = "vocabulary"
