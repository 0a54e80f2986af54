from django.apps import AppConfig


class Facilities(AppConfig):
    name = "schakel.facilities"
    label = "facilities"
