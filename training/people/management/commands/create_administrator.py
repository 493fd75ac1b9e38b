"""The first administrator of a real site, or one more: a person with that role over the whole province."""

import getpass
import warnings
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from training.people import api
from training.people.models import OrgUnit, Role, User
from training.people.names import staff_key


class Command(BaseCommand):
    help = "Make somebody administrator of the whole province. Asks for the password and never shows it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("staff_code")
        parser.add_argument("--full-name", help="of a person who is not in the roster yet")
        parser.add_argument("--email", help="of a person who is not in the roster yet")

    def handle(self, *args: Any, **options: Any) -> None:
        province = OrgUnit.get_first_root_node()
        if province is None:
            raise CommandError(_("There are no units yet. Run load_org first."))
        try:
            user = self._person(options)
            password = "" if user.has_usable_password() else self._password(user)
            with transaction.atomic():
                if password:
                    user.set_password(password)
                    user.save()
                api.grant_role(acting_user=None, user=user, role=Role.ADMINISTRATOR, scope=province)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        except (KeyboardInterrupt, EOFError):
            raise CommandError(_("Stopped. Nothing was changed.")) from None
        say = _("%(person)s (%(code)s) is administrator over %(unit)s.")
        self.stdout.write(say % {"person": user, "code": user.staff_code, "unit": province})

    def _person(self, options: dict[str, Any]) -> User:
        """The person with this code, or a new one, not saved yet. Who has a password keeps it."""
        user = User.objects.filter(staff_key=staff_key(options["staff_code"])).first()
        if user is None:
            user = User(
                staff_code=options["staff_code"],
                full_name=options["full_name"] or input(_("Full name: ")),
                email=options["email"] or input(_("E-mail (may be empty): ")) or None,
            )
            user.set_unusable_password()
            user.full_clean()
        if not user.is_active:
            raise CommandError(_("This account is closed. Name somebody else."))
        return user

    def _password(self, user: User) -> str:
        """Asked twice, on a terminal that can hide it or not at all."""
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            try:
                while True:
                    password = getpass.getpass(_("New password: "))
                    try:
                        validate_password(password, user)
                    except ValidationError as weak:
                        self.stderr.write("\n".join(weak.messages))
                        continue
                    if password == getpass.getpass(_("Once more: ")):
                        return password
                    self.stderr.write(_("The two are not the same."))
            except getpass.GetPassWarning:
                raise CommandError(_("This terminal would show the password. Run the command in another.")) from None
