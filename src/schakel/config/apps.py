from django.apps import AppConfig


class Config(AppConfig):
    name = "schakel.config"
    label = "schakel_config"
