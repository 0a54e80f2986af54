from django.apps import AppConfig


class Messages(AppConfig):
    name = "schakel.messages"
    label = "telling"  # Django's own messages have the label of that name
