"""Deployments: hardware, placement, quota, scaling, deletion, and what is loaded on them."""

from __future__ import annotations

from typing import Any

import pytest

from .plane import LLAMA, Plane, shaped, stated, word_of

PUBLIC = "accounts/fireworks/models"
DAY = 86400.0


def create(plane: Plane, **body: Any) -> dict[str, Any]:
    """A deployment, of the smallest Llama where nothing else is said, with an id of the server's."""
    return plane.ok("POST", "deployments", shaped({"baseModel": LLAMA, **body}))


def get(plane: Plane, name: str = "bot") -> dict[str, Any]:
    return plane.ok("GET", f"deployments/{name}")


@pytest.mark.parametrize(
    ("body", "accelerator", "count"),
    [
        ({}, "NVIDIA_A100_80GB", 1),
        ({"placement": {"region": "US_IOWA_1"}}, "NVIDIA_H100_80GB", 1),
        ({"placement": {"multiRegion": "EUROPE"}}, "NVIDIA_H100_80GB", 1),
        ({"placement": {"region": "EU_ICELAND_2"}}, "NVIDIA_H200_141GB", 1),
        ({"baseModel": f"{PUBLIC}/llama-v3p1-70b-instruct"}, "NVIDIA_B200_180GB", 1),
        ({"baseModel": f"{PUBLIC}/llama-v3p1-70b-instruct", "precision": "FP8"}, "NVIDIA_H200_141GB", 1),
        (
            {"baseModel": f"{PUBLIC}/llama-v3p1-70b-instruct", "acceleratorType": "NVIDIA_H100_80GB"},
            "NVIDIA_H100_80GB",
            4,
        ),
        # Two regions of which only H100 is offered in both.
        ({"placement": {"regions": ["US_VIRGINIA_1", "AP_TOKYO_1"]}}, "NVIDIA_H100_80GB", 1),
        # Named by the user and too small: taken as it is.
        (
            {
                "baseModel": f"{PUBLIC}/deepseek-v3",
                "acceleratorType": "NVIDIA_B200_180GB",
                "acceleratorCount": 1,
                "precision": "FP4",
            },
            "NVIDIA_B200_180GB",
            1,
        ),
        ({"deploymentShape": "fast"}, "NVIDIA_A100_80GB", 2),
        ({"deploymentShape": "minimal"}, "NVIDIA_A100_80GB", 1),
        ({"deploymentShape": "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-fast"}, "NVIDIA_A100_80GB", 2),
        (
            {"deploymentShape": "fast", "acceleratorType": "NVIDIA_H100_80GB", "disableDeploymentSizeValidation": True},
            "NVIDIA_H100_80GB",
            2,
        ),
    ],
)
def test_hardware(plane: Plane, body: dict[str, Any], accelerator: str, count: int) -> None:
    made = create(plane, **body)
    assert (made["acceleratorType"], made["acceleratorCount"]) == (accelerator, count)


def test_shapes_are_stored_by_version(plane: Plane) -> None:
    wanted = create(plane, deploymentShape="throughput")["deploymentShape"]
    shape, _, version = wanted.partition("/versions/")
    assert shape == "accounts/fireworks/deploymentShapes/llama-v3p1-8b-instruct-throughput"
    assert (len(version), version[0].isalpha()) == (8, True)
    assert create(plane, deploymentShape=wanted)["deploymentShape"] == wanted


