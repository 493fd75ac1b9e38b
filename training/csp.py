"""Content security: one strict policy for everybody, and one of its own for the Wagtail editor.

The editor writes a few inline scripts and styles (date choosers, column widths); nothing else may. It also shows a
draft in a frame beside the page form: such a preview runs under the strict policy, but may be framed by us.
"""

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ContentSecurityMiddleware(CSPMiddleware):
    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(settings.EDITOR_PREFIX) and not report_only:
            parts.config = settings.EDITOR_CONTENT_SECURITY_POLICY["DIRECTIVES"]
        elif getattr(request, "is_preview", False) and not report_only:
            parts.config = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"frame-ancestors": [SELF]}
        return parts
