"""The one `send`: attempts, deadline, capped reading, content-type check, error parsing. `requests` is the socket.

A request is repeated only if it is a GET or HEAD, or no byte of it left this machine: a create whose reply was lost
may have been carried out, and what to do then is for the layer above, which can look.
"""

from __future__ import annotations

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
from requests.exceptions import ConnectTimeout, ProxyError, SSLError
from urllib3.exceptions import NameResolutionError, NewConnectionError

from ..errors import (
    ConfigError,
    FirectlError,
    NotTheApi,
    ProxyRefused,
    ReplyError,
    ResourceExhausted,
    TransportError,
    Unavailable,
    Unreachable,
)
from . import body
from .auth import BearerAuth, Secret, origin
from .call import Call, Reply
from .deadline import Deadline, now
from .retry import RETRY_STATUSES, RetryPolicy, TokenBucket
from .trace import safe_headers, safe_url

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_MAX_HOPS = 5
_MAX_PAGES = 2
"""Answers that are not the API's are believed after this many."""

Say = Callable[[str], None]


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
        note: Say | None = None,
        trace: Say | None = None,
    ) -> None:
        self.base_url = check_base_url(base_url, insecure or adapter is not None).rstrip("/")
        self.timeout = timeout
        self.policy = policy or RetryPolicy()
        self.bucket = bucket or TokenBucket()
        self.note: Say = note or _silent
        self._trace = trace
        self._auth = BearerAuth(key, self.base_url)
        self._verify: bool | str = False if insecure else cacert or True
        self.session = session = requests.Session()
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

    def send(self, call: Call) -> Reply:
        """Send `call`; the whole decoded 2xx answer.

        Raises ApiError where the API said no, TransportError where nothing or something else answered, ReplyError
        where the answer makes no sense.
        """
        deadline = Deadline(call.timeout or self.timeout)
        attempt = 0
        while True:
            attempt += 1
            try:
                reply = deadline.run(partial(self._attempt, call, deadline, attempt))
            except FirectlError as error:
                time.sleep(self._wait_before_retry(call, error, attempt, deadline))
            else:
                if attempt == 1:
                    self.bucket.pay_back()
                return reply._replace(attempts=attempt)

    def _wait_before_retry(self, call: Call, error: FirectlError, attempt: int, deadline: Deadline) -> float:
        """Seconds to sleep before the next attempt. Raises `error` where there shall be none."""
        if not _may_repeat(call, error) or attempt >= self.policy.attempts:
            raise error
        if isinstance(error, NotTheApi) and attempt >= _MAX_PAGES:
            raise error
        return self.wait_for(error, attempt, deadline)

    def wait_for(self, error: FirectlError, attempt: int, deadline: Deadline) -> float:
        """Seconds between attempt `attempt` that ended in `error` and the next, said in one line.

        Raises `error` where the server asks for more time than there is, or too many retries were made already.
        """
        asked = getattr(error, "retry_after", None)
        wait = max(self.policy.backoff(attempt - 1), asked or 0.0)
        if wait >= deadline.left():
            if asked is not None and asked >= deadline.left():
                error.hint = f"The server asks to wait {asked:g} s, longer than the {deadline.seconds:g} s allowed."
            raise error
        if not self.bucket.take():
            raise error
        self.note(f"{error.message}; trying again in {wait:.1f} s (attempt {attempt + 1} of {self.policy.attempts})")
        return wait

    def _attempt(self, call: Call, deadline: Deadline, attempt: int) -> Reply:
        """One request and its answer, redirects of reads within the same origin followed."""
        url = call.url if "://" in call.url else self.base_url + call.url
        for _ in range(_MAX_HOPS + 1):
            prepared = self._prepare(call, url)
            started = now()
            self._say(f"> {call.method} {safe_url(prepared.url or url)} (attempt {attempt})")
            with closing(self._exchange(prepared, deadline)) as response:
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
            raise Unreachable(f"the reply from {self.host} broke off: {_reason(error)}") from None
        if not 200 <= response.status_code < 300:
            raise body.error_of(response, data, self.host)
        decoded = body.decode(response, data, self.host)
        return Reply(response.status_code, body.lower(response.headers), decoded)

    def _prepare(self, call: Call, url: str) -> requests.PreparedRequest:
        request = requests.Request(call.method, url, params=dict(call.params), json=call.json, auth=self._auth)
        if call.upload is not None:
            request.data, request.headers = call.upload, {"Content-Type": call.upload.content_type}
        return self.session.prepare_request(request)

    def _exchange(self, prepared: requests.PreparedRequest, deadline: Deadline) -> requests.Response:
        """Status and headers of the answer. Raises Unreachable or ProxyRefused."""
        left = max(0.001, deadline.left())
        settings = self.environment(prepared.url or "")
        try:
            return self.session.send(prepared, timeout=(left, left), allow_redirects=False, stream=True, **settings)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise self.transport_error(error, self.host) from None

    def environment(self, url: str) -> dict[str, Any]:
        """Proxies and certificates for `url`, as requests reads them from the environment."""
        found: dict[str, Any] = dict(self.session.merge_environment_settings(url, {}, None, self._verify, None))
        found.pop("stream", None)
        return found if self._verify is not False else {**found, "verify": False}

    def transport_error(self, error: Exception, host: str) -> TransportError:
        """What requests or urllib3 raised, as an error of ours; whether a byte may have left is decided here."""
        reason = _reason(error)
        if isinstance(error, ProxyError) and "407" in str(error):
            return ProxyRefused("the proxy wants credentials (407)", hint="Set them in HTTPS_PROXY.", maybe_sent=False)
        if isinstance(error, SSLError):
            return Unreachable(
                f"TLS to {host} failed: {reason}",
                hint="Name your authority with --cacert, or check the system's certificates and clock.",
                maybe_sent=False,
            )
        cause = getattr(error.args[0], "reason", None) if error.args else None
        unsent = isinstance(error, ConnectTimeout | ProxyError) or isinstance(
            cause, NewConnectionError | NameResolutionError
        )
        return Unreachable(f"cannot reach {host}: {reason}", maybe_sent=not unsent)

    def _redirected(self, call: Call, url: str, response: requests.Response) -> str:
        """Where a read goes on. Raises ReplyError for a write, another origin, or no place at all."""
        target = urljoin(url, response.headers.get("Location", ""))
        if call.method not in ("GET", "HEAD") or origin(target) != origin(url) or not response.headers.get("Location"):
            raise ReplyError(
                f"{self.host} redirects ({response.status_code}) to {safe_url(target)}, which is not followed",
                hint="The key stays with its host. Check --base-url.",
            )
        return target

    def _say(self, line: str) -> None:
        if self._trace is not None:
            self._trace(line)


