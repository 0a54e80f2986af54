from django.urls import path

from schakel.documents.web import attachments

urlpatterns = [
    path("item/<slug:slug>/attachments/", attachments.manage, name="item_attachments"),
    path("item/<slug:slug>/attachments/<slug:code>/", attachments.file, name="item_attachment"),
    path(
        "item/<slug:slug>/attachments/<slug:code>/remove/", attachments.remove, name="item_attachment_remove"
    ),
]