@pytest.mark.parametrize(
    ("body", "complaint", "code"),
    [
        ({"baseModel": None}, "baseModel: is required", "INVALID_ARGUMENT"),
        ({"baseModel": f"{PUBLIC}/none"}, "models/none not found", "NOT_FOUND"),
        ({"baseModel": "accounts/local/models/waiting"}, "UPLOADING, not READY", "FAILED_PRECONDITION"),
        ({"placement": {"region": "US_IOWA_1", "multiRegion": "US"}}, "exactly one of", "INVALID_ARGUMENT"),
        ({"placement": {"region": "US_IOWA_1", "multiRegion": "US"}}, "exactly one of", "INVALID_ARGUMENT"),
        ({"placement": {"regions": ["US_IOWA_1", "US_IOWA_1"]}}, "twice", "INVALID_ARGUMENT"),
        ({"placement": {"region": "MOON_1"}}, "placement.region: 'MOON_1' is not one of", "INVALID_ARGUMENT"),
        (
            {"placement": {"region": "US_IOWA_1"}, "acceleratorType": "NVIDIA_B200_180GB"},
            "NVIDIA_B200_180GB is not offered in US_IOWA_1; it is offered in EU_ICELAND_2",
            "INVALID_ARGUMENT",
        ),
        ({"acceleratorType": "NVIDIA_GB300"}, "no region offers it", "INVALID_ARGUMENT"),
        ({"placement": {"region": "US_OREGON_1"}}, "no shape holds the model", "INVALID_ARGUMENT"),
        ({"deploymentShape": "", "acceleratorCount": 2}, "accelerator_type must be specified", "INVALID_ARGUMENT"),
        ({"acceleratorType": "ACCELERATOR_TYPE_UNSPECIFIED"}, "accelerator_type must be", "INVALID_ARGUMENT"),
        ({"acceleratorCount": 17}, "has to be 1 to 16", "INVALID_ARGUMENT"),
        ({"acceleratorCount": -1}, "has to be 1 to 16", "INVALID_ARGUMENT"),
        ({"precision": "FP4"}, "can be served in BF16, FP8, FP8_MM, not in FP4", "INVALID_ARGUMENT"),
        ({"deploymentShape": "huge"}, "no shape 'huge'", "NOT_FOUND"),
        (
            {"deploymentShape": "fast", "acceleratorType": "NVIDIA_H100_80GB"},
            "the shape 'fast' runs on 2",
            "INVALID_ARGUMENT",
        ),
        ({"minReplicaCount": -1}, "minReplicaCount: has to be 0 to", "INVALID_ARGUMENT"),
        ({"minReplicaCount": 3, "maxReplicaCount": 2}, "is 3, over a maxReplicaCount of 2", "INVALID_ARGUMENT"),
        ({"autoscalingPolicy": {"scaleUpWindow": "3601s"}}, "at most 3600s", "INVALID_ARGUMENT"),
        ({"autoscalingPolicy": {"scaleToZeroWindow": "299s"}}, "at least 300s", "INVALID_ARGUMENT"),
        ({"autoscalingPolicy": {"scaleUpWindow": "soon"}}, "is not a duration", "INVALID_ARGUMENT"),
        (
            {"autoscalingPolicy": {"loadTargets": {"vibes": 1}}},
            'unknown load target key ""vibes"", currently supported keys are: concurrent_requests',
            "INVALID_ARGUMENT",
        ),
        ({"annotations": {"team": "a"}}, "start with custom/", "PERMISSION_DENIED"),
        ({"annotations": {f"custom/{i}": "" for i in range(65)}}, "65 tags, 64 are allowed", "INVALID_ARGUMENT"),
        ({"annotations": {"custom/a": "x" * 129}}, "at most 128 characters", "INVALID_ARGUMENT"),
    ],
)
def test_what_is_refused(plane: Plane, body: dict[str, Any], complaint: str, code: str) -> None:
    model = {"kind": "HF_BASE_MODEL", "baseModelDetails": {"worldSize": 1}}
    plane.ok("POST", "models", {"modelId": "waiting", "model": model})
    assert complaint in plane.refused("POST", "deployments", shaped({"baseModel": LLAMA, **body}), code=code)
    assert plane.ok("GET", "deployments")["totalSize"] == 0


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({}, ""),
        ({"schedule": "8 o'clock"}, "schedule: is not a cron expression"),
        ({"schedule": "0 8 * *"}, "schedule: is not a cron expression"),
        ({"duration": "299s"}, "duration: has to be 300s to 604800s"),
        ({"timezone": "Mars/Olympus"}, "is not an IANA zone"),
        ({"minReplicaCount": 5}, "minReplicaCount: is over maxReplicaCount (1)"),
        ({"schedule": None}, "schedule: is required"),
    ],
)
def test_scaling_schedules(plane: Plane, change: dict[str, Any], complaint: str) -> None:
    day = {"minReplicaCount": 1, "schedule": "0 8 * * Mon-Fri", "duration": "36000s", "timezone": "Europe/Berlin"}
    body = {
        "baseModel": LLAMA,
        "deploymentShape": "default",
        "autoscalingPolicy": {"scalingSchedules": {"day": {**day, **change}}},
    }
    if complaint:
        assert complaint in plane.refused("POST", "deployments", body)
    else:
        made = plane.ok("POST", "deployments", body)["autoscalingPolicy"]["scalingSchedules"]["day"]
        assert stated(made) == day
        six = {"scalingSchedules": {f"s{index}": day for index in range(6)}}
        assert "5 are allowed" in plane.refused("POST", "deployments", {**body, "autoscalingPolicy": six})


