"""A real OpenID Connect provider on this machine, which can also sign its userinfo, as ProConnect does."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import flask
import oidc_provider_mock
import werkzeug.serving
from joserfc import jwk, jwt
from oidc_provider_mock import User as Agent

USERINFO = "oidc-provider-mock.userinfo"
CLIENT = "essaim"


@dataclass
class Server:
    """address: of the provider. sign_userinfo: « » (JSON), « ours », or how the signature is wrong."""

    address: str
    sign_userinfo: str = ""


@contextmanager
def run(agents: Sequence[Agent]) -> Iterator[Server]:
    """Serve on a free port until the end of the block."""
    app = oidc_provider_mock.app(require_nonce=True, user_claims=agents)
    plain = app.view_functions[USERINFO]
    made = Server("")

    def userinfo() -> flask.Response:
        answer = plain()
        if not made.sign_userinfo:
            return answer
        key = flask.g.oidc_provider_mock_storage.jwk
        signed_by = key
        if made.sign_userinfo == "another key":
            signed_by = jwk.RSAKey.generate_key(2048, {"kid": key.kid})
        claims = {**answer.get_json(), "iss": made.address, "aud": CLIENT}
        if made.sign_userinfo == "another audience":
            claims["aud"] = "somebody else"
        token = jwt.encode({"alg": "RS256", "kid": key.kid}, claims, signed_by)
        if made.sign_userinfo == "no signature":
            token = token.rsplit(".", 1)[0] + "."
        return flask.Response(token, content_type="application/jwt")

    app.view_functions[USERINFO] = userinfo
    server = werkzeug.serving.make_server("localhost", 0, app, threaded=True)
    made.address = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
