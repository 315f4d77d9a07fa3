import assert from 'node:assert/strict'
import fc from 'fast-check'
import { noRecipe } from '../../../core/build/recipe.ts'
import { parseJson } from '../../../core/json.ts'
import { formatJobData, type JobData, legJson, parseJobData, parsePlanLeg } from '../../../core/pipeline/job-data.ts'
import { anyLeg, jobPackage, planLeg } from './packages.ts'

const inline: JobData = { kind: 'inline', work: { ...planLeg(), version: 1, planDigest: 'cd'.repeat(32) } }

describe('job_data', () => {
  it('has the fields that spare-tire`s scripts read', () => {
    const written: unknown = JSON.parse(formatJobData(inline))
    const { recipe: _, test_on: __, ...plain } = jobPackage()
    assert.deepEqual(written, {
      version: 1,
      leg: 'wheel_linux_x86_64',
      planDigest: 'cd'.repeat(32),
      instance: 'ubuntu-24.04',
      arch: 'x86_64',
      platform_tag: 'linux_x86_64',
      packages: [{ ...plain, constraints: '' }],
    })
  })

  it('has constraints as spare-tire`s scripts read them, and the rest of a recipe by our names', () => {
    const recipe = { ...noRecipe, build_constraints: ['Cython<3', 'setuptools<70'], environment: { CFLAGS: '-I/usr/local/include' } }
    const leg = planLeg({ packages: [jobPackage({ recipe, test_on: ['3.15'] })], image: 'quay.io/x' })
    const written: { image: string; packages: Record<string, unknown>[] } = JSON.parse(
      formatJobData({ kind: 'inline', work: { ...leg, version: 1, planDigest: '' } }),
    )
    const [told] = written.packages
    assert.deepEqual(
      [written.image, told?.['constraints'], told?.['recipe'], told?.['test_on']],
      ['quay.io/x', 'Cython<3\nsetuptools<70', { environment: { CFLAGS: '-I/usr/local/include' } }, ['3.15']],
    )
  })

  it('is read as it was written', () => {
    const data = fc.oneof(
      anyLeg.chain((leg) => fc.string().map((planDigest): JobData => ({ kind: 'inline', work: { ...leg, version: 1, planDigest } }))),
      fc.record(
        { kind: fc.constant('reference' as const), leg: fc.string(), planDigest: fc.string(), plan: fc.string() },
        { noNullPrototype: true },
      ),
    )
    fc.assert(fc.property(data, (given) => assert.deepEqual(parseJobData(formatJobData(given), 'job_data'), given)))
  })

  it('holds nothing that an agent would replace, and is one line', () => {
    fc.assert(
      fc.property(anyLeg, (leg) => {
        const text = formatJobData({ kind: 'inline', work: { ...leg, version: 1, planDigest: '' } })
        assert.ok(!text.includes('$(') && !/[\r\n]/.test(text))
      }),
    )
  })

  it('takes keys that it does not know', () => {
    const text = formatJobData(inline).replace('"version":1}', '"version":1,"zeal":[1]}')
    assert.deepEqual(parseJobData(text, 'job_data'), inline)
  })

  const refused: [given: string, why: string][] = [
    ['', 'nothing'],
    ['{', 'broken JSON'],
    ['[]', 'a list'],
    ['$(job_data)', 'a macro that nobody replaced'],
    [formatJobData(inline).replace('"version":1}', '"version":2}'), 'a newer format'],
    [formatJobData(inline).replace('"leg":"wheel_linux_x86_64",', ''), 'a missing leg'],
    [formatJobData(inline).replace('"build":0', '"build":"0"'), 'a number as a text'],
    [formatJobData(inline).replace('"kind":"sdist"', '"kind":"magic"'), 'a source of another kind'],
  ]
  for (const [given, why] of refused)
    it(`refuses ${why}`, () => {
      assert.notEqual(given, formatJobData(inline))
      assert.throws(() => parseJobData(given, 'job_data'), { code: 'PLAN_INVALID' })
    })
})

describe('a leg of plan.json', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(anyLeg, (leg) =>
        assert.deepEqual(parsePlanLeg(parseJson(JSON.stringify(legJson(leg)), 'plan.json', 'PLAN_INVALID')), leg),
      ),
    )
  })
})
