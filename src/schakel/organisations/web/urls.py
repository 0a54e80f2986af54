from django.urls import path

from schakel.organisations.web import invitations, members, registering, staff, views

urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/new/", registering.register, name="organisation_register"),
    path("organisations/<slug:slug>/edit/", registering.edit, name="organisation_edit"),
    path("organisations/<slug:slug>/join/", members.join, name="organisation_join"),
    path("organisations/<slug:slug>/leave/", members.leave, name="organisation_leave"),
    path("organisations/<slug:slug>/members/", members.organisation_members, name="organisation_members"),
    path("organisations/<slug:slug>/members.csv", members.members_file, name="organisation_members_file"),
    path("organisations/<slug:slug>/members/<int:key>/", members.member, name="organisation_member"),
    path(
        "organisations/<slug:slug>/requests/<int:key>/", members.answer_request, name="organisation_request"
    ),
    path(
        "organisations/<slug:slug>/invitations/<int:key>/withdraw/",
        members.withdraw_invitation,
        name="organisation_invitation_withdraw",
    ),
    path("invitations/<str:code>/", invitations.invitation, name="invitation"),
    path("me/organisations/", registering.my_organisations, name="my_organisations"),
    path("staff/organisations/", staff.organisations, name="staff_organisations"),
    path("staff/organisations/file.csv", staff.organisations_file, name="staff_organisations_file"),
    path("staff/organisations/<int:key>/", staff.organisation, name="staff_organisation"),
]
