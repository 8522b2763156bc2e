"""Deployments: GPUs of your own that serve one base model."""

from __future__ import annotations

from ..common import CREATE_TIME, DESCRIPTION, DISPLAY_NAME, NAME, STATUS, UPDATE_TIME
from ..enums import ACCELERATORS, MULTI_REGIONS, PRECISIONS, REGIONS
from ..spec import Action, Column, Field, Param, Resource, States

_AUTOSCALING = Field(
    "autoscalingPolicy",
    "When replicas come and go.",
    "message",
    fields=(
        Field(
            "scaleUpWindow", "Wait before adding a replica, 30s by default.", "duration", flags=("--scale-up-window",)
        ),
        Field(
            "scaleDownWindow",
            "Wait before removing a replica, 10m by default.",
            "duration",
            flags=("--scale-down-window",),
        ),
        Field(
            "scaleToZeroWindow",
            "Idle time before zero replicas, 1h by default, at least 5m.",
            "duration",
            flags=("--scale-to-zero-window",),
        ),
        Field("loadTargets", "Metric name to target, e.g. default=0.8.", "float", flags=("--load-targets",), map=True),
        Field(
            "scalingSchedules",
            "Named cron floors, at most 5.",
            "message",
            map=True,
            fields=(
                Field("minReplicaCount", "Replicas to keep.", "int32", required=True),
                Field("schedule", "Five-field cron expression.", required=True),
                Field("duration", "How long, 300s to 604800s.", "duration", required=True),
                Field("timezone", "IANA zone.", required=True),
                Field("description", "Free text."),
                Field("disabled", "Paused.", "bool"),
            ),
        ),
    ),
)

_PLACEMENT = Field(
    "placement",
    "Where replicas run; fixed once made, GLOBAL by default.",
    "message",
    "create",
    fields=(
        Field("region", "One region.", "enum", values=REGIONS, zero="REGION_UNSPECIFIED"),
        Field("multiRegion", "A group of regions.", "enum", values=MULTI_REGIONS, zero="MULTI_REGION_UNSPECIFIED"),
        Field("regions", "Some regions.", "enum", values=REGIONS, zero="REGION_UNSPECIFIED", repeated=True),
    ),
)

_REPLICA_STATS = Field(
    "replicaStats",
    "What the replicas are doing.",
    "message",
    "out",
    fields=(
        Field("pendingSchedulingReplicaCount", "Waiting for a node.", "int32", "out"),
        Field("downloadingModelReplicaCount", "Downloading weights.", "int32", "out"),
        Field("initializingReplicaCount", "Starting the model server.", "int32", "out"),
        Field("readyReplicaCount", "Serving.", "int32", "out"),
        Field("revocableReplicaCount", "May be reclaimed.", "int32", "out"),
        Field("effectiveReplicaCount", "Ready ones plus the progress of starting ones.", "float", "out"),
    ),
)

_TAGS = Field("tags", "Tag to value; keys start with custom/.", map=True, required=True)

