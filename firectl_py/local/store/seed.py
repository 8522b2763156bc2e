"""What a fresh store holds: one account, its quotas, the public models.

Seeding runs inside the transaction that creates the store, so a store is seeded or is not there.
"""

from __future__ import annotations

import time

from firectl_py.contract.names import PUBLIC_ACCOUNT
from firectl_py.contract.rfc3339 import format_time

from ..http.context import CALLER, OWNER, Plane
from ..simulation.placement import MONTHLY_SPEND, gpu_quota_ids
from . import catalogue, sessions
from .tx import Row, Tx

GPUS_PER_QUOTA = 8
SPEND_LIMIT_USD = 50_000
_SWEEP_SECONDS = 3600.0


def seed(tx: Tx, now: float) -> None:
    """Fill a new store at virtual time `now`."""
    for account, title in ((OWNER, "Local control plane"), (PUBLIC_ACCOUNT, "Public models")):
        body = {"displayName": title, "email": CALLER, "state": "READY", "createTime": format_time(now)}
        tx.insert(Row("accounts", "", account, now, {**body, "updateTime": format_time(now)}))
    limits = {quota: GPUS_PER_QUOTA for quota in gpu_quota_ids()} | {MONTHLY_SPEND: SPEND_LIMIT_USD}
    for quota, limit in limits.items():
        body = {"value": str(limit), "maxValue": str(limit), "updateTime": format_time(now)}
        tx.insert(Row("quotas", OWNER, quota, now, body))
    _publish(tx)
    _note_sweep(tx)


def refresh(plane: Plane) -> None:
    """Bring the public models up to date with this firectl, and once an hour remove bytes that no row refers to."""
    with plane.store.read() as tx:
        meta = dict(tx.connection.execute("SELECT key, value FROM meta WHERE key IN ('catalogue', 'swept')"))
    if meta.get("catalogue") != catalogue.VERSION:
        with plane.store.write() as tx:
            for row in list(tx.scan("models", PUBLIC_ACCOUNT)):
                tx.delete(row)
            _publish(tx)
    if time.time() - float(meta.get("swept", 0)) > _SWEEP_SECONDS:
        with plane.store.write() as tx:
            sessions.forget_expired(tx)
            plane.blobs.sweep(tx.blobs())
            _note_sweep(tx)


def _publish(tx: Tx) -> None:
    for row in catalogue.rows():
        tx.insert(row)
    tx.connection.execute("INSERT OR REPLACE INTO meta VALUES ('catalogue', ?)", (catalogue.VERSION,))


def _note_sweep(tx: Tx) -> None:
    tx.connection.execute("INSERT OR REPLACE INTO meta VALUES ('swept', ?)", (str(time.time()),))
