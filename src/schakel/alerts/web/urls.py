from django.urls import path

from schakel.alerts.web import feeds, keeping, making

urlpatterns = [
    path("ask/alert/", making.new_alert, name="new_alert"),
    path("ask/alert/sent/", making.alert_sent, name="alert_sent"),
    path("ask/feed.atom", feeds.atom, name="answer_atom"),
    path("ask/feed.json", feeds.json, name="answer_json"),
    path("alerts/<str:token>/", keeping.by_link, name="alert_by_link"),
    path("me/alerts/", keeping.my_alerts, name="my_alerts"),
    path("me/alerts/file.csv", keeping.my_alerts_file, name="my_alerts_file"),
    path("me/alerts/<str:code>/", keeping.change, name="alert_change"),
]
