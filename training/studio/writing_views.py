"""From what was shown to a draft: its words, trying it as a learner, and on to the editor."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from training.people.context import Viewer
from training.studio import selectors
from training.studio.views import for_trainers, methods


@methods
@for_trainers
def words(request: HttpRequest, viewer: Viewer, sketch: UUID) -> HttpResponse:
    mine = selectors.access_sketch(sketch)
    return render(request, "training/studio/words.html", {"sketch": mine})


@methods
@for_trainers
def trial(request: HttpRequest, viewer: Viewer, page: int) -> HttpResponse:
    return render(request, "training/studio/words.html", {})
