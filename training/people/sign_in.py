"""Signing in by staff code or e-mail: what we ask of django-allauth, and how we speak.

Staff codes are typed in every way (spaces, small letters, long dashes); e-mails with capitals. Both are folded
before they are compared and before attempts are counted, so that a variant does not buy more guesses.
Every failure reads the same, whether or not the account exists.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from training.people.names import normalise_email, normalise_staff_code

NO_MATCH = _("The code or e-mail and the password do not match. Check the keyboard's input method, then try again.")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from the roster, not from a sign-up form."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": NO_MATCH,
        "email_password_mismatch": NO_MATCH,
        "invalid_login": NO_MATCH,
        "too_many_login_attempts": _(
            "Too many attempts. What you typed is kept: wait five minutes, or choose “Forgot the password”."
        ),
        "enter_current_password": _("This is not your current password. Type it once more."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return f"Dùng là giỏi · {subject}"

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        with translation.override(user.language):
            super().send_password_reset_mail(user, email, context)


class LoginForm(AllauthLoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("Staff code or e-mail")
        login.widget.attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "maxlength": "254",
        }
        password.help_text = ""
        password.widget.attrs = {"autocomplete": "current-password"}

    def clean_login(self) -> str:
        typed = self.cleaned_data["login"]
        return (normalise_email(typed) or "") if "@" in typed else normalise_staff_code(typed)


class ResetPasswordForm(AllauthResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Your office e-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)
