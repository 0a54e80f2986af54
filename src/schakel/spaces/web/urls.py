from django.urls import path

from schakel.spaces.web import changing, guests, people, spaces

urlpatterns = [
    path("me/spaces/", spaces.my_spaces, name="my_spaces"),
    path("me/spaces/tasks.ics", spaces.my_calendar, name="my_tasks_calendar"),
    path("spaces/guest/<str:key>/", guests.guest_space, name="guest_space"),
    path("spaces/guest/<str:key>/files/<slug:part>/", guests.guest_file, name="guest_file"),
    path("spaces/<slug:code>/", spaces.space, name="space"),
    path("spaces/<slug:code>/people/", people.people, name="space_people"),
    path("spaces/<slug:code>/tasks.ics", spaces.calendar, name="space_calendar"),
    path("spaces/<slug:code>/dossier.zip", spaces.dossier, name="space_dossier"),
    path("spaces/<slug:code>/add/<slug:kind>/", changing.add, name="space_add"),
    path("spaces/<slug:code>/files/<slug:part>/", spaces.file, name="space_file"),
    path("spaces/<slug:code>/parts/<slug:part>/", changing.change, name="space_change"),
    path("spaces/<slug:code>/parts/<slug:part>/done/", changing.finish, name="space_done"),
    path("spaces/<slug:code>/parts/<slug:part>/remove/", changing.remove, name="space_remove"),
]
