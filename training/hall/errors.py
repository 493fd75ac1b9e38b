"""What can go wrong in a hall; each carries a sentence that one can act on."""


class HallRefused(Exception):
    """Not possible as things stand; `say` tells what to do instead. Nothing was changed."""

    def __init__(self, say: str) -> None:
        super().__init__(say)
        self.say = say
