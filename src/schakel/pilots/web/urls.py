from django.urls import path

from schakel.pilots.web import editing, listing, pilots, starting, steps

urlpatterns = [
    path("me/pilots/", listing.my_pilots, name="my_pilots"),
    path("me/pilots/file.csv", listing.my_pilots_file, name="my_pilots_file"),
    path("pilots/new/", starting.new_pilot, name="new_pilot"),
    path("pilots/<slug:slug>/", pilots.pilot, name="pilot"),
    path("pilots/<slug:slug>/edit/", editing.edit, name="pilot_edit"),
    path("pilots/<slug:slug>/measures/", editing.measures, name="pilot_measures"),
    path("pilots/<slug:slug>/checks/", editing.checks, name="pilot_checks"),
    path("pilots/<slug:slug>/plan/", editing.plan, name="pilot_plan"),
    path("pilots/<slug:slug>/partners/", editing.partners, name="pilot_partners"),
    path("pilots/<slug:slug>/step/", steps.take_step, name="pilot_step"),
    path("pilots/<slug:slug>/answer/", steps.answer, name="pilot_answer"),
    path("pilots/<slug:slug>/phase/", steps.phase, name="pilot_phase"),
    path("pilots/<slug:slug>/case/", steps.write_case, name="pilot_case"),
    path("pilots/<slug:slug>/space/", steps.reopen_space, name="pilot_space"),
    path("pilots/<slug:slug>/method/", steps.save_method, name="pilot_method"),
]
