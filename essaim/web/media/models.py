"""The image of the whole site: whoever puts one somewhere puts this one."""

from __future__ import annotations

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition


class CreditedImage(AbstractImage):
    """An image, who made it, and what it shows for those who do not see it (`description`, Wagtail's own field).

    An image that is only there to please has no alternative text: the page that uses it says so, not the image.
    """

    credit = models.CharField("crédit", max_length=200, help_text="Qui a fait l’image, et sous quelle licence.")

    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"


class Rendition(AbstractRendition):
    """An image at a size."""

    image = models.ForeignKey(CreditedImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
