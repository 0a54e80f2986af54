"""The addresses of one's own account; signing in itself has those of django-allauth."""

from django.urls import path

from schakel.accounts.web import access_tokens, account, oidc, sessions

urlpatterns = [
    path("", account.my_account, name="my_account"),
    path("data.json", account.own_data, name="own_data"),
    path("sessions/<int:key>/end/", sessions.end, name="session_end"),
    path("with/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("with/<slug:provider_id>/back/", oidc.callback, name="openid_connect_callback"),
    path("tokens/", access_tokens.access_tokens, name="access_tokens"),
    path("tokens/<int:key>/withdraw/", access_tokens.withdraw, name="access_token_withdraw"),
]
