"""What may be refused here, with a sentence for whoever asked."""


class RecognitionRefused(Exception):
    """`say` can be acted on."""

    def __init__(self, say: str) -> None:
        super().__init__(say)
        self.say = say
