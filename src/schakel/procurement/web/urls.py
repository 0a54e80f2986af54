from django.urls import path

from schakel.procurement.web import views

urlpatterns = [
    path("procurement/", views.choose, name="procurement"),
    path("challenges/<slug:slug>/route/", views.write_down, name="challenge_route"),
]
