"""Races of certificates: certifying, withdrawing and putting right the same one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench.races_kit import NOW, Race, company, dropped_constraints, person, replaced


class CertifiedAtOnce(Race):
    """All certify the same attendance."""

    name = "certify"

    def prepared(self, number: int) -> str:
        return f"enrolment:{number}"

    def tried(self, thing: str, process: int) -> str:
        from tests.credentials import credential_of

        del process
        return str(credential_of(person("anna"), company(), key=thing, tells=False).code)

    def violations(self, thing: str, outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.credentials.models import Credential
        from schakel.journal.public import history_of

        found = list(Credential.objects.filter(key=thing).order_by("pk"))
        if len(found) != 1 or set(outcomes) != {one.code for one in found}:
            yield f"{thing}: {len(found)} credentials, and {len(set(outcomes))} answers"
        rows = [row.name for one in found for row in history_of(one.reference)]
        if rows != ["credential.issued"]:
            yield f"{thing}: the journal says {rows}"

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        from schakel.credentials import actions
        from schakel.credentials.models import Credential

        with (
            dropped_constraints(Credential, "a_thing_is_certified_once"),
            dropped_constraints(Credential, "one_credential_of_a_thing"),
            replaced(actions, "_certified", lambda _key: None),
        ):
            yield


class WithdrawnAndCorrected(Race):
    """Half of them withdraw a certificate, half put the name in it right, each to a name of their own."""

    name = "withdraw and correct"

    def prepared(self, number: int) -> int:
        from tests.credentials import credential_of

        return int(credential_of(person("anna"), company(), key=f"correct:{number}", tells=False).pk)

    def tried(self, thing: int, process: int) -> str:
        from schakel.credentials.actions import correct_credential, revoke_credential
        from schakel.credentials.models import Credential

        one = Credential.objects.get(pk=thing)
        if process % 2:
            revoke_credential(
                credential=one, reason="mistake" if process % 4 == 1 else "asked", by=None, now=NOW
            )
            return "withdrawn"
        correct_credential(credential=one, holder_name=f"Anna {process}", by=None, now=NOW)
        return "corrected"

    def violations(self, thing: int, outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.credentials.models import Credential

        one = Credential.objects.get(pk=thing)
        several = Credential.objects.filter(key=one.key)
        standing = several.filter(revoked_at=None).count()
        is_corrected = one.reason == "corrected"
        if (several.count(), standing) != ((2, 1) if is_corrected else (1, 0)):
            yield f"credential {thing}: {several.count()} there, {standing} stand, reason {one.reason}"
        if outcomes.count("corrected") != int(is_corrected) or ("withdrawn" in outcomes) is is_corrected:
            yield f"credential {thing} was {one.reason}, and they were told {Counter(outcomes)}"
        if unexpected := set(outcomes) - {"withdrawn", "corrected", "credential-does-not-stand"}:
            yield f"credential {thing}: {unexpected}"

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        from schakel.credentials import actions
        from schakel.credentials.models import Credential

        with (
            dropped_constraints(Credential, "a_thing_is_certified_once"),
            dropped_constraints(Credential, "one_credential_of_a_thing"),
            replaced(actions, "_locked", lambda seen: seen),
        ):
            yield


RACES = (CertifiedAtOnce(), WithdrawnAndCorrected())
