from django.apps import AppConfig


class Accounts(AppConfig):
    name = "schakel.accounts"
    label = "accounts"
