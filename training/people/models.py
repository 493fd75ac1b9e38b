"""People, the organisation tree, memberships and role grants: constraints and facts about one row.

A period holds from `valid_from` up to, but not including, `valid_to`; an open end means "until further
notice". So a move closes one row and opens the next on the same day, and a role withdrawn today is gone today.
Nothing here is deleted when somebody moves or leaves: the row is closed, so that a report can still be
drawn "as organised then".
"""

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager

from training.people import names
from training.people.dated import DatedQuerySet, ends_after_start
from training.people.unit_models import CarriedPost, OrgChange, Succession, UnitName

__all__ = [
    "CarriedPost",
    "DatedQuerySet",
    "Language",
    "Membership",
    "OrgChange",
    "OrgUnit",
    "Role",
    "RoleGrant",
    "RosterChange",
    "RosterImport",
    "Succession",
    "Theme",
    "UnitKind",
    "UnitName",
    "User",
    "private_files",
]


class Language(models.TextChoices):
    VIETNAMESE = "vi", "Tiếng Việt"
    ENGLISH = "en", "English"


class Theme(models.TextChoices):
    AUTO = "", _("as the computer is set")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class Role(models.TextChoices):
    """What a person may do. `leader` follows from managing a unit and `learner` from working in one.

    Both also show up in `selectors.roles_of`; only the members of `GRANTABLE` are given by hand.
    """

    LEARNER = "learner", _("Learner")
    LEADER = "leader", _("Unit leader")
    TRAINER = "trainer", _("Trainer")
    HR = "hr", _("HR officer")
    ADMINISTRATOR = "administrator", _("Administrator")


GRANTABLE = (Role.LEARNER, Role.TRAINER, Role.HR, Role.ADMINISTRATOR)


