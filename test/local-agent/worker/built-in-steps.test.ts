import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Step } from '../../../local-agent/record.ts'
import { fits } from '../../../local-agent/worker/use-python-version.ts'
import { Bench, otherStep, printed, scriptStep, type Told } from './one-job.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

describe('A script step', () => {
  const bench = new Bench()
  after(() => bench.close())

  it('has public variables and env:, not secrets', async () => {
    const script = 'echo "a=\\"$A_B\\"" "$(a.b)" "<$KEY$SECRET_KEY>" "<$MAPPED>"'
    const told = await bench.run([scriptStep(script, { env: { MAPPED: '$(key)' } })], {
      variables: { 'a.b': '1', key: { value: 'hunter2', secret: true } },
    })
    assert.ok(told.lines.includes('a="1" 1 <> <***>'))
  })

  it('is expanded, and its lines may be commands', async () => {
    const told = await bench.run([scriptStep('echo "##vso[task.setvariable variable=x;isoutput=true]$(word)"', { name: 'one' })], {
      variables: { word: 'hi' },
    })
    assert.equal(told.outcome.outputs.get('one.x')?.value, 'hi')
  })

  it('fails with its exit code', async () => {
    const told = await bench.run([scriptStep('exit 7')])
    assert.deepEqual([told.outcome.result, told.records[0]?.issues[0]?.message], ['failed', "Bash exited with code '7'."])
  })

  it('runs in the folder it names', async () => {
    const told = await bench.run([scriptStep('mkdir sub'), scriptStep('echo "cwd=\\"$PWD\\""', { workingDirectory: '$(folder)' })], {
      variables: { folder: 'sub' },
    })
    assert.equal(printed(told, 'cwd'), join(told.work, '1', 's', 'sub'))
  })

  it('runs in bash where it is bash', async () => {
    const told = await bench.run([scriptStep('a=(1 2); echo "n=${#a[@]}"', { shell: 'bash' })])
    assert.equal(printed(told, 'n'), 2)
  })

  it('is in the timeline the task that the service makes of it', async () => {
    const told = await bench.run([scriptStep('true'), scriptStep('true', { shell: 'bash' }), otherStep({ kind: 'checkout', self: false })])
    assert.deepEqual(
      told.records.map(({ task }) => task?.id),
      ['d9bafed4-0b18-4f58-968d-86655b4d2ce9', '6c731c3c-3c68-459a-a5c9-bde6e6595b5b', '6d15af64-176c-496d-b583-fd2ae21d4df4'],
    )
  })
})

describe('A publish step', () => {
  const bench = new Bench()
  after(() => bench.close())
  const make = scriptStep('mkdir -p out/sub; echo a > out/a.txt; echo b > out/sub/b.txt')
  const publish = (path: string, artifact: string): Step => otherStep({ kind: 'publish', path, artifact })

  const GOOD: readonly (readonly [path: string, artifact: string, files: readonly string[]])[] = [
    ['out', 'w', ['w/a.txt', 'w/sub/b.txt']],
    ['$(System.DefaultWorkingDirectory)/out/sub', 'w-$(build.buildId)', ['w-7/b.txt']],
    ['out/a.txt', 'one', ['one/a.txt']],
  ]
  for (const [path, artifact, files] of GOOD)
    it(`uploads ${path} as ${artifact}`, async () => {
      const told = await bench.run([make, publish(path, artifact)], { variables: { 'build.buildId': '7' } })
      assert.deepEqual([...told.uploaded.keys()].sort(), files)
    })

  const taken = (): { name: string; files: Map<string, Uint8Array> }[] => [{ name: 'Taken', files: new Map() }]
  for (const [path, artifact] of [
    ['nowhere', 'w'],
    ['out', 'a/b'],
    ['out', 'taken'],
  ] as const)
    it(`refuses ${path} as ${artifact}`, async () => {
      const told = await bench.run([make, publish(path, artifact)], { world: { artifacts: taken } })
      assert.deepEqual([told.outcome.result, told.uploaded.size], ['failed', 0])
    })
})

describe('A download step', () => {
  const bench = new Bench()
  after(() => bench.close())
  const artifacts = (): { name: string; files: Map<string, Uint8Array> }[] => [
    {
      name: 'one',
      files: new Map([
        ['a.txt', bytes('a')],
        ['sub/b.txt', bytes('b')],
      ]),
    },
    { name: 'two', files: new Map([['c.txt', bytes('c')]]) },
  ]
  const run = (artifact: string, source = 'current'): Promise<Told> =>
    bench.run([otherStep({ kind: 'download', source, artifact })], { world: { artifacts } })

  it('puts all artifacts below the workspace', async () => {
    const { work } = await run('')
    assert.equal(readFileSync(join(work, '1', 'one', 'sub', 'b.txt'), 'utf8'), 'b')
    assert.equal(readFileSync(join(work, '1', 'two', 'c.txt'), 'utf8'), 'c')
  })

  it('puts one there', async () =>
    assert.deepEqual(readdirSync(join((await run('ONE')).work, '1')).sort(), ['TestResults', 'a', 'b', 'one', 's']))

  it('puts none there', async () =>
    assert.deepEqual(readdirSync(join((await run('', 'none')).work, '1')).sort(), ['TestResults', 'a', 'b', 's']))

  it('refuses a path that leads out', async () => {
    const hostile = () => [{ name: 'x', files: new Map([['../../../evil', bytes('')]]) }]
    const told = await bench.run([otherStep({ kind: 'download', source: 'current', artifact: '' })], { world: { artifacts: hostile } })
    assert.equal(told.outcome.result, 'failed')
    assert.ok(!existsSync(join(bench.folder, 'evil')))
  })
})

