"""The one `send`: attempts, deadline, capped reading, content-type check, error parsing. `requests` is the socket.

A request is repeated only if it is a GET or HEAD, or no byte of it left this machine: a create whose reply was lost
may have been carried out, and what to do then is for the layer above, which can look.
"""

from __future__ import annotations

import copy
from contextlib import closing
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import BaseAdapter
from requests.exceptions import InvalidJSONError, InvalidProxyURL, InvalidSchema, InvalidURL

from ..errors import (
    ConfigError,
    FirectlError,
    InvalidDataError,
    NotTheApiError,
    ReplyError,
    TransportError,
)
from . import body, environment
from .auth import BearerAuth, Secret, origin
from .connections import ConnectionAdapter
from .deadline import Deadline, now
from .request import ApiRequest, Reply
from .retry import RetryPolicy, TokenBucket
from .retrying import NoteCallback, Retries, is_transient, retrying
from .trace import safe_headers, safe_url
from .transport import TRANSPORT_EXCEPTIONS, broke_off, transport_error

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_MAX_HOPS = 5
_MAX_PAGES = 2
"""Answers that are not the API's are believed after this many."""


class Sender:
    """Sends calls to one control plane.

    `timeout` is seconds for one call with all its attempts. `note` gets a line before each retry, `trace` gets lines
    for --debug. `adapter` replaces the network, for a control plane in this process.
    Raises ConfigError for a base URL that cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        key: Secret | None,
        *,
        timeout: float = 60.0,
        policy: RetryPolicy | None = None,
        bucket: TokenBucket | None = None,
        cacert: str | None = None,
        insecure: bool = False,
        user_agent: str = "firectl-py",
        adapter: BaseAdapter | None = None,
        note: NoteCallback | None = None,
        trace: NoteCallback | None = None,
    ) -> None:
        self.base_url = check_base_url(base_url, insecure or adapter is not None).rstrip("/")
        self.timeout = timeout
        self.policy = policy or RetryPolicy()
        self.bucket = bucket or TokenBucket()
        self.note: NoteCallback = note or _silent
        self._trace = trace
        self._auth = BearerAuth(key, self.base_url)
        self._verify: bool | str = False if insecure else cacert or True
        self.session = session = _Session()
        session.headers.update({"User-Agent": user_agent, "Accept": "application/json"})
        session.headers["Accept-Encoding"] = "gzip"
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.mount("https://", ConnectionAdapter())
        session.mount("http://", ConnectionAdapter())
        if adapter is not None:
            session.mount(self.base_url, adapter)
        if insecure:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    @property
    def host(self) -> str:
        """The host calls go to, for messages."""
        return urlsplit(self.base_url).netloc.rpartition("@")[2]

    def close(self) -> None:
        """Close the connections; another call opens new ones."""
        self.session.close()

    def send(self, call: ApiRequest) -> Reply:
        """Send `call`; the whole decoded 2xx answer.

        Raises ApiError where the API said no, TransportError where no answer of the API arrived, ReplyError where the
        answer cannot be used.
        """
        deadline = Deadline(call.timeout or self.timeout)
        retries = self.retries(deadline)
        pages = 0

        def may_retry(error: FirectlError) -> bool:
            nonlocal pages
            pages += isinstance(error, NotTheApiError)
            return pages < _MAX_PAGES and _may_repeat(call, error)

        def attempt() -> Reply:
            return deadline.run(partial(self._attempt, call, deadline, retries.failed + 1))

        reply = retrying(attempt, retries, may_retry)
        if not retries.failed:
            self.bucket.pay_back()
        return reply._replace(attempts=retries.failed + 1)

    def retries(self, deadline: Deadline) -> Retries:
        """How often a call that ends at `deadline` is tried: the sender's policy, budget and notes."""
        return Retries(self.policy, deadline, bucket=self.bucket, note=self.note)

    def with_options(self, *, timeout: float | None = None, note: NoteCallback | None = None) -> Sender:
        """The same connections, key and budget of retries with another `timeout` (seconds) or another `note`."""
        other = copy.copy(self)
        other.timeout = self.timeout if timeout is None else timeout
        other.note = self.note if note is None else note
        return other

    def open(self, call: ApiRequest, deadline: Deadline) -> requests.Response:
        """The 2xx answer to one attempt at `call`, its body left for the caller to read and to close.

        Raises as `send` does; redirects are not followed.
        """
        url = self.base_url + call.url
        self._say(f"> {call.method} {safe_url(url)}")
        response = self._exchange(self._prepare(call, url), deadline)
        self._say(f"< {response.status_code}; {safe_headers(response.headers)}")
        if 200 <= response.status_code < 300:
            return response
        with closing(response):
            if 300 <= response.status_code < 400:
                self._redirected(call, url, response)
                raise ReplyError(f"{self.host} redirects ({response.status_code}), which is not followed")
            self._finish(response, deadline)
        raise ReplyError(f"{self.host} answered {response.status_code}")

    def _attempt(self, call: ApiRequest, deadline: Deadline, attempt: int) -> Reply:
        """One request and its answer, redirects of reads within the same origin followed."""
        url = call.url if "://" in call.url else self.base_url + call.url
        for _ in range(_MAX_HOPS + 1):
            prepared = self._prepare(call, url)
            if call.url != url and "://" not in call.url and origin(prepared.url or "") != origin(self.base_url):
                raise ReplyError(f"{self.host} redirects to another host, which is not followed")
            started = now()
            self._say(f"> {call.method} {safe_url(prepared.url or url)} (attempt {attempt})")
            try:
                answer = self._exchange(prepared, deadline)
            except FirectlError as error:
                self._say(f"< no answer after {now() - started:.3f} s: {error.message}")
                raise
            with closing(answer) as response:
                took = now() - started
                self._say(f"< {response.status_code} in {took:.3f} s; {safe_headers(response.headers)}")
                if not response.is_redirect and not 300 <= response.status_code < 400:
                    return self._finish(response, deadline)
                url = self._redirected(call, prepared.url or url, response)
        raise ReplyError(f"{self.host} redirects more than {_MAX_HOPS} times")

    def _finish(self, response: requests.Response, deadline: Deadline) -> Reply:
        try:
            data = body.read(response, deadline)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            if 400 <= response.status_code < 500:  # the status has said it already
                raise body.error_of(response, None, self.host) from None
            raise broke_off(error, self.host) from None
        if not 200 <= response.status_code < 300:
            raise body.error_of(response, data, self.host)
        reads = (response.request.method or "") in ("GET", "HEAD")
        decoded = body.decode(response, data, self.host, reads)
        return Reply(response.status_code, body.lower(response.headers), decoded)

    def _prepare(self, call: ApiRequest, url: str) -> requests.PreparedRequest:
        request = requests.Request(call.method, url, params=dict(call.params), json=call.json, auth=self._auth)
        if call.upload is not None:
            request.data, request.headers = call.upload, {"Content-Type": call.upload.content_type}
        try:
            return self.session.prepare_request(request)
        except UnicodeError:
            raise InvalidDataError("the request holds bytes that are not text in the locale's encoding") from None
        except InvalidJSONError:
            raise InvalidDataError("the request holds a number that is not finite, which JSON cannot say") from None

    def _exchange(self, prepared: requests.PreparedRequest, deadline: Deadline) -> requests.Response:
        """Status and headers of the answer. Raises UnreachableError or ProxyRefusedError."""
        # One second more than there is: where time is up, it is the deadline that says so.
        left = deadline.left() + 1.0
        settings = self.environment(prepared.url or "")
        try:
            return self.session.send(prepared, timeout=(left, left), allow_redirects=False, stream=True, **settings)
        except (InvalidProxyURL, InvalidSchema, InvalidURL, urllib3.exceptions.LocationParseError):
            raise ConfigError(
                f"the proxy for {self.host} cannot be used: not an http or https URL",
                hint="Look at HTTPS_PROXY, HTTP_PROXY and ALL_PROXY.",
            ) from None
        except TRANSPORT_EXCEPTIONS as error:
            raise transport_error(error, self.host, urlsplit(self.base_url).scheme) from None

    def environment(self, url: str) -> dict[str, Any]:
        """Proxies and certificates for `url`, as the environment states them. Raises ConfigError."""
        found: dict[str, Any] = dict(self.session.merge_environment_settings(url, {}, None, self._verify, None))
        found.pop("stream", None)
        if urlsplit(url).hostname in LOOPBACK or environment.is_direct(url):
            found["proxies"] = {}  # as every Go program has it: no proxy can reach this machine's own loopback
        found["verify"] = False if self._verify is False else environment.authorities(found["verify"])
        return found

    def _redirected(self, call: ApiRequest, url: str, response: requests.Response) -> str:
        """Where a read goes on. Raises ReplyError for a write, another origin, or no place at all."""
        location, hint = response.headers.get("Location", ""), "The key stays with its host. Check --base-url."
        try:
            target = urljoin(url, location)
            same, shown = origin(target) == origin(url), safe_url(target)
        except ValueError:
            same, shown = False, "something that is not a URL"
        # Parsers differ in what they make of a backslash or a space, so that neither is passed on.
        plain = location.isascii() and location.isprintable() and not set(location) & set("\\ ")
        if call.method not in ("GET", "HEAD") or not same or not location or not plain:
            raise ReplyError(
                f"{self.host} redirects ({response.status_code}) to {shown}, which is not followed", hint=hint
            )
        return target

    def _say(self, line: str) -> None:
        if self._trace is not None:
            self._trace(line)


