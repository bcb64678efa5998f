"""When each recurring job last ran."""

from __future__ import annotations

from django.db import models


class Run(models.Model):
    """The last run of a job; one row a job. ended_at is empty while it runs, or if its process died."""

    name = models.CharField("travail", max_length=100, unique=True)
    started_at = models.DateTimeField("commencé le")
    ended_at = models.DateTimeField("fini le", null=True, blank=True)
    error = models.TextField("erreur", blank=True)

    class Meta:
        verbose_name = "travail récurrent"
        verbose_name_plural = "travaux récurrents"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
