from django.apps import AppConfig


class Organisations(AppConfig):
    name = "schakel.organisations"
    label = "organisations"
