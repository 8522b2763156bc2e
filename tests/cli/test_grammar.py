"""Words: nouns and their other names, both grammars, global options anywhere, several ids, ids from stdin."""

from __future__ import annotations

import pytest

from firectl_py.cli import registry
from firectl_py.cli.command import LazyGroup

from ..helpers import Run


@pytest.mark.parametrize(
    "line",
    [
        "models list -a fireworks -o name",
        "model list -a fireworks -o name",
        "models ls -a fireworks -o name",
        "list models -a fireworks -o name",
        "list model -a fireworks -o name",
        "ls models -a fireworks -o name",
        "-a fireworks models list -o name",
        "models -a fireworks list -o name",
        "-o name list -a fireworks models",
        "models list --account-id=fireworks --output=name",
        "models list -a fireworks -o name --no-paginate",
    ],
)
def test_many_ways_to_say_the_same(local: Run, line: str) -> None:
    names = local(*line.split()).ok().out.splitlines()
    assert "accounts/fireworks/models/deepseek-v3" in names


@pytest.mark.parametrize("noun", ["sftj", "sft", "supervised-fine-tuning-job", "supervised-fine-tuning-jobs"])
def test_long_and_short_names_of_a_noun(local: Run, noun: str) -> None:
    assert local(noun, "list", "-o", "json").ok().json == []
    assert local("list", noun, "-o", "json").ok().json == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("modles list", "Did you mean models?"),
        ("models lst", "Did you mean list?"),
        ("list", "needs a noun"),
        ("list modles", "Did you mean models?"),
        ("undelete models", "models has no command"),
        ("models list --filtre x", "--filter"),
        ("routers list", "firectl api GET '/v1/accounts/{account}/routers'"),
        ("list users", "firectl api GET '/v1/accounts/{account}/users'"),
        ("rftj rm x", "firectl api DELETE '/v1/accounts/{account}/reinforcementFineTuningJobs/ID'"),
        ("create policy", "firectl api POST '/v1/accounts/{account}/policySettings' -d @FILE"),
        ("sftj create --epochs many", "--epochs"),
        ("models get", "MODEL"),
        ("sftj create --base-model llama-v3p1-8b-instruct", "--dataset"),
        ("deployments create", "which model?"),
        ("models update x", "nothing to change"),
        ("-o xml models list", "xml"),
    ],
)
def test_what_cannot_be_meant_exits_2_and_says_what_can(local: Run, line: str, said: str) -> None:
    done = local(*line.split())
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.startswith("Error: ")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("deployments create llama-v3p1-8b-instruct --gpu-type h10", "Did you mean h100?"),
        ("models get ../../etc/passwd", "not the name of a model"),
        ("models get a/b", "not the name of a model"),
        ("sftj create --job-id Not_An_Id --base-model llama-v3p1-8b-instruct --dataset d", "1 to 63"),
        ("deployments create llama-v3p1-8b-instruct --region atlantis", "not a region"),
        ("sftj wait x --timeout soon", "not a duration"),
    ],
)
def test_a_value_that_breaks_the_rules_exits_7(local: Run, line: str, said: str) -> None:
    done = local(*line.split())
    assert (done.code, done.out) == (7, "")
    assert said in done.err


def test_several_ids_and_ids_from_stdin(local: Run) -> None:
    for name in ("a", "b", "c"):
        local("deployments", "create", "llama-v3p1-8b-instruct", "--name", name).ok()
    both = local("deployments", "get", "a", "b", "-o", "json").ok().json
    assert [item["name"].rpartition("/")[2] for item in both] == ["a", "b"]
    names = local("deployments", "list", "-o", "name").ok().out
    assert local("deployments", "get", "-", "-o", "name", stdin=names).ok().out == names

    some = local("deployments", "delete", "a", "nothing", "b", "-o", "name")
    assert some.code == 15
    assert some.out == "accounts/local/deployments/a\naccounts/local/deployments/b\n"
    assert "accounts/local/deployments/nothing: " in some.err
    assert local("deployments", "list", "-o", "name").out == "accounts/local/deployments/c\n"


def test_no_names_from_stdin_is_nothing_to_do(local: Run) -> None:
    for verb in ("get", "delete", "wait", "undelete"):
        done = local("deployments", verb, "-", "-o", "json").ok()
        assert done.json == []
        assert "nothing to do" in done.err


def test_an_account_is_an_id_and_never_a_path(local: Run) -> None:
    assert local("models", "list", "-a", "accounts/fireworks", "-o", "name").ok().out
    for hostile in ("../v1/accounts/local", "local?x=", "local/models/../../local", "a b", "%2e%2e"):
        done = local("datasets", "list", "-a", hostile)
        assert (done.code, done.out) == (7, "")
        assert "is not an account id" in done.err


def test_a_file_may_name_the_resource_and_carry_what_the_server_sets(local: Run) -> None:
    local("deployments", "create", "llama-v3p1-8b-instruct", "--name", "d").ok()
    described = local("deployments", "get", "d", "-o", "yaml").ok().out
    local("deployments", "delete", "d", "--hard").ok()
    again = local("deployments", "create", "-f", "-", stdin=described).ok()
    assert "Name: accounts/local/deployments/d\n" in again.out
    assert "left out, because the server sets them" in again.err
    other = local("deployments", "create", "-f", "-", "--name", "e", stdin=described)
    assert "Name: accounts/local/deployments/e\n" in other.ok().out, "the flag wins over the file"


