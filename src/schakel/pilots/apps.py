from django.apps import AppConfig


class Pilots(AppConfig):
    name = "schakel.pilots"
    label = "pilots"
