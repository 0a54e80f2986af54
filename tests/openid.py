"""A provider of OpenID Connect on this machine, which says what a test wants it to say."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "this-hub", "shared with the hub"
CODE = "one-time-code"


class Provider:
    """``claims`` changes what the ID token says; ``sign`` makes it; ``userinfo`` is what is said of the person."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.url = ""
        self.nonce = ""
        self.challenge = ""
        self.said_issuer = ""
        self.claims: dict[str, Any] = {}
        self.left_out: set[str] = set()
        self.userinfo: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.asked: list[str] = []

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "first"})

    def id_token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "sub": "person-1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "email": "Zoe@City.example",
            "email_verified": True,
            "name": "Zoë de Wit",
        } | self.claims
        return self.sign({name: value for name, value in claims.items() if name not in self.left_out})

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.said_issuer or self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def keys(self) -> dict[str, Any]:
        written = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [written | {"kid": "first", "use": "sig", "alg": "RS256"}]}

    def token(self, said: dict[str, list[str]], authorization: str) -> tuple[int, dict[str, Any]]:
        expected = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '%20')}".encode()).decode()
        verifier = said.get("code_verifier", [""])[0]
        made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if authorization != f"Basic {expected}" or said["code"] != [CODE] or made != self.challenge:
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "secret-of-the-provider",
            "token_type": "Bearer",
            "id_token": self.id_token(),
        }


@contextmanager
def running_provider() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, status: int, said: dict[str, Any]) -> None:
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            provider.asked.append(self.path)
            pages = {
                "/.well-known/openid-configuration": provider.discovery,
                "/keys": provider.keys,
                "/userinfo": lambda: provider.userinfo,
            }
            page = pages.get(self.path)
            self._answer(200, page()) if page else self._answer(404, {})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._answer(*provider.token(said, self.headers.get("Authorization", "")))

        def log_message(self, *_about: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
