import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { parseManifest } from '../../../core/build/manifest.ts'
import type { Processes } from '../../../core/ports.ts'
import { collectWheels } from '../../../flows/collect-wheels.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { attachedBy, attempt, type Attempted, foldersData, shellHost } from './after-yard.ts'
import { flakyHost } from './flaky-host.ts'
import { Yard } from './projects.ts'
import { askOf, type Change, type Tried, tryRun } from './try-run.ts'

const tool = 'mkdir -p dist; printf "#!/bin/sh\\necho tool 1.0\\n" > dist/tool; chmod +x dist/tool'
const wheel = 'one-1.0-py3-none-any.whl'

describe('extra files', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    for (const name of ['one', 'two']) yard.write(`sources/${name}/pyproject.toml`, '')
  })
  afterEach(() => yard.remove())

  const make = async (inputs: Readonly<Record<string, string>>, change: Change = {}, ...packages: string[]): Promise<Tried> =>
    await tryRun(
      yard,
      { jobData: foldersData(...(packages.length === 0 ? ['one'] : packages)), ...inputs },
      { host: shellHost(), ...change },
    )
  const code = ({ outcome }: Tried): string | undefined => outcome.problems[0]?.code

  it('are made after the wheel, tried, renamed, and attached before it with a sidecar', async () => {
    const tried = await make({ after: tool, extraFiles: 'dist/tool => tool-x64', smokeCommand: '{file}' })
    assert.equal(tried.outcome.result, 'succeeded', tried.outcome.problems[0]?.text)
    assert.deepEqual(attachedBy(tried), ['tool-x64', 'tool-x64.extra.json', wheel, `${wheel}.json`, 'manifest.json'])
    const [built, extra] = tried.manifest.files
    assert.deepEqual([built?.name, extra?.name, extra?.origin, extra?.made_with], [wheel, 'tool-x64', 'extra', wheel])
    assert.deepEqual([extra?.project, extra?.version, extra?.tags, extra?.source, extra?.release], ['one', '1.0', [], 'one', true])
    const sidecar = parseManifest(readFileSync(yard.path('staging/tool-x64.extra.json'), 'utf8'), 's')
    assert.deepEqual(sidecar.files, [extra])
    assert.match(tried.log.text(), /smokeCommand on tool-x64: \{file\}\nforeign: tool 1\.0\ninfo: extra {3}tool-x64: 24 B/)
    assert.match(tried.outcome.summary, /### Besides: 1 file[^]*tool-x64[^]*after one-1\.0/)
    assert.deepEqual([tried.outcome.outputs['builtCount'], statSync(yard.path('staging/tool-x64')).mode & 0o111], ['1', 0o111])
  })

  it('are made in the copy of the project, by programs of an environment that holds the wheel', async () => {
    const host = shellHost()
    const after = 'pwd; echo "$PATH" | cut -d: -f1; echo {project} {python} {wheel}'
    const { log } = await make({ after, afterRequires: 'pyinstaller==6.10.0\naltgraph' }, { host })
    const corner = yard.path('temp/wheelworks/one-1.0-3')
    const [, folder, path, told] = log.lines.slice(log.lines.findIndex((line) => line.startsWith('info: after: ')))
    assert.equal(folder, `foreign: ${corner}/src`)
    assert.equal(path, `foreign: ${corner}/after/venv/bin`)
    assert.match(told ?? '', new RegExp(`^foreign: ${corner}/src ${corner}/after/venv/bin/python ${corner}/\\S*${wheel}$`))
    const install = host.played.commands.find(({ args }) => args.includes('pyinstaller==6.10.0'))
    assert.ok(install?.args.includes('altgraph') && install.args.some((arg) => arg.endsWith(wheel)))
  })

  it('may be none: after alone runs, and what the build leaves is found without it', async () => {
    assert.deepEqual(attachedBy(await make({ after: 'true' })), [wheel, `${wheel}.json`, 'manifest.json'])
    yard.write('sources/one/NOTES.txt', 'x')
    assert.equal(attachedBy(await make({ extraFiles: 'NOTES.txt' }))[0], 'NOTES.txt')
  })

  it('are not for release where the leg is not', async () => {
    const { manifest } = await make({ after: tool, extraFiles: 'dist/tool', release: 'false' })
    assert.deepEqual(
      manifest.files.map(({ release }) => release),
      [false, false],
    )
  })

  describe('fail the package', () => {
    const fails: [what: string, code: string, inputs: Record<string, string>, says: RegExp][] = [
      ['when a line matches nothing', 'EXTRA_MISSING', { after: tool, extraFiles: 'dist/*.exe' }, /What is new there: dist\/tool\./],
      ['when one of two lines does', 'EXTRA_MISSING', { after: tool, extraFiles: 'dist/tool\ndist/tol' }, /mean dist\/tool\?/],
      ['when after fails in the middle', 'BUILD_FAILED', { after: 'false\ntrue', extraFiles: 'dist/tool' }, /after \(false\) ended/],
      ['when a file does not run', 'BUILD_FAILED', { after: tool, extraFiles: 'dist/tool', smokeCommand: '{file} && false' }, /on tool /],
      [
        'when a file may not be run',
        'BUILD_FAILED',
        { after: `${tool}; chmod -x dist/tool`, extraFiles: 'dist/tool', smokeCommand: '{file}' },
        /[Pp]ermission denied/,
      ],
      [
        'when it needs what lies beside it in the tree',
        'BUILD_FAILED',
        {
          after: 'mkdir dist; echo x > dist/data; printf "#!/bin/sh\\ncat \\"$(dirname "$0")/data\\"" > dist/t; chmod +x dist/t',
          extraFiles: 'dist/t',
          smokeCommand: '{file}',
        },
        /No such file/,
      ],
      [
        'when it needs the environment that it was made in',
        'BUILD_FAILED',
        {
          after: 'printf "#!/bin/sh\\ncase $PATH in */venv/*) ;; *) echo alone; exit 3;; esac" > t; chmod +x t',
          extraFiles: 't',
          smokeCommand: '{file}; case $PATH in */venv/bin:*) ;; *) exit 3 ;; esac',
        },
        /exit code 3/,
      ],
    ]
    for (const [what, expected, inputs, says] of fails)
      it(`${what}, and nothing of it is attached`, async () => {
        const tried = await make(inputs)
        assert.deepEqual([tried.outcome.result, code(tried)], ['failed', expected])
        assert.match(tried.outcome.problems[0]?.text ?? '', says)
        assert.deepEqual(attachedBy(tried), ['one-1.0-3.log', 'manifest.json'])
        assert.deepEqual(
          readdirSync(yard.path('staging')).filter((name) => name.startsWith('tool')),
          [],
        )
      })

    it('when the second of two fails its smoke command: the first is not kept either', async () => {
      const after = `${tool}; printf "#!/bin/sh\\nexit 1" > dist/bad; chmod +x dist/bad`
      const tried = await make({ after, extraFiles: 'dist/tool\ndist/bad', smokeCommand: '{file}' })
      assert.deepEqual([code(tried), attachedBy(tried)], ['BUILD_FAILED', ['one-1.0-3.log', 'manifest.json']])
    })

    it('when another package of the job has left other bytes under their name; the same bytes are one file', async () => {
      const each = await make({ after: 'basename {wheel} > tool', extraFiles: 'tool' }, {}, 'one', 'two')
      assert.deepEqual([code(each), each.manifest.failures.map((one) => one.package)], ['CONFLICT', ['two']])
      yard.remove()
      yard = new Yard()
      for (const name of ['one', 'two']) yard.write(`sources/${name}/pyproject.toml`, '')
      const same = await make({ after: 'echo x > tool', extraFiles: 'tool' }, {}, 'one', 'two')
      assert.deepEqual([same.outcome.result, attachedBy(same).filter((name) => name === 'tool')], ['succeeded', ['tool']])
      assert.equal(same.manifest.files.filter(({ name }) => name === 'tool').length, 1)
    })
  })

  it('are not replaced in a second attempt by those of another package that have their name', async () => {
    const inputs = { jobData: foldersData('one', 'two'), after: 'basename {wheel} > tool', extraFiles: 'tool' }
    const codes = async (number: number): Promise<string[]> =>
      (await attempt(yard, inputs, { number })).problems.map(({ code: each }) => each)
    assert.deepEqual([await codes(1), await codes(2)], [['CONFLICT'], ['CONFLICT']])
  })

  it('are not replaced by those of a later step of the job that have their name', async () => {
    const inputs = { after: 'basename {wheel} > tool', extraFiles: 'tool' }
    const step = async (name: string, id = name): Promise<string[]> =>
      (await attempt(yard, { jobData: foldersData(name), ...inputs }, { step: id, isClean: false })).problems.map(({ code: each }) => each)
    assert.deepEqual([await step('one'), await step('two'), await step('one')], [[], ['CONFLICT'], []])
  })

  it('are made without a wheel where nothing is built', async () => {
    const { manifest, outcome } = await make({ distributions: 'none', after: `${tool}; test -z "{wheel}"`, extraFiles: 'dist/tool' })
    assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
    const [extra, ...more] = manifest.files
    assert.deepEqual([more, extra?.project, extra?.version, extra?.made_with], [[], 'one', '1.0', undefined])
  })

  it('come from another machine too, and are attached once where the connection breaks while they are made', async () => {
    let broke = false
    const far = flakyHost(yard, shellHost(), ({ what, path }) => what === 'get' && path.endsWith('dist/tool') && !broke && (broke = true))
    const tried = await make({ after: tool, extraFiles: 'dist/tool', smokeCommand: '{file}' }, { host: far })
    assert.deepEqual([tried.outcome.result, broke], ['succeeded', true])
    assert.deepEqual(attachedBy(tried), ['tool', 'tool.extra.json', wheel, `${wheel}.json`, 'manifest.json'])
  })

  it('are kept though the host is lost right after, which is no reason to make them once more', async () => {
    let removed = 0
    const gone = (path: string): boolean => path.endsWith('one-1.0-3') && (removed += 1) > 1
    const far = flakyHost(yard, shellHost(), ({ what, path }) => what === 'remove' && gone(path))
    const tried = await make({ distributions: 'none', after: `${tool}; date +%N >> dist/tool`, extraFiles: 'dist/tool' }, { host: far })
    assert.deepEqual([tried.outcome.result, attachedBy(tried)], ['succeeded', ['tool', 'tool.extra.json', 'manifest.json']])
    assert.match(tried.log.text(), /warning: .*one-1\.0-3 could not be removed/)
  })

  it('are tried on Windows by its own shell, under the name that they are kept by, in a folder of their own', async () => {
    const host = shellHost()
    const scripts: { text: string; file: string }[] = []
    const run: Processes['run'] = async (command, on) => {
      const [script = ''] = command.args.slice(-1)
      if (command.program !== 'cmd.exe') return await host.run(command, on)
      const text = readFileSync(script, 'utf8')
      const [, tried = ''] = /"?([^"\r\n]*tool x64\.exe)"?/.exec(text) ?? []
      scripts.push({ text, file: tried !== '' && existsSync(tried) ? tried : '' })
      return { kind: 'exited', code: 0 }
    }
    yard.write('sources/one/dist/tool.exe', 'MZ')
    const extraFiles = String.raw`dist\tool.exe => tool x64.exe`
    const tried = await make({ after: 'build', extraFiles, smokeCommand: '{file} --version' }, { host: { run }, windows: true })
    assert.deepEqual([tried.outcome.result, attachedBy(tried)[0]], ['succeeded', 'tool x64.exe'], tried.outcome.problems[0]?.text)
    const [after, smoke] = scripts
    assert.deepEqual([scripts.length, after?.text.includes('\r\nbuild\r\n')], [2, true])
    assert.match(smoke?.text ?? '', /"[^"]*tool x64\.exe" --version\r\n/)
    assert.match(smoke?.file ?? '', /[/\\]one-1\.0-3[/\\]smoke[/\\]0[/\\]file[/\\]tool x64\.exe$/)
  })

  it('leave nothing on the agent but what is kept', async () => {
    await make({ after: tool, extraFiles: 'dist/tool' })
    assert.deepEqual(
      readdirSync(yard.path('temp')).filter((name) => name.startsWith('extras-')),
      [],
    )
    assert.ok(!existsSync(yard.path('temp/wheelworks/one-1.0-3')))
  })

  it('show no secret that after is told', async () => {
    const environment = { PATH: process.env['PATH'], TOKEN: 'hunter2hunter2' }
    const inputs = { after: 'echo $TOKEN; exit 1', extraFiles: 'x', environmentPass: 'TOKEN' }
    const tried = await make(inputs, { environment, secrets: ['hunter2hunter2'] })
    const all = [tried.log.text(), tried.outcome.problems[0]?.text, tried.outcome.summary].join('\n')
    assert.ok(all.includes('after: echo') && !all.includes('hunter2'))
  })
})

