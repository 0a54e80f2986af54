"""The hub's colours: from one hue to every role and slot of NL Design System, light and dark, or a refusal.

A role says what a colour is for (``action-1``: "you can act"), a slot where it is used (``bg-hover``,
``color-document``). Names follow NL Design System: ``--basis-color-<role>-[inverse-]<slot>``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from schakel.website.styles.colours import Colour, colour_of, contrast

SLOTS = (
    "bg-document",
    "bg-subtle",
    "bg-default",
    "bg-hover",
    "bg-active",
    "border-subtle",
    "border-default",
    "border-hover",
    "border-active",
    "color-subtle",
    "color-default",
    "color-hover",
    "color-active",
    "color-document",
)

# How much of a role's chroma a slot takes: paper hardly any, ink all.
CHROMA = dict(zip(SLOTS, (0.12, 0.2, 0.28, 0.42, 0.62, 0.45, 0.8, 0.9, 1, 0.8, 1, 1, 1, 0.7), strict=True))
INVERSE_CHROMA = dict(zip(SLOTS, (1, 1, 1, 1, 1, 0.8, 0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0.1, 0.05), strict=True))


@dataclass(frozen=True, slots=True)
class Ladder:
    """The lightness (OKLCH, 0-1) of each slot, in the order of SLOTS."""

    light: tuple[float, ...]
    dark: tuple[float, ...]
    inverse_light: tuple[float, ...]
    inverse_dark: tuple[float, ...]


CALM = Ladder(
    light=(0.985, 0.968, 0.945, 0.925, 0.895, 0.885, 0.57, 0.5, 0.42, 0.425, 0.4, 0.33, 0.29, 0.25),
    dark=(0.205, 0.235, 0.265, 0.3, 0.345, 0.35, 0.62, 0.7, 0.78, 0.785, 0.82, 0.88, 0.92, 0.93),
    inverse_light=(0.34, 0.37, 0.4, 0.345, 0.3, 0.55, 0.77, 0.84, 0.9, 0.93, 0.97, 0.98, 0.985, 0.99),
    inverse_dark=(0.86, 0.84, 0.81, 0.86, 0.9, 0.68, 0.42, 0.36, 0.3, 0.29, 0.24, 0.22, 0.2, 0.17),
)

# What must be legible on what. Text that is read: 7:1 (WCAG AAA). Text in a state of a control: 4.5:1.
# Edges that tell where a control is: 3:1.
DEMANDS: tuple[tuple[str, str, float], ...] = (
    ("color-document", "bg-document", 7),
    ("color-document", "bg-subtle", 7),
    ("color-document", "bg-default", 7),
    ("color-default", "bg-document", 7),
    ("color-subtle", "bg-document", 7),
    ("color-default", "bg-default", 4.5),
    ("color-subtle", "bg-subtle", 4.5),
    ("color-hover", "bg-hover", 4.5),
    ("color-active", "bg-active", 4.5),
    ("border-default", "bg-document", 3),
    ("border-default", "bg-default", 3),
    ("border-hover", "bg-hover", 3),
    ("border-active", "bg-active", 3),
)


@dataclass(frozen=True, slots=True)
class Role:
    """The tint of a role: hue in degrees and chroma of its ink; its paper may have a hue of its own."""

    hue: float
    chroma: float
    paper_hue: float | None = None
    paper_chroma: float | None = None

    def tint(self, slot: str) -> tuple[float, float]:
        is_paper = slot.startswith("bg-") or slot == "border-subtle"
        hue = self.paper_hue if is_paper and self.paper_hue is not None else self.hue
        chroma = self.paper_chroma if is_paper and self.paper_chroma is not None else self.chroma
        return hue, chroma


@dataclass(frozen=True, slots=True)
class Theme:
    """What a hub chooses: the hue for "you can act" and the hue of its paper, in degrees."""

    hue: float = 198
    paper_hue: float = 82
    ladder: Ladder = CALM
    colours: Mapping[str, str] = field(default_factory=dict)
    """Own colours, hexadecimal by name as in ``light:action-1-color-default``, in place of the made ones."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Two colours of a theme that are too much alike."""

    front: str
    back: str
    found: float
    demanded: float

    def __str__(self) -> str:
        return f"{self.front} on {self.back}: {self.found:.2f}:1, must be {self.demanded}:1"


class UnreadableThemeError(ValueError):
    """The theme has colours that people cannot tell apart; the message names each pair."""

    def __init__(self, shortfalls: tuple[Shortfall, ...]) -> None:
        super().__init__("The theme is not legible:\n" + "\n".join(map(str, shortfalls)))
        self.shortfalls = shortfalls


