"""The addresses at which staff brings in what others wrote down."""

from django.urls import path

from schakel.imports.web import columns, doubles, runs, sources

urlpatterns = [
    path("imports/", runs.overview, name="staff_imports"),
    path("imports/new/", runs.new, name="staff_import_new"),
    path("imports/<int:pk>/", runs.run, name="staff_import"),
    path("imports/<int:pk>/columns/", columns.columns, name="staff_import_columns"),
    path("imports/<int:pk>/records.csv", runs.records_file, name="staff_import_file"),
    path("imports/sources/new/", sources.new, name="staff_source_new"),
    path("imports/sources/<slug:name>/pause/", sources.pause, name="staff_source_pause"),
    path("doubles/", doubles.doubles, name="staff_doubles"),
    path("doubles/<int:pk>/", doubles.double, name="staff_double"),
]