describe('extra files of a job that runs again', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    for (const name of ['one', 'two']) yard.write(`sources/${name}/pyproject.toml`, '')
  })
  afterEach(() => yard.remove())

  const inputs = {
    jobData: foldersData('one', 'two'),
    after: 'basename {wheel} .whl > tool-$(basename {wheel} .whl)',
    extraFiles: 'tool-*',
  }
  const artifact = (number: number): string => yard.path(`run/wheels.build.wheels.wheel_any.${number}`)
  const attached = (number: number): string[] => readdirSync(artifact(number)).filter((name) => !name.endsWith('.json'))
  const broken = { wheels: (label: string) => (label.startsWith('two') ? [] : ['one-1.0-py3-none-any.whl']) }
  const sh = ({ log }: Attempted): number => log.lines.filter((line) => line.startsWith('info: after: ')).length

  it('are kept with their wheel: at hand for later steps, and attached once', async () => {
    const first = await attempt(yard, inputs, { play: broken })
    const second = await attempt(yard, inputs, { number: 2 })
    assert.deepEqual([first.result, second.result, sh(first), sh(second)], ['failed', 'succeeded', 1, 1])
    assert.deepEqual(attached(1), ['one-1.0-py3-none-any.whl', 'tool-one-1.0-py3-none-any'])
    assert.deepEqual(attached(2), ['tool-two-1.0-py3-none-any', 'two-1.0-py3-none-any.whl'])
    const here = readdirSync(yard.path('staging')).filter((name) => name.startsWith('tool'))
    assert.deepEqual(
      here,
      ['one', 'two'].flatMap((name) => [`tool-${name}-1.0-py3-none-any`, `tool-${name}-1.0-py3-none-any.extra.json`]),
    )
    const { files } = await collectWheels([yard.path('run')], localFiles(yard.path('temp')))
    assert.equal(files.filter(({ file }) => file.origin === 'extra').length, 2)
  })

  it('are made again, with their wheel, where the attempt before has none', async () => {
    await attempt(yard, { jobData: inputs.jobData })
    const second = await attempt(yard, inputs, { number: 2 })
    assert.deepEqual([second.result, sh(second), attached(2).length], ['succeeded', 2, 4])
  })

  it('stand in the manifest of a try that comes after a failed one, and are not attached again', async () => {
    const first = await attempt(yard, inputs, { play: broken })
    const second = await attempt(yard, inputs, { isClean: false })
    assert.deepEqual([first.result, second.result, sh(second)], ['failed', 'succeeded', 1])
    const manifest = parseManifest(readFileSync(`${artifact(1)}/manifest.json`, 'utf8'), 'm')
    assert.deepEqual(manifest.files.map(({ name }) => name).sort(), [
      'one-1.0-py3-none-any.whl',
      'tool-one-1.0-py3-none-any',
      'tool-two-1.0-py3-none-any',
      'two-1.0-py3-none-any.whl',
    ])
  })

  it('are told of by their sidecars where the manifest was never written', async () => {
    await attempt(yard, inputs)
    await localFiles(dirname(artifact(1))).remove(`${artifact(1)}/manifest.json`)
    const { files, unfinished } = await collectWheels([yard.path('run')], localFiles(yard.path('temp')))
    assert.deepEqual([files.filter(({ file }) => file.origin === 'extra').length, unfinished.length], [2, 1])
  })
})

describe('the inputs of extra files', () => {
  const cases: [what: string, inputs: Record<string, string>, code: string | undefined][] = [
    ['are read', { after: 'x', extraFiles: 'a => b', smokeCommand: '{file} -V' }, undefined],
    ['may be set by some legs alone', { after: '$(after)', extraFiles: '$(extraFiles)', smokeCommand: '{file} -V' }, undefined],
    ['are refused where a line is none', { extraFiles: '../x' }, 'INPUT_INVALID'],
    ['are refused where the smoke command tries nothing', { smokeCommand: 'dist/tool --version' }, 'INPUT_INVALID'],
    ['are refused where no wheel is built', { distributions: 'sdist', after: 'x' }, 'INPUT_INVALID'],
    ['are refused there, extra files alone too', { distributions: 'Sdist', extraFiles: 'x' }, 'INPUT_INVALID'],
    ['are taken where an sdist comes along', { distributions: 'both', after: 'x' }, undefined],
  ]
  for (const [what, inputs, code] of cases)
    it(what, () =>
      assert.equal(
        problemCode(() => readInputs(askOf({ packages: '.', ...inputs }))),
        code,
      ),
    )
})
