"""firectl-cron(7): running firectl unattended; a test runs its examples."""

from __future__ import annotations

from . import mdoc
from .release import Release

CRONTAB = """\
MAILTO=ops@example.com
PATH=/usr/local/bin:/usr/bin:/bin

# What fails or gets stuck is mailed; a job that goes on is not. The next look takes up where this one ended.
*/15 * * * *  firectl -q sftj wait my-job --stall-timeout 1h --timeout 14m --lock my-job || [ $? -eq 124 ]
# One word every hour, and nothing else, until the job has ended.
5 * * * *     state=$(firectl sftj status my-job); [ $? -eq 18 ] && echo "my-job: $state"; true
# Every running job of the account at once, by one list a look.
0 * * * *     firectl -q sftj wait --filter 'state=JOB_STATE_RUNNING' --any --timeout 50m --lock jobs || [ $? -eq 124 ]
# The state of a deployment goes to the system's log each time it changes.
0 8 * * *     firectl -q deployments wait my-deployment --timeout 1h --on-change 'logger -t firectl' --jitter 5m
# The morning after: what was changed in the night.
0 7 * * *     firectl history --since 24h
""".splitlines()

SERVICE = """\
[Unit]
Description=Wait for my fine-tuning job
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=/usr/bin/env firectl -q sftj wait my-job --stall-timeout 1h --timeout 6h --lock my-job --lock-fail
TimeoutStartSec=infinity
""".splitlines()

TIMER = """\
[Unit]
Description=Wait for my fine-tuning job every night

[Timer]
OnCalendar=*-*-* 02:00:00
RandomizedDelaySec=5m
Persistent=true

[Install]
WantedBy=timers.target
""".splitlines()

_DESCRIPTION = """\
Every command of firectl runs without a terminal, asks nothing there, and says by its exit status how it ended.
With `--quiet` it prints the answer and errors only, and `wait` nothing at all unless it failed or `-o` was given.
So cron has something to mail when there is something to do.
"""

_KEY = """\
Cron has neither your shell's environment nor your desktop's keyring.
`firectl login --store file` keeps the key in a file that only you can read, where cron finds it by `HOME`.
"""

_WAIT = """\
A wait ends by the state of what it waits for: 0 where all (with `--any`, where one) reached the goal, 10 where one
ended otherwise, 4 where one vanished, 11 where one made no progress for `--stall-timeout`, 124 when `--timeout` passed.
Where several apply, 10 goes before 4, 4 before 11, and 11 before 124.
Progress is a new state, a higher percentage, epoch, count of rows or tokens, or a metrics file that grew.
A changed update time is none.
Losing the network, or a server that asks to be left alone, does not end a wait.
A key that was renewed is read again.
Time goes on while the machine is asleep; after it there is one look more before time is up.
Members of `--filter` are fixed by the first look.
"""

_LOCK = """\
`--lock` `NAME` takes a lock for the whole command; a second run with that name ends at once, with 0 and a note, or with
9 and `--lock-fail`.
The kernel holds the lock, so that it is free as soon as its holder is gone, however it ended.
It is a file in the state folder of the user: one for each user and machine, whatever the profile.
The first to come waits for up to `--jitter` with the lock held, so that many machines do not ask in the same second.
"""

_HOOK = """\
`--on-change` `CMD` of `wait` and `list --watch` runs a program at each change of state, when something is gone, and
when it got stuck.
The command is split as a shell would, but no shell is started.
The event is one JSON object on its standard input; what it prints goes to the standard error of firectl.
Variables that end in API_KEY, TOKEN, SECRET or PASSWORD are taken out of its environment.
It has 60 seconds. If it fails, that is noted, and the wait goes on.
"""

_HISTORY = """\
`firectl history` lists what was changed from this machine: when, by which command line, which resource, with which
request id, and how it ended.
The outcome is `done`, `found` (it was there already, as asked), `refused` (nothing was changed), `unknown` (the reply
was lost), or `no end known` (under way, or the run was killed).
Values of secret options are not kept. The file keeps the last one to two MiB.
"""


def cron(release: Release) -> str:
    """firectl-cron(7)."""
    sections = (
        mdoc.section("DESCRIPTION", mdoc.prose(_DESCRIPTION)),
        mdoc.section("THE KEY", mdoc.prose(_KEY)),
        mdoc.section("WAITING", mdoc.prose(_WAIT)),
        mdoc.section("ONE AT A TIME", mdoc.prose(_LOCK)),
        mdoc.section("TELLING OTHERS", mdoc.prose(_HOOK)),
        mdoc.section("THE MORNING AFTER", mdoc.prose(_HISTORY)),
        mdoc.section(
            "EXAMPLES",
            mdoc.prose("A crontab:"),
            mdoc.literal(CRONTAB),
            mdoc.prose("A service of systemd, `firectl-wait.service`, and its timer, `firectl-wait.timer`:"),
            mdoc.literal(SERVICE),
            mdoc.literal(TIMER),
        ),
        mdoc.section("SEE ALSO", mdoc.see([("firectl", 1), ("firectl-exit-codes", 7), ("firectl-config", 5)])),
    )
    return mdoc.page("firectl-cron", 7, "running firectl unattended", release, sections)
