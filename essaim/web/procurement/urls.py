"""Addresses of public procurement. Each part keeps its own list; all share the namespace `procurement`."""

from essaim.web.procurement import law_urls

app_name = "procurement"
urlpatterns = [*law_urls.urlpatterns]
