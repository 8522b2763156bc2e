"""How files are sent and checked: what a caller of the library may choose."""

from __future__ import annotations

from dataclasses import dataclass

from ...contract.json_types import JsonObject


@dataclass(frozen=True)
class UploadOptions:
    """What uploads of data sets and of models have in common."""

    parallel: int = 4
    """Files sent at once, 1 to 32."""
    require_checksum: bool = False
    """Fail where the storage does not state the checksum of what it holds."""


@dataclass(frozen=True)
class DatasetUploadOptions(UploadOptions):
    """How the rows of a data set are sent."""

    shard_size: int | None = None
    """Bytes, about, of the parts that a large file is cut into; None means 32 MiB."""


@dataclass(frozen=True)
class ModelUploadOptions(UploadOptions):
    """How the weights of a model are sent and checked."""

    resumable: bool = True
    """Whether a file that was interrupted goes on where it stopped, and not from its first byte."""
    check_timeout: float = 600.0
    """Seconds for the platform to see and check the files."""
    skip_config_validation: bool = False
    """Whether the platform leaves the configuration unchecked."""
    trust_remote_code: bool = False
    """Whether the platform may run code that the model brings."""

    @property
    def checks(self) -> JsonObject:
        """The parameters of `:validateUpload`."""
        return {"skipHfConfigValidation": self.skip_config_validation, "trustRemoteCode": self.trust_remote_code}
