#!/bin/sh
# From a data set to a served model in under a minute: every line after a `$` is a real firectl command.
# It runs on the local control plane, which trains and serves nothing but answers as the real one does, and it
# starts from nothing each time, in .quickstart. `make quickstart` brings what it needs; from an activated
# environment it runs by itself.
set -eu
cd "$(dirname "$0")/.."

if ! firectl local --help >/dev/null 2>&1; then
  echo "quickstart: no firectl-py with its extra [local] on PATH; this brings it and runs me: make quickstart" >&2
  exit 1
fi

# What is set for the real platform has no say here.
for name in $(env | sed -n 's/^\(FIRE[A-Z]*_[A-Z_]*\)=.*/\1/p'); do
  unset "$name"
done
export FIRECTL_PROFILE=local
export FIRECTL_LOCAL_DATA_DIR="$PWD/.quickstart/data"
export FIRECTL_CONFIG_DIR="$PWD/.quickstart/config"
export FIRECTL_STATE_DIR="$PWD/.quickstart/state"
export FIRECTL_CACHE_DIR="$PWD/.quickstart/cache"
rm -rf .quickstart

step() {
  printf '\n# %s\n' "$1"
}

run() {
  printf '\n$ firectl %s\n' "$*"
  firectl "$@"
}

step 'Here a minute of the control plane passes in a second.'
run local clock speed 60
run whoami

step 'A data set: 60 support tickets and how to sort them. Each row is checked after the upload.'
run datasets create support-triage examples/support-triage.jsonl
run datasets get support-triage

step 'Fine-tune a model on it, and wait for the end.'
run sftj create --base-model llama-v3p1-8b-instruct --dataset support-triage \
  --output-model support-triage-v1 --job-id support-triage-1 --epochs 2
run sftj wait support-triage-1 --timeout 5m
run models get support-triage-v1

step 'Serve it on a GPU.'
run deployments create --model support-triage-v1 --name support-triage-live --gpu-type h100 --wait
run deployments list
run deployments get support-triage-live -o yaml

step 'A deployment costs money until it is deleted.'
run deployments delete support-triage-live --yes

cat <<EOF

That was the whole job. The data set, the job and the model are still there. To look around among them:

  export PATH="$(dirname "$(command -v firectl)"):\$PATH"
  export FIRECTL_PROFILE=local FIRECTL_LOCAL_DATA_DIR="$FIRECTL_LOCAL_DATA_DIR"
  firectl local status
  firectl models list
  firectl sftj get support-triage-1 -o yaml

On the real platform the commands are the same, and cost real money. In a shell with that PATH and without FIRECTL_PROFILE:

  firectl login
EOF
