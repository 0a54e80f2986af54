"""Races of introductions: asking twice, yes and back, a form sent again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from bench.races_kit import NOW, Race, asker, company, dropped_constraints, offer, person, replaced

WHY = "Wij willen weten hoe u de warmte uit het kanaal haalt."


def _asked_by(body: Any, person: Any, *, form: str) -> Any:
    from schakel.introductions.actions import Request, request_introduction

    request = Request(requester=body, receiver=company(), why=WHY, item=offer(), form=form)
    return request_introduction(request=request, requested_by=person, now=NOW)


class DoubleRequest(Race):
    """Half of them send one form again and again, the others ask the same with a form of their own."""

    name = "double request"

    def prepared(self, number: int) -> int:
        asker("vraagt", number)
        return number

    def tried(self, thing: int, process: int) -> str:
        body, person = asker("vraagt", thing)
        form = "the same" if process % 2 else f"of process {process}"
        return "asked" if _asked_by(body, person, form=form).is_new else "same"

    def violations(self, thing: int, outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.introductions.models import Consent, Introduction, MailLink

        body, _ = asker("vraagt", thing)
        found = list(Introduction.objects.filter(requester=body).order_by("pk"))
        if len(found) != 1:
            yield f"round {thing}: {len(found)} introductions"
        if outcomes.count("asked") != 1:
            yield f"round {thing}: {outcomes.count('asked')} were told that they asked it first"
        consents = Consent.objects.filter(introduction__in=found).count()
        if consents != len(found):
            yield f"round {thing}: {consents} consents"
        links = Counter(MailLink.objects.filter(introduction__in=found).values_list("addressee", flat=True))
        if any(number > 1 for number in links.values()):
            yield f"round {thing}: {dict(links)} links in mails"
        if unexpected := set(outcomes) - {"asked", "same", "introduction-asked-already"}:
            yield f"round {thing}: {unexpected}"

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        from schakel.introductions import actions
        from schakel.introductions.models import Introduction

        with (
            dropped_constraints(Introduction, "one_open_request"),
            replaced(actions.rules, "request_key", lambda *_: ""),
            replaced(actions, "_open_with", lambda *_: None),
        ):
            yield


class YesAndBack(Race):
    """Half of them say yes for the one that is asked, half take the request back."""

    name = "accept and withdraw"

    def prepared(self, number: int) -> tuple[int, int]:
        body, person = asker("neemt-terug", number)
        return _asked_by(body, person, form="").introduction.pk, person.pk

    def tried(self, thing: tuple[int, int], process: int) -> str:
        from schakel.accounts.models import Person
        from schakel.introductions.actions import Party, accept_introduction, withdraw_introduction
        from schakel.introductions.models import Introduction
        from schakel.introductions.rules import Side

        one = Introduction.objects.get(pk=thing[0])
        if process % 2:
            party = Party(Side.RECEIVER, person("bas"), seen_version=1)
            return str(accept_introduction(introduction=one, party=party, now=NOW).state)
        party = Party(Side.REQUESTER, Person.objects.get(pk=thing[1]), seen_version=1)
        return str(withdraw_introduction(introduction=one, party=party, now=NOW).state)

    def violations(self, thing: tuple[int, int], outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.introductions import queries
        from schakel.introductions.models import Introduction

        one = Introduction.objects.get(pk=thing[0])
        won = [outcome for outcome in outcomes if outcome in ("accepted", "withdrawn")]
        if won != [one.state]:
            yield f"introduction {one.pk} is {one.state}, and {won} were told that they did it"
        rows = [row.name.partition(".")[2] for row in queries.history_of(one)]
        done = [name for name in rows if name in ("accepted", "withdrawn")]
        if done != [one.state]:
            yield f"introduction {one.pk}: the journal says {done}"
        if bool(queries.contacts_of(one, now=NOW)) is not (one.state == "accepted"):
            yield f"introduction {one.pk} is {one.state}, and shows contacts otherwise"
        known = {"accepted", "withdrawn", "introduction-changed", "introduction-step-not-possible"}
        if unexpected := set(outcomes) - known:
            yield f"introduction {one.pk}: {unexpected}"

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        from schakel.introductions import acting, actions
        from schakel.introductions.models import Consent

        with (
            dropped_constraints(Consent, "one_consent"),
            replaced(acting, "locked", lambda seen: seen),
            replaced(actions, "locked", lambda seen: seen),
        ):
            yield


class Resent(DoubleRequest):
    """A browser sends a filled-in form again and again, as its answer never came: by HTTP, with the key of the form."""

    name = "resend"

    def prepared(self, number: int) -> tuple[str, int]:
        body, person = asker("stuurt-opnieuw", number)
        return body.slug, person.pk

    def tried(self, thing: tuple[str, int], process: int) -> str:
        from django.conf import settings
        from django.test import Client

        from schakel.accounts.models import Person

        del process
        browser = Client(headers={"host": urlsplit(settings.ENVIRONMENT.base_url).netloc})
        browser.force_login(
            Person.objects.get(pk=thing[1]), backend="django.contrib.auth.backends.ModelBackend"
        )
        sent = {"body": thing[0], "why": WHY, "form": f"form-of-{thing[0]}", "act": "send"}
        answer = browser.post(f"/introductions/ask/{offer().slug}/", sent)
        return f"{answer.status_code} {answer.headers.get('Location', '')}"

    def violations(self, thing: tuple[str, int], outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.introductions.models import Introduction

        found = list(Introduction.objects.filter(requester__slug=thing[0]).order_by("pk"))
        expected = {f"302 /introductions/one/{one.code}/" for one in found}
        if len(found) != 1 or set(outcomes) != expected:
            yield f"{thing[0]}: {len(found)} introductions, and the answers {set(outcomes)}"


RACES = (DoubleRequest(), YesAndBack(), Resent())
