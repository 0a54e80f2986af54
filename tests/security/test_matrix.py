"""Who gets what at every address of the hub: the one table to read, and to change on purpose.

A route that is not in the table fails; so does a cell that is not what the table says. Controls plant a route
that nobody listed and a page of the staff without its lock, and see both caught.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import URLPattern, URLResolver, path, reverse

from schakel.config.urls import urlpatterns
from schakel.library.public import Item, State, Step, Visibility
from schakel.messages.public import stop_token
from tests.databases import IS_SECOND
from tests.security.world import DOUBLE, ROLES, RUN, World, build_world, routes

pytestmark = pytest.mark.django_db

# What a role gets:
#   ok     the page                       login  is asked to sign in
#   404    the same as for nothing        405    nothing is taken here this way
#   on     is led on to another page      seen   the page of an item one may see (VISIBLE), otherwise 404
#   follows  is led on where "seen" gives the page, otherwise 404
#   401    needs an access token          open   what a visitor may see, whoever asks: a session opens nothing here
# route                               method visitor  outsider member   partner  owner    staff    administrator
TABLE = """
# Asking, reading and looking around
home                                  GET    ok       ok       ok       ok       ok       ok       ok
home                                  POST   405      405      405      405      405      405      405
answer                                GET    ok       ok       ok       ok       ok       ok       ok
answer                                POST   405      405      405      405      405      405      405
worked_out                            GET    seen     seen     seen     seen     seen     seen     seen
worked_out                            POST   405      405      405      405      405      405      405
not_right                             GET    seen     seen     seen     seen     seen     seen     seen
not_right                             POST   seen     seen     seen     seen     seen     seen     seen
ask_with_document                     GET    ok       ok       ok       ok       ok       ok       ok
ask_with_document                     POST   400      400      400      400      400      400      400
check_document                        GET    404      404      404      404      404      404      404
check_document                        POST   404      404      404      404      404      404      404
save_challenge                        GET    login    403      403      403      ok       403      403
save_challenge                        POST   login    403      403      403      400      403      403
item                                  GET    seen     seen     seen     seen     seen     seen     seen
item                                  POST   405      405      405      405      405      405      405
item_calendar                         GET    seen     seen     seen     seen     seen     seen     seen
item_calendar                         POST   405      405      405      405      405      405      405
item_attachment                       GET    seen     seen     seen     seen     seen     seen     seen
item_attachment                       POST   405      405      405      405      405      405      405
browse                                GET    ok       ok       ok       ok       ok       ok       ok
browse                                POST   405      405      405      405      405      405      405
browse_kind                           GET    ok       ok       ok       ok       ok       ok       ok
browse_kind                           POST   405      405      405      405      405      405      405
browse_csv                            GET    ok       ok       ok       ok       ok       ok       ok
browse_csv                            POST   405      405      405      405      405      405      405
browse_csv_kind                       GET    ok       ok       ok       ok       ok       ok       ok
browse_csv_kind                       POST   405      405      405      405      405      405      405
browse_json                           GET    ok       ok       ok       ok       ok       ok       ok
browse_json                           POST   405      405      405      405      405      405      405
browse_json_kind                      GET    ok       ok       ok       ok       ok       ok       ok
browse_json_kind                      POST   405      405      405      405      405      405      405
browse_xlsx                           GET    ok       ok       ok       ok       ok       ok       ok
browse_xlsx                           POST   405      405      405      405      405      405      405
browse_xlsx_kind                      GET    ok       ok       ok       ok       ok       ok       ok
browse_xlsx_kind                      POST   405      405      405      405      405      405      405
browse_feed                           GET    ok       ok       ok       ok       ok       ok       ok
browse_feed                           POST   405      405      405      405      405      405      405
browse_feed_kind                      GET    ok       ok       ok       ok       ok       ok       ok
browse_feed_kind                      POST   405      405      405      405      405      405      405
agenda                                GET    ok       ok       ok       ok       ok       ok       ok
agenda                                POST   405      405      405      405      405      405      405
agenda_calendar                       GET    ok       ok       ok       ok       ok       ok       ok
agenda_calendar                       POST   405      405      405      405      405      405      405
themes_file                           GET    ok       ok       ok       ok       ok       ok       ok
themes_file                           POST   405      405      405      405      405      405      405
themes                                GET    ok       ok       ok       ok       ok       ok       ok
themes                                POST   405      405      405      405      405      405      405
theme                                 GET    ok       ok       ok       ok       ok       ok       ok
theme                                 POST   405      405      405      405      405      405      405
organisations                         GET    ok       ok       ok       ok       ok       ok       ok
organisations                         POST   405      405      405      405      405      405      405
organisation                          GET    ok       ok       ok       ok       ok       ok       ok
organisation                          POST   405      405      405      405      405      405      405
map                                   GET    ok       ok       ok       ok       ok       ok       ok
map                                   POST   405      405      405      405      405      405      405
about                                 GET    ok       ok       ok       ok       ok       ok       ok
about                                 POST   405      405      405      405      405      405      405
accessibility                         GET    ok       ok       ok       ok       ok       ok       ok
accessibility                         POST   405      405      405      405      405      405      405
colophon                              GET    ok       ok       ok       ok       ok       ok       ok
colophon                              POST   405      405      405      405      405      405      405
privacy                               GET    ok       ok       ok       ok       ok       ok       ok
privacy                               POST   405      405      405      405      405      405      405
set_language                          GET    on       on       on       on       on       on       on
set_language                          POST   405      405      405      405      405      405      405
set_scheme                            GET    on       on       on       on       on       on       on
set_scheme                            POST   405      405      405      405      405      405      405
robots                                GET    ok       ok       ok       ok       ok       ok       ok
robots                                POST   405      405      405      405      405      405      405
security                              GET    ok       ok       ok       ok       ok       ok       ok
security                              POST   405      405      405      405      405      405      405
sitemap                               GET    ok       ok       ok       ok       ok       ok       ok
sitemap                               POST   405      405      405      405      405      405      405
sitemap_part                          GET    ok       ok       ok       ok       ok       ok       ok
sitemap_part                          POST   405      405      405      405      405      405      405
health                                GET    ok       ok       ok       ok       ok       ok       ok
health                                POST   405      405      405      405      405      405      405
# Writing: for members, and each item for its owner and the staff
my_page                               GET    login    ok       ok       ok       ok       ok       ok
my_page                               POST   login    ok       ok       ok       ok       ok       ok
choose_kind                           GET    login    404      ok       ok       ok       ok       ok
choose_kind                           POST   405      405      405      405      405      405      405
new_item                              GET    login    404      ok       ok       ok       ok       ok
new_item                              POST   login    404      ok       ok       ok       ok       ok
item_edit                             GET    login    404      404      404      ok       ok       ok
item_edit                             POST   login    404      404      404      ok       ok       ok
item_history                          GET    login    404      404      404      ok       ok       ok
item_history                          POST   405      405      405      405      405      405      405
item_attachments                      GET    login    404      404      404      ok       ok       ok
item_attachments                      POST   login    404      404      404      400      400      400
item_attachment_remove                GET    login    404      404      404      ok       ok       ok
item_attachment_remove                POST   login    404      404      404      on       on       on
item_step                             GET    405      405      405      405      405      405      405
item_step                             POST   login    404      404      404      404      404      404
# One's own notices; the link that stops our mail works for whoever has it
notices                               GET    login    ok       ok       ok       ok       ok       ok
notices                               POST   405      405      405      405      405      405      405
notices_read                          GET    405      405      405      405      405      405      405
notices_read                          POST   login    on       on       on       on       on       on
notice_settings                       GET    login    ok       ok       ok       ok       ok       ok
notice_settings                       POST   login    ok       ok       ok       ok       ok       ok
mail_stop                             GET    ok       ok       ok       ok       ok       ok       ok
mail_stop                             POST   ok       ok       ok       ok       ok       ok       ok
# Keeping people posted: anybody asks, the link in a mail opens one alert, and one's own need signing in
new_alert                             GET    ok       ok       ok       ok       ok       ok       ok
new_alert                             POST   400      400      400      400      400      400      400
alert_sent                            GET    ok       ok       ok       ok       ok       ok       ok
alert_sent                            POST   405      405      405      405      405      405      405
answer_atom                           GET    ok       ok       ok       ok       ok       ok       ok
answer_atom                           POST   405      405      405      405      405      405      405
answer_json                           GET    ok       ok       ok       ok       ok       ok       ok
answer_json                           POST   405      405      405      405      405      405      405
alert_by_link                         GET    404      404      404      404      404      404      404
alert_by_link                         POST   404      404      404      404      404      404      404
my_alerts                             GET    login    ok       ok       ok       ok       ok       ok
my_alerts                             POST   405      405      405      405      405      405      405
my_alerts_file                        GET    login    ok       ok       ok       ok       ok       ok
my_alerts_file                        POST   405      405      405      405      405      405      405
alert_change                          GET    405      405      405      405      405      405      405
alert_change                          POST   login    404      404      404      404      404      404
# Challenges: read by who may see their item, moved by owner and staff, looked after by the staff
challenge                             GET    seen     seen     seen     seen     seen     seen     seen
challenge                             POST   405      405      405      405      405      405      405
challenge_step                        GET    405      405      405      405      405      405      405
challenge_step                        POST   login    404      404      404      404      404      404
challenge_follow                      GET    405      405      405      405      405      405      405
challenge_follow                      POST   login    follows  follows  follows  on       on       on
challenge_confidential                GET    login    404      404      404      ok       ok       ok
challenge_confidential                POST   login    404      404      404      400      400      400
challenge_adviser                     GET    405      405      405      405      405      405      405
challenge_adviser                     POST   login    404      404      404      404      on       on
challenge_note                        GET    405      405      405      405      405      405      405
challenge_note                        POST   login    404      404      404      404      on       on
challenge_suggestions                 GET    405      405      405      405      405      405      405
challenge_suggestions                 POST   login    404      ok       ok       ok       ok       ok
challenge_bundle                      GET    login    404      404      404      404      ok       ok
challenge_bundle                      POST   login    404      404      404      404      400      400
bundle                                GET    404      404      404      404      404      404      404
bundle                                POST   405      405      405      405      405      405      405
bundle_answer                         GET    405      405      405      405      405      405      405
bundle_answer                         POST   login    404      404      404      404      404      404
my_challenges                         GET    login    ok       ok       ok       ok       ok       ok
my_challenges                         POST   405      405      405      405      405      405      405
staff_challenges                      GET    login    404      404      404      404      ok       ok
staff_challenges                      POST   405      405      405      405      405      405      405
staff_challenges_file                 GET    login    404      404      404      404      ok       ok
staff_challenges_file                 POST   405      405      405      405      405      405      405
# Market consultations: the challenges of this world have none; consultations/tests says who gets what of one
consultations                         GET    ok       ok       ok       ok       ok       ok       ok
consultations                         POST   405      405      405      405      405      405      405
consultations_file                    GET    ok       ok       ok       ok       ok       ok       ok
consultations_file                    POST   405      405      405      405      405      405      405
consultation                          GET    404      404      404      404      404      404      404
consultation                          POST   405      405      405      405      405      405      405
consultation_calendar                 GET    404      404      404      404      404      404      404
consultation_calendar                 POST   405      405      405      405      405      405      405
consultation_file                     GET    404      404      404      404      404      404      404
consultation_file                     POST   405      405      405      405      405      405      405
consultation_prepare                  GET    login    404      404      404      ok       ok       ok
consultation_prepare                  POST   login    404      404      404      400      400      400
consultation_step                     GET    405      405      405      405      405      405      405
consultation_step                     POST   login    404      404      404      404      404      404
consultation_files                    GET    405      405      405      405      405      405      405
consultation_files                    POST   login    404      404      404      404      404      404
consultation_answer                   GET    405      405      405      405      405      405      405
consultation_answer                   POST   login    404      404      404      404      404      404
consultation_ask                      GET    405      405      405      405      405      405      405
consultation_ask                      POST   login    404      404      404      404      404      404
consultation_take_part                GET    405      405      405      405      405      405      405
consultation_take_part                POST   login    404      404      404      404      404      404
consultation_report                   GET    login    404      404      404      404      404      404
consultation_report                   POST   405      405      405      405      405      405      405
consultation_report_file              GET    login    404      404      404      404      404      404
consultation_report_file              POST   405      405      405      405      405      405      405
# Which way to buy: anybody asks; written down with a challenge by its owner and the staff
procurement                           GET    ok       ok       ok       ok       ok       ok       ok
procurement                           POST   405      405      405      405      405      405      405
challenge_route                       GET    405      405      405      405      405      405      405
challenge_route                       POST   login    404      404      404      on       on       on
# Fairness: where there is what and who works with whom, as far as one may see it; figures for the staff, and one's own
coverage                              GET    ok       ok       ok       ok       ok       ok       ok
coverage                              POST   405      405      405      405      405      405      405
coverage_file                         GET    ok       ok       ok       ok       ok       ok       ok
coverage_file                         POST   405      405      405      405      405      405      405
network                               GET    ok       ok       ok       ok       ok       ok       ok
network                               POST   405      405      405      405      405      405      405
network_file                          GET    ok       ok       ok       ok       ok       ok       ok
network_file                          POST   405      405      405      405      405      405      405
my_exposure                           GET    login    ok       ok       ok       ok       ok       ok
my_exposure                           POST   405      405      405      405      405      405      405
staff_neutrality                      GET    login    404      404      404      404      ok       ok
staff_neutrality                      POST   405      405      405      405      405      405      405
staff_neutrality_file                 GET    login    404      404      404      404      ok       ok
staff_neutrality_file                 POST   405      405      405      405      405      405      405
# Interests: one's own, and everybody's for who looks after fair dealing
my_interests                          GET    login    ok       ok       ok       ok       ok       ok
my_interests                          POST   login    400      400      400      400      400      400
interest_end                          GET    405      405      405      405      405      405      405
interest_end                          POST   login    404      404      404      404      404      404
staff_interests                       GET    login    404      404      404      404      404      ok
staff_interests                       POST   405      405      405      405      405      405      405
staff_interests_file                  GET    login    404      404      404      404      404      ok
staff_interests_file                  POST   405      405      405      405      405      405      405
# The desk of the staff
staff                                 GET    login    404      404      404      404      ok       ok
staff                                 POST   405      405      405      405      405      405      405
staff_items                           GET    login    404      404      404      404      ok       ok
staff_items                           POST   405      405      405      405      405      405      405
staff_items_file                      GET    login    404      404      404      404      ok       ok
staff_items_file                      POST   405      405      405      405      405      405      405
staff_items_in_bulk                   GET    405      405      405      405      405      405      405
staff_items_in_bulk                   POST   login    404      404      404      404      404      404
staff_themes                          GET    login    404      404      404      404      ok       ok
staff_themes                          POST   405      405      405      405      405      405      405
staff_theme                           GET    login    404      404      404      404      ok       ok
staff_theme                           POST   login    404      404      404      404      ok       ok
staff_theme_new                       GET    login    404      404      404      404      ok       ok
staff_theme_new                       POST   login    404      404      404      404      ok       ok
staff_words                           GET    login    404      404      404      404      ok       ok
staff_words                           POST   405      405      405      405      405      405      405
staff_word                            GET    login    404      404      404      404      ok       ok
staff_word                            POST   login    404      404      404      404      ok       ok
staff_objections                      GET    login    404      404      404      404      ok       ok
staff_objections                      POST   405      405      405      405      405      405      405
staff_objections_file                 GET    login    404      404      404      404      ok       ok
staff_objections_file                 POST   405      405      405      405      405      405      405
staff_objection                       GET    405      405      405      405      405      405      405
staff_objection                       POST   login    404      404      404      404      404      404
staff_imports                         GET    login    404      404      404      404      ok       ok
staff_imports                         POST   405      405      405      405      405      405      405
staff_import_new                      GET    login    404      404      404      404      ok       ok
staff_import_new                      POST   login    404      404      404      404      ok       ok
staff_import                          GET    login    404      404      404      404      ok       ok
staff_import                          POST   login    404      404      404      404      404      404
staff_import_columns                  GET    login    404      404      404      404      ok       ok
staff_import_columns                  POST   login    404      404      404      404      ok       ok
staff_import_file                     GET    login    404      404      404      404      ok       ok
staff_import_file                     POST   405      405      405      405      405      405      405
staff_source_new                      GET    login    404      404      404      404      ok       ok
staff_source_new                      POST   login    404      404      404      404      ok       ok
staff_source_pause                    GET    405      405      405      405      405      405      405
staff_source_pause                    POST   login    404      404      404      404      404      404
staff_mails                           GET    login    404      404      404      404      ok       ok
staff_mails                           POST   405      405      405      405      405      405      405
staff_mails_file                      GET    login    404      404      404      404      ok       ok
staff_mails_file                      POST   405      405      405      405      405      405      405
staff_mail_again                      GET    405      405      405      405      405      405      405
staff_mail_again                      POST   login    404      404      404      404      404      404
staff_doubles                         GET    login    404      404      404      404      ok       ok
staff_doubles                         POST   405      405      405      405      405      405      405
staff_double                          GET    login    404      404      404      404      ok       ok
staff_double                          POST   login    404      404      404      404      404      404
# The open API: it looks at tokens (tests/security/test_api_access.py) and never at the session of a browser
api_ask                               GET    ok       ok       ok       ok       ok       ok       ok
api_ask                               POST   405      405      405      405      405      405      405
api_facets                            GET    ok       ok       ok       ok       ok       ok       ok
api_facets                            POST   405      405      405      405      405      405      405
api_items                             GET    ok       ok       ok       ok       ok       ok       ok
api_items                             POST   405      405      405      405      405      405      405
api_kinds                             GET    ok       ok       ok       ok       ok       ok       ok
api_kinds                             POST   405      405      405      405      405      405      405
api_organisations                     GET    ok       ok       ok       ok       ok       ok       ok
api_organisations                     POST   405      405      405      405      405      405      405
api_organisation                      GET    ok       ok       ok       ok       ok       ok       ok
api_organisation                      POST   405      405      405      405      405      405      405
api_themes                            GET    ok       ok       ok       ok       ok       ok       ok
api_themes                            POST   405      405      405      405      405      405      405
api_theme                             GET    ok       ok       ok       ok       ok       ok       ok
api_theme                             POST   405      405      405      405      405      405      405
api_openapi                           GET    ok       ok       ok       ok       ok       ok       ok
api_openapi                           POST   405      405      405      405      405      405      405
api_docs                              GET    ok       ok       ok       ok       ok       ok       ok
api_docs                              POST   405      405      405      405      405      405      405
api_item                              GET    open     open     open     open     open     open     open
api_item                              POST   405      405      405      405      405      405      405
api_import_profiles                   GET    401      401      401      401      401      401      401
api_import_profiles                   POST   405      405      405      405      405      405      405
api_imports_try                       GET    405      405      405      405      405      405      405
api_imports_try                       POST   401      401      401      401      401      401      401
api_imports                           GET    405      405      405      405      405      405      405
api_imports                           POST   401      401      401      401      401      401      401
api_import                            GET    401      401      401      401      401      401      401
api_import                            POST   405      405      405      405      405      405      405
api_import_undo                       GET    405      405      405      405      405      405      405
api_import_undo                       POST   401      401      401      401      401      401      401
api_nothing                           GET    404      404      404      404      404      404      404
api_nothing                           POST   404      404      404      404      404      404      404
# One's own access tokens
access_tokens                         GET    login    ok       ok       ok       ok       ok       ok
access_tokens                         POST   login    ok       ok       ok       ok       ok       ok
access_token_withdraw                 GET    405      405      405      405      405      405      405
access_token_withdraw                 POST   login    404      404      404      404      404      404
# Signing in (django-allauth); the demonstration is on in these tests
stepping_in                           GET    ok       ok       ok       ok       ok       ok       ok
stepping_in                           POST   404      404      404      404      404      404      404
demonstration_mails                   GET    ok       ok       ok       ok       ok       ok       ok
demonstration_mails                   POST   405      405      405      405      405      405      405
account_login                         GET    ok       on       on       on       on       on       on
account_login                         POST   ok       on       on       on       on       on       on
account_logout                        GET    on       ok       ok       ok       ok       ok       ok
account_logout                        POST   on       on       on       on       on       on       on
account_inactive                      GET    ok       ok       ok       ok       ok       ok       ok
account_inactive                      POST   405      405      405      405      405      405      405
account_signup                        GET    ok       on       on       on       on       on       on
account_signup                        POST   ok       on       on       on       on       on       on
account_reauthenticate                GET    login    ok       ok       ok       ok       ok       ok
account_reauthenticate                POST   login    ok       ok       ok       ok       ok       ok
account_email                         GET    login    ok       ok       ok       ok       ok       ok
account_email                         POST   login    on       on       on       on       on       on
account_email_verification_sent       GET    ok       ok       ok       ok       ok       ok       ok
account_email_verification_sent       POST   405      405      405      405      405      405      405
account_change_password               GET    login    ok       ok       ok       ok       ok       ok
account_change_password               POST   login    ok       ok       ok       ok       ok       ok
account_set_password                  GET    login    on       on       on       on       on       on
account_set_password                  POST   login    on       on       on       on       on       on
account_reset_password                GET    ok       ok       ok       ok       ok       ok       ok
account_reset_password                POST   ok       ok       ok       ok       ok       ok       ok
account_confirm_login_code            GET    login    on       on       on       on       on       on
account_confirm_login_code            POST   login    on       on       on       on       on       on
account_confirm_email                 GET    ok       ok       ok       ok       ok       ok       ok
account_confirm_email                 POST   404      404      404      404      404      404      404
account_reset_password_from_key_done  GET    ok       ok       ok       ok       ok       ok       ok
account_reset_password_from_key_done  POST   405      405      405      405      405      405      405
account_reset_password_from_key       GET    ok       ok       ok       ok       ok       ok       ok
account_reset_password_from_key       POST   ok       ok       ok       ok       ok       ok       ok
account_reset_password_done           GET    ok       ok       ok       ok       ok       ok       ok
account_reset_password_done           POST   405      405      405      405      405      405      405
"""
ANYBODY = ROLES
TAKING_PART = ("member", "partner", "owner", "staff", "administrator")
PARTNERS = ("partner", "owner", "staff", "administrator")
ITS_OWN = ("owner", "staff", "administrator")
VISIBLE = {
    (State.DRAFT, Visibility.ORGANISATION): ITS_OWN,
    (State.DRAFT, Visibility.PARTNERS): ITS_OWN,
    (State.DRAFT, Visibility.NETWORK): ITS_OWN,
    (State.DRAFT, Visibility.PUBLIC): ITS_OWN,
    (State.REVIEW, Visibility.ORGANISATION): ITS_OWN,
    (State.REVIEW, Visibility.PARTNERS): ITS_OWN,
    (State.REVIEW, Visibility.NETWORK): ITS_OWN,
    (State.REVIEW, Visibility.PUBLIC): ITS_OWN,
    (State.PUBLISHED, Visibility.ORGANISATION): ITS_OWN,
    (State.PUBLISHED, Visibility.PARTNERS): PARTNERS,
    (State.PUBLISHED, Visibility.NETWORK): TAKING_PART,
    (State.PUBLISHED, Visibility.PUBLIC): ANYBODY,
    (State.NEEDS_UPDATE, Visibility.ORGANISATION): ITS_OWN,
    (State.NEEDS_UPDATE, Visibility.PARTNERS): PARTNERS,
    (State.NEEDS_UPDATE, Visibility.NETWORK): TAKING_PART,
    (State.NEEDS_UPDATE, Visibility.PUBLIC): ANYBODY,
    (State.ARCHIVED, Visibility.ORGANISATION): ITS_OWN,
    (State.ARCHIVED, Visibility.PARTNERS): ITS_OWN,
    (State.ARCHIVED, Visibility.NETWORK): ITS_OWN,
    (State.ARCHIVED, Visibility.PUBLIC): ITS_OWN,
}
# Who may take a step, and from where it leads where; from anywhere else it is refused with a sentence.
MAY_STEP = {
    Step.SUBMIT: ("owner", "staff", "administrator"),
    Step.PUBLISH: ("staff", "administrator"),
    Step.SEND_BACK: ("staff", "administrator"),
    Step.ARCHIVE: ("owner", "staff", "administrator"),
    Step.RESTORE: ("owner", "staff", "administrator"),
}
LEADS = {
    (Step.SUBMIT, State.DRAFT): State.REVIEW,
    (Step.PUBLISH, State.DRAFT): State.PUBLISHED,
    (Step.PUBLISH, State.REVIEW): State.PUBLISHED,
    (Step.PUBLISH, State.NEEDS_UPDATE): State.PUBLISHED,
    (Step.SEND_BACK, State.REVIEW): State.DRAFT,
    (Step.ARCHIVE, State.DRAFT): State.ARCHIVED,
    (Step.ARCHIVE, State.PUBLISHED): State.ARCHIVED,
    (Step.ARCHIVE, State.NEEDS_UPDATE): State.ARCHIVED,
    (Step.RESTORE, State.ARCHIVED): State.DRAFT,
}
ABOUT_AN_ANSWER = ("worked_out", "not_right")
OF_AN_ATTACHMENT = ("item_attachment", "item_attachment_remove")
OF_A_CHALLENGE = (
    "challenge",
    "challenge_adviser",
    "challenge_bundle",
    "challenge_confidential",
    "consultation_prepare",
    "challenge_follow",
    "challenge_note",
    "challenge_route",
    "challenge_step",
)
OF_AN_ITEM = (
    *ABOUT_AN_ANSWER,
    *OF_AN_ATTACHMENT,
    *OF_A_CHALLENGE,
    "api_item",
    "item",
    "item_attachments",
    "item_calendar",
    "item_edit",
    "item_history",
    "item_step",
)
ARGUMENTS: dict[str, list[object]] = {
    "access_token_withdraw": [999999],
    "account_confirm_email": ["unknown"],
    "account_reset_password_from_key": ["1", "abc-def"],
    "alert_by_link": ["no-such-link"],
    "alert_change": ["no-such-alert"],
    "api_import": [1],
    "api_import_undo": [1],
    "api_organisation": ["rotterdam"],
    "api_theme": ["heat"],
    "browse_kind": ["event"],
    "bundle": ["no-such-bundle"],
    "bundle_answer": ["no-such-bundle"],
    "check_document": ["no-such-word"],
    "browse_csv_kind": ["event"],
    "browse_json_kind": ["event"],
    "browse_xlsx_kind": ["event"],
    "browse_feed_kind": ["event"],
    "consultation": ["no-such-challenge"],
    "consultation_answer": ["no-such-challenge"],
    "consultation_ask": ["no-such-challenge"],
    "consultation_calendar": ["no-such-challenge"],
    "consultation_file": ["no-such-challenge", "0123456789abcdef"],
    "consultation_files": ["no-such-challenge"],
    "consultation_report": ["no-such-challenge"],
    "consultation_report_file": ["no-such-challenge"],
    "consultation_step": ["no-such-challenge"],
    "consultation_take_part": ["no-such-challenge"],
    "interest_end": ["no-such-interest"],
    "mail_stop": [stop_token("person:999999", "")],
    "new_item": ["case"],
    "organisation": ["rotterdam"],
    "set_language": ["nl"],
    "sitemap_part": [1],
    "staff_double": [DOUBLE],
    "staff_import": [RUN],
    "staff_import_columns": [RUN],
    "staff_import_file": [RUN],
    "staff_items_file": ["csv"],
    "staff_source_pause": ["no-such-source"],
    "staff_mail_again": [999999],
    "staff_objection": [999999],
    "staff_theme": ["heat"],
    "staff_theme_new": ["heat"],
    "theme": ["heat"],
    "themes_file": ["ttl"],
}
QUERIES = {
    "answer": "?q=warmtenet",
    "answer_atom": "?q=warmtenet",
    "answer_json": "?q=warmtenet",
    "new_alert": "?q=warmtenet",
    "api_ask": "?q=warmtenet",
    "worked_out": "?q=warmtenet",
    "not_right": "?q=warmtenet",
    "set_scheme": "?scheme=dark",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what each role gets at a route by a method."""

    route: str
    method: str
    cells: dict[str, str]


