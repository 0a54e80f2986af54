from django.urls import path

from schakel.pictures.web import files, pictures

_ONE = "item/<slug:slug>/pictures/<slug:code>/"

urlpatterns = [
    path("item/<slug:slug>/pictures/", pictures.manage, name="item_pictures"),
    path(f"{_ONE}<int:width>.webp", files.file, name="item_picture"),
    path(f"{_ONE}describe/", pictures.describe, name="item_picture_describe"),
    path(f"{_ONE}move/", pictures.move, name="item_picture_move"),
    path(f"{_ONE}remove/", pictures.remove, name="item_picture_remove"),
]
