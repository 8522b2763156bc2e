"""Models: uploaded, checked, prepared, and where they are loaded.

Models the control plane made itself (public ones, results of simulated training) have no
stored files; theirs are worked out when they are asked for.
"""

from __future__ import annotations

from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.rfc3339 import format_time, parse_time

from ...http.context import OWNER, RequestContext
from ...http.errors import RpcError, invalid, precondition
from ...simulation import weights
from ...storage import uploads
from ...store.tx import Row
from ..behaviour import Behaviour
from ..checkpoint import check_files

PREPARE_SECONDS = 600.0
"""Virtual time a calibration takes."""
TUNABLE_SECONDS = 1800.0
"""Virtual time after which an uploaded base model with a Hugging Face page may be tuned."""

_ADDONS = ("HF_PEFT_ADDON", "HF_TEFT_ADDON")


class ModelBehaviour(Behaviour):
    """The hooks of models."""

    def view(self, call: RequestContext, row: Row) -> JsonObject:
        """With what has come true by now: calibration, and being tunable."""
        view: JsonObject = {"name": row.name, **row.body}
        if row.internal.get("prepared_at", call.now + 1) <= call.now:
            view["calibrated"] = True
            view["supportedPrecisions"] = row.internal["precisions"]
        if self._may_be_tuned(call, row):
            view["tunable"] = view["supervisedLoraTunable"] = view["supportsLora"] = True
        return view

    def view_one(self, call: RequestContext, row: Row) -> JsonObject:
        """With the places where the model is loaded, which lists leave out."""
        view, refs = self.view(call, row), []
        for record in call.tx.scan("deployedModels", OWNER):
            if record.body["model"] == row.name:
                shown = call.view(record)
                kept = {key: shown[key] for key in ("name", "deployment", "state", "default", "public") if key in shown}
                refs.append(kept)
        return {**view, "deployedModelRefs": refs} if refs else view

    def before_create(self, call: RequestContext, row: Row, extra: JsonObject) -> None:
        """A model waits for its weights."""
        if extra.get("cluster"):
            raise RpcError("UNIMPLEMENTED", "the local control plane has no clusters of your own")
        row.body.setdefault("kind", "HF_PEFT_ADDON")
        row.body["state"] = "UPLOADING"
        self._check(call, row)

    def before_update(self, call: RequestContext, row: Row, old: JsonObject) -> None:
        """What kind of weights there are cannot change."""
        if row.body.get("kind") != old.get("kind"):
            raise invalid("kind", "cannot change")
        self._check(call, row)

    def delete(self, call: RequestContext, row: Row) -> None:
        """Refused while the model is served."""
        users = [d.name for d in call.tx.scan("deployedModels", OWNER) if d.body["model"] == row.name]
        users += [
            deployment.name
            for deployment in call.tx.scan("deployments", OWNER)
            if deployment.body["baseModel"] == row.name and not deployment.body.get("deleteTime")
        ]
        if users:
            raise precondition(f"{row.name} is in use by {users[0]}; delete that first")
        call.tx.delete(row)

    def made_files(self, call: RequestContext, row: Row) -> dict[str, bytes]:
        """Stand-in weights of models that the control plane made itself."""
        return weights.model_files(row.name, row.body) if row.internal.get("simulated") else {}

    def do_get_upload_endpoint(self, call: RequestContext) -> JsonObject:
        """Signed URLs to upload the named files to; safe to repeat."""
        with call.writing():
            row = call.row()
            uploads.check_uploading(row)
            sizes = uploads.wanted_files(call, folders=True, smallest=0)
            uploads.add_files(call, row, sizes)
            resumable = bool(call.body.get("enableResumableUpload"))
            return {"filenameToSignedUrls": uploads.put_urls(call, row, set(sizes), resumable=resumable)}

    def do_get_download_endpoint(self, call: RequestContext) -> JsonObject:
        """Signed URLs of the weights."""
        with call.reading():
            row = call.row()
            made = self.made_files(call, row)
            if made:
                return {"filenameToSignedUrls": {name: uploads.get_url(call, row.name, name) for name in made}}
            return {"filenameToSignedUrls": uploads.download_urls(call, row)}

    def do_validate_upload(self, call: RequestContext) -> JsonObject:
        """Check the files and make the model READY; a repeat on a READY model changes nothing."""
        with call.reading():
            row = call.row()
            if row.body["state"] == "READY":
                return {}
            files = uploads.stored_files(call, row)
        warnings = check_files(call, row, files)
        if call.params.get("configOnly"):
            return {"warnings": warnings} if warnings else {}
        with call.writing():
            row = call.row()
            uploads.unchanged(call, row, files)
            row.body["state"] = "READY"
            row.body["updateTime"] = format_time(call.now)
            row.internal["ready_at"] = call.now
            row.body.setdefault("supportedPrecisions", ["BF16"])
            if row.body["kind"] == "HF_BASE_MODEL":
                row.body["supportedPrecisionsWithCalibration"] = ["FP8", "FP4"]
            call.tx.put(row)
        return {"warnings": warnings} if warnings else {}

    def do_prepare(self, call: RequestContext) -> JsonObject:
        """Start a calibration, or stop one."""
        with call.writing():
            row = call.row()
            if row.body["state"] != "READY":
                raise precondition(f"{row.name} is {row.body['state']}, not READY")
            if call.body.get("abort"):
                row.internal.pop("prepared_at", None)
            else:
                self._prepare(call, row, call.body.get("precision", ""))
            call.tx.put(row)
        return {}

    def _prepare(self, call: RequestContext, row: Row, precision: str) -> None:
        now, later = row.body.get("supportedPrecisions", []), row.body.get("supportedPrecisionsWithCalibration", [])
        if precision and precision not in [*now, *later]:
            raise invalid("precision", f"{precision} is not one of {', '.join([*now, *later])}")
        if precision not in now:
            row.internal.setdefault("prepared_at", call.now + PREPARE_SECONDS)
            row.internal["precisions"] = [*now, *later]

    def _may_be_tuned(self, call: RequestContext, row: Row) -> bool:
        ready_at = row.internal.get("ready_at")
        if ready_at is None or row.body["kind"] != "HF_BASE_MODEL" or not row.body.get("huggingFaceUrl"):
            return False
        changed = max(ready_at, parse_time(row.body["updateTime"]))
        return bool(call.now >= changed + TUNABLE_SECONDS)

    def _check(self, call: RequestContext, row: Row) -> None:
        """What the kind demands of the details. Raises INVALID_ARGUMENT."""
        body, kind = row.body, row.body["kind"]
        if kind == "HF_BASE_MODEL" and "baseModelDetails" not in body:
            raise invalid("baseModelDetails", f"is required with kind {kind}")
        if kind in _ADDONS and "baseModelDetails" in body:
            raise invalid("baseModelDetails", f"goes with base models, not with kind {kind}")
        if kind in _ADDONS and "peftDetails" not in body:
            raise invalid("peftDetails", f"is required with kind {kind}")
        if kind not in _ADDONS and "peftDetails" in body:
            raise invalid("peftDetails", f"goes with kind HF_PEFT_ADDON, not with {kind}")
        if "teftDetails" in body and kind != "HF_TEFT_ADDON":
            raise invalid("teftDetails", f"goes with kind HF_TEFT_ADDON, not with {kind}")
        if int(body.get("baseModelDetails", {}).get("parameterCount", 0)) < 0:
            raise invalid("baseModelDetails.parameterCount", "cannot be negative")
        if "peftDetails" in body:
            self._check_adapter(call, body["peftDetails"])

    def _check_adapter(self, call: RequestContext, details: JsonObject) -> None:
        base = call.find(details["baseModel"])
        details["baseModelType"] = base.body.get("baseModelDetails", {}).get("modelType", "")
