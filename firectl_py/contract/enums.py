"""Enumerations that several resources use, and the spellings people type for them.

Standard library only, imports nothing of ours. Source: the Gateway REST API's published contract; the cloud regions
are those of the written procedure our users follow, each with the platform region nearest to it.
"""

from __future__ import annotations

ACCELERATORS = (
    "NVIDIA_A100_80GB",
    "NVIDIA_H100_80GB",
    "AMD_MI300X_192GB",
    "NVIDIA_A10G_24GB",
    "NVIDIA_A100_40GB",
    "NVIDIA_L4_24GB",
    "NVIDIA_H200_141GB",
    "NVIDIA_B200_180GB",
    "AMD_MI325X_256GB",
    "AMD_MI350X_288GB",
    "NVIDIA_B300_288GB",
    "NVIDIA_GB200",
    "NVIDIA_GB300",
)

ACCELERATOR_SHORT = {
    "a100": "NVIDIA_A100_80GB",
    "h100": "NVIDIA_H100_80GB",
    "mi300x": "AMD_MI300X_192GB",
    "a10g": "NVIDIA_A10G_24GB",
    "l4": "NVIDIA_L4_24GB",
    "h200": "NVIDIA_H200_141GB",
    "b200": "NVIDIA_B200_180GB",
    "mi325x": "AMD_MI325X_256GB",
    "mi350x": "AMD_MI350X_288GB",
    "b300": "NVIDIA_B300_288GB",
    "gb200": "NVIDIA_GB200",
    "gb300": "NVIDIA_GB300",
}
"""`--gpu-type h100` and the prefix of a quota id (`h100-us-iowa-1`) both use these."""

ACCELERATOR_MEMORY_GB = {
    "NVIDIA_A100_80GB": 80,
    "NVIDIA_H100_80GB": 80,
    "AMD_MI300X_192GB": 192,
    "NVIDIA_A10G_24GB": 24,
    "NVIDIA_A100_40GB": 40,
    "NVIDIA_L4_24GB": 24,
    "NVIDIA_H200_141GB": 141,
    "NVIDIA_B200_180GB": 180,
    "AMD_MI325X_256GB": 256,
    "AMD_MI350X_288GB": 288,
    "NVIDIA_B300_288GB": 288,
    "NVIDIA_GB200": 186,
    "NVIDIA_GB300": 288,
}

PRECISIONS = (
    "FP16",
    "FP8",
    "FP8_MM",
    "FP8_AR",
    "FP8_MM_KV_ATTN",
    "FP8_KV",
    "FP8_MM_V2",
    "FP8_V2",
    "FP8_MM_KV_ATTN_V2",
    "NF4",
    "FP4",
    "BF16",
    "FP4_BLOCKSCALED_MM",
    "FP4_MX_MOE",
)

MULTI_REGIONS = ("GLOBAL", "US", "EUROPE", "APAC")

REGION_ACCELERATORS: dict[str, tuple[str, ...]] = {
    "US_IOWA_1": ("NVIDIA_H100_80GB",),
    "US_VIRGINIA_1": ("NVIDIA_H100_80GB", "NVIDIA_H200_141GB"),
    "US_VIRGINIA_2": (),
    "US_ILLINOIS_1": ("NVIDIA_H100_80GB",),
    "AP_TOKYO_1": ("NVIDIA_H100_80GB",),
    "US_ARIZONA_1": ("NVIDIA_H100_80GB",),
    "US_TEXAS_1": (),
    "US_ILLINOIS_2": ("NVIDIA_A100_80GB",),
    "EU_FRANKFURT_1": ("NVIDIA_H100_80GB",),
    "US_TEXAS_2": ("NVIDIA_H100_80GB",),
    "EU_ICELAND_1": ("NVIDIA_H200_141GB",),
    "EU_ICELAND_2": ("NVIDIA_H200_141GB", "NVIDIA_B200_180GB"),
    "US_WASHINGTON_1": (),
    "US_WASHINGTON_2": ("NVIDIA_H100_80GB",),
    "US_WASHINGTON_3": ("NVIDIA_B200_180GB",),
    "AP_TOKYO_2": ("NVIDIA_H200_141GB",),
    "US_CALIFORNIA_1": ("NVIDIA_H200_141GB",),
    "US_UTAH_1": ("NVIDIA_B200_180GB",),
    "US_ARIZONA_3": (),
    "US_GEORGIA_1": (),
    "US_GEORGIA_2": ("NVIDIA_B200_180GB",),
    "US_WASHINGTON_4": ("NVIDIA_B200_180GB",),
    "US_GEORGIA_3": ("NVIDIA_H200_141GB",),
    "NA_BRITISHCOLUMBIA_1": (),
    "US_GEORGIA_4": (),
    "US_OHIO_1": ("NVIDIA_B200_180GB",),
    "US_NEWYORK_1": (),
    "EU_NETHERLANDS_1": (),
    "US_WASHINGTON_5": (),
    "US_MINNESOTA_1": (),
    "US_CALIFORNIA_2": (),
    "NA_BRITISHCOLUMBIA_2": (),
    "AP_MALAYSIA_2": (),
    "US_OREGON_1": (),
    "NA_BRITISHCOLUMBIA_3": (),
    "AP_NEWSOUTHWALES_1": (),
    "AP_TAIWAN_1": (),
}
"""Every region the API knows, with the accelerators the platform's region page offers there."""

