from django.urls import path

from schakel.consultations.web import looking, owning, reporting, taking_part

_ONE = "challenges/<slug:slug>/consultation/"
urlpatterns = [
    path("consultations/", looking.consultations, name="consultations"),
    path("consultations/file.csv", looking.consultations_file, name="consultations_file"),
    path(_ONE, looking.consultation, name="consultation"),
    path(f"{_ONE}calendar.ics", looking.calendar, name="consultation_calendar"),
    path(f"{_ONE}files/<slug:code>/", looking.file, name="consultation_file"),
    path(f"{_ONE}prepare/", owning.prepare, name="consultation_prepare"),
    path(f"{_ONE}step/", owning.take_step, name="consultation_step"),
    path(f"{_ONE}files/", owning.add_file, name="consultation_files"),
    path(f"{_ONE}answer/", owning.answer, name="consultation_answer"),
    path(f"{_ONE}question/", taking_part.ask, name="consultation_ask"),
    path(f"{_ONE}take-part/", taking_part.take_part, name="consultation_take_part"),
    path(f"{_ONE}report/", reporting.report, name="consultation_report"),
    path(f"{_ONE}report.zip", reporting.report_file, name="consultation_report_file"),
]
