import assert from 'node:assert/strict'
import { importChain } from '../../../core/matrix/imports.ts'
import { requireKnownNames } from '../../../core/matrix/known-names.ts'
import { Problem } from '../../../core/problem.ts'
import { matrixFiles } from './expansion.ts'

const matrix = { os: { linux: { vmImage: 'u' } }, python: ['3.10', '3.11'] }
const entry = (where: unknown, set: unknown = { b: '1' }): unknown => ({ where, set })

function says(file: unknown, others: Record<string, unknown> = {}): string | undefined {
  try {
    requireKnownNames(importChain('m', matrixFiles({ m: file, ...others })))
    return undefined
  } catch (error) {
    return error instanceof Problem ? `${error.code}: ${error.text}` : String(error)
  }
}

describe('requireKnownNames', () => {
  const known: [what: string, file: unknown, others?: Record<string, unknown>][] = [
    ['nothing', { matrix }],
    ['a parameter', { matrix, variables: [entry({ PYTHON: '3.14' })] }],
    ['a group, and a cell of its sets', { matrix, variables: [entry({ OS: 'linux', vmImage: 'u' })] }],
    ['what only an include has', { matrix, include: [{ extra: '1' }], variables: [entry({ extra: '1' })] }],
    ['what another matrix of the list has', { matrix: [matrix, { architecture: 'x86' }], variables: [entry({ architecture: 'x86' })] }],
    ['a variable of an entry before', { matrix, variables: [{ set: { release: '0' } }, entry({ Release: '1' })] }],
    [
      'what is imported',
      { matrix: { $IMPORT: 'i' }, variables: [entry({ python: '3.11', b: '1' })] },
      { i: { matrix, variables: [{ set: { b: '1' } }] } },
    ],
    ['what the importing file has', { matrix: { $IMPORT: 'i', top: '1' } }, { i: { matrix, variables: [entry({ top: '1' })] } }],
    ['parts of a name', { matrix, legName: '{os}_{PYTHON}_{vmimage}_{b}', variables: [{ set: { b: '1' } }] }],
    ['the importing file that names legs', { matrix: { $IMPORT: 'i' }, legName: '{os}' }, { i: { matrix, legName: '{gone}' } }],
  ]
  for (const [what, file, others] of known) it(`takes ${what}`, () => assert.equal(says(file, others), undefined))

  const unknown: [what: string, file: unknown, says: RegExp, others?: Record<string, unknown>][] = [
    [
      'a misspelled parameter',
      { matrix, variables: [entry({ pyton: '3.11' })] },
      /^MATRIX_INVALID: m: variables\[0\]\.where names 'pyton'.*Did you mean 'python'\?$/,
    ],
    ['a name of a set', { matrix, variables: [entry({ linux: '1' })] }, /'linux'/],
    ['what it sets itself', { matrix, variables: [entry({ b: '1' })] }, /'b'/],
    ['a variable of a later entry', { matrix, variables: [entry({ c: '1' }), { set: { c: '1' } }] }, /variables\[0\].*'c'/],
    [
      'a variable of the importing file',
      { matrix: { $IMPORT: 'i' }, variables: [{ set: { c: '1' } }] },
      /^MATRIX_INVALID: i: variables\[0\].*'c'/,
      { i: { matrix, variables: [entry({ c: '1' })] } },
    ],
    ['an unknown part of a name', { matrix, legName: 'py{pythn}' }, /m: legName names 'pythn'.*'python'/],
    [
      'a part of a name of the imported file',
      { matrix: { $IMPORT: 'i' } },
      /i: legName names 'gone'/,
      { i: { matrix, legName: '{gone}' } },
    ],
    ['a very long name', { matrix, variables: [entry({ ['x'.repeat(10_000)]: '1' })] }, /Correct it there\.$/],
    ['an empty name', { matrix, variables: [entry({ '': '1' })] }, /names ''/],
  ]
  for (const [what, file, expected, others] of unknown) it(`refuses ${what}`, () => assert.match(says(file, others) ?? '', expected))
})
