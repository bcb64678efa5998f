"""Recurring jobs: when due, once, whatever the others do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from essaim.web.jobs import schedule
from essaim.web.jobs.models import Run
from essaim.web.jobs.worker import work

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def three(monkeypatch):
    """Two jobs that work, with one between them that fails."""
    seen = []

    def fails(now):
        raise RuntimeError("plus de papier")

    jobs = (
        schedule.Job("a", timedelta(minutes=1), seen.append),
        schedule.Job("b", timedelta(minutes=1), fails),
        schedule.Job("c", timedelta(days=1), seen.append),
    )
    monkeypatch.setattr(schedule, "jobs", lambda: jobs)
    return seen


@pytest.mark.django_db
def test_a_job_runs_when_its_time_has_come(three):
    assert schedule.run_due(NOW) == ["a", "b", "c"]
    assert three == [NOW, NOW]
    assert schedule.run_due(NOW + timedelta(seconds=59)) == []
    assert schedule.run_due(NOW + timedelta(minutes=1)) == ["a", "b"]
    assert schedule.run_due(NOW + timedelta(days=1)) == ["a", "b", "c"]


@pytest.mark.django_db
def test_a_failure_is_written_down_and_forgotten_once_it_works(three, monkeypatch):
    schedule.run_due(NOW)
    run = Run.objects.get(name="b")
    assert "plus de papier" in run.error
    assert run.ended_at is not None
    assert Run.objects.get(name="a").error == ""
    monkeypatch.setattr(schedule, "jobs", lambda: (schedule.Job("b", timedelta(minutes=1), str),))
    schedule.run_due(NOW + timedelta(hours=1))
    run.refresh_from_db()
    assert run.error == ""


# Outside a transaction: the worker lets go of its connections, as it does between two rounds.
@pytest.mark.django_db(transaction=True)
def test_every_job_of_the_site_runs(settings):
    work(once=True)
    runs = dict(Run.objects.values_list("name", "error"))
    assert set(runs) == {job.name for job in schedule.jobs()}
    assert set(runs.values()) == {""}


@pytest.mark.django_db
def test_the_team_sees_them(team_client):
    schedule.run_due(NOW)
    assert "mail.send_due" in team_client.get("/admin/travaux/").content.decode()
