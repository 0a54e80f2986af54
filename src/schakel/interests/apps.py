from django.apps import AppConfig


class Interests(AppConfig):
    name = "schakel.interests"
    label = "interests"
