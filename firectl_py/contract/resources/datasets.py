"""Datasets: JSONL files to train and to evaluate on."""

from __future__ import annotations

from ..common import CREATE_TIME, CREATED_BY, DISPLAY_NAME, ENCRYPTION_STATE, NAME, READ_MASK, STATUS, UPDATE_TIME
from ..spec import Action, Column, Effect, Field, Param, Resource, States

_FORMATS = ("CHAT", "COMPLETION", "RL")

RESOURCE = Resource(
    noun="datasets",
    title="dataset",
    collection="datasets",
    id_param="datasetId",
    wrapper="dataset",
    create_fields=(
        Field("sourceDatasetId", "Dataset to derive this one from.", ref="datasets"),
        Field("filter", "SQL-like condition on the rows of the source."),
    ),
    fields=(
        NAME,
        DISPLAY_NAME,
        CREATE_TIME,
        Field(
            "state",
            "Life cycle of the dataset.",
            "enum",
            "out",
            values=("UPLOADING", "READY"),
            zero="STATE_UNSPECIFIED",
        ),
        STATUS,
        Field("exampleCount", "Number of rows, counted by the client.", "int64", derived=True, minimum=0),
        Field("userUploaded", "Marks data uploaded by a client.", "message", presence=True),
        Field(
            "evaluationResult",
            "Marks the result of an evaluation.",
            "message",
            presence=True,
            fields=(Field("evaluationJobId", "Evaluation job.", required=True),),
        ),
        Field(
            "transformed",
            "Marks data derived by a filter.",
            "message",
            presence=True,
            fields=(
                Field("sourceDatasetId", "Source dataset.", required=True),
                Field("filter", "Condition used."),
                Field("originalFormat", "Format of the source.", "enum", values=_FORMATS, zero="FORMAT_UNSPECIFIED"),
            ),
        ),
        Field(
            "splitted",
            "Marks a part of a split dataset.",
            "message",
            presence=True,
            fields=(Field("sourceDatasetId", "Source dataset.", required=True),),
        ),
        Field("evalProtocol", "Marks output of eval-protocol.", "message", presence=True),
        Field("externalUrl", "Where the rows live, e.g. gs://bucket/rows.jsonl."),
        Field("format", "What a row is.", "enum", values=_FORMATS, zero="FORMAT_UNSPECIFIED"),
        CREATED_BY,
        UPDATE_TIME,
        Field("sourceJobName", "Job that made the data."),
        Field("estimatedTokenCount", "Estimate of the tokens in all rows.", "int64", "out"),
        Field("averageTurnCount", "Estimate of the turns in a row.", "float", "out"),
        ENCRYPTION_STATE,
    ),
    columns=(
        Column("NAME", "name"),
        Column("STATE", "state"),
        Column("EXAMPLES", "exampleCount"),
        Column("FORMAT", "format"),
        Column("CREATE TIME", "createTime"),
        Column("DISPLAY NAME", "displayName", wide=True),
        Column("TOKENS", "estimatedTokenCount", wide=True),
    ),
    verbs=("create", "list", "get", "update", "delete"),
    actions=(
        Action("upload", "POST", "Upload one file of up to 150 MB as multipart form data.", returns="other"),
        Action(
            "getUploadEndpoint",
            "POST",
            "Signed URLs to upload files to; each call replaces the registered set.",
            fields=(
                Field("filenameToSize", "File name to bytes.", "int64", map=True, required=True),
                READ_MASK,
            ),
            returns="other",
            changes=False,
        ),
        Action(
            "getDownloadEndpoint",
            "GET",
            "Signed URLs to download files from.",
            params=(Param("downloadLineage", "Ancestor datasets too.", "bool"),),
            returns="other",
        ),
        Action(
            "validateUpload",
            "POST",
            "Check the uploaded rows and make the dataset READY.",
            effect=Effect(states=("READY",)),
        ),
        Action(
            "splitDataset",
            "POST",
            "Cut into datasets of at least 200 rows.",
            fields=(Field("chunkSize", "Rows in each part.", "int32", minimum=200), Field("parent", "Account.")),
            returns="other",
        ),
    ),
    states=States(goal=("READY",), busy=("UPLOADING",)),
    examples=(
        ("create", "firectl -p local datasets create my-dataset path/to/training_data.jsonl"),
        ("list", "firectl -p local datasets list --filter 'state=READY'"),
        ("get", "firectl -p local datasets get my-dataset -o yaml"),
        ("update", "firectl -p local datasets update my-dataset --display-name 'Support tickets'"),
        ("wait", "firectl -p local datasets wait my-dataset --timeout 10m"),
        ("status", "firectl -p local datasets status my-dataset"),
        ("delete", "firectl -p local datasets delete my-dataset --yes"),
    ),
)
