"""Every address of the site."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from essaim.web.api import docs
from essaim.web.api.service import api
from essaim.web.config import errors, robots
from essaim.web.media.views import media
from essaim.web.pages import views as pages
from essaim.web.pages.urls import written

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

urlpatterns = [
    path("", pages.home, name="home"),
    path("", include("essaim.web.pages.urls")),
    path("", include("essaim.web.ui.urls")),
    path("", include("essaim.web.search.urls")),
    path("", include("essaim.web.territories.urls")),
    path("", include("essaim.web.observatory.urls")),
    path("", include("essaim.web.members.urls")),
    path("", include("essaim.web.practices.urls")),
    path("", include("essaim.web.contracts.urls")),
    path("", include("essaim.web.procurement.urls")),
    path("", include("essaim.web.resources.urls")),
    path("", include("essaim.web.newsletters.urls")),
    path("", include("essaim.web.events.urls")),
    path("", include("essaim.web.purchases.urls")),
    *([path("courriel/", include("anymail.urls"))] if settings.ANYMAIL["WEBHOOK_SECRET"] else []),
    path("api/v1/docs", docs.page, name="api_docs"),
    path("api/v1/", api.urls),
    path("api/<path:rest>", errors.no_such_operation),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap_index, name="sitemap"),
    path("sitemap-<slug:level>-<int:number>.xml", robots.sitemap, name="sitemap_part"),
    path("", include("essaim.web.accounts.urls")),
    path("compte/", include("essaim.web.accounts.sign_in_urls")),
    path("media/<path:path>", media, name="media"),
    path("documents/", include(wagtaildocs_urls)),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    # Last, since it takes every address: pages written in the back office.
    *written,
    path("", include(wagtail_urls)),
]