RESOURCE = Resource(
    noun="deployments",
    title="deployment",
    collection="deployments",
    id_param="deploymentId",
    create_params=(
        Param("disableAutoDeploy", "Do not load the base model at once.", "bool"),
        Param("disableSpeculativeDecoding", "No draft model and no n-gram speculation.", "bool"),
        Param("validateOnly", "Let the server check the request and make nothing.", "bool"),
        Param("skipShapeValidation", "Take a shape that was not validated.", "bool"),
        Param("skipImageTagValidation", "Take an image that was not validated.", "bool"),
        Param("acceptShapelessRisk", "Go without a deployment shape.", "bool"),
    ),
    list_params=(Param("showDeleted", "Include deleted ones that can still be restored.", "bool"),),
    update_params=(Param("skipShapeValidation", "Take a shape that was not validated.", "bool"),),
    delete_params=(
        Param("hard", "Purge at once; cannot be undone.", "bool"),
        Param("ignoreChecks", "Delete even while it is in use.", "bool"),
    ),
    fields=(
        NAME,
        DISPLAY_NAME,
        DESCRIPTION,
        CREATE_TIME,
        Field("expireTime", "Deprecated; deletes nothing any more.", "time"),
        Field("purgeTime", "When it is gone for good.", "time", "out"),
        Field("deleteTime", "When it was deleted.", "time", "out"),
        Field(
            "state",
            "Life cycle of the deployment.",
            "enum",
            "out",
            values=("CREATING", "READY", "DELETING", "FAILED", "UPDATING", "DELETED"),
            zero="STATE_UNSPECIFIED",
        ),
        STATUS,
        Field("annotations", "Tags of yours; keys start with custom/.", map=True),
        Field(
            "minReplicaCount",
            "Replicas to keep, 0 by default.",
            "int32",
            flags=("--min-replica-count", "--min-replicas"),
        ),
        Field("maxReplicaCount", "Replicas at most.", "int32", flags=("--max-replica-count", "--max-replicas")),
        Field("maxWithRevocableReplicaCount", "Replicas at most, revocable ones included.", "int32"),
        Field("desiredReplicaCount", "Replicas the platform steers to.", "int32", "out"),
        Field("replicaCount", "Replicas now.", "int32", "out"),
        _AUTOSCALING,
        Field("baseModel", "Model to serve.", ref="models", catalogue=True, required=True, flags=("--model",)),
        Field("acceleratorCount", "GPUs in each replica.", "int32", flags=("--accelerator-count", "--gpu-count")),
        Field(
            "acceleratorType",
            "GPU, e.g. NVIDIA_H100_80GB or h100.",
            "enum",
            values=ACCELERATORS,
            zero="ACCELERATOR_TYPE_UNSPECIFIED",
            flags=("--accelerator-type", "--gpu-type"),
        ),
        Field("precision", "Precision to serve in.", "enum", values=PRECISIONS, zero="PRECISION_UNSPECIFIED"),
        Field("cluster", "Cluster of your own it runs in.", mode="out"),
        Field("enableAddons", "Allow LoRA adapters to be loaded.", "bool"),
        Field("draftTokenCount", "Tokens drafted per step.", "int32"),
        Field("draftModel", "Draft model for speculative decoding.", ref="models", catalogue=True),
        Field("ngramSpeculationLength", "Length of n-gram speculation.", "int32"),
        Field("enableSessionAffinity", "Keep a user on one replica.", "bool"),
        Field("directRouteApiKeys", "Keys for the direct route.", repeated=True, secret=True),
        Field("numPeftDeviceCached", "Adapters kept on the GPU.", "int32"),
        Field(
            "directRouteType",
            "Private or direct address.",
            "enum",
            values=("INTERNET", "GCP_PRIVATE_SERVICE_CONNECT", "AWS_PRIVATELINK"),
            zero="DIRECT_ROUTE_TYPE_UNSPECIFIED",
        ),
        Field("directRouteHandle", "Address of the direct route.", mode="out"),
        Field("deploymentTemplate", "Template to start from; enterprise accounts."),
        Field(
            "autoTune",
            "Let the platform tune.",
            "message",
            fields=(Field("longPrompt", "Tune for long prompts.", "bool", flags=("--long-prompt",)),),
        ),
        _PLACEMENT,
        Field("region", "Region it runs in now.", "enum", "out", values=REGIONS, zero="REGION_UNSPECIFIED"),
        Field("maxContextLength", "Tokens served at most; 0 means the model's own.", "int32"),
        UPDATE_TIME,
        Field("disableDeploymentSizeValidation", "Take hardware that looks too small.", "bool"),
        Field("enableHotLoad", "Load new weights while serving.", "bool"),
        Field(
            "hotLoadBucketType",
            "Where new weights come from.",
            "enum",
            values=("MINIO", "S3", "NEBIUS", "FW_HOSTED"),
            zero="BUCKET_TYPE_UNSPECIFIED",
        ),
        Field("enableHotReloadLatestAddon", "Merge the latest adapter while serving.", "bool"),
        Field("deploymentShape", "Tested configuration: fast, throughput, minimal or a full name."),
        Field("activeModelVersion", "Version served now."),
        Field("targetModelVersion", "Version being rolled out."),
        _REPLICA_STATS,
        Field("hotLoadBucketUrl", "s3:// or gs:// URL of new weights."),
        Field("pricingPlanId", "Billing plan."),
        Field("hotLoadTrainerJob", "Trainer whose weights to load."),
        Field(
            "hotLoadTransitionType",
            "Whether running requests end first.",
            "enum",
            values=("ASYNC", "SYNC"),
            zero="HOT_LOAD_TRANSITION_TYPE_UNSPECIFIED",
        ),
        Field("maxConcurrencyPerReplica", "Requests at once; more get 429. 0 is the platform's default.", "int32"),
        Field("preemptible", "May be reclaimed at any time; fixed once made.", "bool", "create"),
        Field("forTraining", "Serves a trainer.", "bool", flags=()),
        Field("extraArgs", "Arguments for the model server.", repeated=True, flags=()),
        Field("extraValues", "Values for the model server.", map=True, flags=()),
        Field("enableMtp", "Multi-token prediction.", "bool"),
    ),
    columns=(
        Column("NAME", "name"),
        Column("STATE", "state"),
        Column("BASE MODEL", "baseModel"),
        Column("GPU", "acceleratorType"),
        Column("GPUS", "acceleratorCount"),
        Column("REPLICAS", "replicaCount"),
        Column("CREATE TIME", "createTime"),
        Column("MIN", "minReplicaCount", wide=True),
        Column("MAX", "maxReplicaCount", wide=True),
        Column("REGION", "region", wide=True),
        Column("SHAPE", "deploymentShape", wide=True),
        Column("MESSAGE", "status.message", wide=True),
    ),
    verbs=("create", "list", "get", "update", "delete"),
    actions=(
        Action(
            "scale",
            "PATCH",
            "Set the number of replicas now.",
            fields=(Field("replicaCount", "Wanted replicas, 0 or more.", "int32"),),
        ),
        Action("undelete", "POST", "Restore a deleted deployment.", returns="resource"),
        Action(
            "metrics",
            "GET",
            "Figures of the last minutes.",
            params=(Param("timeRange", "Window, e.g. 5m."),),
            returns="other",
        ),
        Action("setTags", "POST", "Add or change tags.", fields=(_TAGS,), returns="resource"),
        Action(
            "deleteTags",
            "POST",
            "Remove tags.",
            fields=(Field("keys", "Tags to remove.", repeated=True, required=True),),
            returns="resource",
        ),
        Action("terminationMessage", "GET", "Why a replica died.", separator="/", returns="other"),
        Action("shards", "GET", "The deployment's parts.", separator="/", returns="other"),
    ),
    states=States(
        goal=("READY",), failed=("FAILED", "DELETED"), busy=("CREATING", "UPDATING", "DELETING"), recurs=True
    ),
    default_order="createTime",
    examples=(
        (
            "create",
            "firectl -p local deployments create --model llama-v3p1-8b-instruct --name my-deployment "
            "--gpu-type h100 --max-replicas 4 --enable-addons",
        ),
        ("list", "firectl -p local deployments list -o wide"),
        ("get", "firectl -p local deployments get my-deployment --metrics"),
        ("update", "firectl -p local deployments update my-deployment --max-replicas 2"),
        ("scale", "firectl -p local deployments scale my-deployment --replica-count 0"),
        ("scale", "firectl -p local deployments scale my-deployment --replica-count 2 --dry-run"),
        ("delete", "firectl -p local deployments delete my-deployment --yes"),
        ("undelete", "firectl -p local deployments undelete my-deployment"),
        ("wait", "firectl -p local deployments wait my-deployment --timeout 30m"),
    ),
)
