"""Batch inference jobs: judged as the platform judges them, answered by the stand-in model.

The timeline of a job is fixed when it is made; its output appears the first time anybody
looks at anything after the job's end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from firectl_py.contract.durations import from_wire
from firectl_py.contract.json_types import JsonObject
from firectl_py.contract.names import last_segment, resource_name, split_name
from firectl_py.contract.resources.batch_inference_jobs import ERRORS_FILE, RESULTS_FILE
from firectl_py.contract.rfc3339 import format_time

from ...http import faults
from ...http.context import RequestContext
from ...http.errors import RpcError, invalid, precondition
from ...inference import stand_in
from ...simulation import batch, training
from ...storage.uploads import new_generation
from ...store.blobs import Writer
from ...store.tx import File, Row
from ..behaviour import random_id
from ..checks import check_new_id
from ..jobs import JobBehaviour
from ..rows import rows_of

_COMPLETED, _EXPIRED, _FAILED = "JOB_STATE_COMPLETED", "JOB_STATE_EXPIRED", "JOB_STATE_FAILED"
_INT32 = (1 << 31) - 1


class BatchInferenceJobBehaviour(JobBehaviour):
    """The hooks of batch inference jobs."""

    cleared = ("jobProgress", "lifecycle")

    def view_running(self, call: RequestContext, row: Row) -> JsonObject:
        """With state and progress as they are now."""
        state, since = _state(row, call.now)
        view: JsonObject = {"name": row.name, **row.body, "state": state, "updateTime": format_time(since)}
        view["jobProgress"] = _progress(row, call.now)
        times = {"validatedTime": "JOB_STATE_PENDING", "runStartTime": "JOB_STATE_RUNNING"}
        phases: dict[str, float] = dict(row.internal["phases"])
        reached = {name: phases[phase] for name, phase in times.items() if phases[phase] <= min(since, call.now)}
        if state in (_COMPLETED, _EXPIRED, _FAILED):
            reached["endTime"] = since
        view["lifecycle"] = {name: format_time(at) for name, at in reached.items()}
        if row.internal.get("failure") and state == _FAILED:
            view["status"] = row.internal["failure"]
        return view

    def before_create(self, call: RequestContext, row: Row, extra: JsonObject) -> None:
        """Check the job against the rows and the model it names, and fix its timeline."""
        body = row.body
        if body.get("continuedFromJobName"):
            raise RpcError("UNIMPLEMENTED", "the local control plane does not continue batch inference jobs")
        context = _check_model(call, body)
        source = _check_input(call, body)
        _check_parameters(body)
        _check_output(call, row)
        count = rows_of(source)
        longest = from_wire(body["maxJobDuration"]) if body.get("maxJobDuration") else batch.LONGEST_SECONDS
        if longest <= 0:
            raise invalid("maxJobDuration", "has to be more than 0")
        row.internal = {"phases": batch.plan(call.now, count), "rows": count, "context": context}
        row.internal["expires_at"] = call.now + longest
        body.setdefault("precision", "BF16")
        body.setdefault("inferenceParameters", {}).setdefault("extraBody", "{}")
        body["expireTime"] = format_time(call.now + longest)
        if source.internal.get("kind") != "batch":
            message = f"{source.name} holds {source.internal.get('kind', 'other')} rows; a row needs custom_id and body"
            row.internal["failed_at"] = dict(row.internal["phases"])["JOB_STATE_PENDING"]
            row.internal["failure"] = {"code": "INVALID_ARGUMENT", "message": message}
        else:
            training.inject(row.internal, faults.for_job(call.tx, call.environ))

    def after_create(self, call: RequestContext, row: Row) -> None:
        """The output is due when the job ends, unless it fails before."""
        end, expiry = dict(row.internal["phases"])[_COMPLETED], row.internal["expires_at"]
        if "failed_at" not in row.internal:
            call.tx.schedule(row, "complete", expiry if "stalled_at" in row.internal else min(end, expiry))

    def has_ended(self, call: RequestContext, row: Row) -> bool:
        """Whether the job has come to any end."""
        return _state(row, call.now)[0] in (_COMPLETED, _EXPIRED, _FAILED)

    def complete(self, call: RequestContext, row: Row) -> None:
        """The job ends: its rows are answered, unless the rows are gone or the output's name is taken."""
        output, source = split_name(row.body["outputDatasetId"]), split_name(row.body["inputDatasetId"])
        assert output is not None and source is not None
        failure = None
        if call.tx.get("datasets", source[0], source[2]) is None:
            failure = {"code": "NOT_FOUND", "message": f"{row.body['inputDatasetId']} was deleted while the job ran"}
        elif call.tx.get("datasets", output[0], output[2]) is not None:
            message = f"{row.body['outputDatasetId']} was made by somebody else while the job ran"
            failure = {"code": "ALREADY_EXISTS", "message": message}
        if failure is not None:
            row.internal |= {"failed_at": call.now, "failure": failure}
        else:
            self._write(call, row, output[2])
        call.tx.put(row)

    def _write(self, call: RequestContext, row: Row, output_id: str) -> None:
        """The output data set, as far as the job came."""
        done = row.internal["rows"]
        if _state(row, call.now)[0] == _EXPIRED:
            done = int(done * training.done_share(row.internal, call.now))
        body = row.body
        asked = batch.defaults(body.get("inferenceParameters") or {})
        job = batch.Job(
            row.name, body["model"], asked, body.get("systemPrompt", ""), row.internal["context"], int(call.now)
        )
        totals = batch.Totals()
        with ExitStack() as stack:
            good = stack.enter_context(call.plane.blobs.writer())
            bad = stack.enter_context(call.plane.blobs.writer())
            rows = (line for line, _ in zip(_lines(call, body["inputDatasetId"]), range(done), strict=False))
            for answered, line in batch.answers(job, rows, stand_in.answer, totals):
                (good if answered else bad).write(line)
            row.internal["totals"] = vars(totals)
            _store(call, row, output_id, totals.answered, {RESULTS_FILE: good, ERRORS_FILE: bad})


