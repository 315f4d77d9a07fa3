/**
 * The variables that a build sees of the task's own environment: what the machine needs, what the network needs, what pip was told.
 * By the first the agent finds, at the job's end, what a build has left running (agent sources, JobExtension.cs).
 */
const passed = names(`
  VSTS_PROCESS_LOOKUP_ID
  PATH HOME USER LOGNAME SHELL LD_LIBRARY_PATH DYLD_LIBRARY_PATH DEVELOPER_DIR SDKROOT
  CARGO_HOME RUSTUP_HOME RUSTUP_TOOLCHAIN PYENV_ROOT PYENV_VERSION CCACHE_DIR SCCACHE_DIR
  _PYTHON_HOST_PLATFORM MACOSX_DEPLOYMENT_TARGET ARCHFLAGS
  HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE NETRC
  PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_NO_INDEX PIP_TRUSTED_HOST PIP_CERT PIP_CLIENT_CERT PIP_PROXY
  PIP_CONFIG_FILE PIP_CACHE_DIR PIP_NO_CACHE_DIR PIP_RETRIES PIP_TIMEOUT PIP_DEFAULT_TIMEOUT PIP_KEYRING_PROVIDER
  PIP_PRE PIP_PREFER_BINARY PIP_ONLY_BINARY PIP_NO_BINARY PIP_USE_FEATURE PIP_USE_DEPRECATED
  PIP_CONSTRAINT PIP_BUILD_CONSTRAINT PIP_NO_BUILD_ISOLATION PIP_UPLOADED_PRIOR_TO
  UV_DEFAULT_INDEX UV_INDEX UV_INDEX_URL UV_EXTRA_INDEX_URL UV_INDEX_STRATEGY UV_FIND_LINKS UV_NO_INDEX UV_OFFLINE UV_CONFIG_FILE
  UV_CACHE_DIR UV_NO_CACHE UV_KEYRING_PROVIDER UV_INSECURE_HOST UV_NATIVE_TLS UV_HTTP_TIMEOUT UV_EXCLUDE_NEWER UV_PRERELEASE
  UV_CONSTRAINT UV_BUILD_CONSTRAINT UV_NO_BUILD_ISOLATION`)

/** What of these a step tells a build on another machine, where that machine says nothing itself: where packages come from and how, but no path of this one. */
const carried = names(`
  HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY
  PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_NO_INDEX PIP_TRUSTED_HOST PIP_PROXY PIP_RETRIES PIP_TIMEOUT PIP_DEFAULT_TIMEOUT PIP_NO_CACHE_DIR
  PIP_PRE PIP_PREFER_BINARY PIP_ONLY_BINARY PIP_NO_BINARY PIP_USE_FEATURE PIP_USE_DEPRECATED PIP_NO_BUILD_ISOLATION PIP_UPLOADED_PRIOR_TO
  UV_DEFAULT_INDEX UV_INDEX UV_INDEX_URL UV_EXTRA_INDEX_URL UV_INDEX_STRATEGY UV_NO_INDEX UV_OFFLINE UV_NO_CACHE UV_INSECURE_HOST
  UV_HTTP_TIMEOUT UV_EXCLUDE_NEWER UV_PRERELEASE UV_NO_BUILD_ISOLATION`)

/** What programs on Windows do not start or find their compiler without. */
const passedOnWindows = names(`
  SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT OS NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE PROCESSOR_IDENTIFIER
  USERPROFILE USERNAME HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA PROGRAMDATA ALLUSERSPROFILE PUBLIC
  PROGRAMFILES PROGRAMFILES(X86) PROGRAMW6432 COMMONPROGRAMFILES COMMONPROGRAMFILES(X86) COMMONPROGRAMW6432
  INCLUDE LIB LIBPATH VCINSTALLDIR VCTOOLSINSTALLDIR WINDOWSSDKDIR DISTUTILS_USE_SDK MSSDK`)

