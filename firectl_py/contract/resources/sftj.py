"""Supervised fine-tuning jobs."""

from __future__ import annotations

from ..common import (
    CREATE_TIME,
    CREATED_BY,
    DISPLAY_NAME,
    ENCRYPTION_STATE,
    JOB_PROGRESS,
    MONEY_FIELDS,
    NAME,
    STATUS,
    UPDATE_TIME,
)
from ..enums import JOB_BUSY, JOB_FAILED, JOB_GOAL, JOB_GONE, JOB_PREFIX, JOB_STATES
from ..spec import Action, Column, Effect, Field, Resource, States, Step

TOOL_LORA_RANK = 8
"""What the official command-line tool sends where no rank is named. The API takes an unset rank for "train all
parameters"."""

_DECAY = (
    Field("decayRatio", "Share of the steps to decay over; 0 means all.", "float"),
    Field("minLrRatio", "Floor as a share of the learning rate, 0 to 1.", "float", minimum=0, maximum=1),
)

_FIELDS = (
    NAME,
    DISPLAY_NAME,
    CREATE_TIME,
    Field("completedTime", "When it ended.", "time", "out"),
    Field("dataset", "Rows to train on.", ref="datasets", required=True),
    Field(
        "awsS3Config",
        "How to read rows from S3.",
        "message",
        section="External data",
        fields=(
            Field(
                "credentialsSecret",
                "Secret with the S3 credentials.",
                flags=("--aws-credentials-secret",),
                ref="secrets",
            ),
            Field("iamRoleArn", "Role to assume for S3.", flags=("--aws-iam-role",)),
        ),
    ),
    Field(
        "azureBlobStorageConfig",
        "How to read rows from Azure Blob Storage.",
        "message",
        section="External data",
        fields=(
            Field(
                "credentialsSecret",
                "Secret with the Azure credentials.",
                flags=("--azure-credentials-secret",),
                ref="secrets",
            ),
            Field(
                "managedIdentityClientId",
                "Azure client id (UUID).",
                flags=("--azure-managed-identity-client-id",),
            ),
            Field("tenantId", "Azure tenant (UUID).", flags=("--azure-tenant-id",)),
        ),
    ),
    Field("state", "Life cycle of the job.", "enum", "out", values=JOB_STATES, zero="JOB_STATE_UNSPECIFIED"),
    STATUS,
    CREATED_BY,
    Field("outputModel", "Model to make; the job's id when absent.", ref="models", creates=True, full_name=True),
    Field("baseModel", "Model to start from; exclusive with --warm-start-from.", ref="models", catalogue=True),
    Field("warmStartFrom", "LoRA adapter to go on from; exclusive with --base-model.", ref="models"),
    Field("jinjaTemplate", "Chat template; refused by the newer training stack."),
    Field("earlyStop", "Stop when the loss no longer falls; ignored by managed training.", "bool"),
    Field("epochs", "Passes over the data, 1 by default.", "int32", minimum=1),
    Field("learningRate", "Peak learning rate.", "float", minimum=0, maximum=1),
    Field("maxContextLength", "Tokens an example may have; longer ones are cut.", "int32", minimum=1),
    Field(
        "loraRank",
        "Power of two up to 32, 8 by default; 0 trains all parameters.",
        "int32",
        numbers=(1, 2, 4, 8, 16, 32),
    ),
    Field(
        "wandbConfig",
        "Where to log the run.",
        "message",
        section="Logging",
        fields=(
            Field("enabled", "Log to Weights & Biases.", "bool", flags=("--wandb",)),
            Field("apiKey", "Key for Weights & Biases.", flags=("--wandb-api-key",), secret=True),
            Field("project", "Project there.", flags=("--wandb-project",)),
            Field("entity", "Entity there.", flags=("--wandb-entity",)),
            Field("runId", "Run to log to."),
            Field("url", "Page of the run.", mode="out"),
        ),
    ),
    Field("evaluationDataset", "Rows to evaluate on.", ref="datasets"),
    Field("isTurbo", "Train on more hardware to end sooner.", "bool", flags=("--turbo",)),
    Field("evalAutoCarveout", "Hold back part of the data to evaluate on.", "bool"),
    UPDATE_TIME,
    Field("nodes", "Deprecated and ignored.", "int32"),
    Field("batchSize", "Deprecated: tokens in a batch; use --batch-size-samples.", "int32"),
    Field("mtpEnabled", "Deprecated; true is refused.", "bool", flags=("--mtp-enable",)),
    Field("mtpNumDraftTokens", "Deprecated; leave 0.", "int32"),
    Field("mtpFreezeBaseModel", "Deprecated; leave false.", "bool"),
    JOB_PROGRESS,
    Field("metricsFileSignedUrl", "Where the training metrics can be read.", flags=()),
    Field("trainerLogsSignedUrl", "Where the trainer's log can be read.", mode="out"),
    Field("gradientAccumulationSteps", "Deprecated; nonzero is refused.", "int32"),
    Field("learningRateWarmupSteps", "Steps until the peak learning rate.", "int32", minimum=0),
    Field("batchSizeSamples", "Rows in an optimizer step.", "int32", minimum=1),
    Field("estimatedCost", "What the job is expected to cost.", "message", "out", fields=MONEY_FIELDS),
    Field("optimizerWeightDecay", "Weight decay, 0.01 by default.", "float"),
    Field("purpose", "What the job is for.", "enum", values=("PURPOSE_PILOT",), zero="PURPOSE_UNSPECIFIED"),
    ENCRYPTION_STATE,
    Field(
        "lrScheduler",
        "How the learning rate falls.",
        "message",
        fields=(
            Field("constant", "It does not.", "message", presence=True),
            Field("cosine", "Along a cosine.", "message", fields=_DECAY, presence=True),
            Field("linear", "Along a line.", "message", fields=_DECAY, presence=True),
        ),
    ),
    Field("renderSamplesSignedUrl", "Where rendered examples can be read.", mode="out"),
    Field("samplerCheckpointSaveIntervalSteps", "Steps between saved checkpoints; 0 saves none.", "int32", minimum=1),
    Field("rendererHuggingFaceRepoId", "Repository whose template renders the rows."),
    Field("useReservation", "Try reserved capacity first.", "bool"),
    Field("reservationTarget", "Reservation to use."),
    Field("usePurpose", "What the reservation is used for."),
)

