from django.urls import path

from schakel.adoptions.web import adopting, listing

urlpatterns = [
    path("me/adoptions/", listing.my_adoptions, name="my_adoptions"),
    path("me/adoptions/file.csv", listing.my_adoptions_file, name="my_adoptions_file"),
    path("item/<slug:slug>/adopt/", adopting.adopt, name="item_adopt"),
    path("adoptions/<slug:code>/", adopting.change, name="adoption"),
    path("adoptions/<slug:code>/confirm/", adopting.confirm, name="adoption_confirm"),
]
