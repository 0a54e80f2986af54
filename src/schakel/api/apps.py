from django.apps import AppConfig


class Api(AppConfig):
    name = "schakel.api"
    label = "api"
