"""What the site does by itself: deferred tasks, and jobs that come back at intervals."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "essaim.web.jobs"
    label = "jobs"
    verbose_name = "Travaux"
