"""Files of items and documents lent for a question: kept as promised, for whom they are, and gone in time."""

import fcntl
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from schakel.documents import extracting, files, queries
from schakel.documents.actions import (
    LONGEST_LENT,
    READ,
    add_attachment,
    forget_documents,
    lend_file,
    lend_text,
    remove_attachment,
    settle_question,
)
from schakel.documents.extracting import read_document
from schakel.documents.models import Attachment, LentDocument
from schakel.documents.rules import GRACE, KEPT_FOR
from schakel.jobs.public import HUB, Worker
from schakel.journal.public import history_of
from schakel.kernel.refusal import Refusal
from tests.clock import NOW
from tests.hostile_files import SENTENCE, docx, good_pdf, page
from tests.items import attachment_of, item_of

pytestmark = pytest.mark.django_db
ME, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def item(rotterdam):
    return item_of(rotterdam)


def work(now=NOW):
    worker = Worker(HUB, clock=lambda: now)
    while worker.work_once():
        pass


def test_a_file_is_attached_then_read_and_the_journal_says_so_without_its_words(item, anna):
    attachment = add_attachment(item=item, content=docx(), name="../Nota.docx", added_by=anna, now=NOW)
    assert (attachment.name, attachment.file_type, attachment.added_by) == ("Nota.docx", "docx", anna)
    assert files.path_of(attachment.sha256).read_bytes() == docx()
    assert files.path_of(attachment.sha256).stat().st_mode & 0o077 == 0
    work()
    attachment.refresh_from_db()
    assert (attachment.text, attachment.language, attachment.read_at) == (SENTENCE, "nl", NOW)
    rows = history_of(item.reference)
    assert [row.name for row in rows][:2] == ["attachment.read", "attachment.added"]
    assert rows[1].actor == anna.reference
    assert "sporthallen" not in repr(rows[0].details | rows[1].details)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "document-empty"),
        (page(), "attachment-type"),
        (docx(parts={"word/vbaProject.bin": b"x"}), "attachment-has-macros"),
        (b"MZ" + bytes(100), "document-is-program"),
    ],
)
def test_what_may_not_be_attached_leaves_nothing(item, anna, content, code):
    with pytest.raises(Refusal, match=code):
        add_attachment(item=item, content=content, name="x.pdf", added_by=anna, now=NOW)
    assert not Attachment.objects.exists()


def test_a_file_is_attached_once_to_an_item_and_kept_once_for_all(item, anna, rotterdam):
    other = item_of(rotterdam, "Iets anders")
    first = add_attachment(item=item, content=docx(), name="a.docx", added_by=anna, now=NOW)
    with pytest.raises(Refusal, match="attachment-there-already"):
        add_attachment(item=item, content=docx(), name="b.docx", added_by=anna, now=NOW)
    second = add_attachment(item=other, content=docx(), name="c.docx", added_by=anna, now=NOW)
    assert first.sha256 == second.sha256
    assert len(list(files.every_file())) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.create(
            item=item, name="x", file_type="docx", size=1, sha256=first.sha256, added_at=NOW
        )


def test_a_file_goes_after_the_last_item_that_had_it_and_not_at_once(item, anna, rotterdam):
    other = item_of(rotterdam, "Iets anders")
    first, second = (attachment_of(one, b"Een en hetzelfde.") for one in (item, other))
    path = files.path_of(first.sha256)

    def sweep(*, later):
        files.remove_unless(
            lambda digest: Attachment.objects.filter(sha256=digest).exists(), before=time.time() + later
        )

    remove_attachment(attachment=first, removed_by=anna, now=NOW)
    sweep(later=60)
    assert path.exists()
    remove_attachment(attachment=second, removed_by=anna, now=NOW)
    remove_attachment(attachment=second, removed_by=anna, now=NOW)
    sweep(later=-GRACE.total_seconds())
    assert path.exists()
    sweep(later=60)
    assert not path.exists()
    assert [row.name for row in history_of(other.reference)].count("attachment.removed") == 1


def test_storing_a_file_anew_makes_it_young(item):
    digest = files.store(b"Tekst.")
    os.utime(files.path_of(digest), (0, 0))
    files.store(b"Tekst.")
    assert time.time() - files.path_of(digest).stat().st_mtime < 60


def test_a_file_that_was_damaged_is_stored_anew(item):
    digest = files.store(b"Tekst.")
    files.path_of(digest).write_bytes(b"")
    files.store(b"Tekst.")
    assert files.path_of(digest).read_bytes() == b"Tekst."


def test_a_document_whose_file_is_gone_says_so_and_the_job_is_done(item, anna):
    attachment = add_attachment(item=item, content=docx(), name="a.docx", added_by=anna, now=NOW)
    files.path_of(attachment.sha256).unlink()
    work()
    attachment.refresh_from_db()
    assert (attachment.text, attachment.unreadable) == ("", "attachment-file-gone")


