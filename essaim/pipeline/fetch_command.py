"""What `essaim data fetch` does: downloads with a progress bar, one sentence per source that failed."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from essaim.pipeline.catalogue import card, cards
from essaim.pipeline.errors import PipelineError
from essaim.pipeline.fetch import ManualFileError, fetch_all
from essaim.pipeline.fetch_settings import FetchProgress, FetchSettings


def run_fetch(sources: list[str], raw: Path, console: Console, *, settings: FetchSettings) -> int:
    """Fetch the sources named, or all of them, into `raw`. Return 0, or 1 when one failed.

    A file that only a person can bring is a failure when its source was named, a reminder otherwise.
    """
    try:
        asked = [card(source) for source in dict.fromkeys(sources)] or list(cards().values())
    except PipelineError as error:
        console.print(str(error), markup=False, highlight=False)
        return 1
    tasks: dict[tuple[str, str], TaskID] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console) as bar:

        def show(event: FetchProgress) -> None:
            if event.message is not None:
                console.print(event.message, markup=False, highlight=False, soft_wrap=True)
                return
            key = (event.source, event.name)
            if key not in tasks:
                tasks[key] = bar.add_task(f"{event.source} · {event.name}", total=event.total)
            bar.update(tasks[key], completed=event.done, total=event.total)

        records, errors = fetch_all(asked, raw, settings=settings, progress=show)
    reminders = [] if sources else [name for name, error in errors.items() if isinstance(error, ManualFileError)]
    failed = len(errors) - len(reminders)
    counts = {"Sources à jour": len(records), "en échec": failed, "à poser à la main": len(reminders)}
    summary = "\u00a0; ".join(f"{words}\u00a0: {count}" for words, count in counts.items()) + "."
    console.print(summary, highlight=False)
    return 1 if failed else 0
