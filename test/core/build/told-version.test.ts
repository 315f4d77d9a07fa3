import assert from 'node:assert/strict'
import { isVersionTold } from '../../../core/build/told-version.ts'

describe('isVersionTold', () => {
  const table: [variable: string, project: string | undefined, expected: boolean][] = [
    ['SETUPTOOLS_SCM_PRETEND_VERSION', 'acme-core', true],
    ['setuptools_scm_pretend_version', 'acme-core', true],
    ['SETUPTOOLS_SCM_PRETEND_VERSION_FOR_ACME_CORE', 'Acme.Core', true],
    ['SETUPTOOLS_SCM_PRETEND_VERSION_FOR_ACME_CORE', 'acme-core-more', false],
    ['SETUPTOOLS_SCM_PRETEND_VERSION_FOR_ACME_CORE', 'acme', false],
    ['SETUPTOOLS_SCM_PRETEND_VERSION_FOR_ACME_CORE', undefined, true],
    ['VCS_VERSIONING_PRETEND_VERSION_FOR_ACME', 'acme', true],
    ['SETUPTOOLS_SCM_PRETEND_METADATA', 'acme', false],
    ['PBR_VERSION', 'acme', true],
    ['PDM_BUILD_SCM_VERSION', 'acme', true],
    ['POETRY_DYNAMIC_VERSIONING_BYPASS', 'acme', true],
    ['UV_DYNAMIC_VERSIONING_BYPASS', 'acme', true],
    ['VERSION', 'acme', false],
    ['MY_PBR_VERSION_NOTE', 'acme', false],
  ]
  for (const [variable, project, expected] of table)
    it(`${variable} ${expected ? 'tells' : 'does not tell'} the version of ${project ?? 'a package whose name nobody knows yet'}`, () =>
      assert.equal(isVersionTold(['PATH', variable], project), expected))
  it('is told by none', () => assert.equal(isVersionTold([], 'acme'), false))
})
