#!/bin/sh
# A night's work, unattended: upload, fine-tune, wait, compare with the base model, deploy, smoke-test, tear down, and
# say what was done.
#
#   nightly.sh ROWS.jsonl EVALUATION_ROWS.jsonl BASE_MODEL
#
# Run it from cron as often as you like: everything it makes is named after the night, so that a run that was killed is
# taken up where it stopped, and one that has succeeded does nothing more. Of two at once the second ends at once.
# What it prints is fit for mail: a line for each step, and the errors. The exit status is that of the step that failed.
#
# NIGHT names the night (today's date by default), NIGHTLY_STATE is where it keeps its marks, MAX_JOB is what a job may
# cost and MAX_HOUR what an hour of serving may, in dollars; FIRECTL_* decide where all this happens:
# FIRECTL_PROFILE=local rehearses it.
set -eu
usage='nightly.sh ROWS.jsonl EVALUATION_ROWS.jsonl BASE_MODEL'
rows=${1:?$usage}
evaluation=${2:?$usage}
base=${3:?$usage}
night=${NIGHT:-$(date -u +%Y%m%d)}
state=${NIGHTLY_STATE:-${XDG_STATE_HOME:-$HOME/.local/state}/nightly}
name=nightly-$night
mkdir -p "$state"

# One run at a time. The lock goes with the shell and not with what it starts: kill -9 frees it.
exec 9>"$state/lock"
if ! flock -n 9; then
  echo "another run is at it; nothing was done."
  exit 0
fi
fire() {
  firectl --quiet "$@" 9>&-
}

say() {
  echo "$(date -u +%H:%M:%S) $*"
}

# step WHAT COMMAND...: run it; its errors are shown, its answer is kept in the state folder.
step() {
  what=$1
  shift
  status=0
  "$@" >"$state/$name.$what" || status=$?
  if [ $status -ne 0 ]; then
    say "$what: failed with exit status $status"
    exit $status
  fi
  say "$what: done"
}

if [ -e "$state/$name.ok" ]; then
  say "the night of $night is done; nothing to do."
  exit 0
fi

step upload fire datasets create "$name" "$rows"
step upload-evaluation fire datasets create "$name-eval" "$evaluation"
step train fire sftj create --job-id "$name" --base-model "$base" --dataset "$name" --output-model "$name" \
  --max-cost "${MAX_JOB:-20}"

# A job that is stuck is cancelled, so that it costs nothing until somebody has looked at it.
status=0
fire sftj wait "$name" --stall-timeout "${STALL:-1h}" --timeout "${PATIENCE:-6h}" || status=$?
if [ $status -eq 11 ]; then
  fire sftj cancel "$name" --yes >/dev/null || true
fi
if [ $status -ne 0 ]; then
  say "wait: failed with exit status $status"
  exit $status
fi
say "wait: done"

step experiment fire experiments create --name "$name-vs-base" --models "$base,$name" --dataset "$name-eval"
step compare fire experiments run "$name-vs-base" --wait
step results fire experiments results "$name-vs-base"

# A deployment bills until it is gone: whatever happens from here on, it goes. The id of one that is gone cannot be
# used again, so a night that was torn down too early serves under another.
attempt=1
while fire deployments status "$name-$attempt" 2>/dev/null | grep -q '^DELET'; do
  attempt=$((attempt + 1))
done
serving=$name-$attempt
tear_down() {
  torn=0
  fire deployments delete "$serving" --yes --ignore-checks --wait >"$state/$name.torn" 2>&1 || torn=$?
  if [ $torn -ne 0 ] && [ $torn -ne 4 ]; then # 4: there is none
    cat "$state/$name.torn"
    say "tear-down: FAILED, $serving may still bill"
    return $torn
  fi
  say "tear-down: done"
}
leave() {
  status=$?
  trap - EXIT
  tear_down || [ $status -ne 0 ] || status=9
  exit $status
}
trap 'exit 143' TERM HUP INT
trap leave EXIT

if [ ! -e "$state/$name.served" ]; then
  step deploy fire deployments create --model "$name" --name "$serving" --gpu-type h100 --gpu-count 1 \
    --max-replicas 1 --max-cost "${MAX_HOUR:-10}" --wait
  step smoke-test fire deployments smoke-test "$serving"
  step bill fire costs running
  : >"$state/$name.served"
fi
trap - EXIT
tear_down

: >"$state/$name.ok"
say "the night of $night is done."
cat "$state/$name.results" "$state/$name.smoke-test"
echo "The job was estimated at $(fire sftj get "$name" --query 'estimatedCost.units') dollars. Serving, before it ended:"
cat "$state/$name.bill"
echo "What still bills:"
fire costs running
echo "What was changed from this machine:"
fire history --since 24h
