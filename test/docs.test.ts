import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseRules } from '../core/changes/rules.ts'
import { parseMatrixConfigs } from '../core/matrix/matrix-config.ts'
import { parseMatrixFile } from '../core/matrix/parse.ts'
import { parseRecipes, parseWheelMatrix } from '../core/wanted/wheel-matrix.ts'
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

  for (const { name, text } of examples) {
    it(`(${name}) is a wheel matrix, recipes of one, a matrix file, configurations, rules, a whole pipeline with inputs that the tasks have, or its local file, as it stands`, () => {
      const read = parseYaml(text, name, 'FILE_INVALID')
      if (Array.isArray(read.value)) return void assert.ok(parseMatrixConfigs(text, name).length > 0)
      if (!read.get('packages').missing) {
        assert.ok(parseWheelMatrix(text, name).rows.length > 0)
        return
      }
      if (!read.get('recipes').missing) {
        assert.ok(parseRecipes(text, name, parseWheelMatrix('packages: {}', 'none')).recipes.length > 0)
        return
      }
      if (!read.get('rules').missing) return void parseRules(text, name)
      if (!read.get('matrix').missing) return void assert.ok(parseMatrixFile(text, name).matrix.length > 0)
      if (!/^(?:stages|jobs|steps):/m.test(text)) {
        writeFileSync(localPath(join(temporary, 'one.yml')), text)
        assert.ok(Object.keys(readLocalFile(join(temporary, 'one.yml'))).length > 0)
        return
      }
      assert.ok(readPipeline(name, text, knownTasks(join(root, 'dist'))).stages.length > 0)
    })
  }
})
