import assert from 'node:assert/strict'
import { parseManifest } from '../../core/build/manifest.ts'
import { parseRules } from '../../core/changes/select/rules.ts'
import { parseJson } from '../../core/json.ts'
import { parseProject } from '../../core/index/project-document.ts'
import { parseMatrixFile } from '../../core/matrix/parse.ts'
import { Problem } from '../../core/problem.ts'
import { parseName } from '../../core/python/name.ts'
import { parsePlan } from '../../core/release/plan/plan.ts'
import { readPolicyFile } from '../../core/release/plan/policy-file.ts'
import { parseWheelMatrix } from '../../core/wanted/wheel-matrix.ts'
import { parseYaml } from '../../core/yaml.ts'

const spam = parseName('spam') ?? assert.fail()
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'a manifest': (text) => parseManifest(text, 'f'),
  'a plan': (text) => parsePlan(text, 'f'),
  'a policy': (text) => readPolicyFile(text, 'f'),
  'a wheel matrix': (text) => parseWheelMatrix(text, 'f'),
  'a matrix file': (text) => parseMatrixFile(text, 'f'),
  rules: (text) => parseRules(text, 'f'),
  'a document of an index': (text) => parseProject(text, 'f', spam),
  YAML: (text) => parseYaml(text, 'f', 'FILE_INVALID').value,
  JSON: (text) => parseJson(text, 'f', 'FILE_INVALID').value,
}
const keys = ['__proto__', 'constructor', 'prototype']
const documents = keys.flatMap((key) => [
  `{"${key}": {"polluted": "yes"}}`,
  `{"packages": {"${key}": {"polluted": "yes"}}, "matrix": {"${key}": {"polluted": ["yes"]}}, "version": 1}`,
  `{"constructor": {"${key}": {"polluted": "yes"}}, "rules": [{"${key}": {"polluted": "yes"}}]}`,
  `a: &a {"${key}": {polluted: "yes"}}\npackages: {<<: *a}\n${key}: {<<: *a}\n`,
  `approval: {"${key}": {polluted: "yes"}}\n`,
])

describe('a key that every object has', () => {
  for (const [what, read] of Object.entries(readers))
    it(`changes no other object when ${what} holds it: it is a key like any other, or refused`, () => {
      for (const text of documents) {
        try {
          read(text)
        } catch (error) {
          assert.ok(error instanceof Problem, `${text}: ${String(error)}`)
        }
        assert.equal(({} as Record<string, unknown>)['polluted'], undefined, text)
        assert.equal(((() => undefined) as unknown as Record<string, unknown>)['polluted'], undefined, text)
        assert.deepEqual(Object.keys(Object.prototype), [])
      }
    })

  it('is read where it is written, and is nothing where it is not', () => {
    const written = parseYaml('__proto__: {polluted: "yes"}', 'f', 'FILE_INVALID')
    assert.equal(written.get('__proto__').get('polluted').text(), 'yes')
    assert.ok(written.get('polluted').missing)
    assert.ok(parseJson('{"a": 1}', 'f', 'FILE_INVALID').get('__proto__').missing)
  })
})
