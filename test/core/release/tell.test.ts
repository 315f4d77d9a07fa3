import assert from 'node:assert/strict'
import { md } from '../../../core/markdown.ts'
import { approvalCode } from '../../../core/release/approval/approval-code.ts'
import { planDigest, plannedFiles } from '../../../core/release/plan/plan.ts'
import { defaultPolicy } from '../../../core/release/plan/policy.ts'
import { standingsOf } from '../../../core/release/plan/standings.ts'
import { names, tellPlan, tellRefusals, tellRelease } from '../../../core/release/tell.ts'
import { grace, releasePlan } from '../../fakes/approved-release.ts'

const plan = releasePlan()
const digest = planDigest(plan)
const shown = (text: string): string => text.replaceAll(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)))
const told = {
  plan,
  digest,
  files: standingsOf(plan, new Map()),
  legs: new Map([['spam-1.0.tar.gz', 'build.wheels']]),
  diff: md`### what is new`,
  notes: ['fourteen days'],
  warnings: ['one is missing'],
}
const everySame = standingsOf(plan, new Map()).map((one) => ({ ...one, standing: 'same' as const }))

describe('the summary for the approver', () => {
  const text = shown(tellPlan(told))
  for (const part of [
    ...plannedFiles(plan).flatMap((file) => [file.name, file.sha256]),
    'https://upload.example.org/legacy/',
    'c0ffee',
    'run 7',
    '3 of 3 files',
    'build.wheels',
    'one is missing',
    'what is new',
    'fourteen days',
    approvalCode(digest),
    digest,
    'environment pypi',
  ])
    it(`says ${part}`, () => assert.ok(text.includes(part)))

  it('says of which ref, and which conditions are approved along, be they weaker or stronger than the usual ones', () => {
    const { policy } = plan
    const weak = { ...policy, requireCode: false, source: { ...policy.source, branches: ['refs/tags/v*'] } }
    const text = shown(tellPlan({ ...told, plan: releasePlan({ policy: weak }) }))
    assert.ok(text.includes(`run 7 of <code>${plan.source.branch}</code> from`))
    assert.match(text, /requireCode false; source\.branches refs\/tags\/v\*/)
    assert.match(shown(tellPlan({ ...told, plan: releasePlan({ policy: defaultPolicy }) })), /the usual ones/)
  })

  it('has the approval code in a line of its own', () =>
    assert.match(text, new RegExp(`^\\*\\*Approval code:\\*\\* <code>${approvalCode(digest)}</code>$`, 'm')))
  it('says that there is nothing to do, and asks for no approval then', () => {
    const text = shown(tellPlan({ ...told, files: everySame }))
    assert.match(text, /Nothing to do/)
    assert.doesNotMatch(text, /Approval code/)
  })
  it('counts many files by release, and names none', () => {
    const many = Array.from({ length: 300 }, () => told.files).flat()
    const text = shown(tellPlan({ ...told, files: many }))
    assert.match(text, /\| spam 1\.0 \| 600 \|/)
    assert.doesNotMatch(text, /spam-1\.0\.tar\.gz/)
    assert.ok(text.length < 2000)
    assert.ok(text.includes(approvalCode(digest)))
  })
  it('lets no file name add markup', () => {
    const hostile = '|<img src=x>[a](http://evil)`.whl'
    const files = told.files.map((one) => ({ ...one, file: { ...one.file, name: hostile } }))
    assert.doesNotMatch(tellPlan({ ...told, files }), /<img|\[a\]\(|\|<img/)
  })
})

describe('the summary of a release', () => {
  it('says what came of each file', () => {
    const text = shown(tellRelease(plan, new Map([['spam-1.0.tar.gz', 'published']]), [{ person: grace, at: 'now' }], ['a note']))
    assert.match(text, /spam-1\.0\.tar\.gz .* published/)
    assert.match(text, /eggs-2\.0-py3-none-any\.whl .* not tried/)
    assert.match(text, /Approved by Grace \(now\)/)
    for (const part of [digest, plan.source.branch, plan.source.commit]) assert.ok(text.includes(part), part)
    assert.match(text, /^- a note\n\n\| project /m)
  })
  describe('of 300 files', () => {
    const files = Array.from({ length: 300 }, (_, at) => ({ name: `spam-1.0-cp3${at}-cp3${at}-win_amd64.whl`, size: 1000, sha256: digest }))
    const large = releasePlan({ releases: [{ project: 'spam', version: '1.0', files }] })
    const outcomes = new Map(files.slice(2).map(({ name }, at): [string, string] => [name, at === 0 ? 'skipped' : 'published']))
    it('counts them, and names what is not there', () => {
      const text = shown(tellRelease(large, outcomes.set(files[0]?.name ?? '', 'failed'), [], []))
      assert.match(text, /\| spam 1\.0 \| 297 \| 1 \| 2 \|/)
      assert.match(text, /cp30-win_amd64\.whl .* failed/)
      assert.match(text, /cp31-win_amd64\.whl .* not tried/)
      assert.ok(!text.includes('cp32-win') && text.length < 2000)
    })
    it('names no more than can be read where nothing is there', () => assert.ok(tellRelease(large, new Map(), [], []).length < 15_000))
    it('counts them where they wait for an approval', () => {
      const text = shown(tellRefusals(large, digest, [{ code: 'CODE_MISSING', says: 'no code' }]))
      assert.match(text, /\| spam 1\.0 \| 300 \| 300\.0 kB \|/)
      assert.ok(text.length < 2000)
    })
  })
  it('lists every refusal with its code, and what to do while only an approval is missing', () => {
    const missing = [{ code: 'CODE_MISSING', says: 'no code' }] as const
    assert.match(shown(tellRefusals(plan, digest, missing)), new RegExp(approvalCode(digest)))
    for (const file of plannedFiles(plan)) assert.ok(shown(tellRefusals(plan, digest, missing)).includes(file.sha256))
    const text = shown(tellRefusals(plan, digest, [...missing, { code: 'RUN_OTHER', says: 'another run' }]))
    assert.match(text, /CODE_MISSING.* no code\n- .*RUN_OTHER.* another run/)
    assert.doesNotMatch(text, /[Rr]un (?:this|the) stage again/)
  })
  it('calls people by name, or by id', () =>
    assert.equal(
      names([
        { person: grace, at: '' },
        { person: { ...grace, name: '' }, at: '' },
      ]),
      'Grace, bbbb',
    ))
})