class _Session(requests.Session):
    """A session that leaves redirects alone: requests would parse them, and read the whole body of one, unasked."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


def check_base_url(url: str, insecure: bool) -> str:
    """`url`, fit to send a key to. Raises ConfigError where it is not."""
    try:
        parts = urlsplit(url)
        sound = parts.port != 0 and url.isascii() and url.isprintable() and " " not in url
    except ValueError:
        raise ConfigError("the base URL is not a URL", hint="Example: https://api.fireworks.ai") from None
    if parts.username or parts.password:
        raise ConfigError("base URL holds a user name or password; remove it")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or not sound:
        raise ConfigError(
            f"base URL {safe_url(url)!r} is not an http or https URL", hint="Example: https://api.fireworks.ai"
        )
    if parts.scheme == "http" and parts.hostname not in LOOPBACK and not insecure:
        raise ConfigError(
            f"base URL http://{parts.hostname} would send your key unencrypted",
            hint="Use https, or --insecure if you mean it.",
        )
    return url


def _may_repeat(call: ApiRequest, error: FirectlError) -> bool:
    if not is_transient(error):
        return False
    if call.upload is not None:
        return False
    return call.method in ("GET", "HEAD") or (isinstance(error, TransportError) and not error.maybe_sent)


def _silent(line: str) -> None:
    """Say nothing."""
