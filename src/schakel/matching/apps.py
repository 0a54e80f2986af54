from django.apps import AppConfig


class Matching(AppConfig):
    name = "schakel.matching"
    label = "matching"
