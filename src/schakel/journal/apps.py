from django.apps import AppConfig


class Journal(AppConfig):
    name = "schakel.journal"
    label = "journal"
