"""What happens below a call: connections never made, replies that are not the answer, certificates, proxies."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from firectl_py import errors
from firectl_py.http import ApiRequest, Retries, RetryPolicy, Sender, retrying
from firectl_py.http.deadline import Deadline
from firectl_py.http.environment import authorities, is_direct

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"


def reply(data: object) -> bytes:
    """A whole answer."""
    body = json.dumps(data).encode()
    return OK % (len(body), body)


@contextmanager
def server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server whose every connection is `talk`; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=_served, args=(talk, connection), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def _served(talk: Callable[[socket.socket], None], connection: socket.socket) -> None:
    with connection:
        try:
            talk(connection)
        except OSError:
            return


def answering(*replies: bytes) -> Callable[[socket.socket], None]:
    """One reply for each request of a connection."""

    def talk(connection: socket.socket) -> None:
        for text in replies:
            if not connection.recv(65536):
                return
            connection.sendall(text)

    return talk


def sender(port: int, **more: Any) -> Sender:
    """A sender that tries once."""
    return Sender(f"http://127.0.0.1:{port}", None, timeout=5, policy=RetryPolicy(attempts=1), **more)


GET, POST = ApiRequest("GET", "/v1/accounts"), ApiRequest("POST", "/v1/accounts/a/models", json={})


@pytest.mark.parametrize("interim", [b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", b"HTTP/1.1 102 Busy\r\n\r\n"])
def test_an_interim_reply_is_not_the_answer(interim: bytes) -> None:
    with server(answering(interim + reply({"n": 1}), interim * 3 + reply({"n": 2}), reply({"n": 3}))) as port:
        talking = sender(port)
        assert [talking.send(GET).data["n"] for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("flood", [b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100, b"HTTP/1.1 101 Switching\r\n\r\n"])
def test_a_reply_that_never_becomes_final_is_none(flood: bytes) -> None:
    with server(answering(flood)) as port, pytest.raises(errors.UnreachableError) as caught:
        sender(port).send(POST)
    assert caught.value.maybe_sent


def test_nothing_was_sent_where_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(errors.UnreachableError, match="Connection refused") as caught:
            sender(taken.getsockname()[1]).send(POST)
    assert not caught.value.maybe_sent


def test_something_may_have_been_sent_where_the_line_breaks_after_the_request() -> None:
    with server(answering(b"")) as port, pytest.raises(errors.UnreachableError) as caught:
        sender(port).send(POST)
    assert caught.value.maybe_sent


def test_nothing_was_sent_where_the_server_speaks_no_tls() -> None:
    with server(answering(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
        talking = Sender(f"https://127.0.0.1:{port}", None, timeout=5, policy=RetryPolicy(attempts=1))
        with pytest.raises(errors.UnreachableError, match="TLS to") as caught:
            talking.send(POST)
    assert not caught.value.maybe_sent


@contextmanager
def tls_server(folder: Path) -> Iterator[tuple[int, Path]]:
    """A server of TLS with an authority of its own: its port, and the authority's file."""
    trustme = pytest.importorskip("trustme", reason="trustme is not installed")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)

    def talk(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as tls:
            answering(reply({}))(tls)

    with server(talk) as port:
        yield port, folder / "ca.pem"


def test_a_certificate_nobody_vouches_for_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    with tls_server(tmp_path) as (port, authority):
        talking = Sender(f"https://127.0.0.1:{port}", None, timeout=5)
        with pytest.raises(errors.CertificateRefusedError, match="is not trusted") as caught:
            talking.send(POST)
        assert not caught.value.maybe_sent
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        assert talking.send(GET).data == {}


def test_variables_that_name_authorities(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("")
    assert authorities(True, {}) is True
    assert authorities(True, {"SSL_CERT_FILE": str(file), "SSL_CERT_DIR": "/nowhere"}) == str(file)
    assert authorities(True, {"SSL_CERT_DIR": str(tmp_path)}) == str(tmp_path)
    assert authorities("/etc", {"SSL_CERT_FILE": str(file)}) == "/etc", "--cacert goes first"
    with pytest.raises(errors.ConfigError, match="SSL_CERT_FILE: there is no file or folder /nowhere"):
        authorities(True, {"SSL_CERT_FILE": "/nowhere"})


def test_a_proxy_that_refuses_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    talking = Sender("https://api.invalid", None, timeout=5, policy=RetryPolicy(attempts=1))
    with pytest.raises(errors.UnreachableError) as caught:
        talking.send(POST)
    assert "cannot reach the proxy 127.0.0.1:9 (from HTTPS_PROXY): Connection refused" in caught.value.message
    assert not caught.value.maybe_sent


@pytest.mark.parametrize(
    ("status", "kind"),
    [(407, errors.ProxyRefusedError), (403, errors.UnreachableError), (502, errors.UnreachableError)],
)
def test_a_proxy_that_opens_no_tunnel(monkeypatch: pytest.MonkeyPatch, status: int, kind: type[Exception]) -> None:
    with server(answering(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % status)) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        talking = Sender("https://api.invalid", None, timeout=5, policy=RetryPolicy(attempts=1))
        with pytest.raises(kind) as caught:
            talking.send(POST)
    assert isinstance(caught.value, errors.TransportError) and not caught.value.maybe_sent


@pytest.mark.parametrize(
    ("listed", "direct"),
    [("api.x.ai:443", True), ("x.ai:443", True), (".x.ai:443", True), ("api.x.ai:8443", False), ("", False)],
)
def test_no_proxy_with_a_port(listed: str, direct: bool) -> None:
    assert is_direct("https://api.x.ai/v1/accounts", {"NO_PROXY": f"other.host, {listed}"}) is direct


def test_the_library_below_is_of_a_series_these_tests_know() -> None:
    assert (2, 6) <= tuple(map(int, metadata.version("urllib3").split(".")[:2])) < (3, 0)
    assert (2, 32) <= tuple(map(int, metadata.version("requests").split(".")[:2])) < (3, 0)


def failing(times: int, error: errors.FirectlError) -> Callable[[], str]:
    """Work that fails so often before it succeeds."""
    left = [error] * times

    def work() -> str:
        if left:
            raise left.pop()
        return "done"

    return work


def test_a_retry_waits_at_least_as_long_as_the_server_asks() -> None:
    slept: list[float] = []
    busy = errors.UnavailableError("busy", status=503, retry_after=7.0)
    assert retrying(failing(2, busy), Retries(RetryPolicy(base=0.1), sleep=slept.append)) == "done"
    assert slept == [7.0, 7.0]


def test_retries_end_with_their_attempts_their_deadline_and_their_stop() -> None:
    lost, slept = errors.UnreachableError("lost"), list[float]()
    with pytest.raises(errors.UnreachableError):
        retrying(failing(9, lost), Retries(RetryPolicy(attempts=3), sleep=slept.append))
    assert len(slept) == 2
    slow = errors.UnavailableError("busy", status=503, retry_after=60.0)
    with pytest.raises(errors.UnavailableError) as caught:
        retrying(failing(1, slow), Retries(deadline=Deadline(5.0), sleep=slept.append))
    assert caught.value.hint == "The server asks to wait 60 s, longer than the 5 s allowed."
    stop = threading.Event()
    stop.set()
    with pytest.raises(errors.UnreachableError):
        retrying(failing(1, lost), Retries(stop=stop))


def test_a_quota_that_is_used_up_is_not_tried_again() -> None:
    full = errors.ResourceExhaustedError("training-h200-count for account A, in use: 8, quota: 8", status=429)
    with pytest.raises(errors.ResourceExhaustedError):
        retrying(failing(1, full), Retries(sleep=lambda seconds: pytest.fail("no wait makes a quota larger")))
