"""Who gets what at every address of the hub: the one table to read, and to change on purpose.

A route that is not in the table fails; so does a cell that is not what the table says. Controls plant a route
that nobody listed and a page of the staff without its lock, and see both caught.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from types import ModuleType
from unittest.mock import patch
from zlib import crc32

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import Template
from django.test import override_settings
from django.urls import URLPattern, URLResolver, path, reverse

from schakel.config.urls import urlpatterns
from schakel.consultations import public as consultations
from schakel.credentials.links import word_of
from schakel.library.public import Item, State, Step, Visibility
from schakel.matching import public as matching
from schakel.messages.public import stop_token
from schakel.website.web import challenge as challenge_page
from schakel.website.web import item as item_page
from tests.databases import IS_SECOND
from tests.security.world import (
    BOOKED,
    BY_GUEST,
    DOUBLE,
    EARNED,
    EARNED_BY_GUEST,
    FACILITY,
    FINER_ROLES,
    GATHERING,
    HALL,
    REGISTERED,
    ROLES,
    RUN,
    STAFF_ROLES,
    TOGETHER,
    WAITED,
    World,
    build_world,
    routes,
)
from tests.shares import Share

pytestmark = pytest.mark.django_db

# What a role gets:
#   ok     the page                       login  is asked to sign in
#   404    the same as for nothing        405    nothing is taken here this way
#   on     is led on to another page      seen   the page of an item one may see (VISIBLE), otherwise 404
#   follows  is led on where "seen" gives the page, otherwise 404
#   seen403, seen400   refused so where "seen" gives the page, otherwise 404; 409: it cannot be done now
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
item_picture                          GET    seen     seen     seen     seen     seen     seen     seen
item_picture                          POST   405      405      405      405      405      405      405
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
agenda_atom                           GET    ok       ok       ok       ok       ok       ok       ok
agenda_atom                           POST   405      405      405      405      405      405      405
agenda_csv                            GET    ok       ok       ok       ok       ok       ok       ok
agenda_csv                            POST   405      405      405      405      405      405      405
agenda_json                           GET    ok       ok       ok       ok       ok       ok       ok
agenda_json                           POST   405      405      405      405      405      405      405
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
my_page                               POST   405      405      405      405      405      405      405
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
item_pictures                         GET    login    404      404      404      ok       ok       ok
item_pictures                         POST   login    404      404      404      400      400      400
item_picture_describe                 GET    login    404      404      404      ok       ok       ok
item_picture_describe                 POST   login    404      404      404      400      400      400
item_picture_move                     GET    405      405      405      405      405      405      405
item_picture_move                     POST   login    404      404      404      on       on       on
item_picture_remove                   GET    login    404      404      404      ok       ok       ok
item_picture_remove                   POST   login    404      404      404      on       on       on
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
challenge_co_owners                   GET    login    404      404      404      ok       ok       ok
challenge_co_owners                   POST   login    404      404      404      400      400      400
challenge_co_owner_release            GET    405      405      405      405      405      405      405
challenge_co_owner_release            POST   login    404      404      404      404      404      404
challenge_together                    GET    login    404      404      404      404      404      404
challenge_together                    POST   login    404      404      404      404      404      404
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
staff_challenges_alike                GET    login    404      404      404      404      ok       ok
staff_challenges_alike                POST   405      405      405      405      405      405      405
staff_challenges_alike_file           GET    login    404      404      404      404      ok       ok
staff_challenges_alike_file           POST   405      405      405      405      405      405      405
staff_challenges_dismiss            GET    405      405      405      405      405      405      405
staff_challenges_dismiss            POST   login    404      404      404      404      404      404
staff_challenges_file                 GET    login    404      404      404      404      ok       ok
staff_challenges_file                 POST   405      405      405      405      405      405      405
# Introductions: for the two sides and advisers; asking is for members, about what they may see and do not own
introductions                         GET    login    ok       ok       ok       ok       ok       ok
introductions                         POST   405      405      405      405      405      405      405
introductions_file                    GET    login    ok       ok       ok       ok       ok       ok
introductions_file                    POST   405      405      405      405      405      405      405
introduction_ask                      GET    login    seen403  seen     seen     seen403  seen403  seen403
introduction_ask                      POST   login    seen403  seen400  seen400  seen403  seen403  seen403
introduction                          GET    login    404      ok       404      ok       ok       ok
introduction                          POST   405      405      405      405      405      405      405
introduction_act                      GET    login    404      ok       404      404      ok       ok
introduction_act                      POST   login    404      on       404      404      on       on
introduction_choose_time              GET    405      405      405      405      405      405      405
introduction_choose_time              POST   login    404      409      404      409      404      404
introduction_calendar                 GET    login    404      404      404      404      404      404
introduction_calendar                 POST   405      405      405      405      405      405      405
introduction_broker                   GET    405      405      405      405      405      405      405
introduction_broker                   POST   login    404      404      404      404      on       on
introduction_desk                     GET    login    404      404      404      404      ok       ok
introduction_desk                     POST   login    404      404      404      404      400      400
staff_introductions                   GET    login    404      404      404      404      ok       ok
staff_introductions                   POST   405      405      405      405      405      405      405
staff_introductions_file              GET    login    404      404      404      404      ok       ok
staff_introductions_file              POST   405      405      405      405      405      405      405
introduction_clock                    GET    login    404      404      404      404      ok       ok
introduction_clock                    POST   login    404      404      404      404      400      400
# The link in a mail works for whoever has it
introduction_link                     GET    ok       ok       ok       ok       ok       ok       ok
introduction_link                     POST   ok       ok       ok       ok       ok       ok       ok
introduction_link_calendar            GET    404      404      404      404      404      404      404
introduction_link_calendar            POST   405      405      405      405      405      405      405
# Working together: a space is for who was let in, a pilot for its owner, its partners and the staff
my_spaces                             GET    login    ok       ok       ok       ok       ok       ok
my_spaces                             POST   405      405      405      405      405      405      405
my_tasks_calendar                     GET    login    ok       ok       ok       ok       ok       ok
my_tasks_calendar                     POST   405      405      405      405      405      405      405
guest_space                           GET    404      404      404      404      404      404      404
guest_space                           POST   404      404      404      404      404      404      404
guest_file                            GET    404      404      404      404      404      404      404
guest_file                            POST   405      405      405      405      405      405      405
space                                 GET    login    404      ok       404      ok       404      404
space                                 POST   405      405      405      405      405      405      405
space_people                          GET    login    404      ok       404      ok       404      404
space_people                          POST   login    404      404      404      404      404      404
space_calendar                        GET    login    404      ok       404      ok       404      404
space_calendar                        POST   405      405      405      405      405      405      405
space_dossier                         GET    login    404      ok       404      ok       404      404
space_dossier                         POST   405      405      405      405      405      405      405
space_add                             GET    login    404      ok       404      ok       404      404
space_add                             POST   login    404      400      404      400      404      404
space_file                            GET    login    404      ok       404      ok       404      404
space_file                            POST   405      405      405      405      405      405      405
space_change                          GET    login    404      404      404      ok       404      404
space_change                          POST   login    404      404      404      400      404      404
space_done                            GET    405      405      405      405      405      405      405
space_done                            POST   login    404      on       404      on       404      404
space_remove                          GET    login    404      404      404      ok       404      404
space_remove                          POST   login    404      404      404      on       404      404
my_pilots                             GET    login    ok       ok       ok       ok       ok       ok
my_pilots                             POST   405      405      405      405      405      405      405
my_pilots_file                        GET    login    ok       ok       ok       ok       ok       ok
my_pilots_file                        POST   405      405      405      405      405      405      405
new_pilot                             GET    login    404      ok       ok       ok       404      404
new_pilot                             POST   login    404      400      400      400      404      404
pilot                                 GET    login    404      ok       404      ok       ok       ok
pilot                                 POST   405      405      405      405      405      405      405
pilot_edit                            GET    login    404      404      404      ok       ok       ok
pilot_edit                            POST   login    404      404      404      400      400      400
pilot_measures                        GET    login    404      404      404      ok       ok       ok
pilot_measures                        POST   login    404      404      404      400      400      400
pilot_checks                          GET    login    404      404      404      ok       ok       ok
pilot_checks                          POST   login    404      404      404      404      404      404
pilot_plan                            GET    login    404      404      404      ok       ok       ok
pilot_plan                            POST   login    404      404      404      on       on       on
pilot_partners                        GET    login    404      404      404      ok       ok       ok
pilot_partners                        POST   login    404      404      404      400      400      400
pilot_step                            GET    405      405      405      405      405      405      405
pilot_step                            POST   login    404      404      404      404      404      404
pilot_answer                          GET    405      405      405      405      405      405      405
pilot_answer                          POST   login    404      404      404      404      404      404
pilot_phase                           GET    405      405      405      405      405      405      405
pilot_phase                           POST   login    404      404      404      404      404      404
pilot_case                            GET    405      405      405      405      405      405      405
pilot_case                            POST   login    404      404      404      on       on       on
pilot_space                           GET    405      405      405      405      405      405      405
pilot_space                           POST   login    404      404      404      404      on       on
pilot_method                          GET    405      405      405      405      405      405      405
pilot_method                          POST   login    404      404      404      on       on       on
# Meetings at an event: for who takes part, and its organiser; a calendar of one's own at an address nobody guesses
my_agenda                             GET    login    ok       ok       ok       ok       ok       ok
my_agenda                             POST   405      405      405      405      405      405      405
own_calendar_change                   GET    405      405      405      405      405      405      405
own_calendar_change                   POST   login    ok       ok       ok       ok       ok       ok
own_calendar                          GET    404      404      404      404      404      404      404
own_calendar                          POST   405      405      405      405      405      405      405
event_copy                            GET    login    404      404      404      ok       ok       ok
event_copy                            POST   login    404      404      404      400      400      400
meeting_round                         GET    login    404      ok       ok       ok       ok       ok
meeting_round                         POST   405      405      405      405      405      405      405
meeting_round_open                    GET    login    404      404      404      on       on       on
meeting_round_open                    POST   login    404      404      404      on       on       on
meeting_round_overview                GET    login    404      404      404      ok       ok       ok
meeting_round_overview                POST   405      405      405      405      405      405      405
meeting_round_file                    GET    login    404      404      404      ok       ok       ok
meeting_round_file                    POST   405      405      405      405      405      405      405
meeting_round_change                  GET    login    404      404      404      ok       ok       ok
meeting_round_change                  POST   login    404      404      404      400      400      400
meeting_round_close                   GET    login    404      404      404      ok       ok       ok
meeting_round_close                   POST   login    404      404      404      on       on       on
meeting_round_join                    GET    login    404      ok       ok       ok       404      404
meeting_round_join                    POST   login    404      400      400      400      404      404
meeting_round_leave                   GET    405      405      405      405      405      405      405
meeting_round_leave                   POST   login    404      on       404      on       404      404
meeting_round_schedule                GET    login    404      ok       ok       ok       ok       ok
meeting_round_schedule                POST   405      405      405      405      405      405      405
meeting_ask                           GET    login    404      404      404      ok       404      404
meeting_ask                           POST   login    404      404      404      400      404      404
meeting                               GET    login    404      ok       404      ok       404      404
meeting                               POST   405      405      405      405      405      405      405
meeting_act                           GET    405      405      405      405      405      405      405
meeting_act                           POST   login    404      404      404      404      404      404
meeting_calendar                      GET    login    404      ok       404      ok       404      404
meeting_calendar                      POST   405      405      405      405      405      405      405
# Trainings and events: enrolling is for everybody, one's own enrolment for oneself, the desk for who organises
editions                              GET    ok       ok       ok       ok       ok       ok       ok
editions                              POST   405      405      405      405      405      405      405
editions_file                         GET    ok       ok       ok       ok       ok       ok       ok
editions_file                         POST   405      405      405      405      405      405      405
editions_calendar                     GET    ok       ok       ok       ok       ok       ok       ok
editions_calendar                     POST   405      405      405      405      405      405      405
editions_atom                         GET    ok       ok       ok       ok       ok       ok       ok
editions_atom                         POST   405      405      405      405      405      405      405
edition                               GET    ok       ok       ok       ok       ok       ok       ok
edition                               POST   405      405      405      405      405      405      405
edition_calendar                      GET    ok       ok       ok       ok       ok       ok       ok
edition_calendar                      POST   405      405      405      405      405      405      405
edition_enrol                         GET    405      405      405      405      405      405      405
edition_enrol                         POST   login    409      on       409      409      409      409
edition_guest                         GET    ok       ok       ok       ok       ok       ok       ok
edition_guest                         POST   400      400      400      400      400      400      400
edition_group                         GET    login    404      ok       ok       ok       404      404
edition_group                         POST   login    404      400      400      400      404      404
edition_material                      GET    login    404      ok       404      ok       ok       ok
edition_material                      POST   405      405      405      405      405      405      405
my_trainings                          GET    login    ok       ok       ok       ok       ok       ok
my_trainings                          POST   405      405      405      405      405      405      405
my_trainings_file                     GET    login    ok       ok       ok       ok       ok       ok
my_trainings_file                     POST   405      405      405      405      405      405      405
my_trainings_calendar                 GET    login    ok       ok       ok       ok       ok       ok
my_trainings_calendar                 POST   405      405      405      405      405      405      405
my_enrolled                           GET    login    ok       ok       ok       ok       ok       ok
my_enrolled                           POST   login    404      404      404      404      404      404
my_training                           GET    login    404      ok       404      404      404      404
my_training                           POST   login    404      404      404      404      404      404
my_training_calendar                  GET    login    404      ok       404      404      404      404
my_training_calendar                  POST   405      405      405      405      405      405      405
my_training_survey                    GET    login    404      ok       404      404      404      404
my_training_survey                    POST   login    404      400      404      404      404      404
enrolment_by_link                     GET    ok       ok       ok       ok       ok       ok       ok
enrolment_by_link                     POST   404      404      404      404      404      404      404
enrolment_calendar                    GET    ok       ok       ok       ok       ok       ok       ok
enrolment_calendar                    POST   405      405      405      405      405      405      405
survey_by_link                        GET    ok       ok       ok       ok       ok       ok       ok
survey_by_link                        POST   400      400      400      400      400      400      400
material_by_link                      GET    ok       ok       ok       ok       ok       ok       ok
material_by_link                      POST   405      405      405      405      405      405      405
my_editions                           GET    login    ok       ok       ok       ok       ok       ok
my_editions                           POST   405      405      405      405      405      405      405
new_edition                           GET    login    404      404      404      ok       ok       ok
new_edition                           POST   login    404      404      404      400      400      400
edition_desk                          GET    login    404      404      404      ok       ok       ok
edition_desk                          POST   405      405      405      405      405      405      405
edition_edit                          GET    login    404      404      404      ok       ok       ok
edition_edit                          POST   login    404      404      404      400      400      400
edition_sessions                      GET    login    404      404      404      ok       ok       ok
edition_sessions                      POST   login    404      404      404      400      400      400
edition_form                          GET    login    404      404      404      ok       ok       ok
edition_form                          POST   login    404      404      404      400      400      400
edition_materials                     GET    login    404      404      404      ok       ok       ok
edition_materials                     POST   login    404      404      404      400      400      400
edition_step                          GET    405      405      405      405      405      405      405
edition_step                          POST   login    404      404      404      404      404      404
edition_call_off                      GET    login    404      404      404      ok       ok       ok
edition_call_off                      POST   login    404      404      404      400      400      400
edition_copy                          GET    login    404      404      404      ok       ok       ok
edition_copy                          POST   login    404      404      404      400      400      400
edition_add                           GET    login    404      404      404      ok       ok       ok
edition_add                           POST   login    404      404      404      400      400      400
edition_take_out                      GET    login    404      404      404      404      404      404
edition_take_out                      POST   login    404      404      404      404      404      404
edition_participants                  GET    login    404      404      404      ok       ok       ok
edition_participants                  POST   405      405      405      405      405      405      405
edition_survey                        GET    login    404      404      404      ok       ok       ok
edition_survey                        POST   405      405      405      405      405      405      405
edition_survey_file                   GET    login    404      404      404      404      404      404
edition_survey_file                   POST   405      405      405      405      405      405      405
edition_check_in                      GET    login    404      404      404      ok       ok       ok
edition_check_in                      POST   login    404      404      404      on       on       on
# Who uses what: said by members and staff, confirmed and kept by who adopts it
my_adoptions                          GET    login    ok       ok       ok       ok       ok       ok
my_adoptions                          POST   405      405      405      405      405      405      405
my_adoptions_file                     GET    login    ok       ok       ok       ok       ok       ok
my_adoptions_file                     POST   405      405      405      405      405      405      405
item_adopt                            GET    login    404      ok       ok       on       ok       ok
item_adopt                            POST   login    404      400      400      400      400      400
adoption                              GET    login    404      404      404      ok       404      404
adoption                              POST   login    404      404      404      400      404      404
adoption_confirm                      GET    405      405      405      405      405      405      405
adoption_confirm                      POST   login    404      404      404      on       404      404
# Test facilities: anybody looks at what is free; booked by members, run by who looks after it or is operator there
facilities_free                       GET    ok       ok       ok       ok       ok       ok       ok
facilities_free                       POST   405      405      405      405      405      405      405
facilities_free_file                  GET    ok       ok       ok       ok       ok       ok       ok
facilities_free_file                  POST   405      405      405      405      405      405      405
facility_times                        GET    ok       ok       ok       ok       ok       ok       ok
facility_times                        POST   405      405      405      405      405      405      405
basket_add                            GET    405      405      405      405      405      405      405
basket_add                            POST   login    400      400      400      400      400      400
wait_add                              GET    405      405      405      405      405      405      405
wait_add                              POST   login    400      400      400      400      400      400
basket                                GET    login    ok       ok       ok       ok       ok       ok
basket                                POST   login    400      400      400      400      400      400
basket_remove                         GET    405      405      405      405      405      405      405
basket_remove                         POST   login    on       on       on       on       on       on
my_bookings                           GET    login    ok       ok       ok       ok       ok       ok
my_bookings                           POST   405      405      405      405      405      405      405
my_bookings_file                      GET    login    ok       ok       ok       ok       ok       ok
my_bookings_file                      POST   405      405      405      405      405      405      405
my_bookings_calendar                  GET    login    ok       ok       ok       ok       ok       ok
my_bookings_calendar                  POST   405      405      405      405      405      405      405
my_facilities                         GET    login    ok       ok       ok       ok       ok       ok
my_facilities                         POST   405      405      405      405      405      405      405
wait_withdraw                         GET    405      405      405      405      405      405      405
wait_withdraw                         POST   login    404      on       404      404      404      404
booking                               GET    login    404      ok       404      404      ok       ok
booking                               POST   405      405      405      405      405      405      405
booking_calendar                      GET    login    404      ok       404      404      ok       ok
booking_calendar                      POST   405      405      405      405      405      405      405
booking_step                          GET    405      405      405      405      405      405      405
booking_step                          POST   login    404      404      404      404      404      404
booking_together                      GET    405      405      405      405      405      405      405
booking_together                      POST   login    404      404      404      404      404      404
wait_instead                          GET    405      405      405      405      405      405      405
wait_instead                          POST   login    404      on       404      404      404      404
booking_result                        GET    405      405      405      405      405      405      405
booking_result                        POST   login    404      on       404      404      404      on
booking_link                          GET    410      410      410      410      410      410      410
booking_link                          POST   410      410      410      410      410      410      410
facility_make                         GET    405      405      405      405      405      405      405
facility_make                         POST   login    404      404      404      404      404      on
facility_desk                         GET    login    404      404      404      404      404      ok
facility_desk                         POST   405      405      405      405      405      405      405
facility_desk_file                    GET    login    404      404      404      404      404      ok
facility_desk_file                    POST   405      405      405      405      405      405      405
facility_settle                       GET    405      405      405      405      405      405      405
facility_settle                       POST   login    404      404      404      404      404      404
facility_calendar                     GET    login    404      404      404      404      404      ok
facility_calendar                     POST   405      405      405      405      405      405      405
facility_use                          GET    login    404      404      404      404      404      ok
facility_use                          POST   405      405      405      405      405      405      405
facility_use_file                     GET    login    404      404      404      404      404      ok
facility_use_file                     POST   405      405      405      405      405      405      405
facility_settings                     GET    login    404      404      404      404      404      ok
facility_settings                     POST   login    404      404      404      404      404      400
facility_questions                    GET    login    404      404      404      404      404      ok
facility_questions                    POST   login    404      404      404      404      404      400
resource_new                          GET    login    404      404      404      404      404      ok
resource_new                          POST   login    404      404      404      404      404      400
resource_edit                         GET    login    404      404      404      404      404      ok
resource_edit                         POST   login    404      404      404      404      404      400
resource_hours                        GET    login    404      404      404      404      404      ok
resource_hours                        POST   login    404      404      404      404      404      ok
resource_blockings                    GET    login    404      404      404      404      404      ok
resource_blockings                    POST   login    404      404      404      404      404      400
resource_prices                       GET    login    404      404      404      404      404      ok
resource_prices                       POST   login    404      404      404      404      404      400
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
# What somebody earned: for them; its page for whoever has the link, and what it is checked by for everybody
my_credentials                        GET    login    ok       ok       ok       ok       ok       ok
my_credentials                        POST   405      405      405      405      405      405      405
own_credential                        GET    login    404      ok       404      404      404      404
own_credential                        POST   login    404      404      404      404      404      404
own_credential_delete                 GET    login    404      ok       404      404      404      404
own_credential_delete                 POST   login    404      on       404      404      404      404
own_credential_file                   GET    login    404      ok       404      404      404      404
own_credential_file                   POST   405      405      405      405      405      405      405
credential_of_guest                   GET    ok       ok       ok       ok       ok       ok       ok
credential_of_guest                   POST   404      404      404      404      404      404      404
credential_of_guest_delete            GET    ok       ok       ok       ok       ok       ok       ok
credential_of_guest_delete            POST   ok       ok       ok       ok       ok       ok       ok
credential_of_guest_file              GET    ok       ok       ok       ok       ok       ok       ok
credential_of_guest_file              POST   405      405      405      405      405      405      405
credential                            GET    ok       ok       ok       ok       ok       ok       ok
credential                            POST   405      405      405      405      405      405      405
credential_image                      GET    ok       ok       ok       ok       ok       ok       ok
credential_image                      POST   405      405      405      405      405      405      405
credential_check                      GET    ok       ok       ok       ok       ok       ok       ok
credential_check                      POST   400      400      400      400      400      400      400
credential_status                     GET    ok       ok       ok       ok       ok       ok       ok
credential_status                     POST   405      405      405      405      405      405      405
hub_identity                          GET    ok       ok       ok       ok       ok       ok       ok
hub_identity                          POST   405      405      405      405      405      405      405
hub_keys                              GET    ok       ok       ok       ok       ok       ok       ok
hub_keys                              POST   405      405      405      405      405      405      405
issued_credentials                    GET    login    ok       ok       ok       ok       ok       ok
issued_credentials                    POST   405      405      405      405      405      405      405
issued_credentials_file               GET    login    ok       ok       ok       ok       ok       ok
issued_credentials_file               POST   405      405      405      405      405      405      405
issued_credential                     GET    login    404      404      404      404      404      ok
issued_credential                     POST   login    404      404      404      404      404      404
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
# One's own account and access tokens
my_account                            GET    login    ok       ok       ok       ok       ok       ok
my_account                            POST   login    400      400      400      400      400      400
own_data                              GET    login    ok       ok       ok       ok       ok       ok
own_data                              POST   405      405      405      405      405      405      405
session_end                           GET    405      405      405      405      405      405      405
session_end                           POST   login    404      404      404      404      404      404
access_tokens                         GET    login    ok       ok       ok       ok       ok       ok
access_tokens                         POST   login    ok       ok       ok       ok       ok       ok
access_token_withdraw                 GET    405      405      405      405      405      405      405
access_token_withdraw                 POST   login    404      404      404      404      404      404
# Who belongs to an organisation (here: that of the owner), and organisations that wait for the staff
organisation_register                 GET    login    ok       ok       ok       ok       ok       ok
organisation_register                 POST   login    400      400      400      400      400      400
organisation_edit                     GET    login    404      404      404      404      ok       ok
organisation_edit                     POST   login    404      404      404      404      400      400
organisation_join                     GET    login    ok       ok       ok       ok       ok       ok
organisation_join                     POST   login    on       on       on       400      on       on
organisation_leave                    GET    login    404      404      404      ok       404      404
organisation_leave                    POST   login    404      404      404      on       404      404
organisation_members                  GET    login    404      404      404      ok       ok       ok
organisation_members                  POST   login    404      404      404      404      400      400
organisation_members_file             GET    login    404      404      404      ok       ok       ok
organisation_members_file             POST   405      405      405      405      405      405      405
organisation_member                   GET    405      405      405      405      405      405      405
organisation_member                   POST   login    404      404      404      404      404      404
organisation_request                  GET    405      405      405      405      405      405      405
organisation_request                  POST   login    404      404      404      404      404      404
organisation_invitation_withdraw      GET    405      405      405      405      405      405      405
organisation_invitation_withdraw      POST   login    404      404      404      404      404      404
invitation                            GET    404      404      404      404      404      404      404
invitation                            POST   404      404      404      404      404      404      404
my_organisations                      GET    login    ok       ok       ok       ok       ok       ok
my_organisations                      POST   405      405      405      405      405      405      405
staff_organisations                   GET    login    404      404      404      404      ok       ok
staff_organisations                   POST   405      405      405      405      405      405      405
staff_organisations_file              GET    login    404      404      404      404      ok       ok
staff_organisations_file              POST   405      405      405      405      405      405      405
staff_organisation                    GET    login    404      404      404      404      ok       ok
staff_organisation                    POST   login    404      404      404      404      404      404
# Who is what in the hub
staff_roles                           GET    login    404      404      404      404      404      ok
staff_roles                           POST   login    404      404      404      404      404      400
staff_roles_file                      GET    login    404      404      404      404      404      ok
staff_roles_file                      POST   405      405      405      405      405      405      405
staff_acts                            GET    login    404      404      404      404      404      ok
staff_acts                            POST   405      405      405      405      405      405      405
staff_role_withdraw                   GET    405      405      405      405      405      405      405
staff_role_withdraw                   POST   login    404      404      404      404      404      404
staff_accounts                        GET    login    404      404      404      404      404      ok
staff_accounts                        POST   login    404      404      404      404      404      404
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
# A second factor and passkeys; most is asked for the password first. Another provider (none is set here)
openid_connect_login                  GET    404      404      404      404      404      404      404
openid_connect_login                  POST   404      404      404      404      404      404      404
openid_connect_callback               GET    404      404      404      404      404      404      404
openid_connect_callback               POST   404      404      404      404      404      404      404
mfa_index                             GET    login    ok       ok       ok       ok       ok       ok
mfa_index                             POST   login    405      405      405      405      405      405
mfa_authenticate                      GET    login    on       on       on       on       on       on
mfa_authenticate                      POST   login    on       on       on       on       on       on
mfa_reauthenticate                    GET    login    on       on       on       on       on       on
mfa_reauthenticate                    POST   login    on       on       on       on       on       on
mfa_activate_totp                     GET    login    on       on       on       on       on       on
mfa_activate_totp                     POST   login    on       on       on       on       on       on
mfa_deactivate_totp                   GET    login    404      404      404      404      404      404
mfa_deactivate_totp                   POST   login    404      404      404      404      404      404
mfa_view_recovery_codes               GET    login    404      404      404      404      404      404
mfa_view_recovery_codes               POST   login    405      405      405      405      405      405
mfa_generate_recovery_codes           GET    login    on       on       on       on       on       on
mfa_generate_recovery_codes           POST   login    on       on       on       on       on       on
mfa_download_recovery_codes           GET    login    404      404      404      404      404      404
mfa_download_recovery_codes           POST   login    404      404      404      404      404      404
mfa_list_webauthn                     GET    login    ok       ok       ok       ok       ok       ok
mfa_list_webauthn                     POST   login    405      405      405      405      405      405
mfa_add_webauthn                      GET    login    on       on       on       on       on       on
mfa_add_webauthn                      POST   login    on       on       on       on       on       on
mfa_reauthenticate_webauthn           GET    login    on       on       on       on       on       on
mfa_reauthenticate_webauthn           POST   login    on       on       on       on       on       on
mfa_remove_webauthn                   GET    login    on       on       on       on       on       on
mfa_remove_webauthn                   POST   login    on       on       on       on       on       on
mfa_edit_webauthn                     GET    login    on       on       on       on       on       on
mfa_edit_webauthn                     POST   login    on       on       on       on       on       on
mfa_login_webauthn                    GET    login    on       on       on       on       on       on
mfa_login_webauthn                    POST   login    on       on       on       on       on       on
usersessions_list                     GET    login    ok       ok       ok       ok       ok       ok
usersessions_list                     POST   login    on       on       on       on       on       on
socialaccount_login_cancelled         GET    ok       ok       ok       ok       ok       ok       ok
socialaccount_login_cancelled         POST   405      405      405      405      405      405      405
socialaccount_login_error             GET    401      401      401      401      401      401      401
socialaccount_login_error             POST   405      405      405      405      405      405      405
socialaccount_signup                  GET    login    login    login    login    login    login    login
socialaccount_signup                  POST   login    login    login    login    login    login    login
socialaccount_connections             GET    login    ok       ok       ok       ok       ok       ok
socialaccount_connections             POST   login    ok       ok       ok       ok       ok       ok
"""
# Who looks after an organisation gets what its other members get, each role of the staff what all-round staff gets,
# and an auditor what an outsider gets; except here. A line of the table above that says nothing more is meant so.
# route                               method adviser  editor   manager  controller auditor keeper
FINER = """
item_edit                             GET    404      ok       404      404      404      ok
item_edit                             POST   404      ok       404      404      404      ok
item_history                          GET    ok       ok       ok       ok       ok       ok
item_attachments                      GET    404      ok       404      404      404      ok
item_attachments                      POST   404      400      404      404      404      400
item_attachment_remove                GET    404      ok       404      404      404      ok
item_attachment_remove                POST   404      on       404      404      404      on
item_pictures                         GET    404      ok       404      404      404      ok
item_pictures                         POST   404      400      404      404      404      400
item_picture_describe                 GET    404      ok       404      404      404      ok
item_picture_describe                 POST   404      400      404      404      404      400
item_picture_move                     POST   404      on       404      404      404      on
item_picture_remove                   GET    404      ok       404      404      404      ok
item_picture_remove                   POST   404      on       404      404      404      on
challenge_follow                      POST   on       on       on       on       on       on
challenge_confidential                GET    ok       404      404      404      404      ok
challenge_confidential                POST   400      404      404      404      404      400
challenge_co_owners                   GET    ok       404      404      404      404      ok
challenge_co_owners                   POST   400      404      404      404      404      400
staff_challenges_alike                GET    ok       404      404      404      404      404
staff_challenges_alike_file           GET    ok       404      404      404      404      404
introduction                          GET    ok       404      404      404      404      ok
introduction_act                      GET    ok       404      404      404      404      404
introduction_act                      POST   on       404      404      404      404      404
introduction_broker                   POST   on       404      404      404      404      404
introduction_desk                     GET    ok       404      404      404      404      ok
introduction_desk                     POST   400      404      404      404      404      400
staff_introductions                   GET    ok       404      404      404      404      404
staff_introductions_file              GET    ok       404      404      404      404      404
introduction_clock                    GET    ok       404      ok       404      404      404
introduction_clock                    POST   400      404      400      404      404      404
booking                               GET    ok       ok       ok       ok       404      ok
booking_calendar                      GET    ok       ok       ok       ok       404      ok
booking_result                        POST   404      404      404      404      404      on
facility_make                         POST   404      404      404      404      404      on
facility_desk                         GET    404      404      404      404      404      ok
facility_desk_file                    GET    404      404      404      404      404      ok
facility_calendar                     GET    404      404      404      404      404      ok
facility_use                          GET    404      404      404      404      404      ok
facility_use_file                     GET    404      404      404      404      404      ok
facility_settings                     GET    404      404      404      404      404      ok
facility_questions                    GET    404      404      404      404      404      ok
resource_new                          GET    404      404      404      404      404      ok
resource_edit                         GET    404      404      404      404      404      ok
resource_hours                        GET    404      404      404      404      404      ok
resource_blockings                    GET    404      404      404      404      404      ok
resource_prices                       GET    404      404      404      404      404      ok
facility_settings                     POST   404      404      404      404      404      400
facility_questions                    POST   404      404      404      404      404      400
resource_new                          POST   404      404      404      404      404      400
resource_edit                         POST   404      404      404      404      404      400
resource_hours                        POST   404      404      404      404      404      ok
resource_blockings                    POST   404      404      404      404      404      400
resource_prices                       POST   404      404      404      404      404      400
event_copy                            GET    404      ok       404      404      404      ok
meeting_round                         GET    404      ok       404      404      404      ok
meeting_round_open                    GET    404      on       404      404      404      on
meeting_round_overview                GET    404      ok       404      404      404      ok
meeting_round_file                    GET    404      ok       404      404      404      ok
meeting_round_change                  GET    404      ok       404      404      404      ok
meeting_round_close                   GET    404      ok       404      404      404      ok
meeting_round_schedule                GET    404      ok       404      404      404      ok
event_copy                            POST   404      400      404      404      404      400
meeting_round_open                    POST   404      on       404      404      404      on
meeting_round_change                  POST   404      400      404      404      404      400
meeting_round_close                   POST   404      on       404      404      404      on
meeting_round_leave                   POST   404      404      404      404      404      404
meeting_ask                           GET    404      404      404      404      404      404
meeting_ask                           POST   404      404      404      404      404      404
meeting                               GET    404      404      404      404      404      404
meeting_calendar                      GET    404      404      404      404      404      404
pilot_checks                          GET    ok       404      404      404      404      ok
pilot_edit                            GET    ok       404      404      404      404      ok
pilot_measures                        GET    ok       404      404      404      404      ok
pilot_partners                        GET    ok       404      404      404      404      ok
pilot_plan                            GET    ok       404      404      404      404      ok
pilot_edit                            POST   400      404      404      404      404      400
pilot_measures                        POST   400      404      404      404      404      400
pilot_partners                        POST   400      404      404      404      404      400
pilot_plan                            POST   on       404      404      404      404      on
pilot_case                            POST   on       404      404      404      404      on
pilot_method                          POST   on       404      404      404      404      on
pilot_space                           POST   on       404      404      404      404      404
issued_credential                     GET    404      404      ok       404      404      ok
edition_material                      GET    404      ok       404      404      404      ok
new_edition                           GET    404      ok       404      404      404      ok
new_edition                           POST   404      400      404      404      404      400
edition_desk                          GET    404      ok       404      404      404      ok
edition_edit                          GET    404      ok       404      404      404      ok
edition_edit                          POST   404      400      404      404      404      400
edition_sessions                      GET    404      ok       404      404      404      ok
edition_sessions                      POST   404      400      404      404      404      400
edition_form                          GET    404      ok       404      404      404      ok
edition_form                          POST   404      400      404      404      404      400
edition_materials                     GET    404      ok       404      404      404      ok
edition_materials                     POST   404      400      404      404      404      400
edition_add                           GET    404      ok       404      404      404      ok
edition_add                           POST   404      400      404      404      404      400
edition_call_off                      GET    404      ok       404      404      404      ok
edition_call_off                      POST   404      400      404      404      404      400
edition_copy                          GET    404      ok       404      404      404      ok
edition_copy                          POST   404      400      404      404      404      400
edition_participants                  GET    404      ok       404      404      404      ok
edition_survey                        GET    404      ok       404      404      404      ok
edition_check_in                      GET    404      ok       404      404      404      ok
edition_check_in                      POST   404      on       404      404      404      on
space                                 GET    404      404      404      404      404      404
space_add                             GET    404      404      404      404      404      404
space_dossier                         GET    404      404      404      404      404      404
space_file                            GET    404      404      404      404      404      404
space_change                          GET    404      404      404      404      404      404
space_remove                          GET    404      404      404      404      404      404
space_people                          GET    404      404      404      404      404      404
space_calendar                        GET    404      404      404      404      404      404
space_add                             POST   404      404      404      404      404      404
space_change                          POST   404      404      404      404      404      404
space_done                            POST   404      404      404      404      404      404
space_remove                          POST   404      404      404      404      404      404
challenge_route                       POST   on       404      404      404      404      on
challenge_adviser                     POST   on       404      404      404      404      404
challenge_note                        POST   on       404      404      404      404      404
challenge_bundle                      GET    ok       404      404      404      404      404
challenge_bundle                      POST   400      404      404      404      404      404
staff_challenges                      GET    ok       404      404      404      404      404
staff_challenges_file                 GET    ok       404      404      404      404      404
staff_themes                          GET    404      ok       404      404      404      404
staff_theme                           GET    404      ok       404      404      404      404
staff_theme                           POST   404      ok       404      404      404      404
staff_theme_new                       GET    404      ok       404      404      404      404
staff_theme_new                       POST   404      ok       404      404      404      404
staff_words                           GET    404      ok       404      404      404      404
staff_word                            GET    404      ok       404      404      404      404
staff_word                            POST   404      ok       404      404      404      404
staff_imports                         GET    404      ok       404      404      404      404
staff_import_new                      GET    404      ok       404      404      404      404
staff_import_new                      POST   404      ok       404      404      404      404
staff_import                          GET    404      ok       404      404      404      404
staff_import_columns                  GET    404      ok       404      404      404      404
staff_import_columns                  POST   404      ok       404      404      404      404
staff_import_file                     GET    404      ok       404      404      404      404
staff_source_new                      GET    404      ok       404      404      404      404
staff_source_new                      POST   404      ok       404      404      404      404
staff_doubles                         GET    404      ok       404      404      404      404
staff_double                          GET    404      ok       404      404      404      404
organisation_edit                     GET    ok       ok       ok       ok       404      ok
organisation_edit                     POST   400      400      400      400      404      on
organisation_members                  GET    ok       ok       ok       ok       ok       ok
organisation_members                  POST   400      400      400      400      404      400
organisation_members_file             GET    ok       ok       ok       ok       ok       ok
staff_neutrality                      GET    ok       ok       ok       ok       ok       404
staff_neutrality_file                 GET    ok       ok       ok       ok       ok       404
staff_interests                       GET    404      404      404      ok       ok       404
staff_interests_file                  GET    404      404      404      ok       ok       404
staff_roles                           GET    404      404      404      404      ok       404
staff_roles_file                      GET    404      404      404      404      ok       404
staff_acts                            GET    404      404      404      404      ok       404
"""
EVERY_ROLE = (*ROLES, *FINER_ROLES)
ANYBODY = EVERY_ROLE
EVERY_ITEM = ("staff", "administrator", *STAFF_ROLES, "auditor")
ITS_OWN = ("owner", "keeper", *EVERY_ITEM)
PARTNERS = ("partner", *ITS_OWN)
TAKING_PART = ("member", *PARTNERS)
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
EDITORS = ("editor", "staff", "administrator")
MAY_STEP = {
    Step.SUBMIT: ("owner", "keeper", *EDITORS),
    Step.PUBLISH: EDITORS,
    Step.SEND_BACK: EDITORS,
    Step.ARCHIVE: ("owner", "keeper", *EDITORS),
    Step.RESTORE: ("owner", "keeper", *EDITORS),
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
OF_A_PICTURE = ("item_picture", "item_picture_describe", "item_picture_move", "item_picture_remove")
OF_A_CHALLENGE = (
    "challenge",
    "challenge_adviser",
    "challenge_bundle",
    "challenge_co_owner_release",
    "challenge_co_owners",
    "challenge_confidential",
    "consultation_prepare",
    "challenge_follow",
    "challenge_note",
    "challenge_route",
    "challenge_step",
    "challenge_together",
)
OF_AN_INTRODUCTION: dict[str, list[object]] = {
    "introduction": [],
    "introduction_act": ["accept"],
    "introduction_broker": [],
    "introduction_calendar": [],
    "introduction_choose_time": [],
}
"""And what stands behind its code in the address."""
BY_LINK = ("introduction_link", "introduction_link_calendar")
OF_AN_ITEM = (
    *ABOUT_AN_ANSWER,
    *OF_AN_ATTACHMENT,
    *OF_A_PICTURE,
    *OF_A_CHALLENGE,
    "api_item",
    "introduction_ask",
    "item",
    "item_attachments",
    "item_calendar",
    "item_edit",
    "item_history",
    "item_pictures",
    "item_step",
)
OF_A_FACILITY = (
    "basket_add",
    "facility_calendar",
    "facility_desk",
    "facility_desk_file",
    "facility_make",
    "facility_questions",
    "facility_settings",
    "facility_settle",
    "facility_times",
    "facility_use",
    "facility_use_file",
    "resource_new",
    "wait_add",
)
ARGUMENTS: dict[str, list[object]] = {
    "access_token_withdraw": [999999],
    "adoption": [TOGETHER],
    "adoption_confirm": [TOGETHER],
    "account_confirm_email": ["unknown"],
    "account_reset_password_from_key": ["1", "abc-def"],
    "alert_by_link": ["no-such-link"],
    "alert_change": ["no-such-alert"],
    "api_import": [1],
    "api_import_undo": [1],
    "api_organisation": ["rotterdam"],
    "api_theme": ["heat"],
    "booking_link": ["no-such-link"],
    **{f"booking{page}": [BOOKED] for page in ("", "_calendar", "_result", "_step", "_together")},
    "wait_instead": [BOOKED],
    "browse_kind": ["event"],
    "bundle": ["no-such-bundle"],
    "bundle_answer": ["no-such-bundle"],
    "check_document": ["no-such-word"],
    "browse_csv_kind": ["event"],
    "browse_json_kind": ["event"],
    "browse_xlsx_kind": ["event"],
    "browse_feed_kind": ["event"],
    **{route: [FACILITY] for route in OF_A_FACILITY},
    **{f"resource_{page}": [FACILITY, HALL] for page in ("blockings", "edit", "hours", "prices")},
    "introduction_desk": ["rotterdam"],
    "guest_file": ["no-such-key", "no-such-part"],
    "guest_space": ["no-such-key"],
    "item_adopt": [TOGETHER],
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
    "credential": [EARNED],
    "credential_image": [EARNED],
    "credential_of_guest": [word_of(EARNED_BY_GUEST)],
    "credential_of_guest_delete": [word_of(EARNED_BY_GUEST)],
    "credential_of_guest_file": [word_of(EARNED_BY_GUEST), "badge.jwt"],
    "credential_status": [1],
    "issued_credential": [EARNED],
    "own_credential": [EARNED],
    "own_credential_delete": [EARNED],
    "own_credential_file": [EARNED, "badge.jwt"],
    "interest_end": ["no-such-interest"],
    "mail_stop": [stop_token("person:999999", "")],
    "new_item": ["case"],
    "invitation": ["no-such-code"],
    "mfa_edit_webauthn": [999999],
    "mfa_remove_webauthn": [999999],
    "openid_connect_callback": ["organisation"],
    "openid_connect_login": ["organisation"],
    "session_end": [999999],
    "event_copy": [GATHERING],
    "meeting": [TOGETHER],
    "meeting_act": [TOGETHER],
    "meeting_ask": [GATHERING, TOGETHER],
    "meeting_calendar": [TOGETHER],
    **{
        f"meeting_round{page}": [GATHERING]
        for page in ("", "_change", "_close", "_file", "_join", "_leave", "_open", "_overview", "_schedule")
    },
    "own_calendar": ["no-such-key"],
    "organisation": ["rotterdam"],
    **{
        f"pilot{page}": [TOGETHER]
        for page in ("", "_answer", "_case", "_checks", "_edit", "_measures", "_method")
    },
    **{f"pilot{page}": [TOGETHER] for page in ("_partners", "_phase", "_plan", "_space", "_step")},
    **{f"pilot{page}": [TOGETHER] for page in ("_partners", "_phase", "_plan", "_step")},
    **{
        f"edition{page}": [TOGETHER]
        for page in (
            "",
            "_add",
            "_calendar",
            "_call_off",
            "_check_in",
            "_copy",
            "_desk",
            "_edit",
            "_enrol",
            "_form",
        )
    },
    **{
        f"edition{page}": [TOGETHER]
        for page in (
            "_group",
            "_guest",
            "_materials",
            "_sessions",
            "_step",
            "_survey",
            "_survey_file",
            "_take_out",
        )
    },
    "edition_material": [TOGETHER, "file"],
    "edition_participants": [TOGETHER, "csv"],
    "enrolment_by_link": [BY_GUEST],
    "enrolment_calendar": [BY_GUEST],
    "survey_by_link": [BY_GUEST],
    "material_by_link": [BY_GUEST, "file"],
    **{f"my_training{page}": [TOGETHER] for page in ("", "_calendar", "_survey")},
    "new_edition": ["leren-meten"],
    "space": [TOGETHER],
    "space_add": [TOGETHER, "post"],
    "space_calendar": [TOGETHER],
    "space_change": [TOGETHER, "post"],
    "space_done": [TOGETHER, "post"],
    "space_dossier": [TOGETHER],
    "space_file": [TOGETHER, "file"],
    "space_people": [TOGETHER],
    "space_remove": [TOGETHER, "post"],
    "organisation_edit": ["rotterdam"],
    "organisation_invitation_withdraw": ["rotterdam", 999999],
    "organisation_join": ["rotterdam"],
    "organisation_leave": ["rotterdam"],
    "organisation_member": ["rotterdam", 999999],
    "organisation_members": ["rotterdam"],
    "organisation_members_file": ["rotterdam"],
    "organisation_request": ["rotterdam", 999999],
    "staff_organisation": [REGISTERED],
    "staff_role_withdraw": [999999],
    "set_language": ["nl"],
    "sitemap_part": [1],
    "staff_challenges_dismiss": [999999],
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
    "wait_withdraw": [WAITED],
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
    finer = {(route, method): cells for route, method, *cells in _rows(FINER)}
    return [
        Line(
            route,
            method,
            with_finer(dict(zip(ROLES, cells, strict=True)), finer.get((route, method))),
        )
        for route, method, *cells in _rows(TABLE)
    ]


def _rows(table: str) -> list[list[str]]:
    return [row.split() for row in table.splitlines() if row and not row.startswith("#")]


def with_finer(cells: dict[str, str], finer: list[str] | None) -> dict[str, str]:
    """The cells of the roles that the table has no column for beside the others."""
    usual = [*(cells["staff"] for _ in STAFF_ROLES), cells["outsider"], cells["owner"]]
    return cells | dict(zip(FINER_ROLES, finer or usual, strict=True))


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


HIDDEN, SHOWN = (State.DRAFT, Visibility.ORGANISATION), (State.PUBLISHED, Visibility.PUBLIC)


def said(key: tuple[State, Visibility]) -> str:
    return f"{key[0]} {key[1]}"


FEW = (said(HIDDEN), said(SHOWN))
Objects = Sequence[tuple[str, list[object], dict[str, str]]]


def is_tried(route: str, state: State, visibility: Visibility, role: str) -> bool:
    """Every route is tried by each role with each visibility: with what is published, and with one other state.

    Which one goes round, so that on each route every state with each visibility is met by several roles. A visitor, by
    whom "open" is meant, tries them all.
    """
    others = [one for one in State if one is not State.PUBLISHED]
    turn = crc32(route.encode()) + list(Visibility).index(visibility) + list(EVERY_ROLE).index(role)
    return role == "visitor" or state in (State.PUBLISHED, others[turn % len(others)])


def objects_of(
    route: str, world: World, *, few: bool = False, by: Sequence[str] = EVERY_ROLE
) -> Iterator[tuple[str, list[object], dict[str, str]]]:
    """What the address can be about: its arguments, and what "seen" means there for each role that tries it.

    A few: one that is shown to all and one that is not.
    """
    for what, arguments, seen in _every_object(route, world):
        roles = {role: seen.get(role, "") for role in by if not seen or role in seen}
        if roles and not (few and what not in ("", *FEW)):
            yield what, arguments, roles


def _every_object(route: str, world: World) -> Iterator[tuple[str, list[object], dict[str, str]]]:
    """With nothing said of what "seen" means, every role tries it."""
    if route in OF_AN_INTRODUCTION:
        yield "", [world.introduction.code, *OF_AN_INTRODUCTION[route]], {}
        yield "no such item", ["no-such-code", *OF_AN_INTRODUCTION[route]], {}
        return
    if route in BY_LINK:
        yield "", [world.token], {}
        return
    if route not in OF_AN_ITEM:
        yield "", ARGUMENTS.get(route, []), {}
        return
    for key, item in tried(world, route):
        yield (
            said(key),
            arguments_about(route, item, world),
            {
                role: "ok" if role in VISIBLE[key] else "404"
                for role in EVERY_ROLE
                if is_tried(route, *key, role)
            },
        )
    nowhere = dict.fromkeys(("visitor", EVERY_ROLE[crc32(route.encode()) % len(EVERY_ROLE)]), "404")
    behind = arguments_about(route, world.items[HIDDEN], world)[1:]
    yield "no such item", ["no-such-item", *behind], nowhere
    if behind:
        yield "no such item", [world.items[SHOWN].slug, *behind], nowhere


def arguments_about(route: str, item: Item, world: World) -> list[object]:
    """What the address of this route has in it for an item, or for what is attached to it or shown with it."""
    if route in OF_AN_ATTACHMENT:
        return [item.slug, world.attachments[item.pk].code]
    if route in OF_A_PICTURE:
        width = [400] if route == "item_picture" else []
        return [item.slug, world.pictures[item.pk].code, *width]
    return [item.slug]


@contextmanager
def unrendered() -> Iterator[None]:
    """Views decide as always; the page is not written out, and what stands beside on it is not looked for."""
    with (
        patch.object(Template, "render", lambda *_: ""),
        patch.object(matching, "similar", lambda *_, **__: ()),
        patch.object(item_page, "_working_together", lambda *_: {}),
        patch.object(item_page, "_tools", lambda *_: []),
        patch.object(challenge_page, "_for_owner", lambda *_: {}),
        patch.object(challenge_page, "_for_staff", lambda *_: {}),
        patch.object(consultations, "consultation_for", lambda *_: None),
        patch.object(consultations, "may_help", lambda *_, **__: False),
    ):
        yield


def is_written_out(line: Line, role: str) -> bool:
    """Of the finer roles that get what the staff gets, one in turn has the page of a route written out."""
    alike = [one for one in FINER_ROLES if line.cells[one] == line.cells["staff"]]
    return role not in alike or role == alike[crc32(line.route.encode()) % len(alike)]


def wrong_cells(
    line: Line, world: World, *, about: Objects | None = None, written: set[tuple[str, ...]] | None = None
) -> list[str]:
    """Every cell of a line that is not what the table says, in words; whatever a request changes is undone.

    Each role has the page written out once; what it gets of the other objects is decided without that. That there is
    nothing, or nothing to send, is the same page wherever it is said: each role has it written out once in all.
    """
    wrong = []
    written = set() if written is None else written
    if line.route in ABOUT_AN_ANSWER:
        world.ask("visitor", "GET", reverse("answer") + QUERIES["answer"])  # there has to be one
    for what, arguments, seen in about or objects_of(line.route, world):
        address = reverse(line.route, args=arguments) + QUERIES.get(line.route, "")
        for role, cell in line.cells.items():
            if role not in seen:
                continue
            follows = "on" if seen.get(role) == "ok" else "404"
            expected = {
                "seen": seen.get(role, ""),
                "open": seen.get("visitor", ""),
                "follows": follows,
                "seen403": "403" if seen.get(role) == "ok" else "404",
                "seen400": "400" if seen.get(role) == "ok" else "404",
            }.get(cell, cell)
            if what == "no such item" and expected in ("ok", "on", "400", "409"):
                expected = "404"
            is_the_same_everywhere = expected in ("404", "405")
            page = (role, expected) if is_the_same_everywhere else (role, expected, line.route, line.method)
            with nullcontext() if page not in written and is_written_out(line, role) else unrendered():
                found = outcome(_undone(world, role, line.method, address))
            written.add(page)
            if found != expected:
                wrong.append(f"{line.method} {address} ({what}) as {role}: {found} instead of {expected}")
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
def hub(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[World, Path]]:
    """One hub for the whole matrix, with a folder for its files; nothing of it stays."""
    folder = tmp_path_factory.mktemp("files-of-the-matrix")
    with django_db_blocker.unblock(), override_settings(DOCUMENTS=folder), transaction.atomic():
        made = build_world()
        gc.freeze()  # what stays until the end need not be looked through again and again
        yield made, folder
        gc.unfreeze()
        transaction.set_rollback(True)


@pytest.fixture
def world(hub, settings) -> World:
    """Every test has files of its own; those of this world were there before it."""
    world, settings.DOCUMENTS = hub
    return world


def test_every_route_is_in_the_table():
    assert unlisted(urlpatterns) == set()


def test_every_finer_line_differs_from_what_is_meant_without_it():
    named = {(line.route, line.method): line for line in lines()}
    for route, method, *finer in _rows(FINER):
        cells = {role: named[route, method].cells[role] for role in ROLES}
        assert with_finer(cells, finer) != with_finer(cells, None), route


def test_every_line_of_the_table_is_a_route_and_stands_there_once():
    named = [(line.route, line.method) for line in lines()]
    assert len(named) == len(set(named))
    assert {route for route, _ in named} == {name for name, _ in routes(urlpatterns)}


@pytest.fixture(scope="module")
def written() -> set[tuple[str, ...]]:
    """Which pages were written out for which role by now."""
    return set()


def test_on_each_route_every_state_is_tried_with_each_visibility_by_several_roles():
    for route, state, visibility in product((*OF_AN_ITEM, *Step), State, Visibility):
        by = [role for role in EVERY_ROLE if is_tried(route, state, visibility, role)]
        assert len(by) >= 3, (route, state, visibility)


def takes_nothing(line: Line) -> bool:
    return set(line.cells.values()) == {"405"}


def tried_by(line: Line, share: Share) -> list[str]:
    """Every role; where nothing is taken whoever asks, a few; in a share, or on the second database, one for each
    difference, in turn."""
    turn = crc32(f"{line.route} {line.method}".encode()) + share.turn
    if takes_nothing(line):
        others = [role for role in EVERY_ROLE if role not in ("visitor", "administrator")]
        return ["visitor", "administrator", others[turn % len(others)]]
    if share.is_whole and not IS_SECOND:
        return list(EVERY_ROLE)
    sorts: dict[tuple[object, ...], list[str]] = {}
    for role in EVERY_ROLE:
        sees = [key for key, roles in VISIBLE.items() if line.route in OF_AN_ITEM and role in roles]
        sorts.setdefault((line.cells[role], *sees), []).append(role)
    return [_chosen_of(alike, turn) for alike in sorts.values()]


def _chosen_of(alike: Sequence[str], turn: int) -> str:
    """The visitor, by whom "open" is meant; otherwise rather no finer role, of which only some have a page written."""
    roles = [role for role in alike if role in ROLES] or alike
    return "visitor" if "visitor" in roles else roles[turn % len(roles)]


ASKING = [line for line in lines() if not (IS_SECOND and takes_nothing(line))]
"""On the second database only those that come as far as asking it anything."""


@pytest.mark.parametrize("line", ASKING, ids=lambda line: f"{line.route}-{line.method}")
def test_each_role_gets_what_the_table_says(line, world, written, share, record_property):
    about = list(objects_of(line.route, world, few=takes_nothing(line), by=tried_by(line, share)))
    record_property("cells", sum(len(seen) for _, _, seen in about))
    assert wrong_cells(line, world, about=about, written=written) == []


@pytest.mark.parametrize("step", list(Step))
def test_each_step_is_taken_by_who_may_and_only_where_it_leads_somewhere(step, world):
    """From every state by every role: with one visibility or more of that state."""
    for (state, visibility), item in tried(world):
        for role in (one for one in EVERY_ROLE if is_tried(step.value, state, visibility, one)):
            before = transaction.savepoint()
            with unrendered():
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
OF_ALLAUTH = ("account_", "mfa_", "openid_connect_", "socialaccount_", "usersessions_")
OURS = sorted(
    {line.route for line in lines() if not line.route.startswith(OF_ALLAUTH) and line.route != "api_nothing"}
)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_address_of_ours_takes_anything_but_get_and_post(method, world):
    taken = []
    for route in OURS:
        _, arguments, _ = next(objects_of(route, world))
        response = getattr(world.browsers["administrator"], method)(reverse(route, args=arguments))
        if response.status_code != 405:
            taken.append((route, response.status_code))
    assert taken == []


OVERRIDES = ("HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_HTTP_METHOD", "HTTP_X_METHOD_OVERRIDE")


@pytest.mark.parametrize("method", ["DELETE", "PUT", "GET", "POST"])
def test_a_header_or_a_field_that_names_another_method_makes_it_no_other(method, world):
    """A page that is only looked at takes no form, and a form is not taken for a look at its page (A 5)."""
    named = dict.fromkeys(OVERRIDES, method)
    for route in ("staff_items", "item", "my_page"):
        address = reverse(route, args=next(objects_of(route, world))[1])
        browser = world.browsers["administrator"]
        assert browser.post(address, {"_method": method}, **named).status_code == 405
        assert browser.get(address, {"_method": method}, **named).status_code == 200
    refused = world.browsers["owner"].get(reverse("item_step", args=["x"]), {"_method": "POST"}, **named)
    assert refused.status_code == 405


@pytest.mark.parametrize("method", ["head", "options", "trace"])
@pytest.mark.parametrize("route", ["staff_items", "my_page", "facility_desk", "edition_participants"])
def test_another_way_of_looking_is_locked_as_looking_is(route, method, world):
    address = reverse(route, args=next(objects_of(route, world))[1])
    answer = getattr(world.browsers["visitor"], method)(address)
    assert outcome(answer) in ("login", "405")
    assert answer.content == b"" or method != "head"


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
    assert len(caught) == 7
    assert "as visitor: ok instead of login" in caught[0]


def test_control_an_item_shown_to_whom_it_is_not_for_is_caught(world, monkeypatch):
    line = next(line for line in lines() if (line.route, line.method) == ("item", "GET"))
    monkeypatch.setitem(VISIBLE, (State.PUBLISHED, Visibility.PARTNERS), ANYBODY)
    caught = wrong_cells(line, world)
    assert len(caught) == 3
    assert all("404 instead of ok" in cell for cell in caught)