def _state(row: Row, now: float) -> tuple[str, float]:
    """(state, since when) at a virtual time."""
    expiry = row.internal["expires_at"]
    state, since = training.state_at(row.internal, min(now, expiry))
    if now >= expiry and state not in (_COMPLETED, _FAILED):
        return _EXPIRED, expiry
    return state, since


def _progress(row: Row, now: float) -> JsonObject:
    """The jobProgress message. The tokens are known once the rows are answered."""
    share = training.done_share(row.internal, min(now, row.internal["expires_at"]))
    totals = row.internal.get("totals")
    if totals is None:
        seen = int(row.internal["rows"] * share)
        return {"percent": int(share * 100), "totalInputRequests": row.internal["rows"], "totalProcessedRequests": seen}
    done = totals["answered"] + totals["failed"]
    return {
        "percent": int(share * 100),
        "totalInputRequests": row.internal["rows"],
        "totalProcessedRequests": done,
        "successfullyProcessedRequests": totals["answered"],
        "failedRequests": totals["failed"],
        "outputRows": totals["answered"],
        "inputTokens": min(_INT32, totals["tokens_in"]),
        "outputTokens": min(_INT32, totals["tokens_out"]),
    }


def _check_model(call: RequestContext, body: JsonObject) -> int:
    """Tokens the model takes, 0 where not known. Raises INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION."""
    if not body.get("model"):
        raise invalid("model", "is required")
    model = call.find(body["model"])
    view = call.view(model)
    if view["state"] != "READY":
        raise precondition(f"{model.name} is {view['state']}, not READY")
    if view.get("kind") in ("EMBEDDING_MODEL", "FLUMINA_BASE_MODEL"):
        raise invalid("model", f"{model.name} does not chat")
    return int(view.get("contextLength") or 0)


def _check_input(call: RequestContext, body: JsonObject) -> Row:
    if not body.get("inputDatasetId"):
        raise invalid("inputDatasetId", "is required")
    source = call.find(body["inputDatasetId"])
    if source.body["state"] != "READY":
        raise precondition(f"{source.name} is {source.body['state']}, not READY: upload its rows first")
    return source


def _check_parameters(body: JsonObject) -> None:
    asked: JsonObject = body.get("inferenceParameters") or {}
    try:
        batch.defaults(asked)
    except batch.BadRequest as error:
        raise invalid("inferenceParameters.extraBody", str(error)) from error


def _check_output(call: RequestContext, row: Row) -> None:
    name = row.body.setdefault("outputDatasetId", resource_name(row.account, "datasets", f"bij-{random_id()}"))
    parts = split_name(name)
    if parts is None or parts[0] != row.account or parts[1] != "datasets":
        raise invalid("outputDatasetId", f"has to be accounts/{row.account}/datasets/ID")
    check_new_id("outputDatasetId", parts[2])
    if call.tx.get("datasets", parts[0], parts[2]) is not None:
        raise RpcError("ALREADY_EXISTS", f"{name} already exists; choose another outputDatasetId")


def _lines(call: RequestContext, dataset: str) -> Iterator[bytes]:
    for file in call.tx.files(dataset):
        assert file.blob is not None
        with call.plane.blobs.open(file.blob) as stream:
            yield from (line for line in stream if line.strip())


def _store(call: RequestContext, job: Row, output_id: str, count: int, files: dict[str, Writer]) -> None:
    body: JsonObject = {"displayName": f"Answers of {last_segment(job.name)}"[:63], "sourceJobName": job.name}
    body["exampleCount"] = str(count)
    row = Row("datasets", job.account, output_id, call.now, body, {"kind": "answers", "rows": count})
    call.behaviour("datasets").stamp(call, row)
    row.body["state"] = "READY"
    call.tx.insert(row)
    for name, writer in files.items():
        key, generation = writer.commit(), new_generation()
        call.tx.put_file(File(row.name, name, generation, writer.size, key, writer.md5, writer.crc32c))
