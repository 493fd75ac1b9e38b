"""What has been kept long enough goes; what a result stands on never breaks by it."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from sandbox.models import Event, OverlayRow
from tests.lesson_world import start
from tests.training.progress.test_receipts import tool
from tests.visitor import Visitor
from training.audit import retention
from training.audit.api import Action, note
from training.audit.models import Entry, Removal
from training.audit.tasks import purge
from training.feedback.models import Stuck
from training.people.models import User
from training.practice.models import Attempt
from training.progress import rebuild
from training.progress.models import ActiveTime, Completion, Presence
from training.progress.receipt import receipt_of
from training.progress.record import minutes_of_work
from training.progress.tasks import check_summaries, verify_completions

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def old(done: None, l05, mai: User) -> Attempt:
    """Mai's finished attempt, six years ago."""
    then = timezone.now() - timedelta(days=6 * 365)
    Attempt.objects.update(finished_at=then, last_seen=then)
    return Attempt.objects.get()


def run(**options: object) -> str:
    told = io.StringIO()
    call_command("purge", stdout=told, **options)
    return told.getvalue()


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Event, OverlayRow, Presence, Removal, Entry))


def test_a_dry_run_counts_and_removes_nothing(old: Attempt) -> None:
    before = counts()
    told = dict((line.split()[0], line) for line in run(dry_run=True).splitlines())
    assert f"{Event.objects.filter(workspace=old.workspace_id).count():>9} would go" in told["logs"]
    assert f"{Presence.objects.count():>9} would go" in told["minutes"]
    assert counts() == before


def test_the_result_stays_provable_after_its_log_is_gone(old: Attempt, mai: User, client_of) -> None:
    whole, minutes = receipt_of(Completion.objects.get()), minutes_of_work(mai)
    assert minutes > 0
    assert set(purge()) == {rule.key for rule in retention.rules()}
    assert not Event.objects.filter(workspace=old.workspace_id).exists()
    assert not OverlayRow.objects.filter(workspace=old.workspace_id).exists()
    assert not Presence.objects.exists()
    assert verify_completions() == {"checked": 1, "broken": 0, "removed": 1}
    assert check_summaries()["differ"] == 0
    assert minutes_of_work(mai) == minutes
    told = io.StringIO()
    call_command("rebuild_summaries", stdout=told)
    assert "Of 1 attempts the minutes were removed" in told.getvalue()
    assert ActiveTime.objects.get().minutes == minutes
    short = receipt_of(Completion.objects.get())
    verify = tool().verify
    assert verify(short) == []
    assert verify(whole) == []
    assert json.loads(short)["completion"] == json.loads(whole)["completion"]
    client = client_of(mai)
    page = Visitor(client).open(f"/ho-so-cua-toi/{old.uuid}/")
    assert page.page.select(".status--ok")
    assert not page.page.select('a[href*="xem-lai"]')
    assert client.get(f"/ho-so-cua-toi/{old.uuid}/xem-lai/1/").status_code == 303
    for address in ("", "lich-su/", "dieu-duoc-ghi/", "xac-nhan/", "tai-ve/", "giay-xac-nhan/"):
        assert client.get(f"/ho-so-cua-toi/{address}").status_code == 200


def test_both_receipts_agree_with_the_database(old: Attempt, tmp_path: Path) -> None:
    whole = tmp_path / "whole.json"
    whole.write_bytes(receipt_of(Completion.objects.get()))
    purge()
    short = tmp_path / "short.json"
    short.write_bytes(receipt_of(Completion.objects.get()))
    for file in (whole, short):
        call_command("verify_receipt", str(file), stdout=io.StringIO())


@pytest.mark.parametrize("harm", ["a line of the log", "the completion"])
def test_a_removal_hides_no_tampering(old: Attempt, harm: str) -> None:
    if harm == "a line of the log":
        event = Event.objects.filter(workspace=old.workspace_id).order_by("seq").last()
        Event.objects.filter(pk=event.pk).update(values={"so_den": "999"})
        purge()
        assert Event.objects.filter(workspace=old.workspace_id).exists()  # what disagrees is not removed
        assert verify_completions()["broken"] == 1
    else:
        purge()
        Completion.objects.update(level=3)
        assert verify_completions() == {"checked": 1, "broken": 1, "removed": 1}


def test_a_wrong_sum_keeps_its_minutes(old: Attempt) -> None:
    ActiveTime.objects.update(minutes=999)
    purge()
    assert Presence.objects.exists()
    assert list(rebuild.differences([old.user_id], mend=False))


def test_what_is_young_or_open_stays(done: None, l05, mai: User, client_of) -> None:
    opened = start(client_of(mai), mai)
    Attempt.objects.filter(pk=opened.pk).update(last_seen=timezone.now() - timedelta(days=4000))
    before = counts()
    purge()
    assert counts() == before


def test_messages_and_old_entries_of_the_log_go(old: Attempt, mai: User, hr: User) -> None:
    for days in (10, 400):
        stuck = Stuck.objects.create(user=mai, attempt=old, lesson_code="L05", step="x", request_key=str(days))
        Stuck.objects.filter(pk=stuck.pk).update(at=timezone.now() - timedelta(days=days))
    for days in (10, 2000):
        note(acting_user=hr, action=Action.EXPORTED, subject="roster", count=days)
    Entry.objects.filter(count=2000).update(at=timezone.now() - timedelta(days=2000))
    purge()
    assert [one.request_key for one in Stuck.objects.all()] == ["10"]
    assert [one.count for one in Entry.objects.all()] == [10]


def test_zero_keeps_for_good_and_one_rule_that_fails_holds_up_no_other(old: Attempt, settings) -> None:
    settings.KEEP_DAYS = settings.KEEP_DAYS | {"logs": 0}
    with mock.patch("training.feedback.retention.Stuck.objects.filter", side_effect=OSError):
        found = {one.rule.key: one for one in retention.apply()}
    assert found["stuck"].failed
    assert not Presence.objects.exists()
    assert Event.objects.filter(workspace=old.workspace_id).exists()


def test_the_table_is_the_same_in_the_docs_and_on_ones_page(planted, mai: User, client_of) -> None:
    with translation.override("en"):
        table = run(table=True).strip()
    assert table in (ROOT / "docs" / "retention.md").read_text(encoding="utf-8")
    page = Visitor(client_of(mai)).open("/ho-so-cua-toi/dieu-duoc-ghi/")
    rows = page.page.select("section[aria-labelledby=rules] tbody tr")
    assert len(rows) == len(retention.rules())
