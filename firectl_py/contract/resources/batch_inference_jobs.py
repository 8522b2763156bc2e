"""Batch inference jobs: many requests to one model, answered when there is room, at half the price."""

from __future__ import annotations

from ..common import CREATE_TIME, CREATED_BY, DISPLAY_NAME, JOB_PROGRESS, NAME, STATUS, UPDATE_TIME
from ..enums import JOB_BUSY, JOB_FAILED, JOB_GOAL, JOB_GONE, JOB_PREFIX, JOB_STATES, PRECISIONS
from ..spec import Column, Field, Resource, States, Step

RESULTS_FILE = "BIJOutputSet.jsonl"
ERRORS_FILE = "error-data"
"""The two files of an output data set. The published contract names neither; users of the platform report these."""

RESOURCE = Resource(
    noun="batch-inference-jobs",
    title="batch inference job",
    collection="batchInferenceJobs",
    id_param="batchInferenceJobId",
    fields=(
        NAME,
        DISPLAY_NAME,
        CREATE_TIME,
        CREATED_BY,
        Field("state", "Life cycle of the job.", "enum", "out", values=JOB_STATES, zero="JOB_STATE_UNSPECIFIED"),
        STATUS,
        Field(
            "model",
            "Model that answers; needed unless an earlier job is continued.",
            flags=("--model", "-m"),
            ref="models",
            catalogue=True,
        ),
        Field(
            "inputDatasetId",
            "Rows of custom_id and body; needed unless an earlier job is continued.",
            flags=("--input-dataset-id", "--input-dataset", "--dataset", "-d"),
            ref="datasets",
        ),
        Field(
            "outputDatasetId",
            "Dataset to make of the answers; named by the server when absent.",
            flags=("--output-dataset-id", "--output-dataset", "-x"),
            ref="datasets",
            creates=True,
        ),
        Field(
            "inferenceParameters",
            "What every request is sent with, unless its row says otherwise.",
            "message",
            fields=(
                Field(
                    "maxTokens",
                    "Longest answer, in tokens.",
                    "int32",
                    flags=("--max-tokens",),
                    minimum=1,
                    presence=True,
                ),
                Field("temperature", "0 to 2.", "float", flags=("--temperature",), minimum=0, maximum=2, presence=True),
                Field("topP", "0 to 1.", "float", flags=("--top-p",), minimum=0, maximum=1, presence=True),
                Field("n", "Answers to each row.", "int32", flags=("--n",), minimum=1, maximum=16, presence=True),
                Field("extraBody", "More request fields, as JSON text.", flags=("--extra-body",), presence=True),
                Field("topK", "Tokens to choose from.", "int32", flags=("--top-k",), presence=True),
            ),
        ),
        UPDATE_TIME,
        Field("precision", "Precision to run in.", "enum", values=PRECISIONS, zero="PRECISION_UNSPECIFIED"),
        JOB_PROGRESS,
        Field(
            "continuedFromJobName",
            "Earlier job whose unanswered rows are answered.",
            flags=("--continue-from",),
            ref="batchInferenceJobs",
        ),
        Field("expireTime", "When it ends, answered or not.", "time", "out"),
        Field(
            "lifecycle",
            "When it got how far.",
            "message",
            "out",
            fields=(
                Field("endTime", "When it ended.", "time"),
                Field("runStartTime", "When it began to answer.", "time"),
                Field("validatedTime", "When its rows had been checked.", "time"),
            ),
        ),
        Field("maxJobDuration", "Longest time it may take: 12h, 24h, 48h or 72h.", "duration"),
        Field("systemPrompt", "System message of rows that have none."),
        Field("waitingOnCapacity", "Whether it waits for room.", "bool", "out"),
    ),
    columns=(
        Column("NAME", "name"),
        Column("STATE", "state"),
        Column("PROGRESS", "jobProgress.percent"),
        Column("MODEL", "model"),
        Column("OUTPUT DATASET", "outputDatasetId"),
        Column("CREATE TIME", "createTime"),
        Column("INPUT DATASET", "inputDatasetId", wide=True),
        Column("FAILED ROWS", "jobProgress.failedRequests", wide=True),
        Column("MESSAGE", "status.message", wide=True),
    ),
    verbs=("create", "list", "get", "delete"),
    states=States(
        goal=JOB_GOAL,
        failed=JOB_FAILED,
        busy=JOB_BUSY,
        gone=JOB_GONE,
        prefix=JOB_PREFIX,
        end_time="lifecycle.endTime",
        progress=("jobProgress",),
        percent="jobProgress.percent",
        steps=(
            Step(
                "{} of {} rows",
                "jobProgress.totalProcessedRequests",
                "jobProgress.totalInputRequests",
                ("JOB_STATE_RUNNING",),
            ),
        ),
        total_parts="jobProgress.totalInputRequests",
        failed_parts="jobProgress.failedRequests",
        done_parts="jobProgress.successfullyProcessedRequests",
    ),
    default_order="createTime",
    ids_change=True,
    examples=(
        (
            "create",
            "firectl -p local batch-inference-jobs create --job-id my-batch --model llama-v3p1-8b-instruct "
            "--input-dataset-id my-requests --output-dataset-id my-answers --max-tokens 200",
        ),
        ("create", "firectl -p local batch-inference-jobs create -m llama-v3p1-8b-instruct -d my-requests --wait"),
        ("list", "firectl -p local batch-inference-jobs list --filter 'state=RUNNING'"),
        ("get", "firectl -p local batch-inference-jobs get my-batch"),
        ("wait", "firectl -p local batch-inference-jobs wait my-batch --timeout 24h"),
        ("status", "firectl -p local batch-inference-jobs status my-batch"),
        ("delete", "firectl -p local batch-inference-jobs delete my-batch --yes"),
    ),
)