def test_a_collection_that_is_not_there_exits_12(local: Run) -> None:
    done = local("api", "GET", "/v1/accounts/{account}/routers")
    assert done.code == 12
    assert "has no routers" in done.err


def test_delete_by_filter_needs_yes(local: Run) -> None:
    for name in ("a", "b"):
        local("deployments", "create", "llama-v3p1-8b-instruct", "--name", name).ok()
    assert local("deployments", "delete", "--filter", "state=CREATING").code == 13
    assert len(local("deployments", "list", "-o", "json").json) == 2
    shown = local("deployments", "delete", "--filter", "state=CREATING", "--dry-run").ok().out
    assert shown.count("DELETE ") == 2
    local("deployments", "delete", "--filter", "state=CREATING", "--yes").ok()
    assert "Nothing matches" in local("deployments", "delete", "--filter", "state=CREATING", "--yes").ok().out


def test_switches_take_a_value_as_in_the_official_tool(local: Run) -> None:
    args = ("deployments", "create", "llama-v3p1-8b-instruct", "--dry-run", "-o", "json")
    assert local(*args, "--enable-addons=true").ok().json["body"]["enableAddons"] is True
    assert local(*args, "--enable-addons=false").ok().json["body"]["enableAddons"] is False
    assert "enableAddons" not in local(*args).ok().json["body"]


def test_a_file_describes_a_resource_and_flags_win(local: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("f") / "deployment.yaml"
    file.write_text(
        "baseModel: llama-v3p1-8b-instruct\nminReplicaCount: 1\nmax_replica_count: 2\n"
        "autoscalingPolicy:\n  loadTargets: {default: 0.5}\nacceleratorType: NVIDIA_H100_80GB\n"
    )
    args = ("deployments", "create", "-f", file, "--max-replicas", "4", "--scale-up-window", "1m", "--name", "d")
    made = local(*args, "-o", "json").ok().json
    assert (made["minReplicaCount"], made["maxReplicaCount"]) == (1, 4)
    assert made["autoscalingPolicy"]["loadTargets"] == {"default": 0.5}
    assert made["autoscalingPolicy"]["scaleUpWindow"] == "60s"
    piped = local("deployments", "create", "-f", "-", "--name", "e", "-o", "json", stdin=file.read_text())
    assert piped.ok().json["maxReplicaCount"] == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("baseModel: [unclosed\n", "line 2"),
        ('{"baseModel": "x",}', "line 1 column 19"),
        ("baseModle: x\n", "unknown field baseModle"),
        ("autoscalingPolicy: {scaleUp: 1s}\n", "unknown field autoscalingPolicy.scaleUp"),
        ("minReplicaCount: many\n", 'minReplicaCount is "many"; expected a whole number'),
        ("acceleratorType: H1\n", "acceleratorType"),
        ("- a\n- b\n", "found a list"),
        ("annotations: &a {x: y}\nbase_model: m\nbaseModel: n\n", "baseModel stands twice"),
        ("minReplicaCount: 1\nminReplicaCount: 2\n", "line 2"),
        ("minReplicaCount: 1.5\n", "expected a whole number"),
        ("displayName: 12\n", "expected a string"),
        (
            "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
            + "".join(
                f"{new}: &{new} [{','.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcde", "bcdef", strict=True)
            ),
            "more than 100000 values",
        ),
    ],
)
def test_a_file_that_is_wrong_is_told_where(local: Run, text: str, said: str) -> None:
    done = local("deployments", "create", "-f", "-", stdin=text)
    assert done.code == 7
    assert said in done.err
    assert "standard input" in done.err
    assert len(done.err.splitlines()) <= 2


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("modles list", "models"),
        ("models lst", "list"),
        ("creat sftj", "create"),
        ("create stfj", "sftj"),
        ("sftj create --datset x", "--dataset"),
        ("models list -o jsn", "json"),
        ("models list --categry llm", "--category"),
        ("models list --category lm", "llm"),
        ("deployments create m --gpu-type h10", "h100"),
    ],
)
def test_what_was_meant_is_said(local: Run, line: str, meant: str) -> None:
    done = local(*line.split())
    assert done.code == (7 if meant == "h100" else 2)
    assert f"Did you mean {meant}?" in done.err


def test_the_registry_names_the_verbs_that_there_are() -> None:
    groups = {name: registry.find(name) for name in registry.names()}
    verbs = {name: set(group.build) for name, group in groups.items() if isinstance(group, LazyGroup)}
    assert {name for name in groups if registry.is_noun(name)} == set(verbs)
    assert {name: set(entry.verbs) for name, entry in registry.COMMANDS.items() if entry.verbs} == {
        name: verbs[name] for name in registry.COMMANDS if name in verbs
    }
    assert registry.all_verbs() == set().union(*verbs.values())
