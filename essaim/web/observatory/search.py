"""Search of organisations by name."""

from essaim.rules.names import fold


def sirens(release, text, limit=1000):
    return tuple(
        r[0]
        for r in release.rows(
            "SELECT siren FROM organizations WHERE search_text LIKE ? LIMIT ?", ("%" + fold(text) + "%", limit)
        )
    )
