import assert from 'node:assert/strict'
import { localFiles } from '../../../adapters/local/files.ts'
import { manifestNameOf, manifestPlace } from '../../../core/build/manifest.ts'
import { collectWheels, offersOf } from '../../../flows/collect-wheels.ts'
import { manifestPlaceOf } from '../../../tasks/BuildWheels/again/manifest-file.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { builtFile, manifestOf } from '../PublishIndex/publishing.ts'
import { Yard } from './projects.ts'

describe('the manifest of a step', () => {
  let yard: Yard
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())
  const name = async (id: string, artifact = 'wheels.1', outputDirectory = '/out'): Promise<string> =>
    manifestNameOf(await manifestPlaceOf({ id, artifact, outputDirectory }, yard.path('temp'), localFiles(yard.path('temp'))))

  it('has the plain name where no other step attaches to the same artifact', async () => {
    assert.equal(await name('one'), 'manifest.json')
    assert.equal(await name('other', 'debug.1', '/debug'), 'manifest.json')
  })
  it('is numbered where another step has one there, by its artifact or its folder', async () => {
    assert.deepEqual(
      [await name('one'), await name('two', 'wheels.1', '/two'), await name('three', '', '/out')],
      ['manifest.json', 'manifest.2.json', 'manifest.2.json'],
    )
  })
  it('keeps its name when the step is tried again', async () => {
    assert.deepEqual(
      [await name('one'), await name('two'), await name('two'), await name('one')],
      ['manifest.json', 'manifest.2.json', 'manifest.2.json', 'manifest.json'],
    )
  })
  for (const [file, place] of [
    ['manifest.json', 1],
    ['manifest.2.json', 2],
    ['manifest.12.json', 12],
    ['manifest.0.json', undefined],
    ['manifest.x.json', undefined],
    ['manifest-1.0.tar.gz.json', undefined],
    ['my-manifest.json', undefined],
  ] as const)
    it(`is told from other files: ${file}`, () => assert.equal(manifestPlace(file), place))

  const one = 'one-1.0-py3-none-any.whl'
  const two = 'two-1.0-py3-none-any.whl'
  const failure = { package: 'three', version: '1.0', python: '3', code: 'BUILD_FAILED', message: 'no', log: '' }
  const lay = (): string => {
    for (const wheel of [one, two]) yard.write(`a/${wheel}`, wheelBytes(wheel).toString('latin1'))
    const file = (wheel: string): ReturnType<typeof builtFile> => builtFile(wheel, Buffer.from(wheelBytes(wheel).toString('latin1')))
    yard.write('a/manifest.json', manifestOf([file(one)], { failures: [failure] }))
    yard.write('a/manifest.2.json', manifestOf([file(two)], { failures: [{ ...failure, package: 'four' }] }))
    for (const wheel of [one, two]) yard.write(`a/${wheel}.json`, manifestOf([file(wheel)]))
    return yard.path('a')
  }
  it('is read with those of the other steps: wheels and failures of all', async () => {
    const collected = await collectWheels([lay()], localFiles(yard.path('temp')))
    assert.deepEqual(
      collected.files.map(({ file }) => file.name),
      [one, two],
    )
    assert.deepEqual(collected.failures.map(({ failure: one }) => one.package).sort(), ['four', 'three'])
  })
  it('is read alone by the step itself', async () => {
    const folder = lay()
    for (const [place, wheel, failed] of [
      [1, one, 'three'],
      [2, two, 'four'],
    ] as const) {
      const { offers, whole, broken } = await offersOf(folder, place, localFiles(yard.path('temp')))
      assert.deepEqual(
        [offers.map(({ file }) => file.name), whole.flatMap(({ failures }) => failures.map((one) => one.package)), broken],
        [[wheel], [failed], []],
      )
    }
  })
})
