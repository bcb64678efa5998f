"""Fees: dated scales, yearly calls, payments and reminders. Amounts are euros; no scale comes with the software."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from essaim.web.members.enums import Category, PaymentMethod
from essaim.web.members.models.membership import SIRET, Member


class Issuer(models.Model):
    """Who asks for the fee: what a call must carry. One row, written by the network's team."""

    name = models.CharField("association", max_length=200)
    siret = models.CharField("SIRET", max_length=14, validators=[SIRET])
    address = models.TextField("adresse", max_length=400)
    email = models.EmailField("adresse électronique")
    iban = models.CharField("IBAN", max_length=34)
    bic = models.CharField("BIC", max_length=11, blank=True)
    vat_note = models.CharField("mention de TVA", max_length=200, help_text="Par exemple l’article qui en dispense.")

    class Meta:
        verbose_name = "émetteur des appels"
        verbose_name_plural = "émetteur des appels"

    def __str__(self) -> str:
        return self.name


class FeeScale(ClusterableModel):
    """Amounts by category and population, for the years they hold."""

    name = models.CharField("nom", max_length=100)
    first_year = models.PositiveSmallIntegerField("première année")
    last_year = models.PositiveSmallIntegerField("dernière année", null=True, blank=True)
    adopted_on = models.DateField("adopté le", null=True, blank=True)
    reference = models.CharField("référence", max_length=200, blank=True, help_text="Assemblée générale, délibération.")
    fictitious = models.BooleanField("barème de démonstration", default=False, editable=False)

    class Meta:
        verbose_name = "barème de cotisation"
        verbose_name_plural = "barèmes de cotisation"
        ordering = ["-first_year", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__isnull=True) | Q(last_year__gte=F("first_year")), name="members_scale_years"
            )
        ]

    def __str__(self) -> str:
        return self.name


class FeeBand(models.Model):
    """The amount for a category, from a population (included) to another (excluded)."""

    scale = ParentalKey(FeeScale, verbose_name="barème", on_delete=models.CASCADE, related_name="bands")
    category = models.CharField("catégorie", max_length=20, choices=Category.choices)
    population_from = models.PositiveIntegerField("à partir de (habitants)", default=0)
    population_to = models.PositiveIntegerField("jusqu’à (exclu)", null=True, blank=True)
    amount = models.DecimalField(
        "montant annuel (€)", max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = "tranche"
        verbose_name_plural = "tranches"
        ordering = ["scale", "category", "population_from"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "category", "population_from"], name="members_band_once"),
            models.CheckConstraint(
                condition=Q(population_to__isnull=True) | Q(population_to__gt=F("population_from")),
                name="members_band_grows",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="members_band_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()}, {self.population_from} habitants et plus"


class FeeCall(models.Model):
    """A yearly call to one member. What it carries when issued is kept: a later change of address rewrites nothing."""

    number = models.CharField("numéro", max_length=20, unique=True)
    member = models.ForeignKey(Member, verbose_name="adhérent", on_delete=models.PROTECT, related_name="fee_calls")
    year = models.PositiveSmallIntegerField("exercice")
    scale = models.ForeignKey(FeeScale, verbose_name="barème", on_delete=models.PROTECT, related_name="calls")
    category = models.CharField("catégorie", max_length=20, choices=Category.choices)
    population = models.PositiveIntegerField("population", null=True, blank=True)
    population_source = models.CharField("source de la population", max_length=200, blank=True)
    scale_amount = models.DecimalField("montant du barème (€)", max_digits=10, decimal_places=2)
    amount = models.DecimalField("montant appelé (€)", max_digits=10, decimal_places=2)
    amount_reason = models.CharField("motif de l’écart au barème", max_length=200, blank=True)
    issued_on = models.DateField("émis le")
    due_on = models.DateField("à régler avant le")
    siret = models.CharField("SIRET du destinataire", max_length=14, validators=[SIRET], blank=True)
    service_code = models.CharField("code service", max_length=100, blank=True)
    engagement_number = models.CharField("numéro d’engagement", max_length=50, blank=True)
    issuer = models.JSONField("émetteur, tel qu’à l’émission")
    recipient = models.JSONField("destinataire, tel qu’à l’émission")
    cancelled_on = models.DateField("annulé le", null=True, blank=True)
    cancelled_reason = models.CharField("motif de l’annulation", max_length=200, blank=True)
    fictitious = models.BooleanField("appel de démonstration", default=False, editable=False)

    class Meta:
        verbose_name = "appel de cotisation"
        verbose_name_plural = "appels de cotisation"
        ordering = ["-year", "number"]
        indexes = [models.Index(fields=["year", "cancelled_on"], name="members_calls_of_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "year"], condition=Q(cancelled_on__isnull=True), name="members_one_call_a_year"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="members_call_not_negative"),
            models.CheckConstraint(
                condition=Q(amount=F("scale_amount")) | ~Q(amount_reason=""), name="members_call_differs_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True) | ~Q(cancelled_reason=""), name="members_cancelled_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.member}"


class FeePayment(models.Model):
    """Money received for a call, whole or part, with the number of its receipt."""

    call = models.ForeignKey(FeeCall, verbose_name="appel", on_delete=models.PROTECT, related_name="payments")
    receipt_number = models.CharField("numéro du reçu", max_length=20, unique=True)
    received_on = models.DateField("reçu le")
    amount = models.DecimalField("montant (€)", max_digits=10, decimal_places=2)
    method = models.CharField("moyen", max_length=20, choices=PaymentMethod.choices, default=PaymentMethod.TRANSFER)
    reference = models.CharField("référence", max_length=100, blank=True, help_text="Numéro de mandat ou de virement.")

    class Meta:
        verbose_name = "règlement"
        verbose_name_plural = "règlements"
        ordering = ["-received_on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="members_payment_positive")]

    def __str__(self) -> str:
        return f"{self.receipt_number} · {self.amount}"


class FeeReminder(models.Model):
    """A reminder that was sent for a call still owed."""

    call = models.ForeignKey(FeeCall, verbose_name="appel", on_delete=models.PROTECT, related_name="reminders")
    sent_on = models.DateField("envoyée le")
    recipient = models.EmailField("à")
    rank = models.PositiveSmallIntegerField("rang")

    class Meta:
        verbose_name = "relance"
        verbose_name_plural = "relances"
        ordering = ["call", "rank"]
        constraints = [models.UniqueConstraint(fields=["call", "rank"], name="members_reminder_once")]

    def __str__(self) -> str:
        return f"{self.call.number} · relance {self.rank}"