def check_base_url(url: str, insecure: bool) -> str:
    """`url`, fit to send a key to. Raises ConfigError where it is not."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(f"base URL {url!r} is not an http or https URL", hint="Example: https://api.fireworks.ai")
    if parts.username or parts.password:
        raise ConfigError("base URL holds a user name or password; remove it")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK and not insecure:
        raise ConfigError(
            f"base URL http://{parts.hostname} would send your key unencrypted",
            hint="Use https, or --insecure if you mean it.",
        )
    return url


def is_transient(error: FirectlError) -> bool:
    """Whether trying again later may help."""
    if isinstance(error, ProxyRefused):
        return False
    if isinstance(error, Unavailable | ResourceExhausted):
        return error.status in RETRY_STATUSES
    return isinstance(error, Unreachable | NotTheApi)


def _may_repeat(call: Call, error: FirectlError) -> bool:
    if not is_transient(error):
        return False
    if call.upload is not None:
        return False
    return call.method in ("GET", "HEAD") or (isinstance(error, TransportError) and not error.maybe_sent)


def _reason(error: BaseException) -> str:
    """What the innermost error says, without Python's class names and object addresses."""
    seen: BaseException = error
    while True:
        inner = getattr(seen, "reason", None) or (seen.args[0] if seen.args else None)
        if not isinstance(inner, BaseException):
            break
        seen = inner
    text = getattr(seen, "strerror", None) or str(seen.args[-1] if seen.args else seen)
    return text.rpartition(">: ")[2].rpartition("): ")[2][:200] or type(seen).__name__


def _silent(line: str) -> None:
    """Say nothing."""
