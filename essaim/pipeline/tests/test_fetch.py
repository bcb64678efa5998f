"""Downloads against a real server that does everything a server should not."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from essaim.pipeline import fetch_command
from essaim.pipeline.cards import DataGouvResource, Limits, ManualResource, SourceCard, UrlResource
from essaim.pipeline.catalogue import card, read_fetched, resolve_inputs
from essaim.pipeline.errors import FetchError, WrongFileError
from essaim.pipeline.fetch import ASIDE, fetch, fetch_all
from essaim.pipeline.fetch_settings import FetchProgress, FetchSettings, addresses_of
from essaim.pipeline.tests.hostile_server import Answer, HostileServer, hostile_server

CSV = b"REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE\n" + b"32,59350,4,HAUTS,Hauts,Hauts-de-France\n" * 3000
ETAG = {"ETag": '"one"'}


@pytest.fixture(scope="module")
def running() -> Iterator[HostileServer]:
    with hostile_server() as server:
        yield server


@pytest.fixture
def server(running: HostileServer) -> HostileServer:
    running.scripts.clear()
    running.asked.clear()
    return running


class Waits:
    """Keeps the pauses asked instead of sleeping."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def settings(server: HostileServer, waits: Waits) -> FetchSettings:
    return FetchSettings(
        contact_url="https://essaim.example/contact",
        datagouv_url=server.url(""),
        allow_loopback_http=True,
        attempts=4,
        backoff=0.01,
        silence=2,
        sleep=waits,
        jitter=lambda: 1.0,
    )


def card_at(url: str, *, source: str = "cog_regions", name: str = "v_region.csv", **changes: Any) -> SourceCard:
    resource = UrlResource.model_construct(kind="url", url=url, format="csv", name=name)
    return card(source).model_copy(update={"resources": [resource], "hosts": ["127.0.0.1"], **changes})


def quiet(event: FetchProgress) -> None:
    assert event.source


def content(raw: Path, name: str = "v_region.csv", source: str = "cog_regions") -> bytes:
    return (raw / source / name).read_bytes()


def test_a_plain_download(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    server.scripts["/r"] = [Answer(CSV, headers=ETAG)]
    events: list[FetchProgress] = []
    record = fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=events.append)
    assert content(tmp_path) == CSV
    assert record.files[0].sha256 == hashlib.sha256(CSV).hexdigest()
    assert (record.files[0].bytes, record.files[0].etag) == (len(CSV), '"one"')
    assert read_fetched(tmp_path / "cog_regions") == record
    assert resolve_inputs(mirror=None, raw=tmp_path)["cog_regions"].origin == "fetched"
    assert (events[-1].done, events[-1].total) == (len(CSV), len(CSV))
    assert server.asked[0][1]["user-agent"] == "Essaim/0.1.0 (+https://essaim.example/contact)"
    assert [path.name for path in (tmp_path / "cog_regions" / ASIDE).iterdir()] == [".lock"]


def test_a_cut_is_resumed_where_it_stopped(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    server.scripts["/r"] = [
        Answer(CSV, headers=ETAG, cut=50_000),
        Answer(CSV, headers=ETAG, cut=20_000),
        Answer(CSV, headers=ETAG),
    ]
    fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)
    assert content(tmp_path) == CSV
    assert server.ranges("/r") == [None, "bytes=50000-", "bytes=70000-"]
    assert server.asked[1][1]["if-range"] == '"one"'


def test_a_later_run_resumes(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    dated = {"Last-Modified": "Mon, 02 Nov 2026 08:00:00 GMT", "ETag": 'W/"weak"'}
    server.scripts["/r"] = [Answer(CSV, headers=dated, cut=50_000)]
    with pytest.raises(FetchError, match="Abandon après 1 essais"):
        fetch(card_at(server.url("/r")), tmp_path, settings=replace(settings, attempts=1), progress=quiet)
    assert not (tmp_path / "cog_regions" / "v_region.csv").exists()
    assert not (tmp_path / "cog_regions" / "fetched.json").exists()
    server.scripts["/r"] = [Answer(CSV, headers=dated)]
    fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)
    assert content(tmp_path) == CSV
    assert server.asked[-1][1]["range"] == "bytes=50000-"
    assert server.asked[-1][1]["if-range"] == dated["Last-Modified"], "a weak ETag cannot be given in If-Range"


