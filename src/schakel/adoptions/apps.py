from django.apps import AppConfig


class Adoptions(AppConfig):
    name = "schakel.adoptions"
    label = "adoptions"
