"""Images with their credit and their alternative text, and the serving of what people uploaded."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "essaim.web.media"
    label = "media"
    verbose_name = "Images"
