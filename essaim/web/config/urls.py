"""Every address of the site."""

from django.urls import include, path, reverse_lazy

from essaim.web.api import docs
from essaim.web.api.service import api
from essaim.web.config import errors, robots
from essaim.web.pages import views as pages
from essaim.web.territories.national import national_figures

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

urlpatterns = [
    path(
        "",
        pages.home,
        {"national_figures": national_figures, "suggest_url": reverse_lazy("territories:suggestions")},
        name="home",
    ),
    path("", include("essaim.web.pages.urls")),
    path("", include("essaim.web.ui.urls")),
    path("", include("essaim.web.territories.urls")),
    path("", include("essaim.web.observatory.urls")),
    path("", include("essaim.web.procurement.urls")),
    path("api/v1/docs", docs.page, name="api_docs"),
    path("api/v1/", api.urls),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap_index, name="sitemap"),
    path("sitemap-<slug:level>-<int:number>.xml", robots.sitemap, name="sitemap_part"),
]
