"""Old addresses of editors' pages lead to the new ones; a 404 of anything else asks nothing of the database.

What a release does not hold (a code, a SIREN) was said by our own view: no editor redirects it, and pages over the
release must answer even when the database of what people write does not.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware


class PageRedirectMiddleware(RedirectMiddleware):
    """Wagtail's redirects, for addresses that no view of ours has answered."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        match = request.resolver_match
        if match is not None and match.url_name != "wagtail_serve":
            return response
        return super().process_response(request, response)
