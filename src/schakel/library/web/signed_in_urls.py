"""The addresses of what people who are signed in do with items."""

from django.urls import path

from schakel.library.web import demonstration, items, mine, staff

urlpatterns = [
    path("me/", mine.my_page, name="my_page"),
    path("demo/", demonstration.stepping_in, name="stepping_in"),
    path("items/new/", items.choose_kind, name="choose_kind"),
    path("items/new/<slug:kind>/", items.new_item, name="new_item"),
    path("item/<slug:slug>/edit/", items.edit, name="item_edit"),
    path("item/<slug:slug>/history/", items.history, name="item_history"),
    path("item/<slug:slug>/step/", items.take_step, name="item_step"),
    path("staff/", staff.waiting, name="staff"),
    path("staff/items/", staff.items, name="staff_items"),
    path("staff/items/file.<slug:form>", staff.items_file, name="staff_items_file"),
    path("staff/items/step/", staff.items_in_bulk, name="staff_items_in_bulk"),
]
