"""The charter of the network: its versions, and who signed which."""

from __future__ import annotations

from django.db import models

from essaim.web.members.models.membership import Member


class CharterVersion(models.Model):
    """A text adopted by the network. Once signed by a member, its words no longer change: a new version is made."""

    number = models.CharField("version", max_length=20, unique=True)
    title = models.CharField("titre", max_length=200)
    text = models.TextField("texte", max_length=20000)
    adopted_on = models.DateField("adoptée le")
    fictitious = models.BooleanField("texte de démonstration", default=False, editable=False)

    class Meta:
        verbose_name = "version de la charte"
        verbose_name_plural = "versions de la charte"
        ordering = ["-adopted_on"]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class CharterSignature(models.Model):
    """A member's executive signed a version, by a deliberation."""

    version = models.ForeignKey(
        CharterVersion, verbose_name="version", on_delete=models.PROTECT, related_name="signatures"
    )
    member = models.ForeignKey(Member, verbose_name="adhérent", on_delete=models.PROTECT, related_name="signatures")
    signed_on = models.DateField("signée le")
    deliberation_number = models.CharField("numéro de la délibération", max_length=100)
    signatory = models.CharField(
        "qualité du signataire", max_length=200, help_text="Maire, présidente, vice-président délégué…"
    )
    document = models.FileField("document signé (PDF)", upload_to="members/chartes/", max_length=200, blank=True)

    class Meta:
        verbose_name = "signature de la charte"
        verbose_name_plural = "signatures de la charte"
        ordering = ["-signed_on"]
        constraints = [models.UniqueConstraint(fields=["version", "member"], name="members_signs_once")]

    def __str__(self) -> str:
        return f"{self.member} · {self.version.number}"
