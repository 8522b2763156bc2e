"""The one `send`: attempts, deadline, capped reading, content-type check, error parsing. `requests` is the socket.

A request is repeated only if it is a GET or HEAD, or no byte of it left this machine: a create whose reply was lost
may have been carried out, and what to do then is for the layer above, which can look.
"""

from __future__ import annotations

import copy
import re
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import BaseAdapter
from requests.exceptions import (
    ConnectTimeout,
    InvalidJSONError,
    InvalidProxyURL,
    InvalidSchema,
    InvalidURL,
    ProxyError,
    SSLError,
)
from urllib3.exceptions import NameResolutionError, NewConnectionError

from ..contract.durations import format_duration
from ..errors import (
    ConfigError,
    DeadlineExceededError,
    FirectlError,
    InvalidDataError,
    NotTheApiError,
    ProxyRefusedError,
    ReplyError,
    ResourceExhaustedError,
    TransportError,
    UnavailableError,
    UnreachableError,
)
from . import body
from .auth import BearerAuth, Secret, origin
from .deadline import Deadline, now
from .request import ApiRequest, Reply
from .retry import RETRY_STATUSES, RetryPolicy, TokenBucket
from .trace import safe_headers, safe_url

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_HANDSHAKE = re.compile("CERTIFICATE_VERIFY_FAILED|WRONG_VERSION_NUMBER|doesn't match")
"""TLS errors that come before the request; any other may have come after it."""
_MAX_HOPS = 5
_MAX_PAGES = 2
"""Answers that are not the API's are believed after this many."""

NoteCallback = Callable[[str], None]


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
        self.request_id: str | None = None
        """The server's id of the last change it answered."""
        self._trace = trace
        self._auth = BearerAuth(key, self.base_url)
        self._verify: bool | str = False if insecure else cacert or True
        self.session = session = _Session()
        session.headers.update({"User-Agent": user_agent, "Accept": "application/json"})
        session.headers["Accept-Encoding"] = "gzip"
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        if adapter is not None:
            session.mount(self.base_url, adapter)
        if insecure:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    @property
    def host(self) -> str:
        """The host calls go to, for messages."""
        return urlsplit(self.base_url).netloc.rpartition("@")[2]

    def send(self, call: ApiRequest) -> Reply:
        """Send `call`; the whole decoded 2xx answer.

        Raises ApiError where the API said no, TransportError where nothing or something else answered, ReplyError
        where the answer makes no sense.
        """
        deadline = Deadline(call.timeout or self.timeout)
        attempt = pages = 0
        while True:
            attempt += 1
            try:
                reply = deadline.run(partial(self._attempt, call, deadline, attempt))
            except FirectlError as error:
                pages += isinstance(error, NotTheApiError)
                if pages >= _MAX_PAGES or attempt >= self.policy.attempts or not _may_repeat(call, error):
                    raise
                time.sleep(self.wait_for(error, attempt, deadline))
            else:
                if attempt == 1:
                    self.bucket.pay_back()
                if call.method not in ("GET", "HEAD"):
                    self.request_id = reply.request_id
                return reply._replace(attempts=attempt)

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

    def wait_for(self, error: FirectlError, attempt: int, deadline: Deadline) -> float:
        """Seconds between attempt `attempt` that ended in `error` and the next, said in one line.

        Raises `error` where the server asks for more time than there is, or too many retries were made already.
        """
        asked = getattr(error, "retry_after", None)
        wait = max(self.policy.backoff(attempt - 1), asked or 0.0)
        if wait >= deadline.left():
            if asked is not None and asked >= deadline.left():
                error.hint = (
                    f"The server asks to wait {format_duration(asked)}, longer than the {deadline.seconds:g} s allowed."
                )
            raise error
        if not self.bucket.take():
            raise error
        self.note(f"{error.message}; trying again in {wait:.1f} s (attempt {attempt + 1} of {self.policy.attempts})")
        return wait

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
            raise UnreachableError(f"the reply from {self.host} broke off: {_reason(error)}") from None
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
            raise InvalidDataError("the request holds bytes that are no text in the locale's encoding") from None
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
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            if "CA certificate bundle" in str(error):
                raise ConfigError(str(error), hint="Look at --cacert, REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE.") from None
            raise self.transport_error(error, self.host) from None

    def environment(self, url: str) -> dict[str, Any]:
        """Proxies and certificates for `url`, as requests reads them from the environment."""
        found: dict[str, Any] = dict(self.session.merge_environment_settings(url, {}, None, self._verify, None))
        found.pop("stream", None)
        if urlsplit(url).hostname in LOOPBACK:
            found["proxies"] = {}  # as every Go program has it: no proxy can reach this machine's own loopback
        return found if self._verify is not False else {**found, "verify": False}

    def transport_error(self, error: Exception, host: str) -> TransportError:
        """What requests or urllib3 raised, as an error of ours; whether a byte may have left is decided here."""
        reason = _reason(error)
        if isinstance(error, ProxyError) and "407" in str(error):
            return ProxyRefusedError(
                f"the proxy on the way to {host} wants credentials (407)",
                hint="Put them into HTTPS_PROXY: http://USER:PASSWORD@PROXY:PORT",
                maybe_sent=False,
            )
        if isinstance(error, SSLError):
            return UnreachableError(
                f"TLS to {host} failed: {reason}",
                hint="Name your authority with --cacert, or check the system's certificates and clock.",
                maybe_sent=not _HANDSHAKE.search(str(error)),
            )
        cause = getattr(error.args[0], "reason", None) if error.args else None
        unsent = isinstance(error, ConnectTimeout | ProxyError) or isinstance(
            cause, NewConnectionError | NameResolutionError
        )
        return UnreachableError(f"cannot reach {host}: {reason}", maybe_sent=not unsent)

    def _redirected(self, call: ApiRequest, url: str, response: requests.Response) -> str:
        """Where a read goes on. Raises ReplyError for a write, another origin, or no place at all."""
        location, hint = response.headers.get("Location", ""), "The key stays with its host. Check --base-url."
        try:
            target = urljoin(url, location)
            same, shown = origin(target) == origin(url), safe_url(target)
        except ValueError:
            same, shown = False, "what is no URL"
        # Parsers differ in what they make of a backslash or a space: none of ours shall have to.
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


def is_transient(error: FirectlError) -> bool:
    """Whether trying again later may help."""
    if isinstance(error, ProxyRefusedError):
        return False
    if isinstance(error, UnavailableError | ResourceExhaustedError):
        return error.status in RETRY_STATUSES
    return isinstance(error, UnreachableError | NotTheApiError | DeadlineExceededError)


def _may_repeat(call: ApiRequest, error: FirectlError) -> bool:
    if not is_transient(error):
        return False
    if call.upload is not None:
        return False
    return call.method in ("GET", "HEAD") or (isinstance(error, TransportError) and not error.maybe_sent)


def _reason(error: BaseException) -> str:
    """What the innermost error says, without Python's class names and object addresses."""
    seen, inner = error, _inside(error)
    while inner is not None:
        seen, inner = inner, _inside(inner)
    text = getattr(seen, "strerror", None) or str(seen.args[-1] if seen.args else seen)
    return text.rpartition(">: ")[2].rpartition("): ")[2][:200] or type(seen).__name__


def _inside(error: BaseException) -> BaseException | None:
    """The error that `error` was made from: requests, urllib3 and the system each keep it in another place."""
    places = (getattr(error, "reason", None), *error.args, error.__cause__)
    return next((place for place in places if isinstance(place, BaseException)), None)


def _silent(line: str) -> None:
    """Say nothing."""
