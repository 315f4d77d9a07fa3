import assert from 'node:assert/strict'
import { parseChoice } from '../../../core/index/choice.ts'
import { mergeProject } from '../../../core/index/merge-project.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import { barrenSays, planYank, tellYank, yankedAs, type Yanked, type YankPlan, yankSummary } from '../../../core/index/yank.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { documentFile, documentOf } from './documents.ts'

const demo = normalizeName('demo')
const [one, two, bad] = [
  documentFile('demo-1.0-py3-none-any.whl'),
  documentFile('demo-2.0-py3-none-any.whl'),
  documentFile('demo-3.0-py3-none-any.whl', { yanked: 'bad' }),
]
const documents = new Map([[demo, documentOf([one, two, bad])]])
const plan = (to: Yanked, ...lines: string[]): YankPlan => planYank(lines.map(parseChoice), documents, to)
const applied = (to: Yanked, ...lines: string[]): Yanked[] => {
  const changes = plan(to, ...lines).changes.get(demo) ?? []
  const after = mergeProject(documents.get(demo), demo, changes)
  return (after === 'unchanged' ? (documents.get(demo) as ProjectDocument) : after).files.map((file) => file.yanked)
}

describe('the plan of a yank', () => {
  for (const [what, to, lines, expected] of [
    ['with a reason', 'broken', ['demo==1.0'], ['broken', false, 'bad']],
    ['without a reason', true, ['demo==1.0'], [true, false, 'bad']],
    ['with another reason', 'worse', ['demo==3.0'], [false, false, 'worse']],
    ['of two lines that name one file', true, ['demo==1.0', one.filename], [true, false, 'bad']],
    ['taken back', false, ['demo>=1'], [false, false, false]],
  ] as const)
    it(`sets what is told, ${what}`, () => assert.deepEqual(applied(to, ...lines), expected))

  it('has no change where all is so already', () => {
    for (const [to, line] of [
      ['bad', 'demo==3.0'],
      [false, 'demo==1.0'],
    ] as const) {
      const { changes, files, unmatched } = plan(to, line)
      assert.deepEqual([[...changes.values()], files.length, unmatched], [[[]], 1, []])
    }
  })

  it('names each line that names nothing, and what there is', () => {
    const { unmatched } = plan(true, 'demo==1.0', 'demo==7', 'other==1', 'demo-7-py3-none-any.whl')
    assert.deepEqual(
      unmatched.map((problem) => [problem.code, /'([^']+)'/.exec(problem.message)?.[1], problem.remedy]),
      [
        ['INPUT_INVALID', 'demo==7', 'The index has of demo: 3.0, 2.0, 1.0.'],
        ['INPUT_INVALID', 'other==1', 'The index has no project other.'],
        ['INPUT_INVALID', 'demo-7-py3-none-any.whl', 'The index has of demo: 3.0, 2.0, 1.0.'],
      ],
    )
  })

  it('tells the newest few of many versions', () => {
    const many = Array.from({ length: 20 }, (_, at) => documentFile(`demo-${at}-py3-none-any.whl`))
    const { unmatched } = planYank([parseChoice('demo==99')], new Map([[demo, documentOf(many)]]), true)
    assert.match(unmatched[0]?.remedy ?? '', /demo: 19, 18, .* 12 and 12 older ones\.$/)
  })

  for (const [to, lines, barren] of [
    [true, ['demo<3'], ['demo']],
    [true, ['demo==1.0'], []],
    [false, ['demo==1.0'], []],
  ] as const)
    it(`says of ${String(to)} for ${lines.join()} that it leaves ${barren.length} projects without a version`, () =>
      assert.deepEqual(plan(to, ...lines).barren, barren))

  it('tells every file with its old and its new state', () => {
    assert.deepEqual(tellYank(plan('new', 'demo>=2')), [
      'yank      demo-2.0-py3-none-any.whl: not yanked -> yanked: new',
      'yank      demo-3.0-py3-none-any.whl: yanked: bad -> yanked: new',
    ])
    assert.deepEqual(tellYank(plan(false, 'demo>=2')), [
      'as it is  demo-2.0-py3-none-any.whl: not yanked',
      'unyank    demo-3.0-py3-none-any.whl: yanked: bad -> not yanked',
    ])
    assert.equal(yankedAs(true), 'yanked')
    assert.match(barrenSays(demo), /^demo has no version left/)
  })

  it('summarises, with what users wrote escaped', () => {
    const summary = yankSummary(plan('<b>|', 'demo>=2'), false)
    assert.match(summary, /demo-3\.0.*yanked: bad \| yanked: &#60;b&#62;&#124; \|/)
    assert.match(yankSummary(plan(true, 'demo==1'), true), /dry run[^]*Would be/)
  })
})
