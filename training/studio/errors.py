"""What can go wrong in the studio, as types. Each carries a sentence that the trainer can act on."""

from collections.abc import Mapping

from django.utils.translation import gettext as _


class StudioRefused(Exception):
    """Cannot be done as asked; `say` tells what to do instead, `fields` what is wrong where (by name of the box)."""

    status = 422

    def __init__(self, say: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(say)
        self.say = say
        self.fields = dict(fields or {})


class Overtaken(StudioRefused):
    """Somebody, or another tab, changed the sketch since this form was made."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            _(
                "This lesson was changed in another tab or by a colleague meanwhile. What you entered is still in "
                "the form: compare it with the pane, then save again."
            )
        )
