from django.apps import AppConfig


class Library(AppConfig):
    name = "schakel.library"
    label = "library"
