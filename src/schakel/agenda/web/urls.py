from django.urls import path

from schakel.agenda.web import agenda, copying, feeds, meetings, mine, organising, taking_part

_ROUND = "item/<slug:slug>/meetings/"
urlpatterns = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/calendar.ics", feeds.calendar, name="agenda_calendar"),
    path("agenda/days.atom", feeds.atom, name="agenda_atom"),
    path("agenda/days.csv", feeds.csv, name="agenda_csv"),
    path("agenda/days.json", feeds.json_feed, name="agenda_json"),
    path("agenda/own/<str:key>.ics", mine.feed, name="own_calendar"),
    path("me/agenda/", mine.my_agenda, name="my_agenda"),
    path("me/agenda/feed/", mine.change_feed, name="own_calendar_change"),
    path("item/<slug:slug>/copy/", copying.copy, name="event_copy"),
    path(_ROUND, taking_part.meeting_round, name="meeting_round"),
    path(f"{_ROUND}open/", organising.open_round, name="meeting_round_open"),
    path(f"{_ROUND}overview/", organising.overview, name="meeting_round_overview"),
    path(f"{_ROUND}overview.csv", organising.overview_file, name="meeting_round_file"),
    path(f"{_ROUND}change/", organising.change_round, name="meeting_round_change"),
    path(f"{_ROUND}close/", organising.close_round, name="meeting_round_close"),
    path(f"{_ROUND}join/", taking_part.join, name="meeting_round_join"),
    path(f"{_ROUND}leave/", taking_part.leave, name="meeting_round_leave"),
    path(f"{_ROUND}schedule.ics", taking_part.schedule, name="meeting_round_schedule"),
    path(f"{_ROUND}ask/<slug:code>/", taking_part.ask, name="meeting_ask"),
    path("meetings/<slug:code>/", meetings.meeting, name="meeting"),
    path("meetings/<slug:code>/act/", meetings.act, name="meeting_act"),
    path("meetings/<slug:code>/calendar.ics", meetings.calendar, name="meeting_calendar"),
]
