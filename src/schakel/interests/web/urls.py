from django.urls import path

from schakel.interests.web import desk, own

urlpatterns = [
    path("me/interests/", own.my_interests, name="my_interests"),
    path("me/interests/<slug:code>/end/", own.end, name="interest_end"),
    path("staff/interests/", desk.interests, name="staff_interests"),
    path("staff/interests/file.csv", desk.interests_file, name="staff_interests_file"),
]