def test_the_text_of_what_was_taken_away_in_the_meantime_is_not_kept(item, anna):
    attachment = add_attachment(item=item, content=docx(), name="a.docx", added_by=anna, now=NOW)
    remove_attachment(attachment=attachment, removed_by=anna, now=NOW)
    work()
    assert not Attachment.objects.exists()
    assert READ in HUB.handlers


def test_who_may_not_see_the_item_gets_no_attachment(rotterdam, anna, bas):
    from schakel.library.public import State  # noqa: PLC0415

    hidden = item_of(rotterdam, state=State.DRAFT)
    attachment = attachment_of(hidden, b"Geheim.")
    assert queries.attachment_for(anna, hidden.slug, attachment.code) == attachment
    assert queries.attachment_for(bas, hidden.slug, attachment.code) is None
    assert queries.attachment_for(None, hidden.slug, attachment.code) is None
    shown = item_of(rotterdam, "Openbaar")
    assert queries.attachment_for(anna, shown.slug, attachment.code) is None


def test_a_lent_document_is_there_for_who_lent_it_and_for_an_hour():
    lent = lend_file(content=good_pdf(), name="nota.pdf", holder=ME, now=NOW)
    almost = NOW + KEPT_FOR - timedelta(seconds=1)
    assert queries.lent_document(lent.key, holder=ME, now=almost) == lent.document
    assert queries.lent_document(lent.key, holder=OTHER, now=NOW) is None
    assert queries.lent_document(lent.key + "x", holder=ME, now=NOW) is None
    assert queries.lent_document(lent.key, holder=ME, now=NOW + KEPT_FOR) is None
    assert lent.key not in repr(LentDocument.objects.order_by("pk").values())


def test_the_worker_forgets_what_was_lent():
    lend_text(text="Wij zoeken hulp.", holder=ME, now=NOW)
    kept = lend_text(text="Wij zoeken ook hulp.", holder=ME, now=NOW + KEPT_FOR)
    work(NOW + KEPT_FOR)
    assert list(LentDocument.objects.order_by("pk")) == [kept.document]
    assert forget_documents(now=NOW + KEPT_FOR) == 0


def test_a_pasted_mail_is_kept_without_its_politeness_and_with_its_names():
    text = "Beste Chaima,\n\nWij zoeken hulp.\n\nGroeten,\nAnna Bakker\n"
    document = lend_text(text=text, holder=ME, now=NOW).document
    assert (document.text, document.people) == ("Wij zoeken hulp.", ["Anna Bakker"])


@pytest.mark.parametrize(("text", "code"), [("  ", "document-empty"), ("123 – 456", "document-has-no-text")])
def test_what_has_no_words_cannot_be_asked_with(text, code):
    with pytest.raises(Refusal, match=code):
        lend_text(text=text, holder=ME, now=NOW)
    assert not LentDocument.objects.exists()


def test_a_long_document_is_cut_and_says_so():
    document = lend_text(text="woord " * LONGEST_LENT, holder=ME, now=NOW).document
    assert document.is_cut
    assert len(document.text) == LONGEST_LENT


def test_a_question_is_settled_with_its_document():
    lent = lend_text(text="Wij zoeken hulp.", holder=ME, now=NOW)
    settle_question(document=lent.document, question="Hulp?", choices={"kept": []}, is_settled=True)
    stored = LentDocument.objects.get()
    assert (stored.question, stored.choices, stored.is_settled) == ("Hulp?", {"kept": []}, True)


class Taken:
    """As if other processes were reading and waiting."""

    def __init__(self, *names):
        places = Path(extracting.settings.DOCUMENTS) / "places"
        places.mkdir(parents=True, exist_ok=True)
        self.locks = [(places / name).open("w") for name in names]
        for lock in self.locks:
            fcntl.flock(lock, fcntl.LOCK_EX)


def test_who_comes_when_all_are_reading_and_waiting_is_told_at_once():
    taken = Taken("reading-0", "reading-1", "waiting-0", "waiting-1")
    began = time.monotonic()
    with pytest.raises(Refusal, match="documents-busy"):
        read_document(b"Tekst.", patience=5)
    assert time.monotonic() - began < 1
    assert taken.locks


def test_who_waits_gets_the_first_place_that_is_free_or_is_told_in_time():
    taken = Taken("reading-0", "reading-1")
    with pytest.raises(Refusal, match="documents-busy"):
        read_document(b"Tekst.", patience=0.1)
    taken.locks[1].close()
    assert read_document(b"Tekst.", patience=5).text == "Tekst."
