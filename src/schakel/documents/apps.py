from django.apps import AppConfig


class Documents(AppConfig):
    name = "schakel.documents"
    label = "documents"