RESOURCE = Resource(
    noun="sftj",
    title="supervised fine-tuning job",
    collection="supervisedFineTuningJobs",
    id_param="supervisedFineTuningJobId",
    fields=_FIELDS,
    columns=(
        Column("NAME", "name"),
        Column("STATE", "state"),
        Column("PROGRESS", "jobProgress.percent"),
        Column("DATASET", "dataset"),
        Column("OUTPUT MODEL", "outputModel"),
        Column("CREATE TIME", "createTime"),
        Column("BASE MODEL", "baseModel", wide=True),
        Column("EPOCHS", "epochs", wide=True),
        Column("MESSAGE", "status.message", wide=True),
    ),
    verbs=("create", "list", "get", "delete"),
    actions=(
        Action(
            "cancel",
            "POST",
            "Stop a job; what it trained so far is dropped.",
            effect=Effect(states=("JOB_STATE_CANCELLING", "JOB_STATE_CANCELLED")),
        ),
        Action(
            "resume",
            "POST",
            "Go on with a paused job.",
            returns="resource",
            effect=Effect(states=tuple(s for s in JOB_BUSY if s != "JOB_STATE_PAUSED" and s not in JOB_GONE)),
        ),
        Action(
            "estimateCost",
            "POST",
            "Price a job without making it.",
            fields=_FIELDS,
            on_collection=True,
            returns="other",
            changes=False,
        ),
    ),
    states=States(
        goal=JOB_GOAL,
        failed=JOB_FAILED,
        busy=JOB_BUSY,
        gone=JOB_GONE,
        prefix=JOB_PREFIX,
        end_time="completedTime",
        progress=("jobProgress",),
        percent="jobProgress.percent",
        steps=(Step("epoch {} of {}", "jobProgress.epoch", "epochs", ("JOB_STATE_RUNNING",), offset=1),),
        wait_timeout="2h",
    ),
    default_order="createTime",
    ids_change=True,
    examples=(
        (
            "create",
            "firectl -p local sftj create --base-model llama-v3p1-8b-instruct --dataset my-dataset "
            "--output-model my-tuned-model",
        ),
        ("list", "firectl -p local sftj list --filter 'state=RUNNING'"),
        ("get", "firectl -p local sftj get my-fine-tuning-job"),
        ("cancel", "firectl -p local sftj cancel my-running-job --yes"),
        ("resume", "firectl -p local sftj resume my-fine-tuning-job"),
        ("delete", "firectl -p local sftj delete my-fine-tuning-job --yes"),
        ("wait", "firectl -p local sftj wait my-fine-tuning-job --timeout 2h"),
        ("status", "firectl -p local sftj status my-fine-tuning-job"),
    ),
)
