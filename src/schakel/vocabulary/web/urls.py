"""The addresses at which staff looks after themes and words."""

from django.urls import path

from schakel.vocabulary.web import staff

urlpatterns = [
    path("themes/", staff.themes, name="staff_themes"),
    path("themes/<slug:notation>/", staff.theme, name="staff_theme"),
    path("themes/<slug:notation>/new/", staff.new_theme, name="staff_theme_new"),
    path("words/", staff.words, name="staff_words"),
    path("words/word/", staff.word, name="staff_word"),
]
