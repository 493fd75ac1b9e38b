#!/usr/bin/env python3
"""Check the receipt of a finished lesson, on any machine with Python 3.9 and nothing else:

    python3 verify_receipt.py bien-nhan-L05-0123456789ab.json

Says that it agrees and prints the code to compare with the one on the paper or on the site (exit 0), or says where it
does not (exit 1). What is checked: the file is in its one canonical form; every event carries its link of the hash
chain, from the start that the attempt is pinned to up to the head that the evidence holds; the records before and
after are those whose digests the evidence holds, and the events that count lead from the one to the other; the result
follows from how the attempt went; and the completion's hash covers all of it. Of a receipt whose log was removed by
the house's rules of retention (format 2) only the last two. Only the comparison of the code with a place that the
holder cannot write to (the paper, the site) shows that nobody made the whole file up.
"""

import hashlib
import json
import sys

KEYS = {"receipt", "completion", "events", "records"}
FORMATS = ((KEYS, 1), (KEYS | {"removed"}, 2))  # 2: the log was removed by the house's rules of retention
TERMS = {"previous", "learner", "number", "lesson", "task", "mode", "aided", "level", "refresher", "at", "evidence"}
OLD_TERMS = ("previous", "learner", "number", "lesson", "task", "aided", "at", "evidence")  # hashed in this order
FACTS = {"seq", "kind", "actor", "action", "rid", "values", "changes", "clock"}
MORE_FACTS = FACTS | {"note", "cause", "at", "link"}
OLD_EVIDENCE = {"task", "snapshot", "seed", "events", "events_digest", "before", "after"}
EVIDENCE = OLD_EVIDENCE | {
    "format", "attempt", "holder", "engine", "mode", "hints", "faults", "refresher", "steps", "log", "read",
}  # fmt: skip


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value):
    return sha256(canonical(value))


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def verify(content):
    """What does not agree, each with its place, as a list of sentences; empty if all does. `content`: bytes."""
    receipt, said = read(content)
    if said:
        return said
    try:
        return (form_of(receipt) or [])[:1] or list(disagreements(receipt))
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        return [f"form: a part is missing or of another kind ({type(error).__name__}: {error})"]


def read(content):
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [f"byte {error.start}: not UTF-8"]
    try:
        receipt = json.loads(text)
        again = canonical(receipt).encode()
    except json.JSONDecodeError as error:
        return None, [f"byte {len(text[: error.pos].encode())}: not JSON ({error.msg})"]
    except (ValueError, RecursionError) as error:  # a surrogate, a number of thousands of digits, endless nesting
        return None, [f"form: not a text of ours ({error})"]
    if again != content:
        least = min(len(again), len(content))
        place = next((n for n in range(least) if again[n] != content[n]), least)
        return None, [f"byte {place}: not the canonical form"]
    return receipt, []


def form_of(receipt):
    """Nothing may be missing, and nothing may stand there that no hash covers."""
    if not isinstance(receipt, dict) or (set(receipt), receipt.get("receipt")) not in FORMATS:
        return ["form: not a receipt of format 1 or 2"]
    if without_log(receipt) and (receipt["events"] or receipt["records"] or not isinstance(receipt["removed"], str)):
        return ["form: a receipt without its log holds no events and no records"]
    completion = receipt["completion"]
    if set(completion) != TERMS | {"hash"}:
        return ["completion: a part is missing or unknown"]
    old = is_old(completion)
    if set(completion["evidence"]) != (OLD_EVIDENCE if old else EVIDENCE):
        return ["completion: a part of the evidence is missing or unknown"]
    if not old and completion["evidence"]["format"] != 2:
        return ["completion: evidence of an unknown format"]
    for place, event in enumerate(receipt["events"], 1):
        if set(event) != (FACTS if old else MORE_FACTS):
            return [f"event no. {place}: a part is missing or unknown"]
    for rid, record in receipt["records"].items():
        if set(record) != {"before", "after"}:
            return [f"record {rid}: a part is missing or unknown"]
    return []


def is_old(completion):
    return "format" not in completion["evidence"]


def without_log(receipt):
    return receipt["receipt"] == 2


def disagreements(receipt):
    completion, events = receipt["completion"], receipt["events"]
    evidence = completion["evidence"]
    if without_log(receipt):
        yield from of_completion(completion, evidence)
        return
    if not is_old(completion):
        yield from of_log(evidence, events)
    yield from of_records(evidence, receipt["records"], events)
    counted = [{name: event[name] for name in FACTS} for event in events if event["seq"] in set(evidence["events"])]
    if [event["seq"] for event in counted] != evidence["events"]:
        yield "events: not all of those that count are there, in their order"
    if digest(counted) != evidence["events_digest"]:
        yield "events: those that count are not those of the evidence"
    yield from of_completion(completion, evidence)


