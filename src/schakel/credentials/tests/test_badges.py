"""Badges: read by a program that others wrote, and refused by ours and theirs as soon as one byte differs."""

import base64
import gzip
import hmac
import json
from datetime import timedelta
from importlib import import_module

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from defusedxml.ElementTree import fromstring
from django.apps import apps
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3Verifier
from openbadgeslib.ob3.credential import IdentityObject
from openbadgeslib.ob3.did import pem_for_kid
from openbadgeslib.verify import verify_badge

from schakel.credentials import actions, checking, keys, tokens
from schakel.credentials.baking import LONGEST_TOKEN, PNG_BEGINS, NoBadgeError, into_png, into_svg, token_from
from schakel.credentials.checking import check_badge
from schakel.credentials.models import Credential
from schakel.credentials.open_badge import did_document_of, key_set_of, status_list_of
from schakel.credentials.queries import hub, key_pairs, status_url, withdrawn_places
from schakel.credentials.rules import LARGEST_BADGE, Verdict
from schakel.credentials.web.showing import FORMS, picture_of, token_of
from schakel.organisations.public import Organisation, merge_organisation
from tests.clock import NOW
from tests.credentials import credential_of, one_key

pytestmark = pytest.mark.django_db
DID = "did:web:127.0.0.1%3A8000"


@pytest.fixture
def credential(signing_key, anna, heat_pumps):
    return credential_of(anna, heat_pumps)


@pytest.fixture
def token(credential):
    return token_of(credential)


def pem(secret=None):
    return (secret or one_key()).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def document():
    return did_document_of(key_pairs(), hub=hub())


def theirs(token, key=None):
    """What the other program makes of it, with the key that our document publishes."""
    header = jwt.get_unverified_header(token)
    return OB3Verifier(key or pem_for_kid(document(), DID, header["kid"]), issuer_did=DID).verify(token)


def parts_of(token):
    return [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split(".")]


def packed(*parts):
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def test_another_program_finds_the_badge_genuine_by_the_key_we_publish(token, credential):
    read = theirs(token)
    assert read.issuer.id == DID
    assert read.achievement.name == "Werken met sensoren"


def test_another_program_makes_the_same_hash_of_an_address(token):
    hashed = json.loads(parts_of(token)[1])["credentialSubject"]["identifier"][0]
    theirs_of_it = IdentityObject.create("anna@rotterdam.example", salt=hashed["salt"])
    assert hashed["identityHash"] == theirs_of_it.identity_hash


@pytest.mark.parametrize("form", ["badge.svg", "badge.png"])
def test_another_program_finds_the_badge_in_the_picture(credential, form):
    baked = FORMS[form][0](credential)
    found = verify_badge(baked, "3", pubkey_pem=pem())
    assert (found.valid, found.trusted, found.proof_format) == (True, True, "vc-jwt")
    assert check_badge(baked).verdict is Verdict.VALID


def test_the_badge_names_its_holder_and_hides_the_address(token, anna):
    _, payload, _ = parts_of(token)
    said = json.loads(payload)
    hashed, named = said["credentialSubject"]["identifier"]
    assert named["identityHash"] == "Anna"
    assert hashed["identityHash"].startswith("sha256$")
    assert "rotterdam.example" not in payload.decode()
    assert said["credentialSubject"]["achievement"]["tag"] == ["Data", "Technologie"]


def test_the_claims_of_the_token_repeat_the_credential(token):
    header, payload, _ = (json.loads(part) if at < 2 else part for at, part in enumerate(parts_of(token)))
    assert set(header) == {"alg", "kid", "typ"}
    assert (header["alg"], payload["iss"], payload["jti"]) == (
        "RS256",
        payload["issuer"]["id"],
        payload["id"],
    )
    assert payload["sub"] == payload["credentialSubject"]["id"]
    assert payload["nbf"] == NOW.timestamp()
    assert "d" not in document()["verificationMethod"][0]["publicKeyJwk"]


def test_a_badge_says_the_same_after_its_issuer_goes_on_in_another(credential, token, rotterdam, chaima):
    issuer = credential.issuer
    Organisation.objects.filter(pk=issuer.pk).update(code=None)
    issuer.refresh_from_db()
    merge_organisation(organisation=issuer, into=rotterdam, merged_by=chaima, now=NOW)
    moved = Credential.objects.get(pk=credential.pk)
    assert moved.issuer == rotterdam
    assert token_of(moved) == token
    corrected = actions.correct_credential(credential=moved, holder_name="Anna B.", by=chaima, now=NOW)
    assert corrected.issuer_slug == issuer.slug


def test_the_same_credential_gives_the_same_badge(credential, token):
    assert token_of(credential) == token


