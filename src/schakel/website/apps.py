from django.apps import AppConfig


class Website(AppConfig):
    name = "schakel.website"
    label = "website"
