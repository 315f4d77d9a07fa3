import { Problem } from '../../core/problem.ts'
import type { Connection } from './connection.ts'
import { lastLine, unreached } from './reach.ts'
import { type Places, quote, stepsScript } from './script.ts'
import { type Session, startSession } from './session.ts'

/** What one session holds for as long as the host is used: the work folder is ours, and nobody else builds in it. */
export interface Keeper {
  readonly session: Session
  /** What programs there see by themselves. */
  readonly environment: Readonly<Record<string, string>>
  /** False once its connection is gone. */
  alive(): boolean
  /** Ends what may be left of it. */
  drop(): Promise<void>
  /** Removes the work folder and lets go of the host. */
  close(): Promise<void>
}

/** How the folder is taken. */
export interface Taking {
  readonly folder: string
  readonly places: Places
  /** Seconds for which a folder in which another run is at work is waited for. */
  readonly wait: number
  /** Sessions of ours that still run, and so are not what is left of a lost connection. */
  readonly running: readonly string[]
  /** Tells people why nothing happens. */
  readonly tell: (text: string) => void
}

/** How often, in milliseconds, the keeper is told that we live. Three minutes without make it a leftover that the next run sweeps away. */
const beat = 20_000

/**
 * Takes the work folder of a host, with what a killed run or a lost connection left there ended first. `HOST_UNREACHABLE` when ssh does not get there,
 * `HOST_FAILED` when the folder cannot be had.
 */
export async function takeFolder(connection: Connection, taking: Taking): Promise<Keeper> {
  const heard: string[] = []
  const errors: string[] = []
  let held: () => void = () => undefined
  const holding = new Promise<void>((resolve) => (held = resolve))
  const out = (chunk: Buffer): void => {
    heard.push(chunk.toString('utf8'))
    if (heard.join('').endsWith('\nheld\n')) held()
  }
  const err = (line: string): void => {
    errors.push(line)
    if (line === 'waiting') taking.tell(`Another run is at work in ${taking.folder} on ${connection.name}: this one waits for it.`)
  }
  const session = startSession(connection, (words) => stepsScript(words, keeperBody(words.id, taking), 'own'), { out, err }, true)
  const ended = await Promise.race([holding.then(() => undefined), session.ended])
  if (ended !== undefined) throw ended.ready ? notTaken(connection.name, taking.folder, errors) : unreached(connection.name, ended.says)
  session.holds(false)
  return { session, environment: readEnvironment(heard.join('')), ...life(session) }
}

function life(session: Session): Pick<Keeper, 'alive' | 'drop' | 'close'> {
  let alive = true
  const timer = setInterval(() => session.stdin.write('beat\n'), beat).unref()
  void session.ended.then(() => {
    alive = false
    clearInterval(timer)
  })
  return {
    alive: () => alive,
    drop: async () => {
      session.holds(true)
      session.letGo()
      await session.ended
    },
    close: async () => {
      session.holds(true)
      if (alive) session.stdin.write('close\n')
      session.letGo(30_000)
      await session.ended
    },
  }
}

function notTaken(name: string, folder: string, errors: readonly string[]): Problem {
  const says = lastLine(errors.join('\n'))
  if (says.startsWith('busy'))
    return new Problem(
      'HOST_FAILED',
      `Another run is building in ${folder} on ${name} (${says}).`,
      'Let the runs of one host wait for each other (an exclusive lock on an environment), or give each a host of its own.',
    )
  return new Problem('HOST_FAILED', `${name} cannot be made ready: ${says}.`, 'The user needs a POSIX shell and a folder below /tmp.')
}

/** `env` as it printed: a line that is no `NAME=` goes on with the value before it. */
function readEnvironment(text: string): Record<string, string> {
  const found: [string, string][] = []
  for (const line of text.replace(/\nheld\n$/, '').split('\n')) {
    const [, name, value = ''] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(line) ?? []
    const last = found.at(-1)
    if (name !== undefined) found.push([name, value])
    else if (last !== undefined) last[1] += `\n${line}`
  }
  const own = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD', 'SSH_CLIENT', 'SSH_CONNECTION', 'SSH_TTY', 'SSH_AUTH_SOCK'])
  // Nobody looks at a terminal there: tools that draw bars are told so.
  return { ...Object.fromEntries(found.filter(([name]) => !own.has(name))), TERM: 'dumb' }
}

/** Lives for as long as its stdin does; a beat that stays out for three minutes, where a network died silently, makes the lock a leftover. */
function keeperBody(id: string, { folder, places, wait, running }: Taking): string {
  return `ww_folder=${quote(folder)}; ww_lock=$ww_folder/.lock; ww_waited=0
ww_args() {
  if [ -r "/proc/$1/cmdline" ]; then tr '\\000' ' ' <"/proc/$1/cmdline"; else ps -p "$1" -o args= 2>/dev/null; fi
}
ww_make() {
  mkdir -p -m 700 "$ww_folder" 2>/dev/null
  if [ -h "$ww_folder" ] || [ ! -O "$ww_folder" ]; then echo "$ww_folder belongs to somebody else or cannot be made" >&2; exit 3; fi
  chmod 700 "$ww_folder"
}
ww_make
until mkdir "$ww_lock" 2>/dev/null; do
  ww_owner=; ww_pid=
  [ -r ${quote(places.owner)} ] && read -r ww_owner ww_pid <${quote(places.owner)}
  if [ -n "$(find "$ww_lock" -mmin +3 2>/dev/null)" ]; then ww_live=; else
    case "$ww_owner:$(ww_args "\${ww_pid:-0}")" in
    :*) ww_live=yes ;;
    *"sh -s $ww_owner"*) ww_live=yes ;;
    *) ww_live= ;;
    esac
  fi
  if [ -z "$ww_live" ]; then
    mv "$ww_lock" "$ww_lock.$$" 2>/dev/null && rm -rf "$ww_lock.$$"
  elif [ "$ww_waited" -ge ${Math.ceil(wait)} ]; then echo "busy for $ww_waited seconds" >&2; exit 4
  else [ "$ww_waited" -gt 0 ] || echo waiting >&2; sleep 1; ww_waited=$((ww_waited + 1)); fi
  # Who had the folder removes it in the end.
  [ -d "$ww_folder" ] || ww_make
done
mkdir -p ${quote(places.sessions)} && echo "${id} $$" >${quote(places.owner)} || exit 3
for ww_note in ${quote(places.sessions)}/*; do
  [ -f "$ww_note" ] || continue
  case ' ${running.join(' ')} ' in *" \${ww_note##*/} "*) continue ;; esac
  read -r ww_pid <"$ww_note"
  case "\${ww_note##*/}:$ww_pid" in ww*:*[!0-9]*|ww*:|ww*:0*|ww*:1) continue ;; ww*) ;; *) continue ;; esac
  case "$(ww_args "$ww_pid")" in ''|*"\${ww_note##*/}"*) kill -KILL "-$ww_pid" 2>/dev/null ;; esac
  rm -f "$ww_note"
done
env; echo held
while read -r ww_word; do
  [ "$ww_word" = close ] && { mv "$ww_folder" "$ww_folder.$$" && cd / && chmod -R u+rwx "$ww_folder.$$"; rm -rf "$ww_folder.$$"; exit 0; }
  touch "$ww_lock"
done
read -r ww_owner ww_pid <${quote(places.owner)} && [ "$ww_owner" = ${id} ] && rm -rf "$ww_lock"`
}
