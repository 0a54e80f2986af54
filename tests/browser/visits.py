"""Every page of the hub and who goes there in a browser; a page that is not here fails the build.

The addresses come from the table of permissions, which lists every route there is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from schakel.challenges.rules import bundle_code
from schakel.credentials.links import word_of
from schakel.library.public import Kind, written_demo_items
from tests.security.test_matrix import Line

QUESTION = "Onze sporthallen gebruiken te veel energie en we weten niet waarom"
ASKED = f"/ask/?q={quote(QUESTION)}"
LONG_WORD = "meervoudigepersoonlijkheidsstoornisbehandelingscoördinatoren"
CASE = "mind-the-energy-gap"
PICTURED = "warme-straat-hoogerlo"
"""The facility of which the demonstration has a drawing."""
CONSULTED = "vraag-verlichting-vleermuizen"
"""The challenge with a market consultation."""
CHALLENGE = "vraag-zwembad-gasrekening"
BUNDLED = ("vraag-onderhoud-gebouwen-lijst", "vraag-warmtepomp-bewoners-bang")
"""Those that desk.py bundles."""
REGISTERED = 990001
"""The number of an organisation that waits to be checked, which desk.py registers."""
TOGETHER = "waterveen-hallenwacht"
"""What desk.py puts in the addresses of a pilot, its space and an adoption; in the space of a "task" and a "post"."""
SPACE = TOGETHER[:16]
HALL = "meetsporthal-de-vaart"
"""A facility that can be booked; desk.py puts "hall", "asked" and "booked" in the addresses of what is there."""
UPSIDE_DOWN = "/facilities/?first=2027-05-04&last=2027-05-03&begin=9:00&end=8:00"
NO_LINK = "/bookings/again/no-such-link/"
STATUS = {UPSIDE_DOWN: 400, NO_LINK: 410}
"""Of what is shown and yet is no 200."""
FREE = "/facilities/?first=2027-05-03&last=2027-05-04&begin=09:00&end=12:00"
EARNED, EARNED_BY_GUEST = "ab" * 16, "cd" * 16
"""Certificates of Anna and of a guest, as desk.py codes them."""
GATHERING, ANOTHER_EVENT = "visit-gathering", "visit-another-event"
"""Events that desk.py makes: one with meetings, whose code and that of whom to ask are the same, and one without."""
EDITION, FULL = "visit-edition", "visit-full"
"""What desk.py puts in the addresses of an edition with room, and of one that is full."""
TRAINING = "training-energie-meten-in-gebouwen"
GUEST_KEY = "de-sleutel-van-els"
"""Of a guest whom desk.py lets in."""
PERSONAL = "Geachte heer Jansen, ons zwembad stookt gas. Bel mij: 06 12345678."


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody goes to an address."""

    address: str
    role: str = "visitor"


def of(role: str, *addresses: str) -> tuple[Visit, ...]:
    return tuple(Visit(address, role) for address in addresses)


# Answers that are no pages: files, feeds and what only machines read.
FILES = frozenset(
    {
        "agenda_atom",
        "agenda_calendar",
        "agenda_csv",
        "facilities_free_file",
        "agenda_json",
        "api_ask",
        "api_facets",
        "api_item",
        "api_items",
        "api_kinds",
        "api_openapi",
        "api_organisation",
        "api_organisations",
        "api_theme",
        "api_themes",
        "browse_csv",
        "browse_csv_kind",
        "browse_feed",
        "browse_feed_kind",
        "browse_json",
        "browse_json_kind",
        "browse_xlsx",
        "browse_xlsx_kind",
        "coverage_file",
        "network_file",
        "staff_neutrality_file",
        "consultations_file",
        "credential_image",
        "credential_of_guest_file",
        "credential_status",
        "hub_identity",
        "hub_keys",
        "issued_credentials_file",
        "own_credential_file",
        "health",
        "item_attachment",
        "item_picture",
        "answer_atom",
        "answer_json",
        "item_calendar",
        "meeting_calendar",
        "meeting_round_file",
        "meeting_round_schedule",
        "my_alerts_file",
        "organisation_members_file",
        "own_data",
        "booking_calendar",
        "facility_calendar",
        "facility_desk_file",
        "facility_use_file",
        "my_adoptions_file",
        "my_bookings_calendar",
        "my_bookings_file",
        "my_pilots_file",
        "my_tasks_calendar",
        "my_training_calendar",
        "my_trainings_calendar",
        "my_trainings_file",
        "edition_calendar",
        "edition_material",
        "edition_participants",
        "edition_survey_file",
        "editions_atom",
        "editions_calendar",
        "editions_file",
        "enrolment_calendar",
        "material_by_link",
        "robots",
        "security",
        "sitemap",
        "sitemap_part",
        "staff_challenges_alike_file",
        "space_calendar",
        "space_dossier",
        "space_file",
        "staff_challenges_file",
        "introductions_file",
        "staff_import_file",
        "staff_introductions_file",
        "staff_interests_file",
        "staff_items_file",
        "staff_mails_file",
        "staff_objections_file",
        "staff_organisations_file",
        "staff_roles_file",
        "themes_file",
    }
)


