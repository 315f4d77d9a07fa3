import { quote } from './script.ts'

/** How the work folder is taken over there. */
export interface KeeperWork {
  /** The keeper's public id. */
  readonly id: string
  /** Folders of which the first that nobody is at work in is taken. */
  readonly folders: readonly string[]
  /** Seconds to wait while somebody is at work in each of them. */
  readonly wait: number
  /** Sessions of ours that still run, and so are not what is left of a lost connection. */
  readonly running: readonly string[]
  /** The id of our own keeper whose connection was lost: what it holds is ours, though the other side may not have noticed yet. */
  readonly earlier: string | undefined
}

/**
 * The script that holds a work folder: prints the environment and `held <folder>`, then lives for as long as its stdin does. A beat that stays out for three
 * minutes, where a network died silently, makes the lock a leftover.
 */
export function keeperScript({ id, folders, wait, running, earlier }: KeeperWork): string {
  return `${taking}
ww_earlier=${earlier ?? 'none'}; ww_waited=0
ww_any() { for ww_one in ${folders.map(quote).join(' ')}; do ww_take "$ww_one" && return 0; done; return 1; }
until ww_any; do
  [ "$ww_waited" -lt ${Math.ceil(wait)} ] || { echo "busy for $ww_waited seconds" >&2; exit 4; }
  [ "$ww_waited" -gt 0 ] || echo waiting >&2
  sleep 1; ww_waited=$((ww_waited + 1))
done
mkdir -p "$ww_folder/.sessions" && echo "${id} $$" >"$ww_lock/owner" || exit 3
${sweeping(running)}
env; echo "held $ww_folder"
while read -r ww_word; do
  [ "$ww_word" = close ] && { mv "$ww_folder" "$ww_folder.$$" && cd / && chmod -R u+rwx "$ww_folder.$$"; rm -rf "$ww_folder.$$"; exit 0; }
  touch "$ww_lock"
done
read -r ww_owner ww_pid <"$ww_lock/owner" && [ "$ww_owner" = ${id} ] && rm -rf "$ww_lock"`
}

/**
 * `ww_take` takes a folder unless somebody is at work there. A lock whose owner does not run any more is moved aside, and put back when it turns out that
 * somebody else has just taken it. That making it fails though it is not there is told by mkdir itself.
 */
const taking = `ww_args() {
  if [ -r "/proc/$1/cmdline" ]; then tr '\\000' ' ' <"/proc/$1/cmdline"; else ps -p "$1" -o args= 2>/dev/null; fi
}
ww_make() {
  mkdir -p -m 700 "$ww_folder" 2>/dev/null
  if [ -h "$ww_folder" ] || [ ! -O "$ww_folder" ]; then echo "$ww_folder belongs to somebody else or cannot be made" >&2; exit 3; fi
  chmod 700 "$ww_folder"
}
ww_live() {
  ww_owner=; ww_pid=
  [ -r "$ww_lock/owner" ] && read -r ww_owner ww_pid <"$ww_lock/owner"
  case "$ww_owner:$(ww_args "\${ww_pid:-0}")" in
  :*) ;;
  "$ww_earlier:"*"sh -s $ww_owner"*) kill -KILL "-$ww_pid"; return 1 ;;
  *"sh -s $ww_owner"*) ;;
  *) return 1 ;;
  esac
  [ -z "$(find "$ww_lock" -mmin +3 2>/dev/null)" ]
}
ww_take() {
  ww_folder=$1; ww_lock=$1/.lock
  ww_make
  until mkdir "$ww_lock" 2>/dev/null; do
    if [ ! -d "$ww_lock" ]; then
      # Who had the folder removes it in the end.
      ww_make
      mkdir "$ww_lock" && return 0
      [ -d "$ww_lock" ] || [ ! -d "$ww_folder" ] || exit 3
      continue
    fi
    ww_live && return 1
    mv "$ww_lock" "$ww_lock.$$" 2>/dev/null || continue
    ww_moved=
    [ -r "$ww_lock.$$/owner" ] && read -r ww_moved ww_pid <"$ww_lock.$$/owner"
    [ "$ww_moved" = "$ww_owner" ] || { mv "$ww_lock.$$" "$ww_lock"; return 1; }
    rm -rf "$ww_lock.$$"
  done
}`

/** Ends what a killed run or a lost connection left in the folder. */
function sweeping(running: readonly string[]): string {
  return `for ww_note in "$ww_folder"/.sessions/*; do
  [ -f "$ww_note" ] || continue
  case ' ${running.join(' ')} ' in *" \${ww_note##*/} "*) continue ;; esac
  read -r ww_pid <"$ww_note"
  case "\${ww_note##*/}:$ww_pid" in ww*:*[!0-9]*|ww*:|ww*:0*|ww*:1) continue ;; ww*) ;; *) continue ;; esac
  case "$(ww_args "$ww_pid")" in ''|*"\${ww_note##*/}"*) kill -KILL "-$ww_pid" 2>/dev/null ;; esac
  rm -f "$ww_note"
done`
}
