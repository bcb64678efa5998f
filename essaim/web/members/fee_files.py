"""Files about fees: the journal and Chorus Pro as CSV or XLSX, PDF answers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from essaim.web.members import fee_documents
from essaim.web.members.enums import FeeState
from essaim.web.members.fee_services import money
from essaim.web.members.fees import YearState
from essaim.web.members.models import FeeCall
from essaim.web.observatory.exports.table import safe

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def response(columns: Sequence[str], rows: Iterable[Sequence[Any]], name: str, kind: str) -> HttpResponse:
    """Return rows as a file. kind: « csv » (semicolons, decimal commas) or « xlsx » (numbers, dates). Else Http404."""
    if kind == "csv":
        body, content_type = _csv(columns, rows), "text/csv; charset=utf-8"
    elif kind == "xlsx":
        body, content_type = _xlsx(columns, rows), XLSX
    else:
        raise Http404
    answer = HttpResponse(body, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_text(value) for value in row])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return safe(str(value)) if isinstance(value, str) else str(value)


def _xlsx(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Données")
        bold, day, euros = (book.add_format(style) for style in (
            {"bold": True}, {"num_format": "dd/mm/yyyy"}, {"num_format": "#,##0.00"}
        ))  # fmt: skip
        sheet.freeze_panes(1, 0)
        for rank, column in enumerate(columns):
            sheet.write_string(0, rank, column, bold)
            sheet.set_column(rank, rank, max(len(column) + 2, 14))
        for number, row in enumerate(rows, 1):
            for rank, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, Decimal):
                    sheet.write_number(number, rank, float(value), euros)
                elif isinstance(value, date):
                    sheet.write_datetime(number, rank, value, day)
                elif isinstance(value, int):
                    sheet.write_number(number, rank, value)
                else:
                    sheet.write_string(number, rank, str(value))
    return target.getvalue()


def call_response(call: FeeCall, on: date) -> HttpResponse:
    """A call as PDF. call: with `received`."""
    return pdf_response(fee_documents.call_pdf(call, on), f"appel-{call.number}")


def pdf_response(body: bytes, name: str) -> HttpResponse:
    """A private document: shown, kept by nobody."""
    answer = HttpResponse(body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def lines(states: Sequence[YearState]) -> list[dict[str, Any]]:
    """The years of the back office, in words, with their files."""
    return [
        {
            "year": one.year,
            "calls": one.calls,
            "called": money(one.called),
            "received": money(one.received),
            "owed": money(one.owed),
            "states": [(FeeState(key).label, number) for key, number in one.states.items() if number],
            "journal": [
                (kind.upper(), reverse("fee_calls:journal", args=[one.year, kind])) for kind in ("csv", "xlsx")
            ],
            "chorus": [(kind.upper(), reverse("fee_calls:chorus", args=[one.year, kind])) for kind in ("csv", "xlsx")],
        }
        for one in states
    ]