def test_without_validator_nothing_is_resumed(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    server.scripts["/r"] = [Answer(CSV, cut=50_000), Answer(CSV)]
    fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)
    assert content(tmp_path) == CSV
    assert server.ranges("/r") == [None, None]


def test_a_server_without_ranges(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    server.scripts["/r"] = [Answer(CSV, headers=ETAG, cut=50_000), Answer(CSV, headers=ETAG, ranges=False)]
    fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)
    assert content(tmp_path) == CSV


def test_a_file_changed_midway_is_taken_again_whole(
    server: HostileServer, settings: FetchSettings, tmp_path: Path
) -> None:
    other = CSV.replace(b"Hauts-de-France", b"Hauts de France")
    server.scripts["/r"] = [Answer(CSV, headers=ETAG, cut=50_000), Answer(other, headers={"ETag": '"two"'})]
    record = fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)
    assert content(tmp_path) == other
    assert record.files[0].etag == '"two"'


def test_a_file_that_keeps_changing_is_given_up(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    server.scripts["/r"] = [Answer(CSV, headers={"ETag": f'"{n}"'}, cut=50_000) for n in range(3)]
    with pytest.raises(FetchError, match="changé deux fois"):
        fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)


def test_a_length_too_long(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    server.scripts["/r"] = [Answer(CSV, length=len(CSV) + 10)]
    with pytest.raises(FetchError, match="Abandon après 4 essais"):
        fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)


def test_a_length_too_short(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    server.scripts["/r"] = [Answer(CSV, length=len(CSV) - 30)]
    with pytest.raises(WrongFileError, match="tronqué"):
        fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)


def test_retry_after_is_honoured_and_capped(
    server: HostileServer, settings: FetchSettings, waits: Waits, tmp_path: Path
) -> None:
    refusals = [Answer(status=429, headers={"Retry-After": value}) for value in ("7", "86400")]
    server.scripts["/r"] = [*refusals, Answer(CSV)]
    fetch(card_at(server.url("/r")), tmp_path, settings=replace(settings, retry_after_cap=20), progress=quiet)
    assert waits.seconds == [7, 20]


def test_500_then_well(server: HostileServer, settings: FetchSettings, waits: Waits, tmp_path: Path) -> None:
    server.scripts["/r"] = [Answer(status=500), Answer(status=503), Answer(CSV)]
    fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)
    assert content(tmp_path) == CSV
    assert waits.seconds == [0.01, 0.02]


def test_500_forever(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    server.scripts["/r"] = [Answer(status=500)]
    with pytest.raises(FetchError, match=r"Abandon après 4 essais.*répond 500"):
        fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)
    assert len(server.asked) == 4


def test_404_is_not_asked_twice(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="répond 404"):
        fetch(card_at(server.url("/absent")), tmp_path, settings=settings, progress=quiet)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"<!DOCTYPE html><html><body>Maintenance</body></html>", "page web"),
        (b"", "est vide"),
        (b"code;nom\n32;Hauts-de-France\n", "colonnes attendues"),
    ],
)
def test_wrong_content_leaves_the_previous_file(
    server: HostileServer, settings: FetchSettings, tmp_path: Path, body: bytes, sentence: str
) -> None:
    server.scripts["/r"] = [Answer(CSV), Answer(body, headers={"Content-Type": "text/csv"})]
    before = fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)
    with pytest.raises(WrongFileError, match=sentence):
        fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)
    assert content(tmp_path) == CSV
    assert read_fetched(tmp_path / "cog_regions") == before
    assert [path.name for path in (tmp_path / "cog_regions" / ASIDE).iterdir()] == [".lock"]


