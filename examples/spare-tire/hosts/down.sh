#!/usr/bin/env bash
# Takes the host of this leg down again; it runs after the leg, however that ended.
set -euo pipefail

home="$AGENT_TEMPDIRECTORY/host"
if [ -s "$home/sshd.pid" ]; then kill "$(cat "$home/sshd.pid")" || true; fi
rm -rf "$home"
echo "The host for $INSTANCE is gone."