def lines() -> list[Line]:
    rows = [row.split() for row in TABLE.splitlines() if row and not row.startswith("#")]
    return [Line(route, method, dict(zip(ROLES, cells, strict=True))) for route, method, *cells in rows]


def unlisted(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """The addresses that the table says nothing of, or not of both methods."""
    listed = {(line.route, line.method) for line in lines()}
    return {pattern for name, pattern in routes(patterns) if not {(name, "GET"), (name, "POST")} <= listed}


def outcome(response: HttpResponse) -> str:
    if response.status_code in (301, 302):
        return "login" if response.headers["Location"].startswith("/account/login/") else "on"
    return "ok" if response.status_code == 200 else str(response.status_code)


def tried(world: World, route: str = "") -> list[tuple[tuple[State, Visibility], Item]]:
    """Every item or challenge there is; on the second database one of each state and one of each visibility."""
    states, visibilities = list(State), list(Visibility)
    every = world.challenges if route in OF_A_CHALLENGE else world.items
    return [
        (key, item)
        for key, item in every.items()
        if not IS_SECOND
        or key == (State.PUBLISHED, Visibility.PUBLIC)
        or (states.index(key[0]) + visibilities.index(key[1])) % len(visibilities) == len(visibilities) - 1
    ]


def objects_of(route: str, world: World) -> Iterator[tuple[str, list[object], dict[str, str]]]:
    """What the address can be about: its arguments, and what "seen" means there for each role."""
    if route not in OF_AN_ITEM:
        yield "", ARGUMENTS.get(route, []), {}
        return
    world.put_files_back()
    for key, item in tried(world, route):
        yield (
            f"{key[0]} {key[1]}",
            arguments_about(route, item, world),
            {role: "ok" if role in VISIBLE[key] else "404" for role in ROLES},
        )
    number = ["0123456789abcdef"] if route in OF_AN_ATTACHMENT else []
    yield "no such item", ["no-such-item", *number], dict.fromkeys(ROLES, "404")
    if route in OF_AN_ATTACHMENT:
        hidden, shown = (
            world.items[State.DRAFT, Visibility.ORGANISATION],
            world.items[State.PUBLISHED, Visibility.PUBLIC],
        )
        elsewhere: list[object] = [shown.slug, world.attachments[hidden.pk].code]
        yield "no such item", elsewhere, dict.fromkeys(ROLES, "404")


def arguments_about(route: str, item: Item, world: World) -> list[object]:
    """What the address of this route has in it for an item, or for what is attached to it."""
    return [item.slug, world.attachments[item.pk].code] if route in OF_AN_ATTACHMENT else [item.slug]


def wrong_cells(line: Line, world: World) -> list[str]:
    """Every cell of a line that is not what the table says, in words; whatever a request changes is undone."""
    wrong = []
    if line.route in ABOUT_AN_ANSWER:
        world.ask("visitor", "GET", reverse("answer") + QUERIES["answer"])  # there has to be one
    for about, arguments, seen in objects_of(line.route, world):
        address = reverse(line.route, args=arguments) + QUERIES.get(line.route, "")
        for role, cell in line.cells.items():
            follows = "on" if seen.get(role) == "ok" else "404"
            expected = {
                "seen": seen.get(role, ""),
                "open": seen.get("visitor", ""),
                "follows": follows,
            }.get(cell, cell)
            if about == "no such item" and expected in ("ok", "on", "400"):
                expected = "404"
            found = outcome(_undone(world, role, line.method, address))
            if found != expected:
                wrong.append(f"{line.method} {address} ({about}) as {role}: {found} instead of {expected}")
    return wrong


def _undone(
    world: World, role: str, method: str, address: str, sent: dict[str, str] | None = None
) -> HttpResponse:
    before = transaction.savepoint()
    try:
        return world.ask(role, method, address, sent)
    finally:
        transaction.savepoint_rollback(before)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """One hub for the whole matrix; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def test_every_route_is_in_the_table():
    assert unlisted(urlpatterns) == set()


def test_every_line_of_the_table_is_a_route_and_stands_there_once():
    named = [(line.route, line.method) for line in lines()]
    assert len(named) == len(set(named))
    assert {route for route, _ in named} == {name for name, _ in routes(urlpatterns)}


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.route}-{line.method}")
def test_each_role_gets_what_the_table_says(line, world):
    assert wrong_cells(line, world) == []


@pytest.mark.parametrize("step", list(Step))
def test_each_step_is_taken_by_who_may_and_only_where_it_leads_somewhere(step, world):
    for (state, visibility), item in tried(world):
        for role in ROLES:
            before = transaction.savepoint()
            response = world.ask(
                role,
                "POST",
                reverse("item_step", args=[item.slug]),
                {"step": step.value, "confirmed": "yes", "reason": "Zie de bron."},
            )
            stored = Item.objects.get(pk=item.pk).state
            transaction.savepoint_rollback(before)
            may = role in MAY_STEP[step]
            refused = "login" if role == "visitor" else "404"
            where = f"{step} by {role} from {state} {visibility}"
            assert outcome(response) == ("on" if may else refused), where
            assert stored == (LEADS.get((step, state), item.state) if may else item.state), where


# The forms of django-allauth take PUT for an empty POST, and show the form again. Where nothing is, nothing is taken.
OURS = sorted(
    {line.route for line in lines() if not line.route.startswith("account_") and line.route != "api_nothing"}
)


@pytest.mark.parametrize("route", OURS)
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_address_of_ours_takes_anything_but_get_and_post(route, method, world):
    _, arguments, _ = next(objects_of(route, world))
    response = getattr(world.browsers["administrator"], method)(reverse(route, args=arguments))
    assert response.status_code == 405


def _open_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("everything there is")


def test_control_a_route_that_nobody_listed_is_caught():
    planted = [*urlpatterns, path("planted/", _open_page, name="planted")]
    assert unlisted(planted) == {"planted/"}


def test_control_a_route_without_a_name_is_caught():
    assert unlisted([path("nameless/", _open_page)]) == {"nameless/"}


def test_control_a_page_of_the_staff_without_its_lock_is_caught(world):
    unlocked = ModuleType("unlocked")
    unlocked.urlpatterns = [path("staff/items/", _open_page, name="staff_items"), *urlpatterns]
    line = next(line for line in lines() if (line.route, line.method) == ("staff_items", "GET"))
    with override_settings(ROOT_URLCONF=unlocked):
        caught = wrong_cells(line, world)
    assert len(caught) == 5
    assert "as visitor: ok instead of login" in caught[0]


def test_control_an_item_shown_to_whom_it_is_not_for_is_caught(world, monkeypatch):
    line = next(line for line in lines() if (line.route, line.method) == ("item", "GET"))
    monkeypatch.setitem(VISIBLE, (State.DRAFT, Visibility.PUBLIC), ANYBODY)
    caught = wrong_cells(line, world)
    assert len(caught) == 4
    assert all("404 instead of ok" in cell for cell in caught)