def test_a_truncated_zip(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("donnees_communes.csv", "DEP;CODCOM;PMUN\n59;350;236234\n" * 500)
    body = whole.getvalue()
    zipped = card_at(server.url("/z"), source="populations", name="ensemble.zip")
    server.scripts["/z"] = [Answer(body[:-40]), Answer(body)]
    with pytest.raises(WrongFileError, match="ZIP tronquée"):
        fetch(zipped, tmp_path, settings=settings, progress=quiet)
    fetch(zipped, tmp_path, settings=settings, progress=quiet)
    assert content(tmp_path, "ensemble.zip", "populations") == body


def test_a_truncated_parquet(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    whole = io.BytesIO()
    pq.write_table(pa.table({"siren": ["356000000"] * 1000}), whole)
    server.scripts["/p"] = [Answer(whole.getvalue()[:-20])]
    stock = card_at(server.url("/p"), source="sirene_unite_legale", name="StockUniteLegale_utf8.parquet")
    with pytest.raises(WrongFileError, match="Parquet tronqué"):
        fetch(stock, tmp_path, settings=settings, progress=quiet)


def test_redirects_are_followed_to_allowed_hosts_only(
    server: HostileServer, settings: FetchSettings, tmp_path: Path
) -> None:
    server.scripts["/r"] = [Answer(status=302, headers={"Location": "/final"})]
    server.scripts["/final"] = [Answer(CSV)]
    fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)
    assert content(tmp_path) == CSV
    for place in (
        f"http://localhost:{server.port}/final",
        "https://ailleurs.example/f",
        "file:///etc/passwd",
        "http://[",
    ):
        server.scripts["/r"] = [Answer(status=302, headers={"Location": place})]
        with pytest.raises(FetchError, match=r"refusé|mal écrite"):
            fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)


