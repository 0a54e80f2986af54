from django.urls import path

from schakel.facilities.web import basket, bookings, desk, free, linked, resources, settings, together, waits

urlpatterns = [
    path("facilities/", free.facilities_free, name="facilities_free"),
    path("facilities/free.csv", free.facilities_free_file, name="facilities_free_file"),
    path("facilities/<slug:slug>/", free.facility_times, name="facility_times"),
    path("facilities/<slug:slug>/basket/", basket.basket_add, name="basket_add"),
    path("facilities/<slug:slug>/wait/", waits.wait_add, name="wait_add"),
    path("facilities/<slug:slug>/make/", desk.facility_make, name="facility_make"),
    path("facilities/<slug:slug>/desk/", desk.facility_desk, name="facility_desk"),
    path("facilities/<slug:slug>/desk/file.csv", desk.facility_desk_file, name="facility_desk_file"),
    path("facilities/<slug:slug>/desk/settle/", desk.facility_settle, name="facility_settle"),
    path("facilities/<slug:slug>/desk/calendar.ics", desk.facility_calendar, name="facility_calendar"),
    path("facilities/<slug:slug>/use/", desk.facility_use, name="facility_use"),
    path("facilities/<slug:slug>/use/file.csv", desk.facility_use_file, name="facility_use_file"),
    path("facilities/<slug:slug>/settings/", settings.facility_settings, name="facility_settings"),
    path("facilities/<slug:slug>/questions/", settings.facility_questions, name="facility_questions"),
    path("facilities/<slug:slug>/resources/new/", resources.resource_new, name="resource_new"),
    path("facilities/<slug:slug>/resources/<slug:code>/", resources.resource_edit, name="resource_edit"),
    path(
        "facilities/<slug:slug>/resources/<slug:code>/hours/", resources.resource_hours, name="resource_hours"
    ),
    path(
        "facilities/<slug:slug>/resources/<slug:code>/blockings/",
        resources.resource_blockings,
        name="resource_blockings",
    ),
    path(
        "facilities/<slug:slug>/resources/<slug:code>/prices/",
        resources.resource_prices,
        name="resource_prices",
    ),
    path("basket/", basket.basket, name="basket"),
    path("basket/remove/", basket.basket_remove, name="basket_remove"),
    path("me/bookings/", bookings.my_bookings, name="my_bookings"),
    path("me/bookings/file.csv", bookings.my_bookings_file, name="my_bookings_file"),
    path("me/bookings/calendar.ics", bookings.my_bookings_calendar, name="my_bookings_calendar"),
    path("me/facilities/", desk.my_facilities, name="my_facilities"),
    path("me/waits/<slug:code>/", waits.wait_withdraw, name="wait_withdraw"),
    path("bookings/<slug:code>/", bookings.booking, name="booking"),
    path("bookings/<slug:code>/step/", bookings.booking_step, name="booking_step"),
    path("bookings/<slug:code>/together/", together.booking_together, name="booking_together"),
    path("bookings/<slug:code>/wait/", waits.wait_instead, name="wait_instead"),
    path("bookings/<slug:code>/result/", bookings.booking_result, name="booking_result"),
    path("bookings/<slug:code>/booking.ics", bookings.booking_calendar, name="booking_calendar"),
    path("bookings/again/<str:token>/", linked.booking_link, name="booking_link"),
]
