"""The few questions of the purchase assistant, read from the address. A wrong answer is said beside its field; the
others are kept."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django import forms

from essaim.rules import sizing
from essaim.web.procurement.supplier_search import PERIMETERS
from essaim.web.ui.french import euros

LARGEST_AMOUNT = Decimal("10000000000")
NATURES = {"services": "Services", "fournitures": "Fournitures", "travaux": "Travaux"}
YES_NO = {"oui": True, "non": False}
_UNKNOWN = ("", "Je ne sais pas")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


class AmountField(forms.Field):
    """An amount as people write it: « 85 000 », « 85000,50 € HT », « 60 k€ ». Gives a Decimal, or None when empty."""

    def to_python(self, value: object) -> Decimal | None:
        written = str(value or "")[:60]
        text = _SPACES.sub("", written).lower().removesuffix("ht").removesuffix("€").removesuffix("euros")
        if not text:
            return None
        factor = 1
        for suffix, times in (("m", 1_000_000), ("k", 1_000)):
            if text.endswith(suffix):
                text, factor = text.removesuffix(suffix), times
        # « 1.250.000 » and « 1'250'000 » group by three; a lone dot or comma is the decimal mark.
        if re.fullmatch(r"\d{1,3}([.']\d{3})+(,\d+)?", text) and (text.count(".") + text.count("'") > 1 or "'" in text):
            text = text.replace(".", "").replace("'", "")
        try:
            amount = Decimal(text.replace(",", ".")) * factor
        except InvalidOperation:
            raise forms.ValidationError(
                f"«\u00a0{written[:30]}\u00a0» n’est pas un montant. Exemple\u00a0: 85 000."
            ) from None
        if not amount.is_finite() or not 0 < amount <= LARGEST_AMOUNT:
            raise forms.ValidationError(
                f"Le montant doit être entre 0 et {euros(float(LARGEST_AMOUNT))} hors taxes.", code="range"
            )
        return amount.quantize(Decimal("0.01"))


class NeedForm(forms.Form):
    """Questions of the assistant. Names are those of the address, hence French."""

    quoi = forms.CharField(
        label="Que voulez-vous acheter\u00a0?",
        max_length=300,
        required=False,
        help_text="En quelques mots, ou un code CPV. Exemple\u00a0: repas pour les cantines.",
    )
    cpv = forms.CharField(label="Code CPV", max_length=40, required=False)
    montant = AmountField(
        label="Pour quel montant\u00a0?",
        required=False,
        help_text="Hors taxes, le besoin entier\u00a0: tous les lots, toute la durée, reconductions comprises.",
    )
    duree = forms.IntegerField(
        label="Pendant combien de mois\u00a0?",
        min_value=1,
        max_value=600,
        required=False,
        help_text="Reconductions comprises.",
        error_messages={
            "invalid": "La durée est un nombre entier de mois. Exemple\u00a0: 48.",
            "min_value": "La durée est d’au moins un mois.",
            "max_value": "La durée est d’au plus 600 mois.",
        },
    )
    ou = forms.CharField(
        label="Où\u00a0?",
        max_length=200,
        required=False,
        help_text="Commune, intercommunalité, département ou région\u00a0; un nom, un code postal ou un code Insee.",
    )
    lieu = forms.CharField(max_length=80, required=False)
    date = forms.DateField(
        label="Quand lancez-vous la consultation\u00a0?",
        required=False,
        help_text="Le droit appliqué est celui de ce jour. Sans date\u00a0: aujourd’hui.",
        error_messages={"invalid": "La date s’écrit AAAA-MM-JJ. Exemple\u00a0: 2027-01-15."},
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
    nature = forms.ChoiceField(
        label="De quelle nature\u00a0?",
        choices=[("", "Celle que dit le code CPV"), *NATURES.items()],
        required=False,
        error_messages={"invalid_choice": "La nature est services, fournitures ou travaux."},
    )
    divisible = forms.ChoiceField(
        label="Des prestations distinctes sont-elles identifiables\u00a0?",
        choices=[_UNKNOWN, ("oui", "Oui"), ("non", "Non")],
        required=False,
        help_text="C’est ce qui oblige, en principe, à allotir.",
        error_messages={"invalid_choice": "Répondez oui ou non."},
    )
    innovant = forms.ChoiceField(
        label="La solution est-elle nouvelle ou sensiblement améliorée\u00a0?",
        choices=[_UNKNOWN, ("oui", "Oui"), ("non", "Non")],
        required=False,
        error_messages={"invalid_choice": "Répondez oui ou non."},
    )
    perimetre = forms.ChoiceField(
        label="Chercher dans",
        choices=[("", "Le périmètre habituel"), *PERIMETERS.items()],
        required=False,
        error_messages={"invalid_choice": "Ce périmètre n’existe pas."},
    )
    dependance = forms.IntegerField(
        label="Part maximale du chiffre d’affaires (%)",
        min_value=1,
        max_value=100,
        required=False,
        help_text=f"Au-delà, la structure dépendrait trop de vous. Sans réponse\u00a0: {sizing.DEPENDENCY_LIMIT:.0f}.",
        # Django fills these texts: a percent sign is written twice.
        error_messages={
            "invalid": "La part est un nombre entier entre 1 et 100.",
            "min_value": "La part est d’au moins 1\u00a0%%.",
            "max_value": "La part est d’au plus 100\u00a0%%.",
        },
    )
    par_salarie = AmountField(
        label="Chiffre d’affaires par salarié (€ par an)",
        required=False,
        help_text="Hypothèse pour passer de l’effectif au chiffre d’affaires. "
        f"Sans réponse\u00a0: {euros(sizing.TURNOVER_PER_EMPLOYEE)}.",
    )

    def said(self, name: str) -> str:
        """What the reader wrote in a field, as written."""
        return (self.data.get(name) or "").strip()
