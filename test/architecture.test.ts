import assert from 'node:assert/strict'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from './root.ts'

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? sources(path) : path.endsWith('.ts') ? [path] : []
    })
    .sort()
}

const text = (path: string): string => readFileSync(join(root, path), 'utf8')

/** What a file imports: packages by name, files relative to the root. */
function imports(path: string): string[] {
  const found = text(path).matchAll(
    /^(?:import|export)\b[^'"`\n]* from '([^']+)'$|^\} from '([^']+)'$|^import '([^']+)'$|\bimport\('([^']+)'\)/gm,
  )
  return [...found].map((groups) => {
    const target = groups.slice(1).find((group) => group !== undefined) ?? ''
    return target.startsWith('.') ? relative(root, join(root, dirname(path), target)) : target
  })
}

const rings: [folder: string, allowed: RegExp][] = [
  ['core', /^(core\/|node:(crypto|path|util|zlib)$|yaml$|smol-toml$|picomatch$|htmlparser2$)/],
  ['flows', /^(core|flows)\/|^node:(crypto|path|util|zlib)$|^picomatch$/],
  ['adapters', /^(core|adapters)\/|^node:|^[@a-z]/],
  ['tasks', /^(core|flows|tasks)\/|^node:(path|util|crypto)$|^picomatch$/],
  ['local-agent', /^local-agent\/|^node:|^(yaml|picomatch|yauzl|tar)$/],
]
const sdk = /^(azure-pipelines-task-lib|azure-devops-node-api)/
const files = rings.flatMap(([folder]) => sources(folder))
const isMain = (path: string): boolean => /^tasks\/[^/]+\/(main|post)\.ts$/.test(path)

describe('the house', () => {
  for (const [folder, allowed] of rings) {
    it(`${folder} imports only what its ring may`, () => {
      const strays = sources(folder)
        .filter((path) => !isMain(path))
        .flatMap((path) =>
          imports(path)
            .filter((target) => !allowed.test(target))
            .map((target) => `${path} -> ${target}`),
        )
      assert.deepEqual(strays, [])
    })
  }

  it('imports the Azure SDKs in adapters/azure only', () =>
    assert.deepEqual(
      files.filter((path) => !path.startsWith('adapters/azure/') && imports(path).some((target) => sdk.test(target))),
      [],
    ))

  it('imports nothing in a circle, types included', () => {
    const left = new Map(files.map((path) => [path, imports(path).filter((target) => files.includes(target))]))
    // Whoever imports nothing that is left can be read by itself; what remains in the end is in a circle, or leads to one.
    for (let before = 0; before !== left.size;) {
      before = left.size
      for (const [path, targets] of left) if (!targets.some((target) => left.has(target))) left.delete(path)
    }
    assert.deepEqual([...left.keys()], [])
  })

  it('has promises in the core only in its ports', () =>
    assert.deepEqual(
      sources('core').filter(
        (path) =>
          !['core/history.ts', 'core/ports.ts', 'core/store.ts'].includes(path) &&
          /\b(Promise|async|await)\b/.test(text(path).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|`[^`]*`/g, '')),
      ),
      [],
    ))

  it('has no file beyond 250 lines', () =>
    assert.deepEqual(
      files.filter((path) => text(path).split('\n').length > 251),
      [],
    ))

  it('has a main of at most 15 lines of wiring a task', () =>
    assert.deepEqual(
      files.filter(
        (path) =>
          isMain(path) &&
          text(path)
            .split('\n')
            .filter((line) => line !== '' && !line.startsWith('import ')).length > 15,
      ),
      [],
    ))

  it('calls nothing utils, helpers, common, shared or manager', () =>
    assert.deepEqual(
      files.filter((path) => /(util|helper|common|shared|manager)/i.test(path)),
      [],
    ))

  it('tests every file of core and flows that does something under the same name', () => {
    const doing = [...sources('core'), ...sources('flows')].filter((path) => /export (async )?(function|const|class)/.test(text(path)))
    const missing = doing.filter((path) => !exists(join(root, 'test', path.replace(/\.ts$/, '.test.ts'))))
    assert.deepEqual(missing, [])
  })

  it('runs every test file that there is', () =>
    assert.deepEqual(
      sources('test').filter((path) => /^\s*(describe|it)\(/m.test(text(path)) && !/\.test\.ts$|^test\/(contracts|fakes)\//.test(path)),
      [],
    ))
})

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
