"""From a request to the portrait of the place it names, or to the answer that sends the reader there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from essaim.web.observatory.filters import text
from essaim.web.observatory.kept import from_release
from essaim.web.territories import addresses, portrait, selectors
from essaim.web.territories.portrait import Portrait

FORMER = "ancien"


def of_request(request: HttpRequest, ref: str | None, name: str) -> Portrait | HttpResponse:
    """Return the portrait of the place of an address, or the redirection or choice page it leads to.

    ref: None for a perimeter made by the reader. name: the view, so that redirections keep it.
    Raises NotFound and InvalidRequest, in French.
    """
    if ref is None:
        parts, chosen = request.GET.get("parts", ""), request.GET.get("nom", "")
        if not parts and name == "page":
            return HttpResponseRedirect(reverse("territories:composer"))
        return portrait.of_parts(request.release, parts, text(chosen, 120))
    found = addresses.find(request.release, ref)
    if found.territory is not None and found.exact:
        return portrait.of_territory(request.release, found.territory)
    if found.territory is not None:
        return _to(addresses.href(found.territory, name), request, permanent=True)
    if found.choices:
        return from_release(_choice(request, ref, found))
    if len(found.successions) == 1:
        old = found.successions[0]
        today = selectors.get(request.release, f"commune:{old.new_code}")
        if today is None:
            raise addresses.unknown(ref)
        # Not permanent: communes nouvelles are sometimes undone.
        return _to(addresses.href(today, name), request, permanent=False, former=old.old_code)
    return from_release(_split(request, ref, found))


def former_commune(request: HttpRequest) -> str:
    """The sentence telling that the reader came by a former code; empty otherwise."""
    old_code = request.GET.get(FORMER, "")
    if not (len(old_code) == 5 and old_code.isalnum()):
        return ""
    found = selectors.successions(request.release, old_code)
    if not found:
        return ""
    return addresses.former(found[0], "voici la commune d’aujourd’hui.")


def _to(address: str, request: HttpRequest, *, permanent: bool, former: str = "") -> HttpResponse:
    query = request.GET.copy()
    if former:
        query[FORMER] = former
    target = f"{address}?{query.urlencode()}" if query else address
    return (HttpResponsePermanentRedirect if permanent else HttpResponseRedirect)(target)


def _choice(request: HttpRequest, ref: str, found: addresses.Found) -> HttpResponse:
    choices = [(place, addresses.href(place)) for place in found.choices]
    return render(request, "territories/choice.html", {"ref": ref, "choices": choices}, status=300)


def _split(request: HttpRequest, ref: str, found: addresses.Found) -> HttpResponse:
    places = selectors.get_many(request.release, [f"commune:{s.new_code}" for s in found.successions])
    context = {
        "ref": ref,
        "old": found.successions[0],
        "choices": [(place, addresses.href(place)) for place in places.values()],
        "together": f"{reverse('territories:custom_page')}?{urlencode({'parts': ','.join(places)})}",
    }
    return render(request, "territories/split.html", context, status=300)
