"""What is done in a frame, in one or two sentences: read out, and long enough to tell how long to stay."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sandbox.models import Event
from sandbox.screens import Stop, Words


def caption_of(stop: Stop, words: Words, question: str = "") -> str:
    """The caption of a frame; never empty. `question` is what an answer was given to."""
    match stop.stage:
        case "start":
            return _("This is where the work begins. Read the situation, then go on.")
        case "open":
            return _("In “%(place)s”, open “%(record)s”.") % {"place": words.place, "record": words.about}
        case "place":
            return _place(stop, words)
        case "form":
            return _form(words)
        case "refused":
            return _("Not done: %(reason)s") % {"reason": words.say}
        case "answer":
            return _answer(words, question)
        case "back":
            return _("Went back: what had been done after that moment no longer counts.")
    return " ".join([_sentence(words.say) or _("Done."), *words.meanwhile])


def _place(stop: Stop, words: Words) -> str:
    match stop.kind:
        case Event.Kind.SEAT:
            return _("Move to the seat of %(who)s.") % {"who": words.who}
        case Event.Kind.SEARCH:
            return _("Type “%(words)s” into “Search everywhere” and press “Find”.") % {
                "words": words.given.get("words", "")
            }
        case Event.Kind.TIME:
            return _("Press “%(button)s”.") % {"button": waiting_words(str(words.given.get("until", "")))}
    return _("Press “%(button)s”.") % {"button": words.button}


def _form(words: Words) -> str:
    if not words.boxes:
        return _("Look through the form, then press “%(button)s”.") % {"button": words.button}
    filled = "; ".join(f"{label}: {value}" if value else _empty(label) for label, value in words.boxes)
    return _("Fill in: %(boxes)s. Then press “%(button)s”.") % {"boxes": filled.rstrip("."), "button": words.button}


def _empty(label: str) -> str:
    return _("%(label)s: left empty") % {"label": label}


def _answer(words: Words, question: str) -> str:
    said = {"question": question, "answer": words.given.get("value", "")}
    if question:
        return _("Answer the guide's question. %(question)s Answer: %(answer)s.") % said
    return _("Answer the guide's question: %(answer)s.") % said


def _sentence(say: str) -> str:
    say = say.strip()
    return say if not say or say[-1] in '.!?…”"' else f"{say}."


def waiting_words(until: str) -> str:
    """The button that lets time pass, as it is called on the platform's screens."""
    return {
        "reply": _("Wait for a reply"),
        "deadline": _("Go to the next deadline"),
        "next_session": _("Go to the next office session"),
    }.get(until, _("Wait for a reply"))


def deed_words(event: Event, button: str) -> str:
    """What was done, for a list of all that was done: the button, or what stands for one."""
    match event.kind:
        case Event.Kind.TIME:
            return waiting_words(str(event.values.get("until", "")))
        case Event.Kind.SEAT:
            return _("Changed the seat")
        case Event.Kind.SEARCH:
            return _("Searched for “%(words)s”") % {"words": event.values.get("words", "")}
        case Event.Kind.ANSWER:
            return _("Answered the guide's question")
        case Event.Kind.REWIND:
            return _("Went back")
    return button or _("Tried something that is not possible here")
