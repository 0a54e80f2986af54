from django.urls import path

from schakel.matching.web import lent, saving, views

urlpatterns = [
    path("", views.answer, name="answer"),
    path("document/", lent.ask_with_document, name="ask_with_document"),
    path("document/<str:key>/", lent.check_document, name="check_document"),
    path("save/", saving.save_challenge, name="save_challenge"),
    path("worked-out/<slug:slug>/", views.worked_out, name="worked_out"),
    path("not-right/<slug:slug>/", views.not_right, name="not_right"),
]