function names(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** Names that never reach a build, not even when asked for: the agent's and the release's secrets. */
export function isWithheld(name: string): boolean {
  return /^(?:SYSTEM_|ENDPOINT_|SECRET_|INPUT_|SECUREFILE_|AWS_|TWINE_|PYPI_)/i.test(name)
}

/** The whole environment of a program, by name. */
export type Environment = Readonly<Record<string, string>>

/** What an environment of programs may come with: values by name, some of which are not set. */
export type Own = Readonly<Record<string, string | undefined>>

/**
 * The declared environment of every child: of the host's `own` only what the lists above name, of the step's what is carried to any machine and what
 * `pass` names, then what is always the same, then each layer of `set` (`$NAME` and `${NAME}` of what is there before it are replaced, others stay).
 */
export function childEnvironment(
  own: Own,
  how: {
    readonly step: Own
    readonly windows: boolean
    readonly pass: readonly string[]
    readonly set: readonly Environment[]
    readonly temporary: string
  },
): Environment {
  const fold = (name: string): string => (how.windows ? name.toUpperCase() : name)
  const lists = (list: ReadonlySet<string>, name: string): boolean => list.has(isProxy(name) ? name.toUpperCase() : fold(name))
  const kept = picked(own, (name) => lists(passed, name) || (how.windows && passedOnWindows.has(fold(name))))
  const said = new Set(Object.keys(kept).map((name) => (isProxy(name) ? name.toUpperCase() : fold(name))))
  const asked = new Set(how.pass.map((name) => fold(name)))
  const brought = picked(how.step, (name) => lists(carried, name) && !lists(said, name))
  const base = { ...kept, ...brought, ...picked(how.step, (name) => asked.has(fold(name))), ...same(how.temporary, how.windows) }
  return how.set.reduce<Environment>((environment, layer) => ({ ...environment, ...expanded(layer, environment) }), base)
}

/** The variables that are set, wanted and not withheld. */
function picked(own: Own, isWanted: (name: string) => boolean): Environment {
  const entries = Object.entries(own).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(entries.filter(([name]) => !isWithheld(name) && isWanted(name)))
}

/** `$NAME` and `${NAME}` replaced by what is there; a name that is not there stays as it is written (`$ORIGIN` is the linker's). */
export function expanded(layer: Environment, over: Environment): Environment {
  const known = (name: string): string | undefined => (Object.hasOwn(over, name) ? over[name] : undefined)
  const expand = (value: string): string =>
    value.replaceAll(
      /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g,
      (whole, braced?: string, bare?: string) => known(braced ?? bare ?? '') ?? whole,
    )
  return Object.fromEntries(Object.entries(layer).map(([name, value]) => [name, expand(value)]))
}

/** Proxy variables are read in both cases everywhere. */
function isProxy(name: string): boolean {
  return /^(?:https?|no|all)_proxy$/i.test(name)
}

function same(temporary: string, windows: boolean): Environment {
  const folders: Environment = windows ? { TEMP: temporary, TMP: temporary } : { TMPDIR: temporary }
  const python = { PYTHONHASHSEED: '0', PYTHONNOUSERSITE: '1', PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1', PYTHONUNBUFFERED: '1' }
  return {
    ...folders,
    ...python,
    PIP_ROOT_USER_ACTION: 'ignore',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    TERM: 'dumb',
    NO_COLOR: '1',
  }
}

/** 1980-01-01: the first moment that a zip can hold. */
export const zipEpoch = 315_532_800

/** What makes two builds of one tree the same bytes: the time that archives and compilers write, and the tree's path taken out of what compilers write. */
export function reproducible(
  environment: Environment,
  how: { readonly epoch: number; readonly tree: string; readonly prefixMap: boolean },
): Environment {
  const time = { SOURCE_DATE_EPOCH: String(Math.max(zipEpoch, Math.floor(how.epoch))) }
  // CPPFLAGS and not CFLAGS: a CFLAGS that is set replaces the -O2 of configure scripts and makefiles; CPPFLAGS is only added.
  const map = how.prefixMap && !/[\s='"\\]/.test(how.tree) ? `-ffile-prefix-map=${how.tree}=.` : ''
  const flags = [environment['CPPFLAGS'] ?? '', map].filter((part) => part !== '').join(' ')
  return { ...time, ...environment, ...(flags === '' ? {} : { CPPFLAGS: flags }) }
}

/** The programs of a folder come before all others on PATH, however that is spelled. */
export function withPrograms(
  environment: Environment,
  { folder, separator }: { readonly folder: string; readonly separator: string },
): Environment {
  const path = Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...environment, [path]: [folder, environment[path] ?? ''].filter((part) => part !== '').join(separator) }
}