def test_defaults(plane: Plane) -> None:
    made = create(plane)
    assert (made["minReplicaCount"], made["maxReplicaCount"]) == (0, 1)
    assert stated(made["placement"]) == {"multiRegion": "GLOBAL"}
    assert made["autoscalingPolicy"]["scaleToZeroWindow"] == "3600s"
    assert create(plane, minReplicaCount=2)["maxReplicaCount"] == 2


def test_validate_only_makes_nothing(plane: Plane) -> None:
    made = plane.ok("POST", "deployments?deploymentId=bot&validateOnly=true", shaped({"baseModel": LLAMA}))
    assert made["acceleratorType"] == "NVIDIA_A100_80GB"
    assert plane.ok("GET", "deployments?showDeleted=true")["totalSize"] == 0
    assert plane.ok("GET", "deployedModels")["totalSize"] == 0
    bad = {"baseModel": LLAMA, "acceleratorCount": 99}
    plane.refused("POST", "deployments?validateOnly=true", bad)


def test_replicas_come_up_in_stages(plane: Plane) -> None:
    plane.deploy("bot", minReplicaCount=2)
    seen = []
    for _ in range(8):
        found = get(plane)
        stats = {
            name[: -len("ReplicaCount")]: n for name, n in found["replicaStats"].items() if n and "eff" not in name
        }
        seen.append((found["state"], found["replicaCount"], stats))
        plane.advance(30)
    assert seen[0] == ("CREATING", 0, {"pendingScheduling": 2})
    assert seen[3] == ("CREATING", 0, {"downloadingModel": 2})
    assert seen[5] == ("CREATING", 0, {"initializing": 2})
    assert seen[7] == ("READY", 2, {"ready": 2})


def test_scaling(plane: Plane) -> None:
    plane.deploy("bot")
    plane.advance(200)
    assert plane.ok("PATCH", "deployments/bot:scale", {"replicaCount": 3}) == {}
    found = get(plane)
    assert (found["state"], found["desiredReplicaCount"], found["replicaCount"]) == ("UPDATING", 3, 1)
    assert found["maxReplicaCount"] == 3, "the range is widened"
    plane.advance(130)
    assert (get(plane)["state"], get(plane)["replicaCount"]) == ("READY", 3)
    plane.ok("PATCH", "deployments/bot:scale", {"replica_count": 0})
    plane.advance(130)
    assert (get(plane)["state"], get(plane)["replicaCount"]) == ("READY", 0)
    assert "has to be 0 to" in plane.refused("PATCH", "deployments/bot:scale", {"replicaCount": -1})
    plane.refused("POST", "deployments/bot:scale", {"replicaCount": 1}, code="UNIMPLEMENTED")


def test_without_traffic_replicas_go(plane: Plane) -> None:
    plane.deploy("bot")
    plane.deploy("kept", minReplicaCount=1)
    plane.ok("PATCH", "deployments/bot:scale", {"replicaCount": 2})
    plane.advance(200)
    assert get(plane)["replicaCount"] == 2
    plane.advance(700)
    assert get(plane)["replicaCount"] == 1, "scaleDownWindow"
    plane.advance(3600)
    assert (get(plane)["replicaCount"], get(plane)["desiredReplicaCount"]) == (0, 0), "scaleToZeroWindow"
    assert get(plane, "kept")["replicaCount"] == 1


