from django.urls import path

from schakel.organisations.web import views

urlpatterns = [path("organisations/", views.organisations, name="organisations")]
