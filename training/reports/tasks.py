"""Background work of the reports: sweeps over what waits, so that a lost, late or repeated message does no harm."""

import logging

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from training.people.models import Role, RoleGrant
from training.people.selectors import today
from training.reports import api, rollups

logger = logging.getLogger(__name__)


@shared_task
def fold_changes() -> int:
    """Bring the counts of the six questions up to date. How many people were counted anew."""
    return rollups.fold_all()


@shared_task
def prove_counts() -> int:
    """Count everybody anew, put right what differs, log it, and tell the administrators. How many rows differed.

    Logs and mails numbers of units and rows only; no person, no content.
    """
    differs = rollups.recount(mend=True)
    for one in differs:
        logger.error("a count was not what the facts say: %s", one)
    if differs:
        _tell(differs)
    logger.info("counts proved, of which differed: %s", len(differs))
    return len(differs)


def _tell(differs: list[str]) -> None:
    """A mail server that fails is no reason to fail: the log has it, and the page of the reports says it."""
    held = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).on(today())
    for address, language in held.exclude(user__email=None).values_list("user__email", "user__language").distinct():
        with override(language):
            words = _(
                "Last night's proof found %(number)s counts of the reports that were not what the facts say. They "
                "have been put right. Which ones stands in the server's log."
            )
            subject = _("Counts of the reports were put right")
            try:
                send_mail(subject, words % {"number": len(differs)}, settings.DEFAULT_FROM_EMAIL, [address])
            except OSError:
                logger.exception("the administrators could not be told")


@shared_task
def write_exports() -> int:
    """Write the files that wait for it, or were left by a worker that died."""
    return api.write_waiting()