def every_tampering(token):
    header, payload, signature = parts_of(token)
    said, head = json.loads(payload), json.loads(header)
    other = generate_private_key(public_exponent=65_537, key_size=2048)

    def signed_by(secret, claims=said, algorithm="RS256", **headers):
        return jwt.encode(claims, secret, algorithm=algorithm, headers={**head, **headers})

    yield "payload", packed(header, payload.replace(b"Anna", b"Bas "), signature)
    yield "payload, one bit", packed(header, bytes([*payload[:-2], payload[-2] ^ 1, payload[-1]]), signature)
    yield "signature", packed(header, payload, bytes([signature[0] ^ 1, *signature[1:]]))
    yield "signature cut", packed(header, payload, signature[:-1])
    yield "no signature", packed(header, payload, b"")
    yield "none", packed(json.dumps({**head, "alg": "none"}).encode(), payload, b"")
    yield "none, signed", packed(json.dumps({**head, "alg": "nOnE"}).encode(), payload, signature)
    yield "header", packed(json.dumps({**head, "cty": "x"}).encode(), payload, signature)
    yield "another key", signed_by(other)
    yield "another key with our kid and its own jwk", signed_by(other, jwk=keys.public_jwk(other))
    yield "an unknown key of ours", signed_by(other, kid=f"{DID}#other")
    yield "no kid", jwt.encode(said, other, algorithm="RS256")
    yield (
        "no kid, and the key of who signed",
        jwt.encode(said, other, algorithm="RS256", headers={"jwk": keys.public_jwk(other)}),
    )
    yield "the public key as a shared secret", packed(*_with_shared_secret(head, payload))
    yield (
        "another issuer inside",
        packed(header, payload.replace(b'"iss":"did:web', b'"iss":"did:key'), signature),
    )


def _with_shared_secret(head, payload):
    header = json.dumps({**head, "alg": "HS256"}).encode()
    said = packed(header, payload).encode()
    return header, payload, hmac.new(pem(), said, "sha256").digest()


def test_whatever_is_changed_both_programs_refuse_it(token):
    names = []
    for name, changed in every_tampering(token):
        assert check_badge(changed.encode()).verdict in (Verdict.ALTERED, Verdict.NOT_A_BADGE), name
        with pytest.raises(LibOpenBadgesException):
            theirs(changed, key=pem())
        names.append(name)
    assert len(names) == 15


def test_control_without_looking_at_the_signature_a_changed_badge_passes(token, monkeypatch):
    changed = dict(every_tampering(token))["payload"]
    monkeypatch.setattr(
        checking, "statement_in", lambda word: jwt.decode(word, options={"verify_signature": False})
    )
    assert check_badge(changed.encode()).verdict is Verdict.VALID


def test_a_changed_picture_with_the_old_statement_changes_nothing(credential, token):
    """The picture is no evidence: what counts is the statement in it."""
    assert (
        check_badge(into_svg("<svg xmlns='http://www.w3.org/2000/svg'></svg>", token)).verdict
        is Verdict.VALID
    )


def test_a_badge_of_somebody_else_is_not_judged(token):
    other = generate_private_key(public_exponent=65_537, key_size=2048)
    foreign = jwt.encode(
        {
            "iss": "did:web:other.example",
            "issuer": {"id": "did:web:other.example"},
            "jti": "https://x.example/1",
        },
        other,
        algorithm="RS256",
        headers={"kid": "did:web:other.example#1"},
    )
    assert check_badge(foreign.encode()).verdict is Verdict.UNKNOWN_ISSUER


def test_nothing_is_asked_of_an_address_in_a_badge(token, socket_disabled):
    for _, changed in every_tampering(token):
        check_badge(changed.encode())


@pytest.mark.parametrize(
    "brought",
    [
        b"",
        b"\x00\xff",
        b"a.b.c",
        b"....",
        b"{}",
        b"[" * 20_000,
        b'{"id": 7}',
        b"<svg/>",
        b"<svg",
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>',
        b'<?xml version="1.0" encoding="nonsense"?><svg/>',
        PNG_BEGINS,
        PNG_BEGINS + b"\xff\xff\xff\xffiTXtopenbadgecredential\0\0\0\0\0a.b.c",
        PNG_BEGINS + b"\0\0\0\x18iTXtopenbadgecredential\0\x01\0\0\0" + b"0000",
        b"x" * (LARGEST_BADGE + 1),
        (b"a" * LONGEST_TOKEN) + b".b.c",
        "é.é.é".encode(),
        b"e30.e30.",
        b"bnVsbA.bnVsbA.AA",
        b"W10.W10.AA",
    ],
)
def test_what_is_no_badge_gets_a_verdict_too(brought):
    assert check_badge(brought).verdict is Verdict.NOT_A_BADGE


def test_a_statement_in_the_text_of_the_element_is_found(token):
    picture = f'<svg xmlns:o="https://purl.imsglobal.org/ob/v3p0"><o:credential><![CDATA[{token}]]></o:credential></svg>'
    assert token_from(picture.encode()) == token
    with pytest.raises(NoBadgeError):
        token_from(picture.replace("purl", "pearl").encode())


