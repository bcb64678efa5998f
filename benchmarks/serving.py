"""Load on the production server, from wrk on the loopback: bounded in time, stops by itself."""

from __future__ import annotations

import html
import os
import random
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from benchmarks.table import Line

# Each thread of wrk walks its own part of the list, so that no address is asked twice while they last.
_LUA = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local thread, next_thread = 0, 0
function setup(t) t:set("offset", next_thread); next_thread = next_thread + 1 end
local at = 0
function request() at = at + 1; return wrk.format("GET", paths[(at * 2 + offset) %% #paths + 1]) end
function done(summary, latency)
  io.write(string.format("RESULT %%f %%f %%d\\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(95) / 1000, summary.errors.status + summary.errors.connect + summary.errors.timeout))
end
"""
_TYPO_QUERIES = 300
WEIGHED = 40
_NEEDS, _WARM = 220, 20
_CODES = ("55524000", "77310000", "90910000", "90511400", "45440000", "15860000", "85312110", "79571000", "60130000",
          "98310000", "80530000", "45233140", "92312000", "72413000", "39130000")  # fmt: skip


def lines(folder: Path, scale: Fraction, *, port: int, seconds: int) -> list[Line]:
    """Serve the release that was built at this scale and measure it."""
    var = folder / f"var-{scale.numerator}-{scale.denominator}"
    release = (var / "releases" / "current").resolve()
    database = sqlite3.connect(f"file:{release / 'essaim.sqlite'}?mode=ro&immutable=1", uri=True)
    chance = random.Random(31)  # noqa: S311
    territories = [
        f"/territoires/{code}-{slug}/"
        for code, slug in database.execute("select code, slug from territories where level in ('commune', 'epci')")
    ]
    chance.shuffle(territories)
    names = [
        row[0] for row in database.execute("select name from organizations where name like '%(SYNTH%' limit 200000")
    ]
    names = chance.sample(names, min(len(names), 5_000))
    folded = [row[0] for row in database.execute("select folded from territory_names where kind = 'name'")]
    typed = [name[: chance.randint(2, 6)] for name in chance.sample(folded, min(len(folded), 3_000))]
    lists = {
        "Page de territoire, à froid": territories,
        "Page de territoire, déjà vue": territories[:50],
        "Autocomplétion": [f"/territoires/suggestions?q={urllib.parse.quote(text)}" for text in typed],
        "Recherche d’un nom (page)": [_search(_words(name)) for name in names],
    }
    server = subprocess.Popen(  # noqa: S603
        [str(Path(sys.executable).parent / "essaim"), "serve", "--port", str(port)],
        env={**os.environ, "ESSAIM_VAR": str(var), "SECRET_KEY": secrets.token_urlsafe(50)},
    )
    try:
        _wait(port)
        found = []
        for name, paths in lists.items():
            before = _cpu(server.pid)
            found.append(_load(folder, port, name, paths, seconds))
            spent = 1000 * (_cpu(server.pid) - before) / max(found[-1].per_second * seconds, 1)
            found[-1] = replace(
                found[-1], note=f"CPU {spent:.1f} ms/requête {found[-1].note}".replace(".", ",").strip()
            )
            sys.stderr.write(
                f"✓ {name} : {found[-1].per_second:.0f} requêtes/s, p95 {found[-1].p95_ms:.1f} ms, {found[-1].note}\n"
            )
        found.append(_weight(port, territories))
        found.append(_typos(port, names[:_TYPO_QUERIES], chance))
        found.append(_assistant(port, database, chance))
    finally:
        server.terminate()
        server.wait(20)
    return found


def _load(folder: Path, port: int, name: str, paths: list[str], seconds: int) -> Line:
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk manque : apt install wrk")
    list_file, script = folder / "paths.txt", folder / "load.lua"
    list_file.write_text("\n".join(paths), encoding="utf-8")
    script.write_text(_LUA % list_file, encoding="utf-8")
    if "déjà vue" in name:
        for path in paths:
            _get(port, path)
    done = subprocess.run(  # noqa: S603
        [wrk, "-t2", "-c4", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{port}"],
        check=True, capture_output=True, text=True, timeout=seconds + 30,
    )  # fmt: skip
    result = re.search(r"RESULT ([\d.]+) ([\d.]+) (\d+)", done.stdout)
    if result is None:
        raise SystemExit(done.stdout)
    errors = int(result.group(3))
    return Line(
        name,
        per_second=float(result.group(1)),
        p95_ms=float(result.group(2)),
        note=f"{errors} erreurs" if errors else "",
    )


def _weight(port: int, paths: list[str]) -> Line:
    """Compressed bytes of the heaviest of some pages, with what they load before the interactive map is asked for."""
    sizes, requests, foreign = [], 0, 0
    for path in paths[:WEIGHED]:
        page = _get(port, path)
        links = set(re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="([^"]+)"', page))
        # An address with a host is the page's own name, never loaded.
        foreign += sum(1 for link in re.findall(r'<(?:script|img)[^>]+src="([^"]+)"', page) if "//" in link)
        files = [link for link in links if link.startswith("/static/")]
        requests = max(requests, 1 + len(files))
        sizes.append(_bytes(port, path) + sum(_bytes(port, link) for link in files))
    note = f"{max(sizes) / 1000:.0f} Ko au plus sur {len(sizes)} pages, {requests} requêtes, {foreign} vers des tiers"
    return Line("Poids d’une page de territoire, sans carte interactive", note=note)


def _bytes(port: int, path: str) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return len(answer.read())


def _cpu(pid: int) -> float:
    """Seconds of processor of a process and of its children, from /proc (Linux; elsewhere the measure says 0)."""
    total, ticks = 0.0, os.sysconf("SC_CLK_TCK")
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(folder.name) == pid or int(fields[1]) == pid:
            total += (int(fields[11]) + int(fields[12])) / ticks
    return total


def _typos(port: int, names: list[str], chance: random.Random) -> Line:
    found, durations = 0, []
    for name in names:
        words = _words(name).split()
        longest = max(range(len(words)), key=lambda index: len(words[index]))
        words[longest] = _one_edit(words[longest], chance)
        begun = time.monotonic()
        page = _get(port, _search(" ".join(words)))
        durations.append(time.monotonic() - begun)
        found += name in html.unescape(page)
    p95 = sorted(durations)[int(len(durations) * 0.95)] * 1000
    return Line("Nom avec une faute de frappe", p95_ms=p95, note=f"{100 * found / len(names):.1f} % retrouvés")


def _assistant(port: int, database: sqlite3.Connection, chance: random.Random) -> Line:
    """The purchase assistant, one need after the other, none asked twice: levers, candidates, lots."""
    places = [row[0] for row in database.execute("select territory_id from territories where population > 3000")]
    places = [place for place in places if place.split(":")[0] in ("commune", "epci", "departement")]
    durations = []
    for number in range(_NEEDS):
        code, place = chance.choice(_CODES), chance.choice(places)
        path = f"/commande-publique/assistant/?cpv={code}&montant={10_000 + number}&duree=24&lieu={place}"
        begun = time.monotonic()
        _get(port, path)
        durations.append(time.monotonic() - begun)
    # Each process makes its index of the CPV at its first need: that one is not what readers wait for.
    durations = sorted(durations[_WARM:])
    return Line("Assistant achat, besoin neuf", p95_ms=durations[int(len(durations) * 0.95)] * 1000)


def _words(name: str) -> str:
    return re.sub(r"[’'-]", " ", name.replace("(SYNTHÈSE)", "")).strip()


def _one_edit(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, max(len(word) - 1, 2))
    kind = chance.choice(["swap", "drop", "change", "add"])
    if kind == "swap" and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    return word[:at] + chance.choice("aeilnrst") + word[at + (kind == "change") :]


def _search(text: str) -> str:
    return f"/organisations/?q={urllib.parse.quote(text)}"


def _get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.read().decode("utf-8")


def _wait(port: int) -> None:
    for _ in range(400):
        try:
            _get(port, "/")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
        else:
            return
    raise SystemExit("le serveur n’a pas démarré")
