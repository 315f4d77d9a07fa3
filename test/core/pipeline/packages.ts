import fc from 'fast-check'
import { noRecipe, type Recipe } from '../../../core/build/recipe.ts'
import { type CacheRef, staleWords } from '../../../core/pipeline/cache-ref.ts'
import type { JobPackage, PlanLeg } from '../../../core/pipeline/job-data.ts'

/** A wheel of a leg: spam 1.0 for cp312 from an sdist, but for what the test is about. */
export function jobPackage(parts: Partial<JobPackage> = {}): JobPackage {
  return {
    name: 'spam',
    version: '1.0',
    python: 'python3.12',
    python_version: '3.12',
    python_tag: 'cp312',
    abi: '',
    sdist_url: 'https://files.test/spam-1.0.tar.gz',
    sdist_sha256: 'ab'.repeat(32),
    expected_output_filename: 'spam-1.0-cp312-cp312-linux_x86_64.whl',
    recipe: noRecipe,
    test_on: [],
    source: { kind: 'sdist' },
    build: 0,
    pure: false,
    ...parts,
  }
}

export function planLeg(parts: Partial<PlanLeg> = {}): PlanLeg {
  return {
    leg: 'wheel_linux_x86_64',
    instance: 'ubuntu-24.04',
    arch: 'x86_64',
    platform_tag: 'linux_x86_64',
    packages: [jobPackage()],
    ...parts,
  }
}

const text = fc.oneof(fc.string(), fc.constantFrom('$(x)', '\\$(', '##vso[x]', 'é "\n%', '$[x]', ''))

const line = text.filter((one) => one.trim() !== '' && !one.includes('\n'))
const lines = fc.array(text, { maxLength: 2 })
const map = fc.dictionary(text, text, { maxKeys: 2, noNullPrototype: true })

/** A recipe that a matrix may have led to. */
export const anyRecipe: fc.Arbitrary<Recipe> = fc.record(
  {
    system_packages: lines,
    environment: map,
    environment_pass: lines,
    build_constraints: fc.array(line, { maxLength: 2 }),
    config_settings: fc.dictionary(text, lines, { maxKeys: 2, noNullPrototype: true }),
    patches: fc.constant([]),
    before_build: lines,
    repair: text,
    retag: fc.boolean(),
    test_requires: lines,
    test_constraints: lines,
    test_environment: map,
    test_command: text,
  },
  { noNullPrototype: true },
)

const hex = fc.stringMatching(/^[0-9a-f]{64}$/)

/** Where a cache keeps something. */
const anyRef: fc.Arbitrary<CacheRef> = fc.record(
  {
    key: hex,
    place: fc.constantFrom('wheels/spam/cp312-linux_x86_64-0a1b2c3d', 'a/b_c/d-e'),
    stale: fc.subarray([...staleWords]),
    anew: fc.constant(true as const),
  },
  { noNullPrototype: true, requiredKeys: ['key', 'place', 'stale'] },
)

export const anyPackage: fc.Arbitrary<JobPackage> = fc.record(
  {
    name: text,
    version: text,
    python: text,
    python_version: text,
    python_tag: text,
    abi: text,
    sdist_url: text,
    sdist_sha256: text,
    expected_output_filename: text,
    recipe: anyRecipe,
    test_on: fc.array(text, { maxLength: 2 }),
    source: fc.oneof(
      fc.constant({ kind: 'sdist' as const }),
      fc.record({ kind: fc.constant('folder' as const), path: text, commit: text, time: fc.nat() }, { noNullPrototype: true }),
      fc.record({ kind: fc.constant('git' as const), url: text, commit: text, subdirectory: text }, { noNullPrototype: true }),
    ),
    build: fc.nat(),
    pure: fc.boolean(),
    cache: anyRef,
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      'name',
      'version',
      'python',
      'python_version',
      'python_tag',
      'abi',
      'sdist_url',
      'sdist_sha256',
      'expected_output_filename',
      'recipe',
      'test_on',
      'source',
      'build',
      'pure',
    ],
  },
)

export const anyLeg: fc.Arbitrary<PlanLeg> = fc.record(
  {
    leg: text,
    instance: text,
    arch: text,
    platform_tag: text,
    packages: fc.array(anyPackage, { maxLength: 4 }),
    warm: fc.array(fc.record({ name: text, version: text, python: text, cache: anyRef }, { noNullPrototype: true }), { maxLength: 2 }),
  },
  { noNullPrototype: true, requiredKeys: ['leg', 'instance', 'arch', 'platform_tag', 'packages'] },
)
