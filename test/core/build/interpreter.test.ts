import assert from 'node:assert/strict'
import { type AskedPython, candidates, isAsked, parseAskedPython, type PythonPlaces } from '../../../core/build/interpreter.ts'
import { toolchain } from './toolchains.ts'

const nowhere: PythonPlaces = { windows: false, pythonLocation: undefined, toolsDirectory: undefined, tools: [], named: new Map() }

function asked(label: string): AskedPython {
  const python = parseAskedPython(label)
  assert.ok(python !== undefined, label)
  return python
}

function programs(label: string, places: Partial<PythonPlaces> = {}): string[] {
  return candidates(asked(label), { ...nowhere, ...places }).map(({ program, args }) => [program, ...args].join(' '))
}

describe('an asked python', () => {
  const read: [label: string, expected: Omit<AskedPython, 'label'>][] = [
    ['3.14', { pypy: false, major: 3, minor: 14, freeThreaded: false }],
    ['3.9', { pypy: false, major: 3, minor: 9, freeThreaded: false }],
    ['3.14t', { pypy: false, major: 3, minor: 14, freeThreaded: true }],
    ['pypy3.11', { pypy: true, major: 3, minor: 11, freeThreaded: false }],
    ['3', { pypy: false, major: 3, minor: undefined, freeThreaded: false }],
    ['pypy3', { pypy: true, major: 3, minor: undefined, freeThreaded: false }],
  ]
  for (const [label, expected] of read) it(`is read from ${label}`, () => assert.deepEqual(asked(label), { label, ...expected }))
  it('is read without blanks around it', () => assert.equal(asked(' 3.14 ').label, '3.14'))

  const versionSpecs: [written: string, label: string][] = [
    ['3.10.4', '3.10'],
    ['3.10.x', '3.10'],
    ['3.10.*', '3.10'],
    ['3.x', '3'],
    ['3.X', '3'],
    ['3.*', '3'],
    ['3.14-dev', '3.14'],
    ['3.14.0rc2', '3.14'],
    ['3.14.0-rc.2', '3.14'],
    ['3.14.0-alpha.1', '3.14'],
    ['3.14.1t', '3.14t'],
    ['pypy3.9', 'pypy3.9'],
    ['PyPy3.9', 'pypy3.9'],
    ['pypy3.9.x', 'pypy3.9'],
    ['pypy3.x', 'pypy3'],
    ['pypy3.9-v7.3.16', 'pypy3.9'],
    ['pypy3.9-v7.x', 'pypy3.9'],
  ]
  for (const [written, label] of versionSpecs)
    it(`is read as UsePythonVersion writes it, without what says no more than which: ${written}`, () =>
      assert.deepEqual(parseAskedPython(written), parseAskedPython(label)))

  for (const label of [
    '',
    'cp314',
    '3.',
    '3..1',
    '3.x.1',
    '3.14.',
    '3.14.1.1',
    '3.14.1 .1',
    '3.14-x',
    '>=3.10',
    '3.14.0rc',
    '3.14.y',
    'python3.14',
    '3t',
    '3.xt',
    'pypy',
    'x',
    '3.10 - 3.12',
    '3.14-v7.3',
  ])
    it(`is not '${label}'`, () => assert.equal(parseAskedPython(label), undefined))
})

