"""Signing in by staff code or e-mail: what we ask of django-allauth, and how we speak.

Staff codes are typed in every way (spaces, small letters, long dashes); e-mails with capitals. Both are folded
before they are compared and before attempts are counted, so that a variant does not buy more guesses.
Every failure reads the same, whether or not the account exists.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import ResetPasswordKeyForm as AllauthResetPasswordKeyForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm
from django import forms
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from training.people.models import User
from training.people.names import normalise_email, normalise_staff_code, staff_key

LABELS = {
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password once more"),
}
# Said by django-allauth, which has no Vietnamese; named here so that our catalogue carries it.
gettext_noop("You must type the same password each time.")

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

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
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
        password.label = _("Password")
        password.help_text = ""
        password.widget.attrs = {"autocomplete": "current-password"}

    def clean_login(self) -> str:
        typed = self.cleaned_data["login"]
        if "@" in typed:
            return normalise_email(typed) or ""
        known = User.objects.filter(staff_key=staff_key(typed)).values_list("staff_code", flat=True).first()
        return known or normalise_staff_code(typed)


class ResetPasswordForm(AllauthResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Your office e-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)


class _InOurWords(forms.Form):
    """Labels instead of placeholders, and the rule for a good password said once, by the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].help_text = ""
                self.fields[name].widget.attrs.pop("placeholder", None)


class ChangePasswordForm(_InOurWords, AllauthChangePasswordForm):
    pass


class SetPasswordForm(_InOurWords, AllauthSetPasswordForm):
    pass


class ResetPasswordKeyForm(_InOurWords, AllauthResetPasswordKeyForm):
    pass
