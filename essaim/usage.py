"""What the command line says of itself, in French: its help, and the mistakes of who types a command.

Typer writes both in English and takes no translation; messages are recognised by their wording, and one that is not is
shown as it is, behind a French beginning.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

_WORDS = {"Options": "Options\u00a0", "Commands": "Commandes\u00a0", "Arguments": "Arguments\u00a0"}
_IN_HELP = (
    ("Show this message and exit.", "Montre cette aide et s’arrête."),
    ("[default: ", "[défaut\u00a0: "),
    ("[required]", "[obligatoire]"),
)
# Message of Typer, as a pattern, and what we say; \1 is the value.
_MISTAKES = (
    (r"No such command '(.+)'\.", "La commande «\u00a0\\1\u00a0» n’existe pas."),
    (r"Missing command\.", "Il manque une commande."),
    (r"No such option: (\S+).*", "L’option \\1 n’existe pas."),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", "«\u00a0\\1\u00a0» est de trop."),
    (r"Option '?(\S+?)'? requires an argument\.", "L’option \\1 attend une valeur."),
    (r"Missing (?:argument|option|parameter) '?(.+?)'?\.", "Il manque \\1."),
    (r"Input should be greater than or equal to (.+)", "le minimum est \\1."),
    (r"Input should be less than or equal to (.+)", "le maximum est \\1."),
    (r"Input should be a valid integer.*", "un nombre entier est attendu."),
    (r"Input should be a valid number.*", "un nombre est attendu."),
    (r"(?:Value error, )?'(.*)' is not one of (.+)\.", "«\u00a0\\1\u00a0» n’est pas un des choix\u00a0: \\2."),
)


class FrenchGroup(TyperGroup):
    """The root of a command line whose help and mistakes are said in French. Exit code of a mistake: 2."""

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run a command and stop with its exit code."""
        _speak_french(self)
        if not standalone_mode:
            return super().main(*args, standalone_mode=False, **extra)
        try:
            code = super().main(*args, standalone_mode=False, **extra)
        except typer.Abort:
            typer.echo("Interrompu.", err=True)
            sys.exit(1)
        except TyperException as error:
            _explain(error)
        sys.exit(code if isinstance(code, int) else 0)


def _explain(error: TyperException) -> NoReturn:
    """Say a mistake in one sentence and how to see the help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()  # type: ignore[attr-defined]
        sys.exit(2)
    said = sentence(str(getattr(error, "message", "") or error)).replace("'", "")
    parameter = getattr(error, "param", None)
    if parameter is not None:
        names = " ou ".join(parameter.opts) if parameter.param_type_name == "option" else parameter.name
        said = f"{names}\u00a0: {said}" if getattr(error, "message", "") else f"Il manque {names}."
    typer.echo(said, err=True)
    context = getattr(error, "ctx", None)
    if context is not None:
        typer.echo(f"Aide\u00a0: {context.command_path} --help", err=True)
    sys.exit(getattr(error, "exit_code", 1))


def sentence(message: str) -> str:
    """Return Typer's message in French; unknown ones as they are, behind « Commande mal écrite »."""
    for pattern, french in _MISTAKES:
        if match := re.fullmatch(pattern, message, re.S):
            return match.expand(french)
    return f"Commande mal écrite\u00a0: {message}"


def _speak_french(command: Any) -> None:
    """Give a command and those under it a help written in French."""
    formatter = command.context_class.formatter_class
    if not issubclass(formatter, _Formatter):
        made = type("FrenchFormatter", (_Formatter, formatter), {})
        command.context_class = type("FrenchContext", (command.context_class,), {"formatter_class": made})
    for below in getattr(command, "commands", {}).values():
        _speak_french(below)


class _Formatter:
    """What is changed in Typer's own formatter, of which it is mixed in front."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "Usage\u00a0: ")  # type: ignore[misc]

    def section(self, name: str) -> Any:
        return super().section(_WORDS.get(name, name))  # type: ignore[misc]

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **options: Any) -> None:
        translated = []
        for term, text in rows:
            for english, french in _IN_HELP:
                text = text.replace(english, french)
            translated.append((term, text))
        super().write_dl(translated, *args, **options)  # type: ignore[misc]
