"""What can go wrong in practice, as types. Each carries a sentence that the learner can act on."""

from typing import Any

from django.utils.translation import gettext as _


class PracticeRefused(Exception):
    """Asked for something that this attempt does not allow now; `say` tells what to do instead."""

    def __init__(self, say: str) -> None:
        super().__init__(say)
        self.say = say


class AttemptClosed(PracticeRefused):
    """The attempt is finished or was set aside: its evidence stands and nothing in it may change."""

    def __init__(self, **context: Any) -> None:
        super().__init__(_("This attempt is closed and stays as it is. Practise again to do more."))


class LessonPaused(PracticeRefused):
    """The lesson's proof no longer holds: nobody begins it until it is mended."""

    def __init__(self) -> None:
        super().__init__(_("This lesson is paused and being mended. It comes back by itself; nothing is lost."))


class NobodyHelps(PracticeRefused):
    """Help, or a way back, was asked for in "làm khi có bẫy"."""

    def __init__(self) -> None:
        super().__init__(
            _("With traps nobody helps and nothing is taken back. Change to “on my own” to go back, or begin afresh.")
        )


class HelpImpossible(PracticeRefused):
    """Not even from the start could the moves of this step be done for the learner."""

    def __init__(self) -> None:
        super().__init__(_("This step cannot be done for you here. Start over, or use the other hints."))
