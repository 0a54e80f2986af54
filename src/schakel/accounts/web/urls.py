"""The addresses of one's own access tokens; signing in itself has those of django-allauth."""

from django.urls import path

from schakel.accounts.web import access_tokens

urlpatterns = [
    path("tokens/", access_tokens.access_tokens, name="access_tokens"),
    path("tokens/<int:key>/withdraw/", access_tokens.withdraw, name="access_token_withdraw"),
]
