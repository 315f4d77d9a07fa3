type Settings = readonly (readonly [key: string, value: string])[]

/** How backends are asked for a wheel of the stable ABI of CPython from a version on; a key may be written with the backend's own prefix. */
const backends: readonly { readonly is: RegExp; readonly prefix: string; readonly ask: (minor: string) => readonly [string, string] }[] = [
  // setuptools' own options of bdist_wheel; whether the extensions keep to the limited API is for setup.py to say.
  { is: /^setuptools\.build_meta(?::__legacy__)?$/, prefix: '', ask: (minor) => ['--build-option', `--py-limited-api=cp3${minor}`] },
  // PyO3's feature; maturin reads the tag off it (maturin's and PyO3's guides).
  { is: /^maturin$/, prefix: 'maturin.', ask: (minor) => ['build-args', `--features=pyo3/abi3-py3${minor}`] },
  { is: /^scikit_build_core\.build$/, prefix: 'skbuild.', ask: (minor) => ['wheel.py-api', `cp3${minor}`] },
  // `limited-api` stands in pyproject.toml only; this is the option that lets it hold, or puts it out of force (meson-python, project settings).
  { is: /^mesonpy$/, prefix: '', ask: () => ['setup-args', '-Dpython.allow_limited_api=true'] },
]

/**
 * The user's config settings, and what asks the build backend for the stable ABI where the user set nothing for that key: for `abi3` and a
 * tag of CPython 3 such as `cp312`. Nothing is added for any other ABI, nor for a backend that has no such option or is not
 * known: its recipe must say it.
 */
export function withAbi3(settings: Settings, backend: string, tag: string, abi: string): Settings {
  const asked = askFor(backend, tag, abi)
  const isSet = settings.some(([key]) => asked !== undefined && [asked.key, asked.prefix + asked.key].includes(key))
  return asked === undefined || isSet ? settings : [...settings, [asked.key, asked.value]]
}

function askFor(backend: string, tag: string, abi: string): { key: string; value: string; prefix: string } | undefined {
  const [, minor] = /^cp3(\d+)$/.exec(tag) ?? []
  const known = backends.find(({ is }) => is.test(backend))
  if (abi !== 'abi3' || minor === undefined || known === undefined) return undefined
  const [key, value] = known.ask(minor)
  return { key, value, prefix: known.prefix }
}
