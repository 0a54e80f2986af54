import gettext
import os

from django.utils import translation
from django.utils.translation.reloader import translation_file_changed

from schakel.config.building import compile_translations, untranslated

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "theme"
msgstr "thema"

#, fuzzy
msgid "unsure"
msgstr "onzeker"
"""


def written(folder, text=CATALOGUE):
    path = folder / "library" / "locale" / "nl" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_translation_is_compiled_once(tmp_path):
    source = written(tmp_path)
    assert untranslated(tmp_path) == [source]
    compile_translations(tmp_path)
    assert untranslated(tmp_path) == []
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("theme") == "thema"


def test_a_translation_that_nobody_has_looked_at_is_not_shown(tmp_path):
    source = written(tmp_path)
    compile_translations(tmp_path)
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("unsure") == "unsure"


def test_a_changed_translation_is_compiled_again(tmp_path):
    source = written(tmp_path)
    compile_translations(tmp_path)
    written(tmp_path, CATALOGUE.replace("thema", "onderwerp"))
    os.utime(source, (2**31, 2**31))
    assert untranslated(tmp_path) == [source]
    compile_translations(tmp_path)
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("theme") == "onderwerp"


def test_a_translation_that_is_compiled_after_the_catalogue_was_read_counts_at_once(tmp_path, settings):
    source = written(tmp_path, CATALOGUE.replace("theme", "nobody says this"))
    settings.LOCALE_PATHS = [source.parents[2]]
    translation_file_changed(None, source.with_suffix(".mo"))
    with translation.override("nl"):
        assert translation.gettext("nobody says this") == "nobody says this"
        compile_translations(tmp_path)
        assert translation.gettext("nobody says this") == "thema"
