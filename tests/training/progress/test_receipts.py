"""Receipts: what the learner carries away, and what happens to one that was altered."""

import json
import random
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lessons.models import LessonPage
from sandbox.models import Event
from tests.visitor import Visitor
from training.people.models import User
from training.progress import evidence
from training.progress.models import Completion
from training.progress.receipt import receipt_of

TOOL = Path(__file__).resolve().parents[3] / "tools" / "verify_receipt.py"


def tool() -> Any:
    spec = spec_from_file_location("verify_receipt", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = tool().verify


@pytest.fixture
def completion(done: None, l05: LessonPage) -> Completion:
    return Completion.objects.get()


@pytest.fixture
def receipt(completion: Completion) -> bytes:
    return receipt_of(completion)


def altered(receipt: bytes, change: Any) -> list[str]:
    data = json.loads(receipt)
    change(data)
    return verify(evidence.canonical(data).encode())


def test_a_receipt_agrees(receipt: bytes) -> None:
    assert verify(receipt) == []


def test_it_holds_every_event_and_no_name(receipt: bytes, completion: Completion, mai: User) -> None:
    data = json.loads(receipt)
    assert len(data["events"]) == Event.objects.filter(workspace=completion.attempt.workspace).count()
    assert mai.full_name not in receipt.decode()
    assert data["completion"]["evidence"]["holder"] == mai.staff_code


def test_records_are_those_touched_and_those_that_checks_read(completion: Completion) -> None:
    told = completion.evidence
    events = evidence.log_of(completion.attempt.workspace)
    touched = {str(rid) for rid in evidence.touched(events)}
    assert set(told["after"]) == touched | {str(rid) for rid in told["read"]}


def test_one_byte_that_was_altered_fails_and_is_named(receipt: bytes) -> None:
    """600 positions all over the file, each byte replaced by another one."""
    dice = random.Random(2026)
    places = sorted(dice.sample(range(len(receipt)), 600))
    unnamed = []
    for place in places:
        other = dice.choice([byte for byte in b'0123456789abcxyz{}[]",: \n\xff' if byte != receipt[place]])
        said = verify(receipt[:place] + bytes([other]) + receipt[place + 1 :])
        if not said or not said[0].startswith(("byte ", "event", "record ", "completion:", "form:")):
            unnamed.append((place, said))
    assert unnamed == []


@pytest.mark.parametrize("cut", [slice(0, -1), slice(1, None), slice(0, 0)])
def test_a_part_of_a_receipt_is_none(cut: slice, receipt: bytes) -> None:
    assert verify(receipt[cut])


def test_a_line_end_more_is_not_the_canonical_form(receipt: bytes) -> None:
    assert verify(receipt + b"\n") == [f"byte {len(receipt)}: not the canonical form"]


def test_an_altered_event_is_named(receipt: bytes) -> None:
    said = altered(receipt, lambda data: data["events"][2].update(at="2026-01-01T00:00:00+00:00"))
    assert said[0].startswith("event 3:")


def test_an_event_left_out_is_named(receipt: bytes) -> None:
    assert altered(receipt, lambda data: data["events"].pop(1))[0].startswith("event 3: it stands in the place")


def test_an_altered_record_is_named(receipt: bytes) -> None:
    rid = next(iter(json.loads(receipt)["records"]))
    said = altered(receipt, lambda data: data["records"][rid]["after"].update(state="khac"))
    assert said[0] == f"record {rid} after: not what the evidence holds"


def test_an_altered_result_is_named(receipt: bytes) -> None:
    assert altered(receipt, lambda data: data["completion"].update(level=3))[0].startswith("completion:")


def test_what_no_hash_covers_may_not_stand_there(receipt: bytes) -> None:
    assert altered(receipt, lambda data: data.update(note="x"))
    assert altered(receipt, lambda data: data["completion"].update(note="x"))


def run(receipt: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    file = folder / "bien-nhan.json"
    file.write_bytes(receipt)
    command = [sys.executable, "-I", str(TOOL), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_one_command_is_enough_for_anybody(receipt: bytes, completion: Completion, tmp_path: Path) -> None:
    done = run(receipt, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "agrees" in done.stdout
    assert completion.hash[:16] in done.stdout


def test_the_command_fails_and_says_where(receipt: bytes, tmp_path: Path) -> None:
    done = run(receipt.replace(b'"lesson":"L05"', b'"lesson":"L06"'), tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("completion:")


def test_the_tool_needs_no_django() -> None:
    assert "django" not in TOOL.read_text(encoding="utf-8").lower()


def test_the_house_compares_with_its_database(receipt: bytes, completion: Completion, tmp_path: Path) -> None:
    file = tmp_path / "bien-nhan.json"
    file.write_bytes(receipt)
    call_command("verify_receipt", file, stdout=(tmp_path / "said").open("w"))
    Event.objects.filter(workspace=completion.attempt.workspace, seq=1).update(actor="ai_do")
    with pytest.raises(CommandError):
        call_command("verify_receipt", file, stdout=(tmp_path / "said").open("w"))
    assert "database: log" in (tmp_path / "said").read_text()


def test_the_learner_takes_it_from_the_page(receipt: bytes, completion: Completion, mai: User, client_of) -> None:
    visitor = Visitor(client_of(mai)).open(f"/ho-so-cua-toi/{completion.attempt.uuid}/").follow("Biên nhận")
    answer = visitor.client.get(visitor.url)
    assert answer.content == receipt
    assert answer["Content-Disposition"] == f'attachment; filename="bien-nhan-L05-{completion.hash[:12]}.json"'


# --- completions from before format 2 -------------------------------------------------------------------------


@pytest.fixture
def old(completion: Completion) -> Completion:
    """The same completion as it was written before: no chain over the log, nothing about mode and help."""
    told = completion.evidence
    names = ("task", "snapshot", "seed", "events", "events_digest")
    touched = set(told["after"]) - {str(rid) for rid in told["read"]}
    completion.evidence = {name: told[name] for name in names} | {
        when: {rid: held for rid, held in told[when].items() if rid in touched} for when in ("before", "after")
    }
    completion.mode, completion.level = "guided", 1
    columns = {"evidence": completion.evidence, "mode": "guided", "level": 1}
    completion.hash = evidence.chain_hash(completion)
    Completion.objects.filter(pk=completion.pk).update(**columns, hash=completion.hash)
    return completion


def test_an_old_completion_still_agrees(old: Completion) -> None:
    assert evidence.faults(old, "") == []


def test_an_old_receipt_agrees_and_is_as_hard_to_alter(old: Completion) -> None:
    receipt = receipt_of(old)
    assert verify(receipt) == []
    assert altered(receipt, lambda data: data["completion"].update(level=3))
    assert altered(receipt, lambda data: data["events"][0].update(actor="ai_do"))
