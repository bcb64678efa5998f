"""Addresses of public procurement. Each part keeps its own list; all share the namespace `procurement`."""

from essaim.web.procurement import assistant_urls, law_urls, need_urls, radar_urls, watch_urls

app_name = "procurement"
urlpatterns = [
    *assistant_urls.urlpatterns,
    *law_urls.urlpatterns,
    *need_urls.urlpatterns,
    *radar_urls.urlpatterns,
    *watch_urls.urlpatterns,
]
