import fc from 'fast-check'
import type { BuiltFile, Manifest } from '../../../core/build/manifest.ts'
import type { CacheEntry, Observed, StoredFile } from '../../../core/cache/entry.ts'
import { entryKinds } from '../../../core/cache/place.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { sha256Of } from '../../../core/sha256.ts'

export const key = sha256Of('key')
export const place = 'wheels/spam/linux_python3-1a2b3c4d'

export const builtFile = (change: Partial<BuiltFile> = {}): BuiltFile => ({
  name: 'spam-1.0-py3-none-any.whl',
  size: 4,
  sha256: sha256Of('spam'),
  project: 'spam',
  version: '1.0',
  tags: ['py3-none-any'],
  requires_python: '>=3.8',
  source: 'packages/spam',
  fingerprint: key,
  recipe: sha256Of('recipe'),
  seconds: 41.5,
  origin: 'built',
  release: true,
  ...change,
})

export const suiteRun = (change: Partial<SuiteRun> = {}): SuiteRun => ({
  suite: 'unit',
  project: 'spam',
  version: '1.0',
  wheel: 'spam-1.0-py3-none-any.whl',
  python: '3.12',
  result: 'passed',
  says: '',
  seconds: 3,
  counts: { tests: 7, failures: 0, errors: 0, skipped: 1 },
  failing: [],
  reports: ['spam-unit.xml'],
  coverage: 'spam-unit.coverage.xml',
  ...change,
})

export const manifest = (change: Partial<Manifest> = {}): Manifest => ({
  version: 1,
  stage: 'build',
  job: 'wheels',
  leg: 'linux_python3',
  attempt: 1,
  planDigest: sha256Of('plan'),
  commit: 'cd'.repeat(20),
  buildId: '41',
  files: [builtFile()],
  failures: [],
  suites: [suiteRun()],
  ...change,
})

export const stored = (text: string, name: string, as: StoredFile['as']): StoredFile => ({
  name,
  size: text.length,
  sha256: sha256Of(text),
  as,
})

/** A package that was built and tested once, with all that it left. */
export const cacheEntry = (change: Partial<CacheEntry> = {}): CacheEntry => ({
  version: 1,
  key,
  place,
  kind: 'whole',
  manifest: manifest(),
  stored: [
    stored('spam', 'spam-1.0-py3-none-any.whl', 'file'),
    stored('it was built', 'spam-3.12.log', 'log'),
    stored('<testsuites/>', 'spam-unit.xml', 'report'),
    stored('<coverage/>', 'spam-unit.coverage.xml', 'coverage'),
  ],
  seconds: 44.5,
  settings: sha256Of('settings'),
  inputs: { files: sha256Of('files'), 'needs eggs': sha256Of('eggs'), python: '3.12' },
  files: { [sha256Of('files')]: { 'pyproject.toml': 'ab'.repeat(20), 'src/spam.py': 'cd'.repeat(20) } },
  observed: { '3.12': { python: 'CPython 3.12.8', toolchain: ['gcc 12.2.0', 'glibc 2.36'], requirements: ['setuptools==84.0'] } },
  ...change,
})

const anyName = fc.constantFrom('__proto__', 'constructor', 'toString', '', 'a.py', 'src/b\n.py', '\u{1F980}')
const anyTexts = fc.dictionary(anyName, fc.string(), { maxKeys: 4, noNullPrototype: true })
const anyObserved = fc
  .tuple(fc.string(), fc.array(fc.string(), { maxLength: 2 }), fc.option(fc.array(fc.string(), { maxLength: 2 }), { nil: undefined }))
  .map(([python, toolchain, requirements]): Observed => ({ python, toolchain, requirements }))

/** Entries whose stored files are those that they tell of; of what names may be in them, also those that mean something to the language. */
export const anyEntry: fc.Arbitrary<CacheEntry> = fc
  .record({
    kind: fc.constantFrom(...entryKinds),
    names: fc.uniqueArray(fc.constantFrom('a.whl', 'b.whl', 'b.tar.gz', '__proto__'), { maxLength: 3 }),
    seconds: fc.double({ min: 0, max: 1e9, noNaN: true }).map((one) => one + 0),
    settings: fc.string(),
    inputs: anyTexts,
    files: fc.dictionary(anyName, anyTexts, { maxKeys: 3, noNullPrototype: true }),
    observed: fc.dictionary(anyName, anyObserved, { maxKeys: 2, noNullPrototype: true }),
  })
  .map(({ names, ...rest }) => {
    const files = names.map((name) => builtFile({ name, size: name.length, sha256: sha256Of(name) }))
    return cacheEntry({
      ...rest,
      manifest: manifest({ files, suites: [suiteRun()] }),
      stored: names.map((name) => stored(name, name, 'file')),
    })
  })
