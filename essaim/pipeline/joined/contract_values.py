"""Values of public contracts as expressions: dates, amounts and codes that producers wrote in many ways."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

# No essential data before the decree of 2017; platforms added older contracts still running then.
EARLIEST = date(2010, 1, 1)
# What decp.info writes in the place of an amount of more than eleven digits.
SENTINEL_AMOUNT = 12_311_111_111.0
LEAST_AMOUNT, IMPLAUSIBLE_AMOUNT = 100.0, 1e9
LONGEST_DURATION = 240  # months; above, days were written, or nonsense
MOST_OFFERS = 500
AMOUNT_STATUSES = ("ok", "missing", "sentinel", "negative", "symbolic", "implausible")


def number(column: ir.Value) -> ir.FloatingValue:
    """A number, written 1 234,56 or 1234.56 or 1e17; null when it is none."""
    if not column.type().is_string():
        return column.cast("float64")
    return column.replace(" ", "").replace("\u00a0", "").replace(",", ".").try_cast("float64")


def amount_status(amount: ir.FloatingValue) -> ir.StringValue:
    """Which amounts may be added up: `ok`, else why not."""
    return ibis.cases(
        (amount.isnull(), "missing"),
        (amount == SENTINEL_AMOUNT, "sentinel"),
        (amount < 0, "negative"),
        (amount < LEAST_AMOUNT, "symbolic"),
        (amount >= IMPLAUSIBLE_AMOUNT, "implausible"),
        else_="ok",
    )


def iso(column: ir.Value) -> ir.Value:
    """A date as 2024-05-06, from that with a time zone, 06/05/2024 or 20240506; other texts are cut at ten.

    A column that is already a date stays so.
    """
    if not column.type().is_string():
        return column
    text = column.substr(0, 10)
    turned = text.substr(6, 4) + "-" + text.substr(3, 2) + "-" + text.substr(0, 2)
    compact = text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2)
    return ibis.cases(
        ((text.length() == 10) & (text.substr(2, 1) == "/"), turned),
        ((text.length() == 8) & ~text.contains("-"), compact),
        else_=text,
    )


def day(text: ir.Value, reference_date: date) -> ir.DateValue:
    """A date, or its ISO text, between EARLIEST and the reference date; null otherwise."""
    found = text.try_cast("date") if text.type().is_string() else text.cast("date")
    inside = found.between(ibis.date(EARLIEST), ibis.date(reference_date))
    return ibis.ifelse(inside.fill_null(False), found, ibis.null("date"))


def repaired(text: ir.StringValue, published: ir.DateValue, reference_date: date) -> ir.DateValue:
    """The date meant by an ISO text whose year begins wrongly (0021, 5021): accepted when the publication says the
    same year within one."""
    meant = day(ibis.literal("20") + text.substr(2, 8), reference_date)
    near = (meant.year() - published.year()).abs() <= 1
    return ibis.ifelse(near.fill_null(False), meant, ibis.null("date"))


def months(column: ir.Value) -> ir.IntegerValue:
    """A duration from 1 to LONGEST_DURATION months; null for the rest."""
    found = number(column).round().cast("int64") if column.type().is_string() else column.cast("int64")
    return ibis.ifelse(found.between(1, LONGEST_DURATION).fill_null(False), found, ibis.null("int64"))


def months_after(start: ir.DateValue, duration: ir.IntegerValue) -> ir.DateValue:
    """The same day `duration` months later, the last day of the month where there is no such day (29 February: 28)."""
    rank = start.year().cast("int64") * 12 + start.month().cast("int64") - 1 + duration
    year, month = (rank // 12).cast("int64"), (rank % 12 + 1).cast("int64")
    length = ibis.cases((month == 2, 28), (month.isin([4, 6, 9, 11]), 30), else_=31)
    return ibis.date(year, month, ibis.least(start.day().cast("int64"), length))


def cpv_digits(column: ir.StringValue) -> ir.StringValue:
    """The digits of a CPV code, control digit dropped; null without any."""
    return column.re_replace("[^0-9]", "").substr(0, 8).nullif("")


def cpv(digits: ir.StringValue) -> ir.StringValue:
    """Eight digits, completed by zeros; null when the division is none of the CPV."""
    full = (digits + "00000000").substr(0, 8)
    # Not isin: DuckDB makes a join of a long list.
    known = ibis.literal(DIVISIONS).contains(full.substr(0, 2))
    return ibis.ifelse(known & (digits.length() >= 2), full, ibis.null("string"))


def flag(column: ir.Value) -> ir.IntegerValue:
    """1 for true, 0 for false, -1 for nothing said; `column`: boolean or text."""
    if column.type().is_boolean():
        return column.cast("int64").fill_null(-1)
    text = column.cast("string").lower()
    return ibis.cases(((text == "true") | (text == "1"), 1), (text.notnull(), 0), else_=-1).cast("int64")


# Divisions of the CPV (regulation (EC) 213/2008).
DIVISIONS = (
    "03|09|14|15|16|18|19|22|24|30|31|32|33|34|35|37|38|39|41|42|43|44|45|48|"
    "50|51|55|60|63|64|65|66|70|71|72|73|75|76|77|79|80|85|90|92|98"
)


def nature(division: ir.StringValue) -> ir.StringValue:
    """travaux, fournitures or services, as essaim.rules.cpv.nature says of a division; null without one."""
    return ibis.cases(
        (division.isnull(), ibis.null("string")),
        (division == "45", "travaux"),
        (division < "50", "fournitures"),
        else_="services",
    )


# Codes travel as numbers: a maximum of numbers costs a tenth of a maximum of texts over millions of groups.
PROCEDURES = ("adapted", "open", "restricted", "negotiated", "dialogue", "without_competition", "other")
KINDS = ("contract", "framework", "call_off", "partnership", "defence", "concession")
CLAUSE, CRITERION, RESERVED = 1, 2, 4


def procedure(column: ir.Value) -> ir.IntegerValue:
    """The position in PROCEDURES of a procedure, whatever the regime called it; null for none."""
    text = column.lower()
    return ibis.cases(
        (text.isnull() | (text == "") | (text == "nc") | (text == "cdl"), ibis.null("int64")),
        (text.contains("sans publicit"), 5),
        (text.contains("adapt"), 0),
        (text.contains("dialogue"), 4),
        (text.contains("appel d") & text.contains("restreint"), 2),
        (text.contains("appel d") & text.contains("ouvert"), 1),
        (text.contains("goci"), 3),
        else_=6,
    ).cast("int64")


def kind(
    family: ir.StringValue,
    nature: ir.StringValue,
    techniques: ir.StringValue,
    execution: ir.StringValue,
    framework_ref: ir.Value,
) -> ir.IntegerValue:
    """The position in KINDS: a framework's amount is a ceiling; a call-off is drawn on a framework.

    Orders (« bons de commande ») are executed under a framework only: article R2162-2 of the code.
    """
    said = nature.lower().fill_null("")
    framework = (
        said.contains("accord")
        | techniques.lower().contains("accord-cadre").fill_null(False)
        | execution.lower().contains("bons de commande").fill_null(False)
    )
    return ibis.cases(
        (family == "concession", 5),
        (said.contains("subs") | (framework_ref.nullif("").notnull() & ~framework), 2),
        (framework, 1),
        (said.contains("partenariat"), 3),
        (said.contains("défense") | said.contains("sécurité"), 4),
        else_=0,
    ).cast("int64")


def considerations(column: ir.StringValue) -> ir.IntegerValue:
    """Considerations of a contract as a sum of CLAUSE, CRITERION, RESERVED; 0 for « pas de considération »; null when
    nothing is said."""
    text = column.lower().nullif("")

    def bit(word: str, value: int) -> ir.IntegerValue:
        return text.contains(word).cast("int64") * value

    said = bit("clause", CLAUSE) + bit("crit", CRITERION) + bit("réserv", RESERVED)
    return ibis.ifelse((text == "nc") | (text == "cdl"), ibis.null("int64"), said)


def name_of(code: ir.IntegerValue, names: tuple[str, ...]) -> ir.StringValue:
    """The text of a code."""
    return ibis.cases(*[(code == at, name) for at, name in enumerate(names)], else_=ibis.null("string"))
