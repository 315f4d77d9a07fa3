import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.ts'

interface Row {
  readonly number: number
  readonly threat: string
  readonly control: string
  readonly tests: readonly { readonly file: string; readonly title: string }[]
  /** Phrases of docs/limits.md that say why something is not there. */
  readonly limits: readonly string[]
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const rows = read('docs/threats.md')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line): Row => {
    const [number = '', threat = '', control = '', tests = ''] = line
      .slice(1)
      .split('|')
      .map((cell) => cell.trim())
    return {
      number: Number(number),
      threat,
      control,
      tests: tests
        .split('<br>')
        .filter((one) => one !== '')
        .map((one) => {
          const [, file = '', title = ''] = /^`([^`]+)` "(.+)"$/.exec(one) ?? assert.fail(`row ${number}: ${one}`)
          return { file, title }
        }),
      limits: [...control.matchAll(/\[limits\]\(limits\.md\) "([^"]+)"/g)].map(([, phrase = '']) => phrase),
    }
  })

/** The titles of a test file as they are written, `…` for what a table fills in. */
function titlesOf(file: string): string[] {
  const said = read(file).matchAll(/\b(?:it|describe)\(\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|`((?:\\.|[^`\\])*)`)/g)
  return [...said].map(([, single, double, template]) =>
    (single ?? double ?? template ?? '').replaceAll(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, '…').replaceAll(/\\(.)/g, '$1'),
  )
}

describe('the threats of docs/threats.md', () => {
  it('are the twenty-nine, each with a control', () => {
    assert.deepEqual(
      rows.map((row) => row.number),
      Array.from({ length: 29 }, (_, at) => at + 1),
    )
    for (const { number, threat, control } of rows) assert.ok(threat.length > 10 && control.length > 10, String(number))
  })

  for (const { number, threat, tests, limits } of rows)
    it(`${number}, ${threat}: has its tests, or a line in docs/limits.md`, () => {
      assert.ok(tests.length + limits.length > 0)
      for (const { file, title } of tests) {
        assert.ok(/^test\/.*\.test\.ts$/.test(file) && existsSync(join(root, file)), file)
        assert.ok(titlesOf(file).includes(title), `${file} has no "${title}"`)
      }
      for (const phrase of limits)
        assert.ok(
          read('docs/limits.md')
            .split('\n')
            .some((line) => line.startsWith(`| ${phrase}`)),
          phrase,
        )
    })

  it('offers a second index nowhere, from which anybody could give a private name', () => {
    const sources = ['adapters', 'core', 'flows', 'tasks', 'examples', 'docs', 'README.md', 'overview.md'].flatMap((name) =>
      name.endsWith('.md') ? [name] : readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).map((path) => `${name}/${path}`),
    )
    const texts = sources.filter((path) => /\.(?:ts|md|ya?ml|json|txt|toml)$/.test(path))
    assert.ok(texts.length > 300)
    assert.deepEqual(
      texts.filter((path) => /--extra-index-url|PIP_EXTRA_INDEX_URL['"]?\s*[:=]\s*['"`$h]/.test(read(path))),
      [],
    )
  })
})
