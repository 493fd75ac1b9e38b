"""The forms of the six kinds of change. `what()` is what `api.preview` and `api.change` take.

Merging and splitting ask further once they know the units: who leads, where everybody goes. A form that has not been
asked all is not `complete`, and shows the new questions.
"""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sandbox.definition import dates
from sandbox.definition.values import ValueProblem
from training.people.changes import rules
from training.people.changes.api import Part
from training.people.changes.carry import beyond
from training.people.models import Membership, OrgChange, OrgUnit, RoleGrant, UnitKind
from training.people.selectors import today

MOST_ASKED = 120  # people of one unit who can be dealt out in a form; beyond, the roster does it
Kind = OrgChange.Kind


class DayField(forms.CharField):
    def clean(self, value: Any) -> datetime.date:
        try:
            day = dates.parse_date(super().clean(value), today=today().isoformat())
        except ValueProblem as problem:
            raise ValidationError(problem.say.into(get_language() or "vi")) from problem
        return datetime.date.fromisoformat(day)


class ChangeForm(forms.Form):
    """What every change has: the day and the legal act. `unit` is where one came from."""

    day = DayField(
        label=_("In force from"),
        help_text=_("Day/month/year. A day to come takes effect by itself; at most a month back."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    act = forms.CharField(
        label=_("Legal act"),
        help_text=_("As it is cited, like “Nghị quyết số 12/NQ-HĐND ngày 05/12/2026”."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    complete = True

    data: QueryDict

    def __init__(self, *args: Any, unit: OrgUnit, units: list[OrgUnit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.unit = unit
        self.units = {unit.code: unit for unit in units}
        self.paths = {unit.path: unit for unit in units}
        self.order_fields([*(name for name in self.fields if name not in ("day", "act")), "day", "act"])

    @property
    def first(self) -> list[forms.BoundField]:
        """What every such change is asked."""
        return [self[name] for name in self.fields if name in self.base_fields]

    @property
    def asked(self) -> list[forms.BoundField]:
        """What is asked further, now that the units are known."""
        return [self[name] for name in self.fields if name not in self.base_fields]

    def clean_day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["day"]
        rules.check_day(day)
        return day

    def what(self) -> dict[str, Any]:
        return {"day": self.cleaned_data["day"], "act": self.cleaned_data["act"], **self.more()}

    def more(self) -> dict[str, Any]:
        raise NotImplementedError

    def beside(self) -> list[OrgUnit]:
        """Other units under the same one."""
        parent = self.unit.path[: -OrgUnit.steplen]
        others = [one for one in self.units.values() if one.path[: -OrgUnit.steplen] == parent]
        return sorted((one for one in others if one.pk != self.unit.pk), key=lambda one: one.path)

    def named(self, unit: OrgUnit) -> str:
        """ "Xã Đất Mũi › Phòng Kinh tế", as far as the officer's units go."""
        steps = range(2 * OrgUnit.steplen, len(unit.path), OrgUnit.steplen)
        above = [self.paths[unit.path[:end]].name for end in steps if unit.path[:end] in self.paths]
        return " › ".join([*above, unit.name])

    def choice(self, name: str) -> forms.ChoiceField:
        found = self.fields[name]
        assert isinstance(found, forms.ChoiceField)
        return found


class NameForm(ChangeForm):
    name = forms.CharField(label=_("Name"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    short_name = forms.CharField(
        label=_("Short name (not required)"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def names(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"], "short_name": self.cleaned_data["short_name"]}


class FoundForm(NameForm):
    unit_kind = forms.ChoiceField(label=_("Kind of unit"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        allowed = rules.BELOW_THE_PROVINCE if self.unit.depth == 1 else rules.INSIDE
        self.choice("unit_kind").choices = [(kind.value, kind.label) for kind in allowed]

    def more(self) -> dict[str, Any]:
        return {"parent": self.unit, "unit_kind": self.cleaned_data["unit_kind"], **self.names()}


class RenameForm(NameForm):
    def more(self) -> dict[str, Any]:
        return {"unit": self.unit, **self.names()}


class MoveForm(ChangeForm):
    to = forms.ChoiceField(label=_("To which unit?"), help_text=_("It goes there with all its parts and people."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        others = [one for one in self.units.values() if not one.path.startswith(self.unit.path)]
        self.choice("to").choices = [("", _("Choose…")), *((one.code, self.named(one)) for one in others)]

    def more(self) -> dict[str, Any]:
        return {"unit": self.unit, "to": self.units[self.cleaned_data["to"]]}


class DissolveForm(ChangeForm):
    def more(self) -> dict[str, Any]:
        return {"unit": self.unit}


class MergeForm(NameForm):
    others = forms.MultipleChoiceField(
        label=_("Together with"), widget=forms.CheckboxSelectMultiple, help_text=_("Choose one or more.")
    )
    into = forms.ChoiceField(label=_("What comes out of it"), required=False)
    unit_kind = forms.ChoiceField(label=_("Kind of unit"), required=False)
    field_order = ["others", "into", "name", "short_name", "unit_kind"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        alike = _alike(self.unit)
        beside = [one for one in self.beside() if one.kind in alike]
        stays = gettext("%(unit)s takes the others in")
        self.choice("others").choices = [(one.code, one.name) for one in beside]
        known = {self.unit.code, self.data.get("into", ""), *self.data.getlist("others")} if self.is_bound else None
        self.choice("into").choices = [
            ("", _("A new unit, named below")),
            *(
                (one.code, stays % {"unit": one.name})
                for one in [self.unit, *beside]
                if known is None or one.code in known
            ),
        ]
        allowed = rules.BELOW_THE_PROVINCE if self.unit.depth == 2 else rules.INSIDE
        kinds = [(kind.value, kind.label) for kind in allowed if kind in alike]
        self.choice("unit_kind").choices = [("", _("like %(unit)s") % {"unit": self.unit.name}), *kinds]
        self.fields["name"].required = False
        self.fields["name"].label = _("Name of the new unit")
        self._ask()

    def _ask(self) -> None:
        """Who leads afterwards, once it is known who leads today."""
        if not self.is_bound:
            return
        merging = [code for code in (self.unit.code, *self.data.getlist("others")) if code in self.units]
        merging = [code for code in merging if code != self.data.get("into", "")]
        heads = Membership.objects.filter(beyond(today()), unit__code__in=merging, is_manager=True)
        self.heads = list(heads.select_related("user", "unit").order_by("unit__path", "user__sort_name"))
        if self.heads:
            self.fields["leading"] = forms.MultipleChoiceField(
                label=_("Who leads the unit afterwards?"),
                help_text=_("The others stay as members of staff. Nobody chosen: it is led by nobody for now."),
                widget=forms.CheckboxSelectMultiple,
                required=False,
                choices=[(str(post.pk), f"{post.user} · {post.position}, {post.unit}") for post in self.heads],
            )
            self.complete = "asked" in self.data
            if not self.complete:
                led = self.data.get("into") and self.data["into"] not in merging
                first = [str(post.pk) for post in self.heads if post.unit_id == self.unit.pk and not led]
                self.data = self.data.copy()
                self.data.setlist("leading", first)

    heads: list[Membership] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        into, others = data.get("into", ""), data.get("others", [])
        if into and into != self.unit.code and into not in others:
            others.append(into)
        if not into and not data.get("name"):
            self.add_error("name", _("Write the name of the new unit, or choose the unit that takes the others in."))
        return data

    def more(self) -> dict[str, Any]:
        into = self.cleaned_data["into"]
        codes = [code for code in (self.unit.code, *self.cleaned_data["others"]) if code != into]
        return {
            "units": [self.units[code] for code in codes],
            "into": self.units[into] if into else None,
            "unit_kind": self.cleaned_data["unit_kind"],
            "leading": {int(pk) for pk in self.cleaned_data.get("leading", [])},
            **self.names(),
        }


def _alike(unit: OrgUnit) -> tuple[UnitKind, ...]:
    """The kinds of units with which it can become one."""
    communes = (UnitKind.COMMUNE, UnitKind.WARD)
    return communes if unit.kind in communes else (UnitKind.DEPARTMENT, UnitKind.DIVISION, UnitKind.CENTRE)


class SplitForm(ChangeForm):
    names = forms.CharField(
        label=_("Names of the new units"),
        help_text=_("One a line. If the unit itself ends, the first one keeps its affairs."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    keeps = forms.BooleanField(label=_("The unit itself goes on; the new ones come out of it"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.parts = [name for line in self.data.get("names", "").splitlines() if (name := line.strip())]
        self.stays = bool(self.data.get("keeps"))
        self.too_many = 0
        if len(self.parts) + self.stays > 1:
            self._ask()

    def _ask(self) -> None:
        places = [*([self.unit.name] if self.stays else []), *self.parts]
        numbered = [(str(number), name) for number, name in enumerate(places)]
        below = OrgUnit.objects.filter(path__startswith=self.unit.path, depth=self.unit.depth + 1, valid_to=None)
        self.children = list(below.order_by("path"))
        posts = Membership.objects.filter(beyond(today()), unit=self.unit).select_related("user")
        self.posts = list(posts.order_by("-is_manager", "user__sort_name", "pk"))
        if len(self.posts) > MOST_ASKED:
            self.too_many, self.posts = len(self.posts), [post for post in self.posts if post.is_manager]
        grants = RoleGrant.objects.filter(beyond(today()), scope=self.unit).select_related("user")
        self.grants = list(grants.order_by("user__sort_name", "role", "pk"))
        goes = gettext("%(what)s goes to")
        for child in self.children:
            self.fields[f"c{child.pk}"] = self._one(goes % {"what": child.name}, [("", _("Choose…")), *numbered])
        for post in self.posts:
            self.fields[f"p{post.pk}"] = self._one(goes % {"what": f"{post.user}, {post.position}"}, numbered)
        for grant in self.grants:
            self.fields[f"g{grant.pk}"] = forms.MultipleChoiceField(
                label=f"{grant.user} · {grant.get_role_display()}",
                help_text=_("Over which of them does this role go on? Choose at least one, or let it end."),
                widget=forms.CheckboxSelectMultiple,
                choices=[*numbered, ("", _("it ends"))],
            )
        self.complete = "asked" in self.data

    children: list[OrgUnit] = []
    posts: list[Membership] = []
    grants: list[RoleGrant] = []

    @staticmethod
    def _one(label: str, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
        return forms.ChoiceField(label=label, choices=choices, required=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if len(self.parts) + self.stays < 2 and "names" in data:
            self.add_error("names", _("Name at least two units that come out of it."))
        return data

    def more(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "unit": self.unit,
            "parts": [Part(name) for name in self.parts],
            "keeps": self.stays,
            "children": {child.pk: int(data[f"c{child.pk}"]) for child in self.children},
            "people": {post.pk: int(data[f"p{post.pk}"]) for post in self.posts},
            "grants": {grant.pk: [int(n) for n in data[f"g{grant.pk}"] if n] for grant in self.grants},
        }


FORMS: dict[str, tuple[str, type[ChangeForm]]] = {
    "lap": (Kind.FOUND.value, FoundForm),
    "doi-ten": (Kind.RENAME.value, RenameForm),
    "chuyen": (Kind.MOVE.value, MoveForm),
    "sap-nhap": (Kind.MERGE.value, MergeForm),
    "tach": (Kind.SPLIT.value, SplitForm),
    "giai-the": (Kind.DISSOLVE.value, DissolveForm),
}
__all__ = ["FORMS", "ChangeForm", "DayField"]
