import assert from 'node:assert/strict'
import { judgeConstraints } from '../../../core/build/constraints.ts'
import { type Frontend, frontendName } from '../../../core/build/frontend.ts'
import { isAtLeast, nameOf, type Toolchain } from '../../../core/build/toolchain.ts'
import { findPython, findPythons, requireCompiler } from '../../servers/python.ts'
import { project, Yard } from '../../tasks/BuildWheels/projects.ts'
import { type Built, buildTree, needing, probed, smallWheel } from './frontends.ts'

/** The frontends of this machine, each version once; a pip before 20 takes no backend out of the tree. */
const here: [frontend: Frontend, toolchain: Toolchain][] = distinct([
  ...findPythons('pip').map((python): [Frontend, Toolchain] => ['pip', probed(python)]),
  ...findPythons('build').map((python): [Frontend, Toolchain] => ['build', probed(python)]),
]).filter(([, { pip }]) => isAtLeast(pip, 20))

function distinct(found: [Frontend, Toolchain][]): [Frontend, Toolchain][] {
  return [...new Map(found.map((one) => [frontendName(...one), one])).values()]
}

/** What a frontend can hand on: nothing, one value of a key, or several. */
function settingsFor(frontend: Frontend, { pip }: Toolchain): [string, string][] {
  if (frontend === 'pip' && !isAtLeast(pip, 22, 1)) return []
  const one: [string, string][] = [['--a', 'b c=d']]
  return frontend === 'pip' && !isAtLeast(pip, 23, 1) ? one : [...one, ['x', '1'], ['x', '2']]
}

const source = `
#include <Python.h>
static PyObject *where(PyObject *self, PyObject *none) { return PyUnicode_FromString(__FILE__); }
static PyMethodDef methods[] = {{"where", where, METH_NOARGS, ""}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fast", 0, -1, methods};
PyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&module); }
`

describe('a real frontend', function () {
  // A virtual environment for each build takes its time on a busy machine.
  this.timeout(240_000)
  const yards: Yard[] = []
  afterEach(() => yards.splice(0).forEach((yard) => yard.remove()))

  function yard(): Yard {
    const made = new Yard()
    yards.push(made)
    return made
  }

  function builds(told: Built): string {
    assert.deepEqual(told.exit, { kind: 'exited', code: 0 }, told.output.join('\n'))
    return told.sha256
  }

  it('is there: pip', function () {
    findPython(this)
    assert.ok(here.some(([frontend]) => frontend === 'pip'))
  })
  it('is there: build', function () {
    if (!here.some(([frontend]) => frontend === 'build')) this.skip()
  })

  /** A yard with two versions of a tool that a build may require, in a folder with a blank. */
  function toolYard(toolchain: Toolchain, ...versions: readonly string[]): Yard {
    const place = yard()
    for (const version of versions) smallWheel(toolchain.executable, place, 'the links', { name: 'the-tool', version })
    return place
  }

  const digests = new Set<string>()
  // None of these may stand in for the frontend's own.
  const modules = Object.fromEntries(['pip.py', 'build.py', 'logging.py', 'venv.py'].map((name) => [name, 'raise SystemExit(3)\n']))
  const told = project({ tells: true, files: { ...needing('the-tool'), ...modules } })
  for (const [frontend, toolchain] of here)
    it(`makes the same bytes as all others, by the config settings, requirements and constraints that it is given: ${frontendName(frontend, toolchain)} of ${nameOf(toolchain)}`, async () => {
      const place = toolYard(toolchain, '1.0', '2.0')
      const settings = settingsFor(frontend, toolchain)
      const constraints = place.write('the constraints.txt', 'the_tool<2 # not yet\n')
      const how = { frontend, toolchain, settings, constraints, links: place.path('the links') }
      const built = await buildTree(place, place.tree('src', told), how)
      assert.equal(digests.add(builds(built)).size, 1)
      assert.equal(built.wheel, 'spam-1.0-py3-none-any.whl')
      const said = built.output.map((line) => /^\s*settings (\{.*\})$/.exec(line)?.[1]).find((one) => one !== undefined)
      const expected = [{}, { '--a': 'b c=d' }, undefined, { '--a': 'b c=d', x: ['1', '2'] }][settings.length]
      assert.deepEqual(JSON.parse(said ?? ''), expected)
      const isSilent = frontend === 'build' && !isAtLeast(toolchain.build, 1, 2)
      const state = isSilent ? 'passed, not verified' : 'verified'
      assert.deepEqual(judgeConstraints(['the_tool<2 # not yet'], built.output), { state })
    })

  const ofEach = (['pip', 'build'] as const).flatMap((frontend) => here.filter(([one]) => one === frontend).slice(0, 1))
  for (const [frontend, toolchain] of ofEach)
    it(`fails where nothing keeps to the constraints: ${frontend}`, async () => {
      const place = toolYard(toolchain, '2.0')
      const how = { frontend, toolchain, links: place.path('the links'), constraints: place.write('c.txt', 'the-tool<2\n') }
      const built = await buildTree(place, place.tree('src', told), how)
      assert.equal(built.wheel, undefined)
      assert.match(built.output.join('\n'), /the-tool/)
    })

  it('is found out where it did not keep to the constraints', async function () {
    const [, toolchain] = here.find(([frontend]) => frontend === 'pip') ?? this.skip()
    const place = toolYard(toolchain, '1.0', '2.0')
    const built = await buildTree(place, place.tree('src', told), { frontend: 'pip', toolchain, links: place.path('the links') })
    builds(built)
    const broken = 'the-tool 2.0 was installed, which the_tool<2 forbids'
    assert.deepEqual(judgeConstraints(['the_tool<2 # not yet'], built.output), { broken })
  })

  it('builds the tree itself, so that an extension has the same bytes by each and in any folder', async function () {
    requireCompiler(this)
    const [, toolchain] = here.find(([frontend]) => frontend === 'build') ?? this.skip()
    const found = new Set<string>()
    for (const frontend of ['pip', 'build'] as const) {
      const place = yard()
      const tree = place.tree('src', project({ c: 'fast.c', modules: {}, files: { 'fast.c': source } }))
      const variables = { CPPFLAGS: `-ffile-prefix-map=${tree}=.` }
      found.add(builds(await buildTree(place, tree, { frontend, toolchain, environment: variables })))
    }
    assert.equal(found.size, 1)
  })
})