REGIONS = tuple(REGION_ACCELERATORS)

GLOBAL_ONLY_ACCELERATORS = ("AMD_MI325X_256GB", "AMD_MI350X_288GB", "NVIDIA_B300_288GB")
"""Sold on demand without a region of their own on that page; quota for them is granted as GLOBAL."""

CLOUD_REGIONS = {
    "us-west-1": "US_CALIFORNIA_1",
    "us-west-2": "US_WASHINGTON_2",
    "us-east-1": "US_VIRGINIA_1",
    "us-east-2": "US_OHIO_1",
    "us-central1": "US_IOWA_1",
    "us-west1": "US_WASHINGTON_2",
    "us-east4": "US_VIRGINIA_1",
    "ca-west-1": "NA_BRITISHCOLUMBIA_1",
    "eu-west-1": "EU_FRANKFURT_1",
    "eu-west-2": "EU_NETHERLANDS_1",
    "eu-central-1": "EU_FRANKFURT_1",
    "eu-north-1": "EU_ICELAND_1",
    "europe-west3": "EU_FRANKFURT_1",
    "europe-west4": "EU_NETHERLANDS_1",
    "asia-northeast1": "AP_TOKYO_1",
    "asia-southeast-1": "AP_TOKYO_1",
    "ap-northeast-1": "AP_TOKYO_1",
    "ap-southeast-1": "AP_TOKYO_1",
    "ap-southeast-2": "AP_NEWSOUTHWALES_1",
}
"""Region names of the big clouds, and the platform region nearest to each, one with GPUs where there is one."""


def multi_region_of(region: str) -> str:
    """The multi-region (US, EUROPE, APAC) a region belongs to; North America outside the US counts as GLOBAL only."""
    return {"US": "US", "EU": "EUROPE", "AP": "APAC"}.get(region.split("_", 1)[0], "GLOBAL")


JOB_STATES = (
    "JOB_STATE_CREATING",
    "JOB_STATE_RUNNING",
    "JOB_STATE_COMPLETED",
    "JOB_STATE_FAILED",
    "JOB_STATE_CANCELLED",
    "JOB_STATE_DELETING",
    "JOB_STATE_WRITING_RESULTS",
    "JOB_STATE_VALIDATING",
    "JOB_STATE_DELETING_CLEANING_UP",
    "JOB_STATE_PENDING",
    "JOB_STATE_EXPIRED",
    "JOB_STATE_RE_QUEUEING",
    "JOB_STATE_CREATING_INPUT_DATASET",
    "JOB_STATE_IDLE",
    "JOB_STATE_CANCELLING",
    "JOB_STATE_EARLY_STOPPED",
    "JOB_STATE_PAUSED",
    "JOB_STATE_DELETED",
    "JOB_STATE_ARCHIVED",
)
JOB_GOAL = ("JOB_STATE_COMPLETED", "JOB_STATE_EARLY_STOPPED")
JOB_FAILED = (
    "JOB_STATE_FAILED",
    "JOB_STATE_CANCELLED",
    "JOB_STATE_EXPIRED",
    "JOB_STATE_DELETED",
    "JOB_STATE_ARCHIVED",
)
JOB_BUSY = tuple(state for state in JOB_STATES if state not in JOB_GOAL + JOB_FAILED)
JOB_GONE = ("JOB_STATE_DELETED", "JOB_STATE_DELETING", "JOB_STATE_DELETING_CLEANING_UP")
JOB_PREFIX = "JOB_STATE_"
