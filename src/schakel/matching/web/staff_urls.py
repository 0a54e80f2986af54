"""The addresses at which staff sees what people found wrong with answers."""

from django.urls import path

from schakel.matching.web import desk

urlpatterns = [
    path("not-right/", desk.objections, name="staff_objections"),
    path("not-right/file.csv", desk.objections_file, name="staff_objections_file"),
    path("not-right/<int:pk>/", desk.look_at_objection, name="staff_objection"),
]
