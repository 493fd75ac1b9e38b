"""What can go wrong here, as a type: it carries a sentence that the person can act on."""


class FeedbackRefused(Exception):
    """Cannot be taken as it stands; `say` tells what to do instead. Nothing was changed."""

    def __init__(self, say: str) -> None:
        super().__init__(say)
        self.say = say