def test_updates_go_through_updating(plane: Plane) -> None:
    plane.deploy("bot")
    plane.advance(200)
    assert plane.ok("PATCH", "deployments/bot", {"displayName": "Bot"})["state"] == "READY"
    assert plane.ok("PATCH", "deployments/bot", {"enableAddons": True})["state"] == "UPDATING"
    plane.advance(70)
    assert get(plane)["state"] == "READY"
    made = plane.ok("PATCH", "deployments/bot", {"baseModel": f"{PUBLIC}/llama-v3p1-70b-instruct"})
    assert made["acceleratorType"] == "NVIDIA_B200_180GB", "the rule chooses anew"
    assert "over a maxReplicaCount" in plane.refused("PATCH", "deployments/bot", {"minReplicaCount": 5})


def usage(plane: Plane, quota: str) -> float:
    return float(plane.ok("GET", f"quotas/{quota}")["usage"])


def test_quota_is_counted(plane: Plane) -> None:
    plane.deploy("bot", acceleratorType="NVIDIA_H100_80GB", acceleratorCount=4)
    assert (usage(plane, "h100-global"), usage(plane, "h100-us-iowa-1")) == (4, 0)
    plane.deploy("here", acceleratorType="NVIDIA_H100_80GB", placement={"region": "US_IOWA_1"})
    assert usage(plane, "h100-us-iowa-1") == 1
    body = {"baseModel": LLAMA, "acceleratorType": "NVIDIA_H100_80GB", "acceleratorCount": 8}
    reply = plane.raw("POST", "deployments", body)
    assert (reply.status_code, word_of(reply)) == (429, "RESOURCE_EXHAUSTED")
    (detail,) = reply.get_json()["details"]
    assert detail["reason"] == "QUOTA_EXCEEDED"
    assert detail["metadata"] == {"quota": "h100-global", "quota_required": "8", "quota_available": "4"}
    plane.refused("PATCH", "deployments/bot:scale", {"replicaCount": 3}, code="RESOURCE_EXHAUSTED")
    assert get(plane)["maxReplicaCount"] == 1, "a refused call changes nothing"
    plane.ok("DELETE", "deployments/bot")
    assert usage(plane, "h100-global") == 0
    plane.ok("POST", "deployments", body)
    plane.refused("POST", "deployments/bot:undelete", {}, code="RESOURCE_EXHAUSTED")


def test_another_named_region_is_taken_when_one_is_full(plane: Plane) -> None:
    plane.ok("PATCH", "quotas/h100-us-iowa-1", {"value": "0"})
    made = create(plane, placement={"regions": ["US_IOWA_1", "AP_TOKYO_1"]})
    assert (made["region"], usage(plane, "h100-ap-tokyo-1")) == ("AP_TOKYO_1", 1)
    message = plane.refused(
        "POST",
        "deployments",
        shaped({"baseModel": LLAMA, "placement": {"region": "US_IOWA_1"}}),
        code="RESOURCE_EXHAUSTED",
    )
    assert "h100-us-iowa-1 for account local, in use: 0, quota: 0, requesting: 1" in message


def test_quotas_can_be_lowered_and_not_raised(plane: Plane) -> None:
    assert plane.ok("PATCH", "quotas/h100-us-iowa-1", {"value": 4})["value"] == "4"
    assert plane.ok("PATCH", "quotas/h100-us-iowa-1", {"value": "8"})["maxValue"] == "8"
    assert "approved maximum of 8" in plane.refused("PATCH", "quotas/h100-us-iowa-1", {"value": "9"})
    assert "at least 0" in plane.refused("PATCH", "quotas/h100-us-iowa-1", {"value": "-1"})
    plane.refused("PATCH", "quotas/h100-us-iowa-1", {"maxValue": "9"}, code="PERMISSION_DENIED")
    plane.refused("PATCH", "quotas/new-one", {"value": "1"}, code="NOT_FOUND")
    assert plane.ok("PATCH", "quotas/new-one?allowMissing=true", {"value": "1"})["maxValue"] == "1"
    ids = {quota["name"].rsplit("/", 1)[-1] for quota in plane.ok("GET", "quotas?pageSize=200")["quotas"]}
    assert {"monthly-spend-usd", "h100-global", "h100-europe", "b200-eu-iceland-2", "mi325x-global"} <= ids
    assert "b200-us-iowa-1" not in ids


