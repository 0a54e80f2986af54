from django.apps import AppConfig


class Alerts(AppConfig):
    name = "schakel.alerts"
    label = "alerts"
