"""Client: everything a program can do with the control plane. Objects go in and out as the API's JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..contract.json_types import JsonObject
from ..http import ApiRequest
from .kinds import ResourceKind, resource_of
from .resources import ResourceClient

if TYPE_CHECKING:
    from ..contract.prices import Prices
    from ..validation import ValidationReport
    from .experiments.library import Experiments
    from .pricing.estimate import Estimate
    from .reporting import Reporter
    from .uploads.options import DatasetUploadOptions, ModelUploadOptions
    from .waiting.loop import Wait
    from .waiting.member import MemberChange
    from .waiting.options import WaitOptions


class Client(ResourceClient):
    """The control plane at one endpoint, seen as one account.

    `Client()` finds the key and the endpoint that `firectl login`, the profiles, the environment and the official
    tool's files hold, in the order the command line looks; `profile` names a profile, and "local" is the local control
    plane in this process. `timeout` is seconds for one call with all its attempts. `reporter` gets notes and warnings.
    `state_dir` is where open creates and uploads are written down, so that what was killed is taken up again.
    Without an account the one the key belongs to is asked for when it is first needed.

    A `sender` goes before all of these: a program that has one brings what else it needs. `audit_log` writes changes
    down, `on_change` gets the name of each resource that was changed, `reconnect` makes a sender from the settings as
    they are now, `keep_open` gets the record of each create, to be closed once its answer is out.

    Every method raises an error of `firectl_py.errors`: UsageError for a kind or an action that does not exist,
    ApiError by google.rpc code, or TransportError. The constructor raises NotSignedInError and ConfigError.
    """

    def wait(
        self,
        kind: ResourceKind,
        names: str | Sequence[str],
        *,
        goal: str | Sequence[str] | None = None,
        any_: bool = False,
        timeout: float | None = None,
        stall_timeout: float | None = None,
        interval: float | None = None,
        on_change: Callable[[MemberChange], None] | None = None,
        reporter: Reporter | None = None,
    ) -> list[JsonObject]:
        """Wait until all `names`, or one with `any_`, have reached the goal; the resources as last seen.

        `goal` names states such as "RUNNING", or "GONE"; without it the kind's own goal counts, such as COMPLETED.
        Times are in seconds: None is for ever, and an `interval` of None adapts. `on_change` gets each change,
        `reporter` a note when looking fails for a while.
        Raises EndedOtherwiseError, StalledError, WaitTimeoutError or NotFoundError, and UsageError for a goal that is
        not a state.
        """
        from .waiting.options import WaitOptions

        options = WaitOptions(timeout, stall_timeout, interval)
        return self._new_wait(kind, names, goal, any_, options, reporter).run(on_change)

    def wait_changes(
        self,
        kind: ResourceKind,
        names: str | Sequence[str],
        *,
        goal: str | Sequence[str] | None = None,
        any_: bool = False,
        timeout: float | None = None,
        stall_timeout: float | None = None,
        interval: float | None = None,
        reporter: Reporter | None = None,
    ) -> Iterator[MemberChange]:
        """Each change of `names` until the goal is reached, as it is seen. Arguments and errors are those of `wait`."""
        from .waiting.options import WaitOptions

        options = WaitOptions(timeout, stall_timeout, interval)
        return self._new_wait(kind, names, goal, any_, options, reporter).changes()

    def _new_wait(
        self,
        kind: ResourceKind,
        names: str | Sequence[str],
        goal: str | Sequence[str] | None,
        any_: bool,
        options: WaitOptions,
        reporter: Reporter | None,
    ) -> Wait:
        from .waiting.loop import Wait, noted_on

        return Wait(
            self,
            resource_of(kind),
            [names] if isinstance(names, str) else names,
            goal=[goal] if isinstance(goal, str) else goal or (),
            any_=any_,
            options=options,
            on_trouble=noted_on(reporter.note) if reporter is not None else None,
        )

    def upload_dataset(
        self,
        dataset_id: str,
        files: Sequence[str | Path],
        body: JsonObject | None = None,
        *,
        row_format: str = "",
        options: DatasetUploadOptions | None = None,
        reporter: Reporter | None = None,
    ) -> JsonObject:
        """Make a data set of .jsonl files, or of the folders they are in, exactly once; the data set, READY then.

        The rows are checked before the first byte is sent, as `row_format` or as what they look like. Run again after a
        stop it sends only what is missing. Raises InvalidDataError, ConflictError, IntegrityError,
        PartialFailureError.
        """
        from .uploads.datasets import DatasetUpload

        paths = [Path(file) for file in files]
        return DatasetUpload(self, dataset_id, paths, body, options, reporter, row_format=row_format).run()

    def upload_dataset_call(
        self,
        dataset_id: str,
        files: Sequence[str | Path],
        body: JsonObject | None = None,
        *,
        row_format: str = "",
        options: DatasetUploadOptions | None = None,
        reporter: Reporter | None = None,
    ) -> ApiRequest:
        """The request that `upload_dataset` would begin with, when the rows are checked. Raises InvalidDataError."""
        from .uploads.datasets import DatasetUpload

        paths = [Path(file) for file in files]
        return DatasetUpload(self, dataset_id, paths, body, options, reporter, row_format=row_format).call()

    def upload_model(
        self,
        model_id: str,
        folder: str | Path,
        body: JsonObject | None = None,
        *,
        base_model: str | None = None,
        embedding: bool = False,
        options: ModelUploadOptions | None = None,
        reporter: Reporter | None = None,
    ) -> JsonObject:
        """Make a model of a Hugging Face folder exactly once; the model, READY then.

        A folder with a LoRA adapter needs `base_model`. Raises InvalidDataError, ConflictError,
        IntegrityError, PartialFailureError.
        """
        from .uploads.models import ModelUpload

        upload = ModelUpload(self, model_id, Path(folder), options, reporter)
        return upload.run(upload.body(body or {}, base_model=base_model, embedding=embedding))

    def upload_model_call(
        self,
        model_id: str,
        folder: str | Path,
        body: JsonObject | None = None,
        *,
        base_model: str | None = None,
        embedding: bool = False,
        options: ModelUploadOptions | None = None,
        reporter: Reporter | None = None,
    ) -> ApiRequest:
        """The request that `upload_model` would begin with, when the files are checked. Raises InvalidDataError."""
        from .uploads.models import ModelUpload

        upload = ModelUpload(self, model_id, Path(folder), options, reporter)
        return upload.call(upload.body(body or {}, base_model=base_model, embedding=embedding))

    def fill_model(
        self,
        model: str,
        folder: str | Path,
        *,
        options: ModelUploadOptions | None = None,
        reporter: Reporter | None = None,
    ) -> JsonObject:
        """Send the files of a Hugging Face folder to a model that waits for them; the model, READY then.

        Raises NotFoundError, and as `upload_model` does.
        """
        from .uploads.models import ModelUpload

        return ModelUpload(self, model, Path(folder), options, reporter).fill()

    def download(
        self,
        kind: ResourceKind,
        name: str,
        folder: str | Path,
        *,
        overwrite: bool = False,
        skip_existing: bool = False,
        join: bool = True,
        reporter: Reporter | None = None,
        **params: Any,
    ) -> list[Path]:
        """Download every file of a data set or model into `folder`; the files that were written.

        A file that exists is an error, or replaced with `overwrite`, or kept with `skip_existing` where its content is
        the same. With `join`, the parts of a file that was cut come back as that file. Raises NotFoundError,
        ConflictError, IntegrityError, LocalIOError.
        """
        from .downloads import fetch_all

        resource = resource_of(kind)
        return fetch_all(
            self,
            resource,
            self.name(resource, name),
            Path(folder),
            overwrite=overwrite,
            skip_existing=skip_existing,
            join=join,
            reporter=reporter,
            **params,
        )

    def validate(
        self, files: Sequence[str | Path], format: str = "", *, max_errors: int = 20, reporter: Reporter | None = None
    ) -> ValidationReport:
        """The report on .jsonl files, or folders of them, that together are one data set; nothing is sent.

        `format` is sft, completion, dpo, rft, batch or embedding, found out from the rows where it is "".
        Raises InvalidDataError for a file that holds no rows at all, LocalIOError.
        """
        from .uploads.rows import validate_files

        return validate_files([Path(file) for file in files], format, max_errors=max_errors, reporter=reporter)

    def price(self, kind: ResourceKind, body: JsonObject, *, prices: Prices | None = None) -> Estimate:
        """What creating a resource would cost: a total for a job, dollars an hour for a deployment.

        `prices` are those that come with firectl where none are given. Raises UsageError for a kind that has no price.
        """
        from .pricing import price_table, resources

        return resources.estimate(self, resource_of(kind).noun, body, prices or price_table.load())

    @property
    def experiments(self) -> Experiments:
        """Comparisons of models on a data set: create, run, results, delete."""
        from .experiments.library import Experiments

        return Experiments(self)
