import type { Command } from '../../core/ports.ts'

/** What every script of a session knows: its public id, which stands in the process list, and the secret word that its own lines begin with. */
export interface Words {
  readonly id: string
  readonly word: string
}

/** A text as one word of a POSIX shell. A NUL cannot be given to a program and is refused by who calls. */
export function quote(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** The one command line that ever stands in an argument: the rest comes through stdin, whatever shell the user logs in with. */
export function remoteCommand(id: string): string {
  return `exec env -i sh -s ${id}`
}

/** As `remoteCommand`, but the shell keeps what programs on that machine see by themselves. */
export function remoteCommandInPlace(id: string): string {
  return `exec sh -s ${id}`
}

const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin'

/**
 * A script of some steps, whose stdin is what the client sends once it has read the word `ready`: a shell reads ahead, so nothing may
 * stand behind the script before. It is one compound statement: half of one that arrives is never run.
 */
export function stepsScript({ word }: Words, body: string, path: 'own' | 'plain' = 'plain'): string {
  return `{
exec 4>&2
${path === 'plain' ? `PATH=${searchPath}\n` : ''}umask 022
echo ${word} ready; echo ${word} ready >&4
(
${body}
)
echo ${word} exit $? >&4
exit 0
}
`
}

/** Where the sessions of a host note their process groups, so that those of a lost connection can be ended. */
export interface Places {
  readonly sessions: string
  /** Holds the id of the keeper on whose behalf commands may run. */
  readonly owner: string
}

/**
 * The script of one command. sshd gives each session a process group of its own, whose leader is this shell. A watchdog in it reads stdin:
 * when that ends (the client let go, was killed, or the connection broke), the group gets TERM, and 2 seconds later KILL. What the command leaves
 * behind ends with it. The shell's own complaints stay unheard, since some shells would quote the script in them.
 */
export function commandScript({ id, word }: Words, command: Command, places: Places, keeper: string): string {
  return `{
exec 4>&2 2>/dev/null
PATH=${searchPath}
umask 022
kill -0 -$$ || { echo ${word} group >&4; exit 0; }
read -r ww_owner ww_rest <${quote(places.owner)}
[ "$ww_owner" = ${keeper} ] || { echo ${word} taken >&4; exit 0; }
exec 3<&0 0</dev/null
( trap '' HUP INT TERM; cat <&3; kill -TERM -$$; sleep 2; pkill -KILL -s $$; kill -KILL -$$ ) >/dev/null 4>&- &
exec 3<&-
ww_note=${quote(`${places.sessions}/${id}`)}
echo $$ >"$ww_note"
echo ${word} ready; echo ${word} ready >&4
(
trap 'echo ${word} absent >&4' EXIT
cd ${quote(command.cwd)} || exit 127
unset PWD OLDPWD SHLVL HOSTNAME HOSTTYPE MACHTYPE OSTYPE
${exports(command.env)}
${execute(command)}
) 2>&4
ww_code=$?
rm -f "$ww_note"
echo ${word} exit $ww_code >&4
pkill -KILL -s $$
kill -KILL -$$
}
`
}

function exports(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `export ${name}=${quote(value)}`)
    .join('\n')
}

/** bash, as sh, adds `_` and a level to what a program sees; others add nothing. */
function execute({ program, args, env }: Command): string {
  const words = [program, ...args].map(quote).join(' ')
  const level = env['SHLVL'] === undefined ? '-u SHLVL ' : ''
  return `if [ -n "\${BASH_VERSION-}" ]; then
command -v -- ${quote(program)} >/dev/null 2>&1 || exit 127
trap - EXIT
exec 4>&- /usr/bin/env -u _ ${level}${words}
fi
exec 4>&- ${words}`
}

/** Names that shells keep for themselves and no program can be given through one. */
const shellsOwn = new Set(['PPID', 'UID', 'EUID', 'GID', 'EGID', 'BASHOPTS', 'SHELLOPTS', 'BASH_VERSINFO'])

/** Why a command cannot be given to a shell as it is; undefined when it can. */
export function unspeakable({ program, args, cwd, env }: Command): string | undefined {
  const name = Object.keys(env).find((one) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(one) || shellsOwn.has(one))
  if (name !== undefined) return `no shell can give a program the environment variable '${name}'`
  const texts = [program, ...args, cwd, ...Object.values(env)]
  return texts.some((text) => text.includes('\0')) ? 'an argument or a value holds a NUL' : undefined
}
