from django.apps import AppConfig


class Procurement(AppConfig):
    name = "schakel.procurement"
    label = "procurement"
