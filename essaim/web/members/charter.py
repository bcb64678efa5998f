"""The charter: writing its versions, signing them, reading who signed."""

from __future__ import annotations

from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from essaim.web.accounts.models import User
from essaim.web.audit.services import changes, record, snapshot
from essaim.web.members.errors import CharterError
from essaim.web.members.models import CharterSignature, CharterVersion, Member

LARGEST_PDF = 10 * 1024 * 1024
PDF_MAGIC = b"%PDF-"


@transaction.atomic
def write_version(
    *,
    version: CharterVersion | None = None,
    number: str,
    title: str,
    text: str,
    adopted_on: date,
    actor: User | None,
    now: datetime,
) -> CharterVersion:
    """Write a version of the charter, a new one unless given.

    Raises CharterError when its words would change after somebody signed them, or the number is taken.
    """
    before = snapshot(version) if version else {}
    if version is not None and version.signatures.exists() and (version.title, version.text) != (title, text):
        raise CharterError(
            "Cette version a été signée\u00a0: ses mots ne changent plus. Écrivez-en une nouvelle, à faire signer."
        )
    if CharterVersion.objects.filter(number=number).exclude(pk=version.pk if version else None).exists():
        raise CharterError(f"La version «\u00a0{number}\u00a0» existe déjà.")
    version = version or CharterVersion()
    version.number, version.title, version.text, version.adopted_on = number.strip(), title.strip(), text, adopted_on
    version.save()
    old, new = changes(before, snapshot(version))
    record(actor=actor, action="members.charter_written", target=version, before=old or None, after=new, now=now)
    return version


@transaction.atomic
def sign(
    *,
    version: CharterVersion,
    member: Member,
    signed_on: date,
    deliberation_number: str,
    signatory: str,
    document: UploadedFile | None = None,
    actor: User | None,
    now: datetime,
) -> CharterSignature:
    """Write that a member's executive signed a version. document: the signed PDF.

    Raises CharterError when it signed already, before the version was adopted, without a deliberation, or when the file
    is not a PDF of 10 MB at most.
    """
    if not deliberation_number.strip():
        raise CharterError("Il manque le numéro de la délibération qui autorise la signature.")
    if signed_on < version.adopted_on:
        raise CharterError("La signature serait antérieure à l’adoption de cette version.")
    if CharterSignature.objects.filter(version=version, member=member).exists():
        raise CharterError(f"{member} a déjà signé cette version.")
    if document is not None:
        check_pdf(document)
    signature = CharterSignature(
        version=version, member=member, signed_on=signed_on, deliberation_number=deliberation_number.strip(),
        signatory=signatory.strip(),
    )  # fmt: skip
    if document is not None:
        # The name people gave may say anything; the SIREN and the version say what it is.
        signature.document.save(f"charte-{version.pk}-{member.body.siren}.pdf", document, save=False)
    signature.save()
    record(actor=actor, action="members.charter_signed", target=signature, after=snapshot(signature), now=now)
    return signature


def check_pdf(document: UploadedFile) -> None:
    """Raise CharterError unless a file is a PDF of 10 MB at most, by its first bytes and not its name."""
    if document.size > LARGEST_PDF:
        raise CharterError("Ce fichier dépasse 10\u00a0Mo. Rien n’a été gardé.")
    document.seek(0)
    head = document.read(len(PDF_MAGIC))
    document.seek(0)
    if head != PDF_MAGIC:
        raise CharterError("Ce fichier n’est pas un PDF. Rien n’a été gardé.")


def current_version(on: date) -> CharterVersion | None:
    """Return the version in force on a day."""
    return CharterVersion.objects.filter(adopted_on__lte=on).order_by("-adopted_on").first()


def by_pk(pk: int) -> CharterSignature | None:
    """Return a signature, with its member."""
    return CharterSignature.objects.select_related("member__body", "version").filter(pk=pk).first()


def signatures_of(member: Member) -> list[CharterSignature]:
    """Return the signatures of a member, the latest first."""
    return list(member.signatures.select_related("version"))
