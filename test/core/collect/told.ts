import type { BuildFailure, BuiltFile, Manifest } from '../../../core/build/manifest.ts'
import type { Offer } from '../../../core/build/union.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'

export const pure = 'demo-1.0-py3-none-any.whl'

/** A whole manifest of the first attempt of leg `a` of the job `build.test`. */
export function manifest(change: Partial<Manifest> = {}): Manifest {
  return {
    version: 1,
    stage: 'build',
    job: 'test',
    leg: 'a',
    attempt: 1,
    planDigest: '',
    commit: 'c',
    buildId: '1',
    files: [],
    failures: [],
    ...change,
  }
}

export function built(name = pure, bytes: string | Uint8Array = 'x', change: Partial<BuiltFile> = {}): BuiltFile {
  return {
    name,
    size: bytes.length,
    sha256: sha256Of(bytes),
    project: 'demo',
    version: '1.0',
    tags: [],
    source: '.',
    seconds: 0,
    origin: 'built',
    release: true,
    ...change,
  }
}

export function offer(bytes: string, where: Partial<Manifest> = {}, file: Partial<BuiltFile> = {}): Offer {
  const one = built(file.name, bytes, file)
  const whose = manifest(where)
  return { file: one, path: `/${whose.leg}.${whose.attempt}/${one.name}`, manifest: whose }
}

export function failed(change: Partial<BuildFailure> = {}): BuildFailure {
  return { package: 'demo', version: '1.0', python: '3.11', code: 'BUILD_FAILED', message: 'm', log: '', ...change }
}

/** A suite that passed with two tests. */
export function suiteRun(change: Partial<SuiteRun> = {}): SuiteRun {
  return {
    suite: 'unit',
    project: 'demo',
    version: '1.0',
    wheel: pure,
    python: '3.11',
    result: 'passed',
    says: '',
    seconds: 1,
    counts: { tests: 2, failures: 0, errors: 0, skipped: 0 },
    failing: [],
    reports: [],
    coverage: '',
    ...change,
  }
}
