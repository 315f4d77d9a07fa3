#!/usr/bin/env bash
# Brings up the host of this leg and writes to $WHEELWORKS_HOST_FILE how to reach it. Yours would call ansible-test, terraform or
# `az vm create`; this one starts an sshd of its own on this machine, which says of itself that it is the leg's platform.
set -euo pipefail

home="$AGENT_TEMPDIRECTORY/host"
mkdir -m 700 -p "$home"
ssh-keygen -q -t ed25519 -N '' -C host -f "$home/host_key"
ssh-keygen -q -t ed25519 -N '' -C leg -f "$home/key"
cp "$home/key.pub" "$home/authorized_keys"

case "$INSTANCE" in
  freebsd/14.4) platform=freebsd-14.4-release-amd64 ;;
  freebsd/15.0) platform=freebsd-15.0-release-amd64 ;;
  *) echo "There is no host for $INSTANCE." >&2; exit 1 ;;
esac

# sshd keeps what it must not lose to others in a folder that only root can make.
if [ "$(id -u)" = 0 ]; then mkdir -p /run/sshd; fi
sshd="$(PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v sshd)"

# SHLVL keeps bash from reading your ~/.bashrc before each command: a host has none of that.
start() {
  port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
  cat > "$home/sshd_config" <<CONFIG
Port $port
ListenAddress 127.0.0.1
HostKey $home/host_key
AuthorizedKeysFile $home/authorized_keys
PidFile $home/sshd.pid
StrictModes no
UsePAM no
PasswordAuthentication no
SetEnv "PATH=$PATH" SHLVL=1 _PYTHON_HOST_PLATFORM=$platform "PIP_FIND_LINKS=${NIGHTS_BEFORE:-}"
CONFIG
  "$sshd" -f "$home/sshd_config" -E "$home/sshd.log"
  for _ in $(seq 50); do
    if [ -s "$home/sshd.pid" ] && kill -0 "$(cat "$home/sshd.pid")" 2>/dev/null; then return 0; fi
    sleep 0.1
  done
  return 1
}

# Somebody else may take the port between asking for it and listening on it.
start || start || { cat "$home/sshd.log" >&2; exit 1; }

python3 - "$home" "$port" > "$WHEELWORKS_HOST_FILE" <<'PYTHON'
import getpass, json, pathlib, sys
home, port = pathlib.Path(sys.argv[1]), int(sys.argv[2])
known = "[127.0.0.1]:{} {}".format(port, (home / "host_key.pub").read_text().strip())
print(json.dumps({"host": "127.0.0.1", "port": port, "user": getpass.getuser(), "key": (home / "key").read_text(), "knownHosts": known}))
PYTHON
rm "$home/key"
echo "A host for $INSTANCE listens on port $port."
