from django.apps import AppConfig


class Credentials(AppConfig):
    name = "schakel.credentials"
    label = "credentials"
