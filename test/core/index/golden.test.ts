import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderHtml } from '../../../core/index/html.ts'
import { formatProject, parseProject, renderJson } from '../../../core/index/project-document.ts'
import { formatRoot, parseRoot, renderRoot } from '../../../core/index/root-document.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { root } from '../../root.ts'

// An index as the first release wrote it. It is never changed: what stands in a store must stay readable, and carry on as it is.
const shipped = (path: string): string => readFileSync(join(root, 'test', 'golden', 'shipped', 'index', path), 'utf8')

describe('an index that an earlier release has written', () => {
  const project = (): ReturnType<typeof parseProject> =>
    parseProject(shipped('simple/demo-pkg/index.json'), 'golden', normalizeName('demo-pkg'))

  it('is read whole', () => {
    const { serial, files, deleted, shown } = project()
    assert.deepEqual([serial, shown?.serial, deleted], [3, 3, ['demo_pkg-0.9-py3-none-any.whl']])
    assert.deepEqual(
      files.map(({ filename, size, yanked, requiresPython, build }) => [filename, size, yanked, requiresPython, build?.run]),
      [
        ['demo_pkg-1.0+cpu-py3-none-any.whl', 859, 'broken on Mondays', '>=3.8,<4', '17'],
        ['demo_pkg-1.1-cp311-cp311-manylinux_2_17_x86_64.whl', 1024, false, undefined, undefined],
      ],
    )
  })

  it('is written back byte for byte', () => {
    assert.equal(formatProject(project()), shipped('simple/demo-pkg/index.json'))
    assert.equal(formatRoot(parseRoot(shipped('simple/index.json'), 'golden')), shipped('simple/index.json'))
  })

  it('has its pages still', () => {
    // What PEP 740 adds was kept by the first release, and is told since the second.
    const page = renderHtml(project()).replace(' data-provenance="https://example.com/p"', '')
    assert.equal(page, shipped('simple/demo-pkg/index.html'))
    assert.equal(renderJson(project()), shipped('simple/demo-pkg/slash.json'))
    assert.equal(renderRoot(parseRoot(shipped('simple/index.json'), 'golden')), shipped('simple/index.html'))
  })
})