class UserManager(BaseUserManager["User"]):
    def create_user(self, staff_code: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(staff_code=staff_code, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, staff_code: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(staff_code, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, staff_code: str | None) -> "User":
        return self.get(staff_code=names.normalise_staff_code(staff_code or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """One person. Signs in by staff code or by e-mail; addresses show the unguessable `uuid`."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    staff_code = models.CharField(_("staff code"), max_length=40, unique=True)
    staff_key = models.CharField(max_length=40, unique=True, editable=False)
    full_name = models.CharField(_("full name"), max_length=120)
    sort_name = models.CharField(max_length=120, editable=False, db_index=True)
    search_name = models.CharField(max_length=120, editable=False)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language.choices, default=Language.VIETNAMESE)
    theme = models.CharField(_("colours"), max_length=5, choices=Theme.choices, blank=True, default=Theme.AUTO)
    job = models.CharField(max_length=20, blank=True, default="")  # kind of work chosen; "": as the position says
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "staff_code"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_name", "full_name", "pk"]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        super().clean()
        self._derive()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._derive()
        if (update_fields := kwargs.get("update_fields")) is not None and "full_name" in update_fields:
            kwargs["update_fields"] = {*update_fields, "sort_name", "search_name"}
        super().save(*args, **kwargs)

    def _derive(self) -> None:
        self.staff_code = names.normalise_staff_code(self.staff_code)
        self.staff_key = names.staff_key(self.staff_code)
        self.full_name = names.tidy(self.full_name)
        self.email = names.normalise_email(self.email or "")
        self.sort_name = names.sort_key(self.full_name)
        self.search_name = names.fold(self.full_name)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return names.given_name(self.full_name)


class UnitKind(models.TextChoices):
    PROVINCE = "province", _("Province")
    DEPARTMENT = "department", _("Provincial department")
    COMMUNE = "commune", _("Commune")
    WARD = "ward", _("Ward")
    DIVISION = "division", _("Division")
    CENTRE = "centre", _("Public service centre")


class OrgUnitManager(MP_NodeManager["OrgUnit"]):
    def on(self, day: datetime.date) -> models.QuerySet["OrgUnit"]:
        """The units that exist on that day, in tree order."""
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day), valid_from__lte=day)

    def get_by_natural_key(self, code: str) -> "OrgUnit":
        return self.get(code=code)


class OrgUnit(MP_Node):
    """A node of the organisation: province → department, commune or ward → division.

    `code` is stable and readable (`xa-dat-mui/kinh-te`): data files, rosters and reports refer to it.
    A row stays where it stands: who is dissolved, merged, split or moved gets a `valid_to` and is never deleted (see
    `unit_models`). So on any day the rows valid on it are the tree, and what is below a unit is below its path.
    `name` is today's; `UnitName` has those of other days.
    """

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160)
    short_name = models.CharField(_("short name"), max_length=80)
    search_name = models.CharField(max_length=160, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = OrgUnitManager()

    class Meta:
        verbose_name = _("organisation unit")
        verbose_name_plural = _("organisation units")
        constraints = [ends_after_start("orgunit_ends_after_start")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = names.fold(self.name)
        super().save(*args, **kwargs)

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class Membership(models.Model):
    """A person works in a unit, in a position, from one day to another.

    The same person may sit in two units at a time (kiêm nhiệm), but not twice in the same unit: the database
    refuses two open rows and two that begin together, `api.place` refuses every other overlap.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="memberships")
    position = models.CharField(_("position"), max_length=120)
    is_manager = models.BooleanField(_("leads the unit"), default=False)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["valid_from", "pk"]
        constraints = [
            ends_after_start("membership_ends_after_start"),
            models.UniqueConstraint(
                fields=["user", "unit"],
                condition=models.Q(valid_to__isnull=True),
                name="membership_one_open_per_unit",
            ),
            models.UniqueConstraint(fields=["user", "unit", "valid_from"], name="membership_one_per_start"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.position} · {self.unit}"


class RoleGrant(models.Model):
    """A person holds a role over a unit and everything below it. Given and withdrawn by somebody, on a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=[(role.value, role.label) for role in GRANTABLE])
    scope = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="role_grants")
    granted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        ordering = ["valid_from", "pk"]
        constraints = [
            ends_after_start("rolegrant_ends_after_start"),
            models.UniqueConstraint(
                fields=["user", "role", "scope"],
                condition=models.Q(valid_to__isnull=True),
                name="rolegrant_one_open_per_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.scope}"


def private_files() -> FileSystemStorage:
    """Files that only our own code reads: there is no address for them."""
    return FileSystemStorage(location=settings.PRIVATE_ROOT, file_permissions_mode=0o600)


class RosterImport(models.Model):
    """A roster that came in or went out: who, when, which file, what became of it. Never deleted.

    An import waits → is checked → is faulty, or ready for a decision → is applied in one transaction → may be undone.
    `run` names the worker that has it, `beat` when it last said so: who is killed says nothing any more, and the next
    sweep begins that stage anew. The file goes once it is checked; what it would change stands in `RosterChange`.
    """

    class Way(models.TextChoices):
        IN = "in", _("Import")
        OUT = "out", _("Export")

    class State(models.TextChoices):
        WAITING = "waiting", _("being checked")
        FAULTY = "faulty", _("refused: faults in the file")
        READY = "ready", _("waits for your decision")
        APPLYING = "applying", _("being written")
        DONE = "done", _("taken in")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        LET_GO = "let_go", _("let go")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    way = models.CharField(max_length=3, choices=Way, default=Way.IN)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    scope = models.JSONField(default=list)  # codes of the units over which that person was HR officer
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(default=0)
    file = models.FileField(storage=private_files, upload_to="rosters", blank=True)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.VIETNAMESE)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING, db_index=True)
    stale = models.BooleanField(default=False)  # somebody changed the people between the look and the decision
    lines = models.PositiveIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)  # lines so far
    counts = models.JSONField(default=dict)  # see roster.plan.Report
    faults = models.JSONField(default=list)  # [line, column, sentence], the first ones
    fault_count = models.PositiveIntegerField(default=0)
    run = models.CharField(max_length=32, blank=True)
    beat = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("roster file")
        verbose_name_plural = _("roster files")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.APPLYING, self.State.UNDOING)


class RosterChange(models.Model):
    """What one line of a roster changes: enough to show it, to do it, and to take it back. See `roster.plan`."""

    class Kind(models.TextChoices):
        NEW = "new", _("new")
        TRANSFER = "transfer", _("goes to another unit")
        CHANGED = "changed", _("changed")
        LEAVER = "leaver", _("leaves")

    roster = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="changes")
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    staff_code = models.CharField(max_length=40)
    full_name = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)
    undone = models.BooleanField(default=False)
    kept = models.CharField(max_length=12, blank=True)  # why it could not be undone: a key of roster.undo.REASONS

    class Meta:
        verbose_name = _("change by a roster")
        verbose_name_plural = _("changes by rosters")
        ordering = ["line", "pk"]
        indexes = [models.Index(fields=["roster", "kind", "line"], name="roster_change_page")]

    def __str__(self) -> str:
        return f"{self.line} {self.kind} {self.staff_code}"
