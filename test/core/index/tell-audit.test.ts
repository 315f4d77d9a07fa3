import assert from 'node:assert/strict'
import { type Inconsistency, inconsistency } from '../../../core/index/inconsistency.ts'
import { againLine, auditLine, auditProblem, auditSummary, type Concluded, tellAudit } from '../../../core/index/tell-audit.ts'
import { normalizeName } from '../../../core/python/name.ts'

const demo = normalizeName('demo')
const missing = inconsistency(
  'file-missing',
  { project: demo, key: 'packages/a.whl', filename: 'a.whl' },
  'a.whl is listed, and not stored.',
)
const behind = inconsistency('page-behind', { project: demo, key: 'simple/demo/index.html' }, 'The page lags.')
const twice = inconsistency('file-twice', { project: normalizeName('a'), key: 'packages/b' }, '<b>|\n##vso[x]')
const lacks = inconsistency('root-lacks', { project: undefined, key: 'simple/index.json' }, 'The list lacks demo.')
const odd = inconsistency('page-unmarked', { project: demo, key: 'simple/demo/index.json' }, 'Stopped.')

const concluded = (found: readonly Inconsistency[], change: Partial<Concluded> = {}): Concluded => ({
  found,
  left: found,
  moved: [],
  counts: { projects: 2, files: 3, compared: 3, fresh: 0, foreign: 0 },
  repair: false,
  acceptLoss: false,
  dryRun: false,
  ...change,
})
const told = (audited: Concluded): string =>
  auditLine(audited, 's3://b')
    .map(({ kind, text }) => `${kind}: ${text}`)
    .join('\n')

describe('what verify tells', () => {
  it('says for what it stands still', () => {
    assert.match(againLine(1, 20, 2, 5), /^1 place may be wrong.* in 20 seconds \(look 2 of 5 at most\)$/)
    assert.match(againLine(2, 20, 2, 5), /^2 places /)
  })

  it('names each inconsistency below its project, the index as a whole first', () =>
    assert.deepEqual(tellAudit(concluded([missing, twice, behind, lacks])), [
      'the index as a whole:',
      '  error    simple/index.json: project not in the list. The list lacks demo. (repair)',
      'a:',
      '  error    packages/b: listed twice. <b>|\n##vso[x] (for people)',
      'demo:',
      '  error    packages/a.whl: file missing. a.whl is listed, and not stored. (repair with acceptLoss takes it off the index)',
      '  error    simple/demo/index.html: page lags. The page lags. (repair)',
    ]))

  for (const [says, audited, expected] of [
    ['a sound index', concluded([]), /2 projects, 3 files, 3 compared by SHA-256\ninfo: the index is sound$/],
    ['what could be mended', concluded([missing, behind]), /2 found, 1 can be mended, 2 left/],
    ['what could be mended with a loss', concluded([missing, behind], { acceptLoss: true }), /2 found, 2 can be mended, 2 left/],
    [
      'what nobody knows yet',
      concluded([missing, behind, lacks], { repair: true, left: [], moved: ['demo'] }),
      /3 found, 1 mended, 0 left/,
    ],
    ['what was mended', concluded([missing, behind], { repair: true, left: [missing] }), /2 found, 1 mended, 1 left/],
    ['what a dry run would mend', concluded([behind], { repair: true, dryRun: true }), /1 found, 1 can be mended, 1 left/],
    [
      'what was not compared',
      concluded([], { counts: { projects: 1, files: 3, compared: 1, fresh: 0, foreign: 0 } }),
      /1 project, 3 files.*\n.*2 files not compared/,
    ],
    [
      'what may be coming',
      concluded([], { counts: { projects: 1, files: 0, compared: 0, fresh: 1, foreign: 2 } }),
      /1 file stored less than.*\n.*2 objects of others/,
    ],
    ['what was never still', concluded([], { moved: ['demo'] }), /warning: demo: others published/],
  ] as const)
    it(`tells ${says}`, () => assert.match(told(audited), expected))

  it('makes one Problem of all that is left, with what to do', () => {
    assert.equal(auditProblem(concluded([missing], { left: [] }), 'x'), undefined)
    const problem = auditProblem(concluded([missing, behind, twice, odd]), 's3://b')
    assert.equal(problem?.code, 'INDEX_INVALID')
    assert.match(problem.message, /3 inconsistencies and 1 oddity are left/)
    assert.match(problem.remedy, /^Repair mends 2; the bytes of 1 are gone: .*acceptLoss; 1 only people can mend/)
    assert.match(auditProblem(concluded([behind], { repair: true }), 'x')?.remedy ?? '', /^1 could not be mended/)
    assert.doesNotMatch(auditProblem(concluded([missing], { repair: true, acceptLoss: true }), 'x')?.remedy ?? '', /put them back/)
  })

  it('shows at most a hundred rows, escaped, and how many more there are', () => {
    const many = Array.from({ length: 103 }, (_, at) =>
      inconsistency('page-missing', { project: demo, key: `simple/${at}/` }, 'Not there.'),
    )
    const text = auditSummary(concluded([twice, ...many]))
    assert.match(text, /and 4 more, in the log/)
    assert.equal(text.split('\n').filter((line) => line.startsWith('| ')).length, 101)
    assert.doesNotMatch(text, /<b>/)
    assert.match(auditSummary(concluded([])), /The index is sound/)
    assert.match(auditSummary(concluded([behind, missing], { left: [missing], repair: true })), /page lags.*mended/)
    assert.match(auditSummary(concluded([behind], { left: [], repair: true, moved: ['demo'] })), /page lags.*not known yet/)
    assert.match(auditSummary(concluded([behind], { dryRun: true })), /dry run/)
  })
})