describe('where a python is looked for', () => {
  it('on PATH goes from the exact name to any', () => assert.deepEqual(programs('3.14'), ['python3.14', 'python314', 'python3', 'python']))
  it('on PATH keeps free-threading in the name', () =>
    assert.deepEqual(programs('3.14t'), ['python3.14t', 'python314t', 'python3', 'python']))
  it('on PATH knows PyPy by its names', () => assert.deepEqual(programs('pypy3.11'), ['pypy3.11', 'pypy3', 'pypy']))
  it('on PATH takes any python 3 for 3', () => assert.deepEqual(programs('3'), ['python3', 'python']))
  it('on Windows ends with the launcher', () => assert.equal(programs('3.14', { windows: true }).at(-1), 'py -3.14'))
  it('on Windows asks the launcher for free-threading', () => assert.equal(programs('3.14t', { windows: true }).at(-1), 'py -3.14t'))
  it('on Windows asks no launcher for PyPy', () =>
    assert.ok(!programs('pypy3.11', { windows: true }).some((name) => name.startsWith('py '))))
  it('begins with what UsePythonVersion has chosen', () =>
    assert.equal(programs('3.14', { pythonLocation: '/tools/Python/3.14.1/x64' })[0], '/tools/Python/3.14.1/x64/bin/python3'))
  it('begins with it on Windows too', () =>
    assert.equal(
      programs('3.14', { windows: true, pythonLocation: 'C:\\tools\\Python\\3.14.1\\x64' })[0],
      'C:\\tools\\Python\\3.14.1\\x64\\python.exe',
    ))

  const tools = [
    'Python/3.14.1/x64.complete',
    'Python/3.9.2/x64.complete',
    'Python/3.14.10/x64.complete',
    'Python/3.14.2/arm64.complete',
    'PyPy/3.11.13/x64.complete',
  ]
  it('goes on in the tool directory, newest first, by number', () =>
    assert.deepEqual(programs('3.14', { toolsDirectory: '/tools', tools }).slice(0, 3), [
      '/tools/Python/3.14.10/x64/bin/python3',
      '/tools/Python/3.14.2/arm64/bin/python3',
      '/tools/Python/3.14.1/x64/bin/python3',
    ]))
  it('keeps the order of equal versions', () => {
    const same = ['Python/3.14.1/arm64.complete', 'Python/3.14.1/x64.complete']
    const found = programs('3.14', { toolsDirectory: '/tools', tools: same }).slice(0, 2)
    assert.deepEqual(found, ['/tools/Python/3.14.1/arm64/bin/python3', '/tools/Python/3.14.1/x64/bin/python3'])
  })
  it('finds PyPy in its own tool folder', () =>
    assert.equal(programs('pypy3.11', { toolsDirectory: '/tools', tools })[0], '/tools/PyPy/3.11.13/x64/bin/pypy3'))
  it('finds free-threading in the tool directory, whose folders say so by their architecture', () => {
    const free = ['Python/3.14.1/x64.complete', 'Python/3.14.1/x64-freethreaded.complete']
    const found = programs('3.14t', { toolsDirectory: '/tools', tools: free }).slice(0, 2)
    assert.deepEqual(found, ['/tools/Python/3.14.1/x64/bin/python3', '/tools/Python/3.14.1/x64-freethreaded/bin/python3'])
  })
  it('takes every version of the tool directory for 3', () =>
    assert.equal(programs('3', { toolsDirectory: '/tools', tools }).filter((name) => name.startsWith('/tools/Python')).length, 4))
  it('joins the tool directory as the system does', () =>
    assert.equal(programs('3.9', { windows: true, toolsDirectory: 'C:\\tools', tools })[0], 'C:\\tools\\Python\\3.9.2\\x64\\python.exe'))
  it('passes over what is no marker', () =>
    assert.deepEqual(
      programs('3.14', { toolsDirectory: '/tools', tools: ['Python/3.14.1/x64', 'Ruby/3.14.1/x64.complete'] })[0],
      'python3.14',
    ))

  it('is nowhere but in the input pythons for a label that stands there', () =>
    assert.deepEqual(programs('3.14', { pythonLocation: '/p', named: new Map([['3.14', '/opt/py/bin/python']]) }), ['/opt/py/bin/python']))
  it('is as ever for other labels', () => assert.equal(programs('3.13', { named: new Map([['3.14', '/opt/py']]) })[0], 'python3.13'))
})

describe('an interpreter is the asked one', () => {
  const cases: [label: string, is: Parameters<typeof toolchain>[0], expected: boolean][] = [
    ['3.14', { minor: 14 }, true],
    ['3.14', { minor: 13 }, false],
    ['3.14', { minor: 14, freeThreaded: true }, false],
    ['3.14t', { minor: 14, freeThreaded: true }, true],
    ['3.14t', { minor: 14 }, false],
    ['3.11', { minor: 11, implementation: 'pypy' }, false],
    ['pypy3.11', { minor: 11, implementation: 'pypy' }, true],
    ['pypy3.11', { minor: 11 }, false],
    ['3', { minor: 8 }, true],
    ['3', { minor: 11, implementation: 'pypy' }, true],
    ['3', { major: 2, minor: 7 }, false],
    ['pypy3', { minor: 11, implementation: 'pypy' }, true],
    ['pypy3', { minor: 11 }, false],
    ['3.14', { minor: 14, implementation: 'graalpy' }, false],
  ]
  for (const [label, is, expected] of cases)
    it(`${label} and ${JSON.stringify(is)}: ${expected}`, () => assert.equal(isAsked(toolchain(is), asked(label)), expected))
})
