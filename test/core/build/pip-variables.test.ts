import assert from 'node:assert/strict'
import { joined, linkVariables, pipPath, testConstraints, testVariables } from '../../../core/build/pip-variables.ts'

describe('installs for tests', () => {
  const environment = {
    PATH: '/bin',
    PIP_CONSTRAINT: '/c',
    PIP_BUILD_CONSTRAINT: '/c',
    UV_CONSTRAINT: '/c',
    UV_BUILD_CONSTRAINT: '/c',
    pip_constraint: '/c',
  }
  it('know nothing of constraints on builds', () => assert.deepEqual(testVariables(environment), { PATH: '/bin' }))
  it('are told their own by option', () => assert.deepEqual(testConstraints('/t.txt'), ['--constraint', '/t.txt']))
  it('need none', () => assert.deepEqual(testConstraints(undefined), []))
})

describe("a folder of the leg's wheels", () => {
  const cases: [folder: string | undefined, own: Record<string, string>, expected: Record<string, string>][] = [
    [undefined, { PIP_FIND_LINKS: '/own' }, {}],
    ['/l', {}, { PIP_FIND_LINKS: '/l' }],
    ['/l', { PIP_FIND_LINKS: '/own' }, { PIP_FIND_LINKS: '/own /l' }],
    ['/a l', { PIP_FIND_LINKS: '/own' }, { PIP_FIND_LINKS: '/own file:///a%20l' }],
  ]
  for (const [folder, own, expected] of cases)
    it(`${folder} joins ${JSON.stringify(own)}`, () => assert.deepEqual(linkVariables(folder, own), expected))
})

describe('a path in a variable of pip', () => {
  const paths: [path: string, expected: string][] = [
    ['/a/c.txt', '/a/c.txt'],
    ['/a b/c%.txt', 'file:///a%20b/c%25.txt'],
    ['C:\\a\\c.txt', 'C:\\a\\c.txt'],
    ['C:\\a b\\c.txt', 'file:///C:/a%20b/c.txt'],
  ]
  for (const [path, expected] of paths) it(`is one to pip: ${path}`, () => assert.equal(pipPath(path), expected))

  const lists: [others: string | undefined, expected: string][] = [
    [undefined, '/c'],
    ['', '/c'],
    ['/a', '/a /c'],
    [' /a /b ', '/a /b  /c'],
  ]
  for (const [others, expected] of lists) it(`joins ${JSON.stringify(others)}`, () => assert.equal(joined(others, '/c'), expected))
})