def test_delete_is_soft(plane: Plane) -> None:
    plane.deploy("bot")
    plane.advance(200)
    assert plane.ok("DELETE", "deployments/bot") == {}
    assert plane.ok("GET", "deployments")["deployments"] == []
    (shown,) = plane.ok("GET", "deployments?show_deleted=true")["deployments"]
    assert (shown["state"], shown["replicaCount"]) == ("DELETING", 0)
    plane.advance(20)
    found = get(plane)
    assert found["state"] == "DELETED"
    assert found["deleteTime"] < found["purgeTime"]
    plane.refused("DELETE", "deployments/bot", code="NOT_FOUND")
    plane.refused("PATCH", "deployments/bot", {"displayName": "x"}, code="FAILED_PRECONDITION")
    plane.refused("PATCH", "deployments/bot:scale", {"replicaCount": 1}, code="FAILED_PRECONDITION")
    plane.refused("POST", "deployments?deploymentId=bot", shaped({"baseModel": LLAMA}), code="ALREADY_EXISTS")
    assert plane.ok("GET", "deployedModels")["totalSize"] == 0


def test_undelete(plane: Plane) -> None:
    plane.deploy("bot", displayName="Bot")
    plane.refused("POST", "deployments/bot:undelete", {}, code="FAILED_PRECONDITION")
    plane.ok("DELETE", "deployments/bot")
    plane.advance(6 * DAY)
    back = plane.ok("POST", "deployments/bot:undelete", {})
    assert (back["state"], back["displayName"]) == ("CREATING", "Bot")
    assert not {"deleteTime", "purgeTime"} & set(stated(back))
    plane.advance(3 * DAY)
    assert get(plane)["state"] == "READY", "the purge was called off"
    assert plane.ok("GET", "deployedModels")["totalSize"] == 1


def test_purge_and_hard_delete(plane: Plane) -> None:
    plane.deploy("soft")
    plane.deploy("hard")
    plane.ok("DELETE", "deployments/soft")
    plane.ok("DELETE", "deployments/hard?hard=true")
    plane.refused("GET", "deployments/hard", code="NOT_FOUND")
    plane.advance(7 * DAY - 60)
    assert get(plane, "soft")["state"] == "DELETED"
    plane.advance(120)
    plane.refused("GET", "deployments/soft", code="NOT_FOUND")
    plane.refused("POST", "deployments/soft:undelete", {}, code="NOT_FOUND")


def test_an_unused_deployment_is_deleted_after_a_week(plane: Plane) -> None:
    plane.deploy("idle")
    plane.deploy("kept", minReplicaCount=1)
    plane.deploy("touched")
    plane.advance(5 * DAY)
    plane.ok("PATCH", "deployments/touched:scale", {"replicaCount": 1})
    plane.advance(3 * DAY)
    assert {d["name"].rsplit("/", 1)[-1] for d in plane.ok("GET", "deployments")["deployments"]} == {"kept", "touched"}
    gone = get(plane, "idle")
    assert (gone["state"], "no requests for 7 days" in gone["status"]["message"]) == ("DELETED", True)
    plane.advance(30 * DAY)
    assert plane.ok("GET", "deployments?showDeleted=true")["totalSize"] == 1