# Pages that are there once somebody has done something; test_pages.py does it.
AFTER_SOMETHING = frozenset(
    {
        "enrolment_by_link",
        "survey_by_link",
        "alert_by_link",
        "item_attachment_remove",
        "item_picture_describe",
        "item_picture_remove",
        "mail_stop",
    }
)


def one_item_of_each_kind() -> tuple[str, ...]:
    """Addresses of items of the demonstration: the first of each kind, and one that was stopped."""
    first: dict[str, str] = {}
    for written in written_demo_items():
        if written.get("status", "published") == "published" and not written.get("visibility"):
            first.setdefault(written["kind"], written["id"])
    missing = {kind.value for kind in Kind} - first.keys()
    if missing:
        raise AssertionError(f"the demonstration has no items of these kinds: {missing}")
    return tuple(f"/item/{slug}/" for slug in first.values())


VISITS: Mapping[str, tuple[Visit, ...]] = {
    "home": (*of("visitor", "/"), *of("staff", "/")),
    "answer": of(
        "visitor",
        ASKED,
        f"{ASKED}&view=list",
        f"{ASKED}&view=list&page=2",
        f"{ASKED}&view=list&page=400",
        f"{ASKED}&view=map",
        f"{ASKED}&kind=expert&view=list",
        f"{ASKED}&kind=case&region=pv28&theme=energy-transition&view=list",
        f"{ASKED}&without=energy-transition&also=heat-stress&kind=case&view=list",
        "/ask/?q=elderly people in our neighbourhood suffer from the heat",
        "/ask/?q=xqzw",
        f"/ask/?q={LONG_WORD}",
        "/ask/?q=",
        "/ask/",
    ),
    "ask_with_document": of("visitor", "/ask/document/"),
    "worked_out": of("visitor", f"/ask/worked-out/{CASE}/?q={quote(QUESTION)}"),
    "not_right": of("visitor", f"/ask/not-right/{CASE}/?q={quote(QUESTION)}"),
    "save_challenge": of("member", "/ask/save/", f"/ask/save/?q={quote(PERSONAL)}"),
    "new_alert": (
        *of("visitor", f"/ask/alert/?q={quote(QUESTION)}&kind=case"),
        *of("member", f"/ask/alert/?q={quote(QUESTION)}"),
    ),
    "alert_sent": of("visitor", "/ask/alert/sent/"),
    "my_alerts": (*of("member", "/me/alerts/"), *of("staff", "/me/alerts/")),
    "challenge": (
        *of("visitor", f"/challenges/{CHALLENGE}/", "/challenges/vraag-tegeltuinen/"),
        *of("member", f"/challenges/{CHALLENGE}/"),
        *of("staff", f"/challenges/{CHALLENGE}/", "/challenges/vraag-provinciale-weg-oversteek/"),
    ),
    "challenge_bundle": of(
        "staff", f"/challenges/{CHALLENGE}/bundle/", "/challenges/vraag-tegeltuinen/bundle/"
    ),
    "bundle": of("staff", f"/bundles/{bundle_code(BUNDLED)}/"),
    "challenge_confidential": of("member", f"/challenges/{CHALLENGE}/confidential/"),
    "challenge_co_owners": of("staff", f"/challenges/{CHALLENGE}/co-owners/"),
    "challenge_together": of("member", "/challenges/vraag-provinciale-weg-oversteek/together/"),
    "my_challenges": of("member", "/me/challenges/"),
    "staff_challenges_alike": of("staff", "/staff/challenges/alike/"),
    # desk.py gives those that are visited a code and a link that are known
    "introductions": of(
        "member", "/introductions/", "/introductions/?heap=ended", "/introductions/?heap=asked"
    ),
    "introduction_ask": of(
        "member", "/introductions/ask/schaduwrijk-diensten/?challenge=vraag-zwembad-gasrekening"
    ),
    "introduction": (
        *of(
            "member",
            *(f"/introductions/one/visit-{state}/" for state in ("requested", "accepted", "finished")),
        ),
        *of(
            "staff",
            *(f"/introductions/one/visit-{state}/" for state in ("requested", "declined", "accepted")),
        ),
    ),
    "introduction_act": (
        *of(
            "member",
            *(
                f"/introductions/one/visit-accepted/{act}/"
                for act in ("times", "outcome", "contact", "withdraw")
            ),
        ),
        *of(
            "administrator",
            *(f"/introductions/one/visit-requested/{act}/" for act in ("accept", "decline", "hand-on")),
        ),
    ),
    "introduction_link": of(
        "visitor",
        *(f"/introductions/answer/visit-{purpose}/" for purpose in ("answer", "outcome", "follow")),
    ),
    "introduction_desk": of("staff", "/organisations/hallenwacht/desk/"),
    "staff_introductions": of(
        "staff",
        "/staff/introductions/",
        "/staff/introductions/?heap=ended",
        "/staff/introductions/?heap=mine",
    ),
    "introduction_clock": of("staff", "/staff/introductions/clock/"),
    "my_spaces": of("member", "/me/spaces/"),
    "space": of("member", f"/spaces/{SPACE}/"),
    "space_people": of("member", f"/spaces/{SPACE}/people/"),
    "space_add": of(
        "member", *(f"/spaces/{SPACE}/add/{kind}/" for kind in ("post", "task", "decision", "link", "file"))
    ),
    "space_change": of("member", f"/spaces/{SPACE}/parts/task/"),
    "space_remove": of("member", f"/spaces/{SPACE}/parts/post/remove/"),
    "guest_space": of("visitor", f"/spaces/guest/{GUEST_KEY}/"),
    "facilities_free": (
        *of(
            "visitor",
            "/facilities/",
            FREE,
            f"{FREE}&near=gemeente-rotterdam&within=50",
            UPSIDE_DOWN,
        ),
        *of("member", FREE),
    ),
    "facility_times": (
        *of("visitor", f"/facilities/{HALL}/", f"/facilities/{HALL}/?view=week"),
        *of("member", f"/facilities/{HALL}/?view=week&resource=hall"),
    ),
    "basket": of("member", "/basket/"),
    "my_bookings": of("member", "/me/bookings/", "/me/bookings/?when=past"),
    "my_facilities": of("member", "/me/facilities/"),
    "booking": (*of("member", "/bookings/asked/", "/bookings/booked/"), *of("staff", "/bookings/booked/")),
    "booking_link": of("visitor", NO_LINK),
    "facility_desk": of("member", f"/facilities/{HALL}/desk/", f"/facilities/{HALL}/desk/?day=2027-05-03"),
    "facility_use": of("member", f"/facilities/{HALL}/use/"),
    "facility_settings": of("member", f"/facilities/{HALL}/settings/"),
    "facility_questions": of("member", f"/facilities/{HALL}/questions/"),
    "resource_new": of("member", f"/facilities/{HALL}/resources/new/"),
    "resource_edit": of("member", f"/facilities/{HALL}/resources/hall/"),
    "resource_hours": of("member", f"/facilities/{HALL}/resources/hall/hours/"),
    "resource_blockings": of("member", f"/facilities/{HALL}/resources/hall/blockings/"),
    "resource_prices": of("member", f"/facilities/{HALL}/resources/hall/prices/"),
    "my_pilots": (
        *of("member", "/me/pilots/", "/me/pilots/?state=withdrawn"),
        *of("staff", "/me/pilots/"),
    ),
    "new_pilot": of(
        "member",
        "/pilots/new/",
        f"/pilots/new/?challenge={CHALLENGE}&item=hallenwacht-meetset&item=meetsporthal-de-vaart",
        f"/pilots/new/?challenge={CHALLENGE}&propose=hallenwacht-meetset&propose=meetsporthal-de-vaart",
    ),
    "pilot": (
        *of("member", f"/pilots/{TOGETHER}/"),
        *of("staff", f"/pilots/{TOGETHER}/", "/pilots/gestopt/"),
    ),
    "pilot_edit": of("member", f"/pilots/{TOGETHER}/edit/"),
    "pilot_measures": of("member", f"/pilots/{TOGETHER}/measures/"),
    "pilot_checks": of("member", f"/pilots/{TOGETHER}/checks/"),
    "pilot_plan": of("member", f"/pilots/{TOGETHER}/plan/"),
    "pilot_partners": of("member", f"/pilots/{TOGETHER}/partners/"),
    "editions": of("visitor", "/trainings/", "/trainings/?kind=training&free_seats=1"),
    "edition": (
        *of("visitor", f"/editions/{EDITION}/"),
        *of("member", f"/editions/{EDITION}/", f"/editions/{FULL}/"),
    ),
    "edition_guest": of("visitor", f"/editions/{EDITION}/guest/"),
    "edition_group": of("member", f"/editions/{EDITION}/group/"),
    "my_trainings": of("member", "/me/trainings/"),
    "my_enrolled": of("member", "/me/trainings/others/"),
    "my_training": of("member", "/me/trainings/visit-enrolled/", "/me/trainings/visit-waiting/"),
    "my_training_survey": of("member", "/me/trainings/visit-enrolled/survey/"),
    "my_editions": of("staff", "/me/editions/"),
    "new_edition": of("staff", f"/item/{TRAINING}/editions/new/"),
    "edition_desk": of("staff", f"/editions/{EDITION}/desk/", f"/editions/{FULL}/desk/"),
    "edition_edit": of("staff", f"/editions/{EDITION}/edit/"),
    "edition_sessions": of("staff", f"/editions/{EDITION}/sessions/"),
    "edition_form": of("staff", f"/editions/{EDITION}/questions/"),
    "edition_materials": of("staff", f"/editions/{EDITION}/materials/"),
    "edition_call_off": of("staff", f"/editions/{EDITION}/call-off/"),
    "edition_add": of("staff", f"/editions/{EDITION}/add/"),
    "edition_take_out": of("staff", f"/editions/{EDITION}/take-out/?enrolment=visit-enrolled"),
    "edition_copy": of("staff", f"/editions/{EDITION}/copy/"),
    "edition_survey": of("staff", f"/editions/{EDITION}/survey/"),
    "edition_check_in": of("staff", f"/editions/{EDITION}/check-in/"),
    "my_adoptions": of("member", "/me/adoptions/"),
    "item_adopt": of("member", "/item/koelte-alarm-ouderen/adopt/"),
    "adoption": of("member", f"/adoptions/{SPACE}/"),
    "procurement": of(
        "visitor",
        "/procurement/",
        "/procurement/?there=no&known=yes&buys=services",
        "/procurement/?there=no&known=yes&buys=services&amount=above",
        "/procurement/?there=no&known=unsure",
    ),
    "coverage": of("visitor", "/coverage/", "/coverage/?kind=expert", "/coverage/?theme=energy-transition"),
    "network": of("visitor", "/network/"),
    "my_exposure": of("member", "/me/exposure/"),
    "staff_neutrality": of("staff", "/staff/neutrality/", "/staff/neutrality/?days=30&theme=climate-change"),
    "consultations": of("visitor", "/consultations/"),
    "my_credentials": of("member", "/me/certificates/"),
    "own_credential": of("member", f"/me/certificates/{EARNED}/"),
    "own_credential_delete": of("member", f"/me/certificates/{EARNED}/delete/"),
    "credential": (*of("visitor", f"/credentials/{EARNED}/"), *of("member", f"/credentials/{EARNED}/")),
    "credential_check": of("visitor", "/credentials/check/"),
    "credential_of_guest": of("visitor", f"/credentials/mine/{word_of(EARNED_BY_GUEST)}/"),
    "credential_of_guest_delete": of("visitor", f"/credentials/mine/{word_of(EARNED_BY_GUEST)}/delete/"),
    "issued_credentials": of("administrator", "/credentials/issued/"),
    "issued_credential": of("administrator", f"/credentials/issued/{EARNED}/"),
    "consultation": (
        *of("visitor", f"/challenges/{CONSULTED}/consultation/"),
        *of("member", f"/challenges/{CONSULTED}/consultation/"),
        *of("staff", f"/challenges/{CONSULTED}/consultation/"),
    ),
    "consultation_prepare": of("member", f"/challenges/{CHALLENGE}/consultation/prepare/"),
    "consultation_report": of("member", f"/challenges/{CONSULTED}/consultation/report/"),
    "my_interests": (*of("member", "/me/interests/"), *of("staff", "/me/interests/")),
    "staff_interests": of("administrator", "/staff/interests/"),
    "staff_challenges": of(
        "staff", "/staff/challenges/", "/staff/challenges/?heap=running", "/staff/challenges/?heap=mine"
    ),
    "item": (
        *of("visitor", f"/item/{CASE}/", f"/item/{PICTURED}/", *one_item_of_each_kind()),
        *of("staff", f"/item/{CASE}/"),
    ),
    "browse": of("visitor", "/browse/", "/browse/?page=2", "/browse/?region=pv28&theme=energy-transition"),
    "browse_kind": of(
        "visitor", *(f"/browse/{kind.value}/" for kind in Kind), "/browse/case/?status=idea&region=pv20"
    ),
    "agenda": of(
        "visitor",
        "/agenda/",
        "/agenda/?kind=event&format=online&price=free&q=de",
        "/agenda/?view=month",
        "/agenda/?near=gemeente-rotterdam&within=25",
        "/agenda/?q=xqzw",
    ),
    # desk.py gives the event, the meeting and who can be asked addresses that are known
    "my_agenda": (*of("member", "/me/agenda/"), *of("staff", "/me/agenda/")),
    "event_copy": of("staff", f"/item/{GATHERING}/copy/"),
    "meeting_round": (
        *of("member", f"/item/{GATHERING}/meetings/"),
        *of("staff", f"/item/{GATHERING}/meetings/"),
    ),
    "meeting_round_open": of("staff", f"/item/{ANOTHER_EVENT}/meetings/open/"),
    "meeting_round_overview": of("staff", f"/item/{GATHERING}/meetings/overview/"),
    "meeting_round_change": of("staff", f"/item/{GATHERING}/meetings/change/"),
    "meeting_round_close": of("staff", f"/item/{GATHERING}/meetings/close/"),
    "meeting_round_join": of("member", f"/item/{GATHERING}/meetings/join/"),
    "meeting_ask": of("member", f"/item/{GATHERING}/meetings/ask/{GATHERING}/"),
    "meeting": of("member", f"/meetings/{GATHERING}/"),
    "themes": of("visitor", "/themes/"),
    "theme": of("visitor", "/themes/energy-transition/", "/themes/heat-stress/"),
    "organisations": of(
        "visitor", "/organisations/", "/organisations/?q=s-Gravenhage", "/organisations/?q=xqzw"
    ),
    "organisation": of(
        "visitor",
        "/organisations/gemeente-rotterdam/",
        "/organisations/provincie-zuid-holland/",
        "/organisations/vng/",
    ),
    "organisation_register": of("member", "/organisations/new/"),
    "organisation_join": of("member", "/organisations/gemeente-rotterdam/join/"),
    "organisation_members": of("staff", "/organisations/hallenwacht/members/"),
    "organisation_edit": of("staff", "/organisations/hallenwacht/edit/"),
    "organisation_leave": of("staff", "/organisations/vng/leave/"),
    "my_organisations": (*of("member", "/me/organisations/"), *of("staff", "/me/organisations/")),
    "staff_organisations": of(
        "staff",
        "/staff/organisations/",
        "/staff/organisations/?heap=requests",
        "/staff/organisations/?heap=ending",
    ),
    "staff_organisation": of("staff", f"/staff/organisations/{REGISTERED}/", "/staff/organisations/1/"),
    "staff_roles": of("administrator", "/staff/roles/"),
    "staff_acts": of("administrator", "/staff/roles/acts/"),
    "staff_accounts": of("administrator", "/staff/accounts/?email=anna.verbeek@example.org"),
    "map": of("visitor", "/map/", "/map/?kind=case"),
    "about": of("visitor", "/about/"),
    "access_tokens": of("member", "/account/tokens/"),
    "api_docs": of("visitor", "/api/v1/docs"),
    "accessibility": of("visitor", "/accessibility/"),
    "colophon": of("visitor", "/colophon/"),
    "privacy": of("visitor", "/privacy/"),
    "my_account": (*of("member", "/account/"), *of("staff", "/account/")),
    "mfa_index": of("member", "/account/second-step/"),
    "mfa_list_webauthn": of("member", "/account/second-step/webauthn/"),
    "usersessions_list": of("member", "/account/sessions/"),
    "socialaccount_connections": of("member", "/account/elsewhere/"),
    "socialaccount_login_cancelled": of("visitor", "/account/elsewhere/login/cancelled/"),
    "my_page": (*of("member", "/me/"), *of("staff", "/me/")),
    "notices": (*of("member", "/notices/"), *of("staff", "/notices/")),
    "notice_settings": of("member", "/notices/settings/"),
    "choose_kind": of("member", "/items/new/"),
    "new_item": of("member", *(f"/items/new/{kind.value}/" for kind in Kind)),
    "item_attachments": of("staff", f"/item/{CASE}/attachments/"),
    "item_pictures": of("staff", f"/item/{PICTURED}/pictures/"),
    "item_edit": of("staff", f"/item/{CASE}/edit/"),
    "item_history": of("staff", f"/item/{CASE}/history/"),
    "staff": of("staff", "/staff/", "/staff/?heap=drafts", "/staff/?heap=update"),
    "staff_items": of(
        "staff", "/staff/items/", "/staff/items/?q=xqzw", "/staff/items/?state=archived&sort=-title"
    ),
    "staff_imports": of("staff", "/staff/imports/"),
    "staff_import_new": of("staff", "/staff/imports/new/"),
    "staff_import_columns": of("staff", "/staff/imports/1/columns/", "/staff/imports/1/columns/?kind=event"),
    "staff_import": of(
        "staff", "/staff/imports/2/", "/staff/imports/2/?problems=1", "/staff/imports/3/", "/staff/imports/1/"
    ),
    "staff_source_new": of("staff", "/staff/imports/sources/new/"),
    "staff_doubles": of("staff", "/staff/doubles/"),
    "staff_double": of("staff", "/staff/doubles/1/"),
    "staff_mails": of("staff", "/staff/mail/"),
    "staff_objections": of("staff", "/staff/not-right/", "/staff/not-right/?heap=seen"),
    "staff_themes": of(
        "staff", "/staff/themes/", "/staff/themes/?q=hitte", "/staff/themes/?under=heat-stress"
    ),
    "staff_theme": of("staff", "/staff/themes/heat-stress/"),
    "staff_theme_new": of("staff", "/staff/themes/heat-stress/new/"),
    "staff_words": of("staff", "/staff/words/", "/staff/words/?q=sport"),
    "staff_word": of("staff", "/staff/words/word/", "/staff/words/word/?word=sporthal"),
    "demonstration_mails": of("visitor", "/demo/mail/"),
    "stepping_in": of("visitor", "/demo/"),
    "account_login": of("visitor", "/account/login/"),
    "account_logout": of("member", "/account/logout/"),
    "account_inactive": of("visitor", "/account/inactive/"),
    "account_signup": of("visitor", "/account/signup/"),
    "account_reauthenticate": of("member", "/account/reauthenticate/"),
    "account_email": of("member", "/account/email/"),
    "account_email_verification_sent": of("visitor", "/account/confirm-email/"),
    "account_change_password": of("member", "/account/password/change/"),
    "account_reset_password": of("visitor", "/account/password/reset/"),
    "account_confirm_email": of("visitor", "/account/confirm-email/unknown/"),
    "account_reset_password_from_key_done": of("visitor", "/account/password/reset/key/done/"),
    "account_reset_password_from_key": of("visitor", "/account/password/reset/key/1-abc-def/"),
    "account_reset_password_done": of("visitor", "/account/password/reset/done/"),
}


def unvisited(lines: Iterable[Line]) -> set[str]:
    """The pages of the table, by route, where nobody goes."""
    pages = {
        line.route
        for line in lines
        if line.method == "GET" and {"ok", "seen", "open"} & set(line.cells.values())
    }
    return pages - VISITS.keys() - FILES - AFTER_SOMETHING
