"""The addresses of one's own notices, and of stopping mail."""

from django.urls import path

from schakel.messages.web import centre, stopping

urlpatterns = [
    path("", centre.notices, name="notices"),
    path("read/", centre.read, name="notices_read"),
    path("settings/", centre.choose, name="notice_settings"),
    path("stop/<str:token>/", stopping.stop, name="mail_stop"),
]
