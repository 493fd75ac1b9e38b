"""What is refused here, as types. Each carries a sentence that the person can act on."""


class ProgressRefused(Exception):
    """`say` tells why, and what to do instead; `field` which part of the form it is about ("" for none)."""

    def __init__(self, say: str, field: str = "") -> None:
        super().__init__(say)
        self.say = say
        self.field = field


class OverrideRefused(ProgressRefused):
    """This decision about somebody's result cannot be recorded."""


class GuideRefused(ProgressRefused):
    """That colleague cannot be named as the one who taught the lesson."""
