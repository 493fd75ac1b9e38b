"""Reading a lesson before it goes live: by another one than who wrote it, as long as there is another one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState


class PeerReading(AbstractGroupApprovalTask):
    """Wagtail's approval by a group, but for whoever asked for it or wrote the version that is read.

    Where nobody else of the groups is there to read it, they may themselves: a lesson must not wait for ever. Whoever
    administers the site always may.
    """

    class Meta:
        verbose_name = _("reading by a colleague")
        verbose_name_plural = _("readings by colleagues")

    @classmethod
    def get_description(cls) -> Any:
        return _("Members of the chosen groups can approve this, but not what they wrote or submitted themselves")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        state = obj.current_workflow_task_state
        if state is not None and self.is_own(state, user):
            return []
        actions: list[tuple[str, Any, bool]] = super().get_actions(obj, user)
        return actions

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Raises PermissionDenied for one's own, whichever way the click came."""
        if self.is_own(task_state, user):
            raise PermissionDenied(_("Who wrote a lesson does not approve it: ask a colleague to read it."))
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        states: QuerySet[TaskState] = super().get_task_states_user_can_moderate(user, **kwargs)
        own = [state.pk for state in states.select_related("workflow_state", "revision") if self.is_own(state, user)]
        return states.exclude(pk__in=own)

    def is_own(self, state: TaskState, user: Any) -> bool:
        """Whether that user wrote or submitted what is read there, and a colleague could read it instead."""
        authors = {state.workflow_state.requested_by_id, state.revision.user_id} - {None}
        if user.is_superuser or user.pk not in authors:
            return False
        colleagues = get_user_model().objects.filter(is_active=True).exclude(pk__in=authors)
        return colleagues.filter(Q(groups__in=self.groups.all())).exists()
