"""A control plane small enough to be looked through: what is asked for, is kept, and every making is written down."""

from __future__ import annotations

import threading
from typing import Any

Object = dict[str, Any]

ACCOUNT = "acme"
MODEL = "accounts/fireworks/models/llama-v3p1-8b-instruct"
ID_PARAMS = {
    "datasets": "datasetId",
    "supervisedFineTuningJobs": "supervisedFineTuningJobId",
    "deployments": "deploymentId",
}
FIRST: dict[str, Object] = {
    "datasets": {"state": "READY", "format": "CHAT"},
    "supervisedFineTuningJobs": {"state": "JOB_STATE_RUNNING"},
    "deployments": {"state": "READY", "desiredReplicaCount": 1},
    "deployedModels": {"state": "DEPLOYED"},
}
CODES = {400: 3, 401: 16, 403: 7, 404: 5, 409: 6, 429: 8, 500: 13, 501: 12, 503: 14}


class Refused(Exception):
    """An error reply: HTTP status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def error_body(status: int, message: str, details: list[Object] | None = None) -> Object:
    """A google.rpc.Status."""
    return {"code": CODES.get(status, 2), "message": message, "details": details or []}


class Plane:
    """The state of one account, and of the public models."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.rows: dict[str, Object] = {}
        self.made: list[str] = []
        """The names of everything created, in order."""
        self.deleted: list[str] = []
        self.buried: set[str] = set()
        """Names that cannot be used again."""
        self.key = ""
        self._accounts()

    def _accounts(self) -> None:
        for name in (ACCOUNT, "fireworks"):
            self.rows[f"accounts/{name}"] = {"name": f"accounts/{name}", "state": "READY", "email": "ops@example.com"}
        self.rows[MODEL] = {"name": MODEL, "kind": "HF_BASE_MODEL", "state": "READY"}
        for number in range(3):
            self.put(f"models/model-{number}", kind="HF_BASE_MODEL", state="READY")

    def put(self, path: str, **fields: Any) -> Object:
        """Something that is simply there."""
        name = f"accounts/{ACCOUNT}/{path}"
        self.rows[name] = {"name": name, **fields}
        return self.rows[name]

    def of(self, collection: str) -> list[Object]:
        """What there is in a collection."""
        return [row for name, row in self.rows.items() if name.startswith(f"accounts/{ACCOUNT}/{collection}/")]

    def handle(self, method: str, path: str, query: dict[str, str], body: Any) -> Object:
        """Carry a request out. Raises RefusedError."""
        with self._lock:
            parts = path.removeprefix("/v1/").split("/")
            last, _, verb = parts[-1].partition(":")
            name = "/".join([*parts[:-1], last])
            if verb:
                return self._act(name, verb, body)
            if method == "POST":
                return self._create(parts, query, body)
            if parts == ["accounts"]:
                return {"accounts": [self.rows[f"accounts/{ACCOUNT}"]], "nextPageToken": "", "totalSize": 1}
            if len(parts) == 3 and parts[2] in {*FIRST, "models"}:
                return self._page(parts[1], parts[2], query)
            row = self._row(name)
            if method == "PATCH":
                row.update(body)
            elif method == "DELETE":
                del self.rows[name]
                self.deleted.append(name)
                return {}
            return row

    def _row(self, name: str) -> Object:
        if name not in self.rows:
            raise Refused(404, f"{name} not found")
        return self.rows[name]

    def _page(self, account: str, collection: str, query: dict[str, str]) -> Object:
        rows = [r for n, r in sorted(self.rows.items()) if n.startswith(f"accounts/{account}/{collection}/")]
        first, size = int(query.get("pageToken") or 0), int(query.get("pageSize") or 50)
        following = str(first + size) if first + size < len(rows) else ""
        return {collection: rows[first : first + size], "nextPageToken": following, "totalSize": len(rows)}

    def _create(self, parts: list[str], query: dict[str, str], body: Any) -> Object:
        collection = parts[2]
        wanted = dict(body["dataset"] if collection == "datasets" else body)
        chosen = body.get("datasetId") if collection == "datasets" else query.get(ID_PARAMS.get(collection, ""))
        name = f"accounts/{parts[1]}/{collection}/{chosen or f'given-{len(self.made)}'}"
        if name in self.rows or name in self.buried:
            raise Refused(409, f"{name} already exists")
        self.rows[name] = {**wanted, **FIRST[collection], "name": name, "createTime": "2026-11-20T12:00:00Z"}
        self.made.append(name)
        return self.rows[name]

    def _act(self, name: str, verb: str, body: Any) -> Object:
        row = self._row(name)
        if verb == "cancel":
            row["state"] = "JOB_STATE_CANCELLED"
        elif verb == "resume":
            row["state"] = "JOB_STATE_RUNNING"
            return row
        elif verb == "scale":
            row["desiredReplicaCount"] = body.get("replicaCount", 0)
        else:
            raise Refused(501, f"no {verb} here")
        return {}
