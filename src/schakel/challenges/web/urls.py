from django.urls import path

from schakel.challenges.web import bundles, confidential, desk, following, steps, together

urlpatterns = [
    path("me/challenges/", following.my_challenges, name="my_challenges"),
    path("bundles/<slug:code>/", bundles.bundle, name="bundle"),
    path("bundles/<slug:code>/answer/", bundles.answer, name="bundle_answer"),
    path("challenges/<slug:slug>/step/", steps.take_step, name="challenge_step"),
    path("challenges/<slug:slug>/follow/", following.follow, name="challenge_follow"),
    path("challenges/<slug:slug>/confidential/", confidential.confidential, name="challenge_confidential"),
    path("challenges/<slug:slug>/co-owners/", together.co_owners, name="challenge_co_owners"),
    path("challenges/<slug:slug>/co-owners/release/", together.release, name="challenge_co_owner_release"),
    path("challenges/<slug:slug>/together/", together.together, name="challenge_together"),
    path("challenges/<slug:slug>/adviser/", desk.assign, name="challenge_adviser"),
    path("challenges/<slug:slug>/notes/", desk.write_note, name="challenge_note"),
    path("staff/challenges/", desk.waiting, name="staff_challenges"),
    path("staff/challenges/alike/", desk.alike, name="staff_challenges_alike"),
    path("staff/challenges/alike/file.csv", desk.alike_file, name="staff_challenges_alike_file"),
    path("staff/challenges/alike/<int:number>/", desk.dismiss, name="staff_challenges_dismiss"),
    path("staff/challenges/file.csv", desk.waiting_file, name="staff_challenges_file"),
]
