"""What is said of a picture, as a form."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext

from schakel.library import public as library
from schakel.pictures.actions import Said
from schakel.pictures.models import Picture
from schakel.pictures.rules import LONGEST_DESCRIPTION, LONGEST_LICENCE, LONGEST_MAKER


class PictureForm(forms.Form):
    """A description in each language of the item, and whose it is. ``languages``: those of the item."""

    def __init__(self, *arguments: object, languages: Sequence[str], **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        self.languages = languages
        for language in languages:
            self.fields[f"description_{language}"] = forms.CharField(
                label=self._label(language),
                help_text=gettext("For who does not see the picture. One sentence: what is on it?"),
                max_length=LONGEST_DESCRIPTION,
                error_messages={"required": gettext("Say what is to be seen.")},
            )
        self.fields["maker"] = forms.CharField(
            label=gettext("Who made it?"), required=False, max_length=LONGEST_MAKER
        )
        self.fields["licence"] = forms.CharField(
            label=gettext("Under which licence?"),
            help_text=gettext("For example CC BY 4.0. Leave it empty when you do not know."),
            required=False,
            max_length=LONGEST_LICENCE,
        )

    def _label(self, language: str) -> str:
        if len(self.languages) == 1:
            return gettext("What is to be seen?")
        return gettext("What is to be seen? (%(language)s)") % {"language": library.language_name(language)}

    def said(self) -> Said:
        """What a valid form says."""
        cleaned = self.cleaned_data
        descriptions = {language: cleaned[f"description_{language}"] for language in self.languages}
        return Said(descriptions, maker=cleaned["maker"], licence=cleaned["licence"])


class _File(forms.FileField):
    """A file that is asked for here, and looked at by the action."""

    def clean(self, data: object, initial: object = None) -> object:
        """Nothing of it; so what was too large is said to be that, and not to be missing."""
        return data or initial


class AddForm(PictureForm):
    """The same with the file itself."""

    def __init__(self, *arguments: object, languages: Sequence[str], **named: object) -> None:
        super().__init__(*arguments, languages=languages, **named)
        self.fields["picture"] = _File(
            label=gettext("Picture"),
            help_text=gettext("A photo or drawing as JPG, PNG or WebP, of at most 12 megabytes."),
            widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,image/webp"}),
        )
        self.order_fields(["picture"])


class DescribeForm(PictureForm):
    """The same for a picture that is there, with the version that was seen. A description more is kept."""

    def __init__(
        self, *arguments: object, picture: Picture, languages: Sequence[str], **named: object
    ) -> None:
        known = picture.descriptions()
        initial = {f"description_{language}": text for language, text in known.items()}
        initial |= {"maker": picture.maker, "licence": picture.licence, "seen_version": str(picture.version)}
        super().__init__(*arguments, languages=languages, initial=initial, **named)
        self.kept = {language: text for language, text in known.items() if language not in languages}
        self.fields["seen_version"] = forms.IntegerField(widget=forms.HiddenInput)

    def said(self) -> Said:
        said = super().said()
        return Said({**self.kept, **said.descriptions}, maker=said.maker, licence=said.licence)
