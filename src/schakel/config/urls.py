"""All addresses of the hub."""

from django.urls import URLPattern, URLResolver, include, path

from schakel.config.health import health
from schakel.config.open_api import addresses

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("account/", include("schakel.accounts.web.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/second-step/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/elsewhere/", include("allauth.socialaccount.urls")),
    path("notices/", include("schakel.messages.web.urls")),
    path("", include("schakel.library.web.signed_in_urls")),
    path("", include("schakel.library.web.urls")),
    path("", include("schakel.agenda.web.urls")),
    path("", include("schakel.challenges.web.urls")),
    path("", include("schakel.introductions.web.urls")),
    path("", include("schakel.documents.web.urls")),
    path("", include("schakel.pictures.web.urls")),
    path("", include("schakel.facilities.web.urls")),
    path("", include("schakel.spaces.web.urls")),
    path("", include("schakel.training.web.urls")),
    path("", include("schakel.adoptions.web.urls")),
    path("", include("schakel.pilots.web.urls")),
    path("", include("schakel.consultations.web.urls")),
    path("", include("schakel.credentials.web.urls")),
    path("", include("schakel.procurement.web.urls")),
    path("", include("schakel.interests.web.urls")),
    path("", include("schakel.organisations.web.urls")),
    path("", include("schakel.website.web.urls")),
    path("", include("schakel.fairness.web.urls")),
    path("", include("schakel.alerts.web.urls")),
    path("ask/", include("schakel.matching.web.urls")),
    path("staff/", include("schakel.vocabulary.web.urls")),
    path("staff/", include("schakel.matching.web.staff_urls")),
    path("staff/", include("schakel.imports.web.urls")),
    path("staff/", include("schakel.accounts.web.staff_urls")),
    *addresses(),
]
