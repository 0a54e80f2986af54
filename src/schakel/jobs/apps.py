from django.apps import AppConfig


class Jobs(AppConfig):
    name = "schakel.jobs"
    label = "jobs"
