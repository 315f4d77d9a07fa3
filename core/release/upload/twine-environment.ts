import { childEnvironment, type Environment, type Own } from '../../build/environment.ts'
import type { Credentials } from './credentials.ts'

/** What twine may see of the step: how it reaches the web, whom it trusts, where a python of a tool directory finds its libraries; and by the first the agent finds what is left running. */
const passed = /^(?:VSTS_PROCESS_LOOKUP_ID|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|TWINE_CERT|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)$/
const proxies = /^(?:https?|no|all)_proxy$/i

/** What python needs on Windows to open a socket and to find the libraries beside it. */
const passedOnWindows = /^(?:SYSTEMROOT|SYSTEMDRIVE|WINDIR|PATH|PATHEXT|COMSPEC|PROGRAMDATA|NUMBER_OF_PROCESSORS|PROCESSOR_ARCHITECTURE)$/i

/** Where a program runs, and whose own folders it takes for its user's: empty ones of ours. */
export interface Place {
  readonly folder: string
  readonly windows: boolean
}

/**
 * The whole environment of twine: of the step's only what the lists above name, homes without settings, and the credentials, which nobody else gets. Wide lines keep
 * an answer on one. `authorities` is a file of certificates, for where the step itself names none.
 */
export function twineEnvironment(own: Own, credentials: Credentials, { folder, windows }: Place, authorities: string): Environment {
  const kept = picked(own, (name) => passed.test(name) || proxies.test(name) || (windows && passedOnWindows.test(name)))
  const trusted = kept['TWINE_CERT'] ?? kept['REQUESTS_CA_BUNDLE'] ?? kept['CURL_CA_BUNDLE'] ?? authorities
  return {
    ...kept,
    ...(windows ? {} : { PATH: '/usr/bin:/bin' }),
    ...homes(folder, windows),
    ...(trusted === '' ? {} : { TWINE_CERT: trusted }),
    TWINE_USERNAME: credentials.username,
    TWINE_PASSWORD: credentials.password,
    PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring',
    ...plain,
  }
}

/** As `twineEnvironment`, without any credentials: for asking programs which they are. */
export function probeEnvironment(own: Own, { folder, windows }: Place): Environment {
  const kept = picked(own, (name) => /^(?:LD|DYLD)_LIBRARY_PATH$/.test(name) || (windows && passedOnWindows.test(name)))
  return { ...kept, ...(windows ? {} : { PATH: '/usr/bin:/bin' }), ...homes(folder, windows), ...plain }
}

/** The environment of a pip that fetches pinned requirements by their hashes: where packages come from and how stands in the step's, settings in files of this machine do not count. */
export function installEnvironment(own: Own, { folder, windows }: Place, authorities: string): Environment {
  const all = childEnvironment(own, { step: {}, windows, pass: [], set: [], temporary: folder })
  const source =
    /^PIP_(?:INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|TRUSTED_HOST|CERT|CLIENT_CERT|PROXY|RETRIES|TIMEOUT|DEFAULT_TIMEOUT)$/i
  const kept = picked(all, (name) => !/^(?:PIP|UV|CARGO|RUSTUP|CCACHE|SCCACHE|PYENV)_/i.test(name) || source.test(name))
  const isTrusted = kept['PIP_CERT'] !== undefined || kept['REQUESTS_CA_BUNDLE'] !== undefined || authorities === ''
  return {
    ...kept,
    ...homes(folder, windows),
    ...(isTrusted ? {} : { PIP_CERT: authorities }),
    PIP_CONFIG_FILE: windows ? 'nul' : '/dev/null',
    PIP_NO_INPUT: '1',
  }
}

/** No colours, no wrapping at 80 columns; UTF-8. */
const plain: Environment = { COLUMNS: '4000', LINES: '25', TERM: 'dumb', NO_COLOR: '1', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' }

/** A home that holds no .pypirc, .netrc, pip.conf or keyring's settings. */
function homes(folder: string, windows: boolean): Environment {
  return windows
    ? { USERPROFILE: folder, APPDATA: folder, LOCALAPPDATA: folder, TEMP: folder, TMP: folder }
    : { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, TMPDIR: folder }
}

function picked(own: Own, isWanted: (name: string) => boolean): Environment {
  const entries = Object.entries(own).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(entries.filter(([name]) => isWanted(name)))
}
