"""One's own record: everything that is kept about oneself, and who sees what of it. Nobody else's opens here."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from training.people.models import User
from training.progress.receipt import file_name, receipt_of
from training.progress.selectors import access_completion, account_of, record_of


@require_safe
@never_cache
@login_required
def my_record(request: HttpRequest) -> HttpResponse:
    record = record_of(cast(User, request.user), get_language() or "vi")
    return render(request, "training/progress/my_record.html", {"record": record})


@require_safe
@never_cache
@login_required
def my_completion(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """What one completion stands on, compared with it now."""
    completion = access_completion(cast(User, request.user), attempt)
    context = {"completion": completion, "account": account_of(completion, get_language() or "vi")}
    return render(request, "training/progress/my_completion.html", context)


@require_safe
@never_cache
@login_required
def my_receipt(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """The same as a file that anybody can check: `tools/verify_receipt.py`."""
    completion = access_completion(cast(User, request.user), attempt)
    response = HttpResponse(receipt_of(completion), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{file_name(completion)}"'
    return response