describe('UsePythonVersion@0', () => {
  const bench = new Bench()
  after(() => bench.close())

  /** A program that answers as a Python of that version. */
  function python(folder: string, name: string, version: string): string {
    const path = bench.write(join(folder, name), '')
    const answer = `#!/bin/sh\necho ${version}\necho ${path}\n`
    bench.write(join(folder, name), answer)
    chmodSync(path, 0o755)
    return path
  }

  const use = (inputs: Record<string, string>): Step => otherStep({ kind: 'task', task: 'UsePythonVersion@0', inputs })
  const show = scriptStep('echo "python=\\"$(command -v python)\\""; echo "location=\\"$PYTHONLOCATION\\""; python')

  before(() => {
    python('usr', 'python3', '3.11.2')
    python('usr', 'python3.96', '3.96.1')
    python('tools/Python/3.97.4/x64/bin', 'python', '3.97.4')
    python('tools/Python/3.97.10/x64/bin', 'python', '3.97.10')
    bench.write('usr/python3.8', 'not a program')
    mkdirSync(join(bench.folder, 'empty'))
  })

  const run = (inputs: Record<string, string>, more: Record<string, string> = {}): Promise<Told> => {
    const system = ['/usr/bin', '/bin'].map((folder) => folder).join(delimiter)
    const environment = {
      PATH: [join(bench.folder, 'usr'), system].join(delimiter),
      AGENT_TOOLSDIRECTORY: join(bench.folder, 'tools'),
      ...more,
    }
    return bench.run([use(inputs), show], { world: { environment } })
  }

  it('takes the newest that fits, by number', async () => {
    const told = await run({ versionSpec: '3.97' })
    const location = join(bench.folder, 'tools', 'Python', '3.97.10', 'x64')
    assert.deepEqual([printed(told, 'location'), printed(told, 'python')], [location, join(location, 'bin', 'python')])
  })

  it('makes `python` of one that has another name', async () => {
    const told = await run({ versionSpec: '3.96.1' })
    assert.ok(told.lines.includes('3.96.1'))
    assert.match(String(printed(told, 'python')), /python-3\.96\.1\/bin\/python$/)
  })

  it("takes pyenv's newest that fits, wherever pyenv lies, and none of its that has no plain version", async () => {
    for (const version of ['3.98.2', '3.98.10', '3.99.0', 'pypy3.98-7.3'])
      python(join('pyenv', 'versions', version, 'bin'), 'python', version)
    python('home/.pyenv/versions/3.98.11/bin', 'python', '3.98.11')
    const [root, home] = [join(bench.folder, 'pyenv'), join(bench.folder, 'home')]
    for (const [environment, found] of [
      [{ PYENV_ROOT: root, HOME: home }, '3.98.10'],
      [{ HOME: home }, '3.98.11'],
    ] as const) {
      const told = await run({ versionSpec: '3.98' }, environment)
      assert.match(String(printed(told, 'python')), new RegExp(`versions/${found.replaceAll('.', '\\.')}/bin/python$`))
    }
  })

  it("tells each version that there is once, pyenv's too, where none fits", async () => {
    for (const name of ['python', 'python3.11']) python('usr', name, '3.11.2')
    const told = await run({ versionSpec: '3.95' }, { PYENV_ROOT: join(bench.folder, 'pyenv') })
    const says = told.records[0]?.issues[0]?.message ?? ''
    for (const version of ['3.11.2', '3.96.1', '3.97.4', '3.97.10', '3.98.10', '3.99.0'])
      assert.equal(says.split(`${version} (`).length, 2, says)
  })

  it('says that another architecture is not looked at', async () => {
    for (const [architecture, issues] of [
      ['x86', 1],
      ['x64', 0],
      ['X64', 0],
      ['', 0],
    ] as const) {
      const told = await run({ versionSpec: '3.97', architecture })
      assert.equal(told.records[0]?.issues.length, process.arch === 'x64' ? issues : told.records[0]?.issues.length, architecture)
    }
  })

  it('leaves the PATH alone where it is told to', async () => {
    const told = await run({ versionSpec: '3.97', addToPath: 'false' })
    assert.match(String(printed(told, 'location')), /3\.97\.10/)
    assert.ok(!told.lines.includes('3.97.10'))
  })

  it('fails with what there is', async () => {
    const told = await run({ versionSpec: '2.7' })
    const said = told.records[0]?.issues[0]?.message ?? ''
    for (const version of ['3.96.1', '3.11.2', '3.97.4', '3.97.10']) assert.ok(said.includes(version), version)
  })

  it('fails where there is none', async () => {
    const told = await run({}, { PATH: join(bench.folder, 'empty'), AGENT_TOOLSDIRECTORY: join(bench.folder, 'empty') })
    assert.match(told.records[0]?.issues[0]?.message ?? '', /there is none/)
  })

  const FITS: readonly (readonly [version: string, spec: string, fits: boolean])[] = [
    ['3.11.2', '3.x', true],
    ['3.11.2', '3', true],
    ['3.11.2', '3.11', true],
    ['3.11.2', '3.11.x', true],
    ['3.11.2', '3.11.2', true],
    ['3.11.2', '3.1', false],
    ['3.1.2', '3.11', false],
    ['3.11.2', '3.11.20', false],
    ['2.7.18', '3.x', false],
  ]
  for (const [version, spec, expected] of FITS)
    it(`${spec} ${expected ? 'is met' : 'is not met'} by ${version}`, () => assert.equal(fits(version, spec), expected))
  for (const spec of ['', 'latest', '>=3.8', '3.11-dev', 'pypy3.9', '$(python)', '3.11.2.1'])
    it(`refuses to read '${spec}'`, () => assert.throws(() => fits('3.11.2', spec)))
})