def roles_of(theme: Theme) -> dict[str, Role]:
    return {
        "default": Role(theme.hue + 22, 0.018, paper_hue=theme.paper_hue, paper_chroma=0.035),
        "action-1": Role(theme.hue, 0.085),
        "action-2": Role(theme.hue, 0.03),
        "accent-1": Role(theme.hue, 0.075),
        "accent-2": Role(theme.hue + 215, 0.11),
        "accent-3": Role(theme.hue + 90, 0.1),
        "selected": Role(theme.hue, 0.06),
        "highlight": Role(92, 0.14),
        "info": Role(245, 0.1),
        "positive": Role(155, 0.1),
        "warning": Role(70, 0.11),
        "negative": Role(27, 0.15),
        "disabled": Role(theme.paper_hue, 0.008),
    }


def colours_of(theme: Theme) -> dict[str, Colour]:
    """Every colour of the theme by name: ``<scheme>:<role>-[inverse-]<slot>``."""
    colours = {}
    for scheme, ladder, inverse_ladder in (
        ("light", theme.ladder.light, theme.ladder.inverse_light),
        ("dark", theme.ladder.dark, theme.ladder.inverse_dark),
    ):
        for name, role in roles_of(theme).items():
            for variant, lightness_of, share_of in (
                ("", ladder, CHROMA),
                ("inverse-", inverse_ladder, INVERSE_CHROMA),
            ):
                for slot, lightness in zip(SLOTS, lightness_of, strict=True):
                    hue, chroma = role.tint(slot) if not variant else (role.hue, role.chroma)
                    made = colour_of(
                        lightness=lightness, chroma=chroma * _share(slot, scheme, share_of), hue=hue
                    )
                    full_name = f"{scheme}:{name}-{variant}{slot}"
                    own = theme.colours.get(full_name)
                    colours[full_name] = parse_colour(own) if own else made
    return colours


def parse_colour(text: str) -> Colour:
    """A colour written as #rrggbb; raises ValueError for anything else."""
    digits = text.removeprefix("#")
    if len(digits) != len("rrggbb"):
        raise ValueError(f"{text!r} is not a colour: write it as #rrggbb")
    return Colour(*(int(digits[start : start + 2], 16) for start in (0, 2, 4)))


def shortfalls_of(theme: Theme) -> tuple[Shortfall, ...]:
    """The pairs that miss their demand, with the names of both colours; empty when all can be read."""
    colours = colours_of(theme)
    return tuple(
        Shortfall(front, back, found, demanded)
        for front, back, demanded in demanded_pairs(theme)
        if (found := contrast(colours[front], colours[back])) < demanded
    )


def demanded_pairs(theme: Theme) -> Iterator[tuple[str, str, float]]:
    """Each pair of colour names that meets on screen, and the contrast it must have."""
    for scheme in ("light", "dark"):
        for role in roles_of(theme):
            for variant in ("", "inverse-"):
                for front, back, demanded in DEMANDS:
                    yield f"{scheme}:{role}-{variant}{front}", f"{scheme}:{role}-{variant}{back}", demanded
        # Signals, links and controls stand on the page's own paper as well.
        for role in roles_of(theme):
            yield f"{scheme}:{role}-color-default", f"{scheme}:default-bg-document", 7
            yield f"{scheme}:{role}-border-default", f"{scheme}:default-bg-document", 3
            yield f"{scheme}:default-color-document", f"{scheme}:{role}-bg-active", 7
        yield f"{scheme}:action-1-inverse-bg-default", f"{scheme}:default-bg-document", 3


def theme_declarations(theme: Theme) -> str:
    """The theme as CSS, light and dark in one; raises UnreadableThemeError when it is not legible."""
    if shortfalls := shortfalls_of(theme):
        raise UnreadableThemeError(shortfalls)
    colours = colours_of(theme)
    names = [name.removeprefix("light:") for name in colours if name.startswith("light:")]
    return "\n".join(
        f"  --basis-color-{name}: light-dark({colours['light:' + name]}, {colours['dark:' + name]});"
        for name in names
    )


def _share(slot: str, scheme: str, share_of: Mapping[str, float]) -> float:
    """Dark paper needs more chroma than light paper to be felt as the same tint."""
    if scheme == "dark" and slot.startswith("bg-"):
        return share_of[slot] if share_of is INVERSE_CHROMA else 0.2 + share_of[slot] * 0.35
    return share_of[slot]
