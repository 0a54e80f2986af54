from django.apps import AppConfig


class Fairness(AppConfig):
    name = "schakel.fairness"
    label = "fairness"