def test_adapters_are_loaded_and_guard_the_deployment(plane: Plane) -> None:
    adapter = plane.adapter()
    plane.deploy("plain")
    plane.deploy("bot", enableAddons=True)
    pair = {"model": adapter, "deployment": "accounts/local/deployments/bot"}
    plane.refused("POST", "deployedModels", {**pair, "deployment": "plain"}, code="FAILED_PRECONDITION")
    record = plane.ok("POST", "deployedModels", pair)
    assert (record["state"], record["default"]) == ("DEPLOYING", True)
    plane.refused("POST", "deployedModels", pair, code="ALREADY_EXISTS")
    plane.advance(300)
    assert plane.ok("GET", f"/v1/{record['name']}")["state"] == "DEPLOYED"
    (ref,) = plane.ok("GET", f"/v1/{adapter}")["deployedModelRefs"]
    known = {"name": record["name"], "deployment": pair["deployment"], "state": "DEPLOYED", "default": True}
    assert ref == {**known, "public": False}
    assert plane.ok("GET", "models")["models"][0]["deployedModelRefs"] == []
    plane.refused("DELETE", "models/tuned", code="FAILED_PRECONDITION")
    assert "ignoreChecks" in plane.refused("DELETE", "deployments/bot", code="FAILED_PRECONDITION")
    plane.ok("DELETE", "deployments/bot?ignoreChecks=true")
    assert plane.ok("DELETE", "models/tuned") == {}


def test_a_model_has_one_default_place(plane: Plane) -> None:
    adapter = plane.adapter()
    records = []
    for name in ("one", "two"):
        plane.deploy(name, enableAddons=True)
        body = {"model": adapter, "deployment": f"accounts/local/deployments/{name}"}
        records.append(plane.ok("POST", "deployedModels", body)["name"])

    def defaults() -> list[bool]:
        return [plane.ok("GET", f"/v1/{name}")["default"] for name in records]

    assert defaults() == [True, False]
    plane.ok("PATCH", f"/v1/{records[1]}", {"default": True})
    assert defaults() == [False, True]
    assert "cannot change" in plane.refused("PATCH", f"/v1/{records[0]}", {"model": LLAMA})
    plane.ok("DELETE", f"/v1/{records[1]}")
    assert plane.ok("GET", f"/v1/{records[0]}")["default"] is True, "the one that is left"


def test_an_adapter_has_to_fit(plane: Plane) -> None:
    adapter = plane.adapter()
    plane.deploy("other", baseModel=f"{PUBLIC}/qwen3-8b", enableAddons=True)
    other = {"model": adapter, "deployment": "accounts/local/deployments/other"}
    assert "belongs to" in plane.refused("POST", "deployedModels", other)
    assert "not a LoRA adapter" in plane.refused("POST", "deployedModels", {**other, "model": LLAMA})
    merged = create(plane, baseModel=adapter)
    assert merged["acceleratorType"] == "NVIDIA_A100_80GB", "an adapter deployed itself needs what its base needs"


def test_tags(plane: Plane) -> None:
    plane.deploy("bot", annotations={"custom/a": "1"})
    tagged = plane.ok("POST", "deployments/bot:setTags", {"tags": {"custom/b": "2", "custom/a": "3"}})
    assert tagged["annotations"] == {"custom/a": "3", "custom/b": "2"}
    left = plane.ok("POST", "deployments/bot:deleteTags", {"keys": ["custom/a", "custom/none"]})
    assert left["annotations"] == {"custom/b": "2"}
    plane.refused("POST", "deployments/bot:setTags", {"tags": {"team": "x"}}, code="PERMISSION_DENIED")


def test_the_small_views(plane: Plane) -> None:
    plane.deploy("bot", directRouteType="INTERNET", directRouteApiKeys=["hidden"])
    assert get(plane)["directRouteHandle"].startswith("bot.")
    plane.advance(200)
    figures = plane.ok("GET", "deployments/bot:metrics?timeRange=5m")["metrics"]
    assert (figures["requests_per_second"], figures["ready_replicas"]) == (0.0, 1.0)
    assert "window" in plane.refused("GET", "deployments/bot:metrics?timeRange=soon")
    assert plane.ok("GET", "deployments/bot/terminationMessage") == {"message": ""}
    (shard,) = plane.ok("GET", "deployments/bot/shards")["deploymentShards"]
    assert (shard["state"], shard["replicaStats"]["readyReplicaCount"]) == ("READY", 1)
    plane.ok("POST", "deployments?deploymentId=bare&disableAutoDeploy=true", shaped({"baseModel": LLAMA}))
    assert plane.ok("GET", "deployedModels")["totalSize"] == 1
