import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseRules } from '../core/changes/select/rules.ts'
import { parseMatrixConfigs } from '../core/matrix/matrix-config.ts'
import { parseMatrixFile } from '../core/matrix/parse.ts'
import { readPolicyFile } from '../core/release/plan/policy-file.ts'
import { parseRecipes, parseWheelMatrix } from '../core/wanted/wheel-matrix.ts'
import { parseSuites } from '../core/suites/suites-file.ts'
import { parseYaml } from '../core/yaml.ts'
import { knownTasks } from '../local-agent/server/extension.ts'
import { localPath, readLocalFile } from '../local-agent/server/local-file.ts'
import { readPipeline } from '../local-agent/server/yaml.ts'
import { root } from './root.ts'

const pages = ['README.md', 'overview.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
)
const examples = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```ya?ml\n(.*?)^```$/gms)].map(([, text = ''], at) => ({
    name: `${page}, ${at + 1}`,
    text,
  })),
)

describe('a YAML example of the documentation', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'docs-'))
  after(() => rmSync(temporary, { recursive: true, force: true }))

  it('is found', () => assert.ok(examples.length >= 5, `${examples.length} examples`))

  /** How much an example says to whoever is asked to read it. */
  function said(name: string, text: string): number {
    const read = parseYaml(text, name, 'FILE_INVALID')
    if (Array.isArray(read.value)) return parseMatrixConfigs(text, name).length
    if (!read.get('packages').missing) return parseWheelMatrix(text, name).rows.length
    if (!read.get('recipes').missing) return parseRecipes(text, name, parseWheelMatrix('packages: {}', 'none')).recipes.length
    if (!read.get('rules').missing) return parseRules(text, name).rules.length
    if (!read.get('approval').missing) return readPolicyFile(text, name).source.branches?.length ?? 0
    if (/^ {2}run: /m.test(text)) return parseSuites(text, name).length
    if (!read.get('matrix').missing) return parseMatrixFile(text, name).matrices.length
    if (/^(?:stages|jobs|steps):/m.test(text)) return readPipeline(name, text, knownTasks(join(root, 'dist'))).stages.length
    if (/^resources:/m.test(text)) return readPipeline(name, `${text}\nsteps: [ { checkout: none } ]\n`, []).resources.length
    writeFileSync(localPath(join(temporary, 'one.yml')), text)
    return Object.keys(readLocalFile(join(temporary, 'one.yml'))).length
  }

  for (const { name, text } of examples) {
    it(`(${name}) is a wheel matrix, recipes of one, a matrix file, configurations, rules, a policy, suites, a pipeline or its resources with inputs that the tasks have, or its local file, as it stands`, () =>
      assert.ok(said(name, text) > 0))
  }
})

/** A heading as hosts of Markdown make an anchor of it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')

describe('a link of the documentation', () => {
  const all = [
    ...pages,
    'SECURITY.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(root, 'examples')).map((name) => `examples/${name}/README.md`),
  ]
  for (const page of all.filter((name) => existsSync(join(root, name))))
    it(`(${page}) leads to a file that is there, and to one of its headings`, () => {
      for (const [, path = '', anchor] of readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
        const target = path === '' ? join(root, page) : join(root, dirname(page), path)
        assert.ok(existsSync(target), `${page}: ${path}`)
        const headings = anchor === undefined ? [] : [...readFileSync(target, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, one = '']) => one)
        assert.ok(anchor === undefined || headings.some((one) => anchorOf(one) === anchor), `${page}: ${path}#${anchor}`)
      }
    })
})
