"""The panel of a hall in the guide of who sits in one. Nobody else's page asks the database for it."""

from __future__ import annotations

from typing import Any

from django import template

from training.hall import api, selectors
from training.hall.seat_views import HERE
from training.hall.selectors import Panel

register = template.Library()


@register.inclusion_tag("training/hall/panel.html", takes_context=True)
def hall_panel(context: dict[str, Any]) -> dict[str, Any]:
    """What stands in the guide; once shown, a new hint is no longer new."""
    panel = _panel(context)
    return {
        "panel": panel,
        "csrf_token": context.get("csrf_token"),
        "screen": getattr(context.get("guide"), "screen", ""),
    }


@register.inclusion_tag("training/hall/news.html", takes_context=True)
def hall_news(context: dict[str, Any]) -> dict[str, Any]:
    """The same new hint for the live region, which outlives the swap."""
    panel = _panel(context)
    return {"panel": panel if panel and panel.new else None}


def _panel(context: dict[str, Any]) -> Panel | None:
    request, attempt = context.get("request"), context.get("attempt")
    if request is None or attempt is None:
        return None
    seat, lesson = request.session.get(HERE, (0, ""))
    if not seat or lesson != attempt.lesson_code or attempt.trial:
        return None
    if not hasattr(request, "_hall_panel"):
        panel = selectors.panel_of(request.user, seat, attempt)
        if panel is None:
            request.session.pop(HERE)  # over, or left
        elif panel.new and panel.hint:
            api.read_out(seat=panel.seat, hint=panel.hint)
        request._hall_panel = panel
    found: Panel | None = request._hall_panel
    return found
