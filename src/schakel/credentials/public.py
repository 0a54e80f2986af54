"""The door of credentials."""

from schakel.credentials.actions import (
    Holder,
    claim_credentials,
    correct_credential,
    erase_credential,
    forget_holder,
    issue_credential,
    revoke_credential,
)
from schakel.credentials.demonstration import load_demo_credentials
from schakel.credentials.keys import current_key, file_of, make_first_key, published_keys, replace_key
from schakel.credentials.links import holder_path
from schakel.credentials.messages import refusal_text
from schakel.credentials.models import Credential
from schakel.credentials.queries import credentials_certifying, credentials_of, find_public
from schakel.credentials.rules import (
    LONGEST_NAME,
    LONGEST_TITLE,
    Achievement,
    Evidence,
    Reason,
    Sharing,
    State,
)

__all__ = [
    "LONGEST_NAME",
    "LONGEST_TITLE",
    "Achievement",
    "Credential",
    "Evidence",
    "Holder",
    "Reason",
    "Sharing",
    "State",
    "claim_credentials",
    "correct_credential",
    "credentials_certifying",
    "credentials_of",
    "current_key",
    "erase_credential",
    "file_of",
    "find_public",
    "forget_holder",
    "holder_path",
    "issue_credential",
    "load_demo_credentials",
    "make_first_key",
    "published_keys",
    "refusal_text",
    "replace_key",
    "revoke_credential",
]