def of_log(evidence, events):
    link = digest([evidence["attempt"], evidence["task"], evidence["snapshot"], evidence["seed"]])
    for place, event in enumerate(events, 1):
        facts = {name: value for name, value in event.items() if name != "link"}
        if event["seq"] != place:
            yield f"event {event['seq']}: it stands in the place of event {place}"
        if sha256(link + canonical(facts)) != event["link"]:
            yield "event {}: its content is not what its link in the chain says".format(event["seq"])
        link = event["link"]  # so that only the place itself is named, not everything after it
    if len(events) != evidence["log"]["events"]:
        yield f"events: {len(events)} of {evidence['log']['events']} are there"
    if link != evidence["log"]["head"]:
        yield f"event {len(events)}: its link is not the head of the chain"


def of_records(evidence, records, events):
    for rid, record in sorted(records.items(), key=lambda item: int(item[0])):
        for when in ("before", "after"):
            held = evidence[when].get(rid)
            if held != (None if record[when] is None else digest(record[when])):
                yield f"record {rid} {when}: not what the evidence holds"
    if missing := sorted((set(evidence["before"]) | set(evidence["after"])) - set(records)):
        yield f"record {missing[0]}: not there"
    counted = [event for event in events if event["seq"] in set(evidence["events"])]
    changes = [change for event in counted for change in event["changes"].get("rows", [])]
    touched = {str(change["rid"]) for change in changes}
    if superfluous := sorted(set(records) - touched - {str(rid) for rid in evidence.get("read", [])}):
        yield f"record {superfluous[0]}: no event touched it and no check was judged by it"
    for rid, record in sorted(records.items(), key=lambda item: int(item[0])):
        own = [change for change in changes if str(change["rid"]) == rid]
        if rolled_back(record["after"], own) != record["before"]:
            yield f"record {rid} before: the events do not lead from it to what is there after"


def rolled_back(after, changes):
    state, data = (after or {}).get("state"), dict((after or {}).get("data", {}))
    for change in reversed(changes):
        state = change["state"][0]
        for name, (old, _new) in change.get("set", {}).items():
            if old is None:
                data.pop(name, None)
            else:
                data[name] = old
    return None if state is None else {"state": state, "data": data}


def of_completion(completion, evidence):
    if is_old(completion):
        if digest([completion[name] for name in OLD_TERMS]) != completion["hash"]:
            yield "completion: its hash does not cover what it says"
        extra = {name: completion[name] for name in sorted(TERMS - set(OLD_TERMS))}
        if extra != {"level": 1, "mode": "guided", "refresher": False}:
            yield "completion: its format knows no mode and no level"
        return
    if digest({name: value for name, value in completion.items() if name != "hash"}) != completion["hash"]:
        yield "completion: its hash does not cover what it says"
    for name in ("task", "mode", "refresher"):
        if completion[name] != evidence[name]:
            yield f"completion: its {name} is not that of the evidence"
    helped = bool(evidence["hints"]) or any(aided for _step, _seq, aided in evidence["steps"])
    aided = helped or evidence["mode"] not in ("alone", "traps")
    level = 1 if aided or evidence["faults"] else 3 if evidence["mode"] == "traps" else 2
    if (completion["aided"], completion["level"]) != (aided, level):
        yield "completion: the result does not follow from how the attempt went"


def code_of(content):
    """The completion's hash, which the paper and the site show the beginning of."""
    return json.loads(content)["completion"]["hash"]


def main(arguments):
    if len(arguments) != 1:
        print("usage: verify_receipt.py FILE", file=sys.stderr)
        return 2
    try:
        with open(arguments[0], "rb") as file:
            content = file.read()
    except OSError as error:
        print(f"{arguments[0]}: {error.strerror}", file=sys.stderr)
        return 2
    wrong = verify(content)
    for sentence in wrong:
        print(sentence)
    if wrong:
        print("The receipt does NOT agree.")
        return 1
    receipt = json.loads(content)
    told = receipt["completion"]
    holder = told["evidence"].get("holder", "learner {}".format(told["learner"]))
    print("The receipt agrees: {} finished {} at {}.".format(holder, told["lesson"], told["at"]))
    way = "with help" if told["aided"] else "alone"
    if without_log(receipt):
        print(f"M{told['level']}, {way}. Its log was removed on {receipt['removed']}, by the rules of retention:")
        print("the hash covers what the result says; how it came about can no longer be shown.")
    else:
        print(f"M{told['level']}, {way}; {len(receipt['events'])} events.")
    print("Compare this code with the one on the paper or on the site: {}".format(told["hash"][:16]))
    print("In full: {}".format(told["hash"]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
