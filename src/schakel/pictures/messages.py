"""Why a picture was not taken, and what to do, in the language of the screen."""

from django.utils.translation import gettext

from schakel.kernel.refusal import Refusal


def refusal_text(refusal: Refusal) -> str:
    """One or two sentences for the person who asked."""
    sentence = _file(refusal.code) or _words(refusal.code)
    if not sentence:
        return gettext("This is not possible (%(code)s).") % {"code": refusal.code}
    return sentence % refusal.details if refusal.details else sentence


def _file(code: str) -> str:
    too_much = gettext("This picture takes too much to read. Make it smaller and try again.")
    return {
        "document-missing": gettext("Choose a picture."),
        "picture-missing": gettext("Choose a picture."),
        "document-too-large": gettext(
            "This picture is too large. Use one of at most %(megabytes)s megabytes."
        ),
        "picture-too-large": gettext(
            "This picture is too large. Use one of at most %(megabytes)s megabytes."
        ),
        "picture-type": gettext(
            "This is no picture that we can read. Use a photo or drawing as JPG, PNG or WebP."
        ),
        "picture-is-heic": gettext(
            "This picture is in a form that only some telephones read. Save it as JPG first."
        ),
        "picture-broken": gettext(
            "This picture is damaged, and we cannot read it. Save it again and try once more."
        ),
        "document-broken": gettext(
            "This picture is damaged, and we cannot read it. Save it again and try once more."
        ),
        "picture-too-small": gettext(
            "This picture is too small to see something in. Use one of at least 400 by 150 pixels."
        ),
        "picture-too-many-pixels": too_much,
        "document-too-big": too_much,
        "document-too-slow": too_much,
        "documents-busy": gettext("Many files are being read at the moment. Try again in a minute."),
    }.get(code, "")


def _words(code: str) -> str:
    return {
        "pictures-too-many": gettext(
            "This item has as many pictures as it may have: %(most)s. Remove one first."
        ),
        "picture-there-already": gettext("This picture stands with this item already."),
        "picture-gone": gettext("Somebody has removed this picture in the meantime."),
        "picture-changed-meanwhile": gettext(
            "Somebody else changed these words in the meantime. Look at what is there now."
        ),
        "description-missing": gettext("Say what is to be seen, in every language that the item has."),
        "description-too-long": gettext("Say it in at most %(most)s characters."),
    }.get(code, "")
