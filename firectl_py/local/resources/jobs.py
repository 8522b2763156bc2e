"""What the behaviours of all jobs have in common: a job that is deleted while it runs is cleaned up first."""

from __future__ import annotations

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.rfc3339 import format_time

from ..http.context import RequestContext
from ..store.tx import Row
from .behaviour import Behaviour

CLEAN_UP_SECONDS = 30.0
"""Virtual time a deleted job can still be seen; the platform was seen to show it for less than a minute."""
DELETING = "JOB_STATE_DELETING_CLEANING_UP"


class JobBehaviour(Behaviour):
    """The hooks of a job with a timeline in `internal`."""

    cleared: tuple[str, ...] = ("jobProgress",)
    """Fields that are not set any more while the job is cleaned up."""

    def view(self, call: RequestContext, row: Row) -> JsonObject:
        """As it is now, or as it is cleaned up."""
        if "deleted_at" not in row.internal:
            return self.view_running(call, row)
        view = {"name": row.name, **row.body, "state": DELETING}
        view["updateTime"] = format_time(row.internal["deleted_at"])
        return {name: value for name, value in view.items() if name not in self.cleared}

    def view_running(self, call: RequestContext, row: Row) -> JsonObject:
        """The resource as lists show it while it is not deleted."""
        raise NotImplementedError

    def has_ended(self, call: RequestContext, row: Row) -> bool:
        """Whether nothing of the job goes on."""
        raise NotImplementedError

    def complete(self, call: RequestContext, row: Row) -> None:
        """What the end of a job entails; `call.now` is when it ends."""
        raise NotImplementedError

    def delete(self, call: RequestContext, row: Row) -> None:
        """A job that has ended is gone at once; another one is seen for a while. A repeat changes nothing."""
        if "deleted_at" in row.internal:
            return
        if self.has_ended(call, row):
            call.tx.delete(row)
            return
        row.internal["deleted_at"] = call.now
        call.tx.schedule(row, "complete", None)
        call.tx.schedule(row, "purge", call.now + CLEAN_UP_SECONDS)
        call.tx.put(row)

    def on_event(self, call: RequestContext, row: Row, kind: str) -> None:
        """The job ends, or what was deleted is gone."""
        if kind == "purge":
            call.tx.delete(row)
        else:
            self.complete(call, row)
