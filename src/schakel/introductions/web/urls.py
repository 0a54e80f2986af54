from django.urls import path

from schakel.introductions.web import brokers, desk, links, mine, one, requesting

urlpatterns = [
    path("introductions/", mine.introductions, name="introductions"),
    path("introductions/file.csv", mine.introductions_file, name="introductions_file"),
    path("introductions/ask/<slug:slug>/", requesting.ask, name="introduction_ask"),
    path("introductions/answer/<slug:token>/", links.follow_link, name="introduction_link"),
    path(
        "introductions/answer/<slug:token>/calendar.ics",
        links.link_calendar,
        name="introduction_link_calendar",
    ),
    path("introductions/one/<slug:code>/", one.introduction, name="introduction"),
    path("introductions/one/<slug:code>/calendar.ics", one.calendar, name="introduction_calendar"),
    path("introductions/one/<slug:code>/choose-time/", one.choose_time, name="introduction_choose_time"),
    path("introductions/one/<slug:code>/broker/", one.broker, name="introduction_broker"),
    path("introductions/one/<slug:code>/<slug:act>/", one.act, name="introduction_act"),
    path("organisations/<slug:slug>/desk/", desk.desk, name="introduction_desk"),
    path("staff/introductions/", brokers.waiting, name="staff_introductions"),
    path("staff/introductions/file.csv", brokers.waiting_file, name="staff_introductions_file"),
    path("staff/introductions/clock/", brokers.clock, name="introduction_clock"),
]
