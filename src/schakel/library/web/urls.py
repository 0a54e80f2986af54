from django.urls import path

from schakel.library.web import browse, calendars, exports, feeds

urlpatterns = [
    path("browse/", browse.browse, name="browse"),
    path("browse/items.csv", exports.csv_export, name="browse_csv"),
    path("browse/items.json", exports.json_export, name="browse_json"),
    path("browse/items.xlsx", exports.xlsx_export, name="browse_xlsx"),
    path("browse/new.atom", feeds.newest, name="browse_feed"),
    path("browse/<str:kind>/", browse.browse, name="browse_kind"),
    path("browse/<str:kind>/items.csv", exports.csv_export, name="browse_csv_kind"),
    path("browse/<str:kind>/items.json", exports.json_export, name="browse_json_kind"),
    path("browse/<str:kind>/items.xlsx", exports.xlsx_export, name="browse_xlsx_kind"),
    path("browse/<str:kind>/new.atom", feeds.newest, name="browse_feed_kind"),
    path("item/<slug:slug>/calendar.ics", calendars.item_calendar, name="item_calendar"),
]