def test_a_redirect_loop(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    server.scripts["/r"] = [Answer(status=307, headers={"Location": "/r"})]
    with pytest.raises(FetchError, match="tourne en rond"):
        fetch(card_at(server.url("/r")), tmp_path, settings=settings, progress=quiet)
    assert len(server.asked) == settings.redirects + 1


def test_too_big_announced_or_endless(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    bounded = card_at(server.url("/r"), limits=Limits(bytes=100_000, seconds=10))
    for answer in (Answer(CSV), Answer(endless=True)):
        server.scripts["/r"] = [answer]
        with pytest.raises(FetchError, match="dépasse la taille permise"):
            fetch(bounded, tmp_path, settings=settings, progress=quiet)
        assert [path.name for path in (tmp_path / "cog_regions" / ASIDE).iterdir()] == [".lock"]


def test_too_slow(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    server.scripts["/r"] = [Answer(CSV, headers=ETAG, pause=0.05)]
    with pytest.raises(FetchError, match="temps permis"):
        fetch(card_at(server.url("/r"), limits=Limits(seconds=1)), tmp_path, settings=settings, progress=quiet)
    assert (tmp_path / "cog_regions" / ASIDE / "v_region.csv.part").stat().st_size > 0, "kept to be resumed"


def test_addresses_that_are_not_public_are_refused() -> None:
    strict = FetchSettings()
    for host in ("127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "localhost", "0.0.0.0"):
        with pytest.raises(FetchError, match="pas publique"):
            addresses_of(f"https://{host}/f", hosts=[host.strip("[]")], settings=strict)
    with pytest.raises(FetchError, match="pas en https"):
        addresses_of("http://www.data.gouv.fr/", hosts=["www.data.gouv.fr"], settings=strict)
    with pytest.raises(FetchError, match="identifiant"):
        addresses_of("https://a:b@www.data.gouv.fr/", hosts=["www.data.gouv.fr"], settings=strict)
    with pytest.raises(FetchError, match="pas publique"):
        addresses_of("http://8.8.8.8/", hosts=["8.8.8.8"], settings=FetchSettings(allow_loopback_http=True))


def datagouv_card(server: HostileServer, *, fallback: str | None = None) -> SourceCard:
    resource = DataGouvResource(
        kind="datagouv", dataset="cog", title="v_region_", format="csv", fallback_id=fallback, name="v_region.csv"
    )
    return card_at(server.url("/"), resources=[resource])


def listing(*resources: dict[str, Any]) -> list[Answer]:
    return [Answer(json.dumps({"resources": resources}).encode())]


def test_datagouv_by_title_and_format(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    server.scripts["/api/1/datasets/cog/"] = listing(
        {
            "id": "a",
            "title": "v_region_2025",
            "format": "csv",
            "url": server.url("/old"),
            "last_modified": "2026-09-01",
        },
        {
            "id": "b",
            "title": "V_REGION_2026",
            "format": "csv",
            "url": server.url("/new"),
            "last_modified": "2026-02-01",
        },
        {"id": "c", "title": "v_region_2027", "format": "pdf", "url": server.url("/pdf")},
        {"id": "d", "title": "v_commune_2027", "format": "csv", "url": server.url("/other")},
    )
    server.scripts["/new"] = [Answer(CSV)]
    record = fetch(datagouv_card(server, fallback="a"), tmp_path, settings=settings, progress=quiet)
    assert record.files[0].url == server.url("/new")


def test_datagouv_size_is_checked(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    server.scripts["/api/1/datasets/cog/"] = listing(
        {"title": "v_region_2026", "format": "csv", "url": server.url("/f"), "filetype": "file", "filesize": 12}
    )
    server.scripts["/f"] = [Answer(CSV)]
    with pytest.raises(WrongFileError, match=r"data.gouv en annonce 12"):
        fetch(datagouv_card(server), tmp_path, settings=settings, progress=quiet)


@pytest.mark.parametrize("catalogue", [Answer(status=404), Answer(b"<html>"), Answer(b'{"resources": []}')])
def test_the_frozen_id_is_the_last_resort_and_says_so(
    server: HostileServer, settings: FetchSettings, tmp_path: Path, catalogue: Answer
) -> None:
    server.scripts["/api/1/datasets/cog/"] = [catalogue]
    server.scripts["/fr/datasets/r/frozen"] = [Answer(status=302, headers={"Location": "/f"})]
    server.scripts["/f"] = [Answer(CSV)]
    events: list[FetchProgress] = []
    fetch(datagouv_card(server, fallback="frozen"), tmp_path, settings=settings, progress=events.append)
    assert content(tmp_path) == CSV
    assert "identifiant figé frozen utilisé" in (events[0].message or "")
    with pytest.raises(FetchError, match=r"introuvable sur data.gouv"):
        fetch(datagouv_card(server), tmp_path, settings=settings, progress=quiet)


def test_a_file_brought_by_hand(settings: FetchSettings, tmp_path: Path) -> None:
    resource = ManualResource(kind="manual", format="csv", name="v_region*.csv", how="Demandez-le à l’Insee.")
    manual = card("cog_regions").model_copy(update={"resources": [resource]})
    with pytest.raises(FetchError, match=r"à poser dans.*Demandez-le à l’Insee"):
        fetch(manual, tmp_path, settings=settings, progress=quiet)
    (tmp_path / "cog_regions" / "v_region_2026.csv").write_bytes(CSV)
    record = fetch(manual, tmp_path, settings=settings, progress=quiet)
    assert [(file.name, file.url) for file in record.files] == [("v_region_2026.csv", None)]


def test_the_others_go_on_after_a_failure(server: HostileServer, settings: FetchSettings, tmp_path: Path) -> None:
    server.scripts["/r"] = [Answer(CSV)]
    cards = [card_at(server.url("/absent"), source="cog_departements"), card_at(server.url("/r"))]
    records, errors = fetch_all(cards, tmp_path, settings=settings, progress=quiet)
    assert (list(records), list(errors)) == (["cog_regions"], ["cog_departements"])


def test_the_command(
    server: HostileServer, settings: FetchSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = card_at(server.url("/absent"), source="cog_departements")
    found = {"cog_regions": card_at(server.url("/r")), "cog_departements": absent}
    monkeypatch.setattr(fetch_command, "card", found.__getitem__)
    server.scripts["/r"] = [Answer(CSV)]
    out = StringIO()
    console = Console(file=out, width=200)
    assert fetch_command.run_fetch(["cog_regions"], tmp_path, console, settings=settings) == 0
    assert fetch_command.run_fetch(list(found), tmp_path, console, settings=settings) == 1
    assert "Source cog_departements, v_region.csv\u00a0: Le serveur répond 404." in out.getvalue()
    assert "Sources à jour\u00a0: 1\u00a0; en échec\u00a0: 1" in out.getvalue()
    monkeypatch.undo()
    assert fetch_command.run_fetch(["inconnue"], tmp_path, console, settings=settings) == 1
    assert "La source «\u00a0inconnue\u00a0» n’existe pas." in out.getvalue()
