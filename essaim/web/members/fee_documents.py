"""What is sent about fees: the call and the receipt, as tagged PDF, drawn from what the call carried when issued."""

from __future__ import annotations

from datetime import date

from django.template.loader import render_to_string

from essaim.web.members import demonstration, fees
from essaim.web.members.enums import CATEGORY_NOUNS, Category, FeeState, PaymentMethod
from essaim.web.members.fee_services import money
from essaim.web.members.models import FeeCall, FeePayment
from essaim.web.ui import french, pdf

STYLE = "members/fees.css"


def call_pdf(call: FeeCall, on: date) -> bytes:
    """Return a call. call: with `received`. Raises CannotPrint."""
    received = call.received
    standing = fees.state(call, on)
    context = {
        "call": call,
        "banner": demonstration.BANNER if call.fictitious else "",
        "category": CATEGORY_NOUNS[Category(call.category)][0],
        "amount": money(call.amount),
        "scale_amount": money(call.scale_amount),
        "received": money(received) if received else "",
        "owed": money(call.amount - received),
        "is_cancelled": standing == FeeState.CANCELLED,
        "is_paid": standing == FeeState.PAID,
        "population": french.number(call.population),
    }
    return pdf.render(render_to_string("members/call_pdf.html", context), style=STYLE)


def receipt_pdf(payment: FeePayment) -> bytes:
    """Return the receipt of a payment. Raises CannotPrint."""
    call = payment.call
    context = {
        "payment": payment,
        "call": call,
        "banner": demonstration.BANNER if call.fictitious else "",
        "amount": money(payment.amount),
        "total": money(call.amount),
        "method": PaymentMethod(payment.method).label,
        "is_partial": payment.amount < call.amount,
    }
    return pdf.render(render_to_string("members/receipt_pdf.html", context), style=STYLE)