def test_the_picture_stays_a_picture(credential, token):
    png = FORMS["badge.png"][0](credential)
    assert png.startswith(PNG_BEGINS)
    assert png.endswith(b"IEND\xaeB`\x82")
    assert into_png(png, token).count(b"openbadgecredential") == 2
    assert fromstring(FORMS["badge.svg"][0](credential)).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize(
    "words",
    [
        '"><script>alert(1)</script>',
        "</text></svg><svg onload=alert(1)>",
        "&lt;b&gt; ]]> <!-- {{ 7*7 }} ${7*7} %(x)s #let x = 1",
        "محمد علي עברית",
        "😀" * 150,
        "W" * 150,
    ],
)
def test_words_stay_words_in_the_picture(signing_key, anna, heat_pumps, words):
    one = credential_of(anna, heat_pumps, changes={"title": words})
    drawn = fromstring(picture_of(one))
    tags = {element.tag.rpartition("}")[2] for element in drawn.iter()}
    assert tags == {"svg", "title", "circle", "g", "rect", "text"}
    assert not any(
        name.startswith("on") or "href" in name for element in drawn.iter() for name in element.attrib
    )
    assert words in drawn.find("{http://www.w3.org/2000/svg}title").text
    assert verify_badge(FORMS["badge.png"][0](one), "3", pubkey_pem=pem()).valid


# ---------------------------------------------------------------------- what was withdrawn


def status_of(credential):
    url = status_url(credential.status_list)
    said = status_list_of(withdrawn_places(credential.status_list), url=url, hub=hub(), now=NOW)
    return tokens.signed({**said, "exp": int((NOW + timedelta(days=40_000)).timestamp())}, now=NOW), said


def is_set(encoded, place):
    """Read as the standard says, by hand: our own writing is not asked."""
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    return bits[place // 8] >> (7 - place % 8) & 1


def test_the_other_program_finds_out_what_was_withdrawn(credential, token, ada):
    """It fetches the list where the badge says it is; here it is handed to it."""
    read = theirs(token)
    assert is_set(status_of(credential)[1]["credentialSubject"]["encodedList"], credential.status_place) == 0
    actions.revoke_credential(credential=credential, reason="mistake", by=ada, now=NOW)
    assert is_set(status_of(credential)[1]["credentialSubject"]["encodedList"], credential.status_place) == 1
    assert check_badge(token.encode()).verdict is Verdict.REVOKED
    assert read.achievement.name == "Werken met sensoren"


def test_a_list_is_no_badge(credential):
    assert check_badge(status_of(credential)[0].encode()).verdict is Verdict.NOT_A_BADGE


def test_a_badge_that_was_replaced_or_deleted_says_so(credential, token, ada):
    new = actions.correct_credential(credential=credential, holder_name="Anna de Wit", by=ada, now=NOW)
    assert check_badge(token.encode()).verdict is Verdict.REPLACED
    fresh = token_of(new)
    assert check_badge(fresh.encode()).verdict is Verdict.VALID
    actions.erase_credential(credential=new, by="", now=NOW)
    assert check_badge(fresh.encode()) == checking.Checked(Verdict.ERASED)


# ---------------------------------------------------------------------- keys


def test_the_secret_half_is_for_the_eyes_of_its_owner_alone(signing_key):
    file = keys.file_of(signing_key)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert "PRIVATE" not in json.dumps(signing_key.public_key)
    assert set(signing_key.public_key) == {"e", "kty", "n"}


def test_the_thumbprint_is_that_of_the_standard():
    """The example of RFC 7638, 3.1."""
    key = {
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCi"
        "FV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0"
        "zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csF"
        "Cur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
    }
    assert keys.thumbprint_of(key) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_a_first_key_is_made_once(signing_key):
    assert keys.make_first_key(now=NOW) == signing_key


def another_key(monkeypatch):
    monkeypatch.setattr(
        keys, "new_private_key", lambda: generate_private_key(public_exponent=65_537, key_size=2048)
    )


def test_what_an_old_key_signed_stays_good_and_its_secret_is_destroyed(
    credential, token, signing_key, monkeypatch, django_capture_on_commit_callbacks
):
    another_key(monkeypatch)
    with django_capture_on_commit_callbacks(execute=True):
        new = keys.replace_key(has_leaked=False, by="", now=NOW + timedelta(hours=1))
    assert not keys.file_of(signing_key).exists()
    assert [one["kid"] for one in key_set_of(key_pairs())["keys"]] == [new.thumbprint, signing_key.thumbprint]
    assert check_badge(token.encode()).verdict is Verdict.VALID
    theirs(token)
    assert jwt.get_unverified_header(token_of(credential))["kid"] == f"{DID}#{new.thumbprint}"


def test_what_a_leaked_key_signed_is_trusted_no_more_and_a_fresh_badge_is(credential, token, monkeypatch):
    another_key(monkeypatch)
    keys.replace_key(has_leaked=True, by="", now=NOW + timedelta(hours=1))
    assert check_badge(token.encode()).verdict is Verdict.ALTERED
    assert len(document()["verificationMethod"]) == 1
    assert check_badge(token_of(credential).encode()).verdict is Verdict.VALID


def test_what_was_issued_before_is_named_by_who_answers_for_it(credential):
    Credential.objects.update(issuer_slug="")
    import_module("schakel.credentials.migrations.0002_issuer_as_it_was").name_issuers(apps, None)
    credential.refresh_from_db()
    assert credential.issuer_slug == credential.issuer.slug
