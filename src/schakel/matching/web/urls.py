from django.urls import path

from schakel.matching.web import views

urlpatterns = [
    path("", views.answer, name="answer"),
    path("worked-out/<slug:slug>/", views.worked_out, name="worked_out"),
    path("not-right/<slug:slug>/", views.not_right, name="not_right"),
]
