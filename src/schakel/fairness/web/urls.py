from django.urls import path

from schakel.fairness.web import covering, networking, reporting

urlpatterns = [
    path("coverage/", covering.coverage, name="coverage"),
    path("coverage/file.csv", covering.coverage_file, name="coverage_file"),
    path("network/", networking.network, name="network"),
    path("network/file.csv", networking.network_file, name="network_file"),
    path("me/exposure/", reporting.my_exposure, name="my_exposure"),
    path("staff/neutrality/", reporting.neutrality, name="staff_neutrality"),
    path("staff/neutrality/file.csv", reporting.neutrality_file, name="staff_neutrality_file"),
]
