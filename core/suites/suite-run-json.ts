import type { Json } from '../canonical.ts'
import type { Field } from '../json.ts'
import { isSafeFileName } from '../safe-path.ts'
import type { FailingTest, SuiteRun } from './suite-run.ts'

/** A suite's run as a manifest holds it. */
export function suiteRunJson({ counts, failing, reports, ...run }: SuiteRun): Record<string, Json> {
  const tests = failing.map(({ at, ...test }) => ({ ...test, ...(at === undefined ? {} : { at: { ...at } }) }))
  return { ...run, ...(counts === undefined ? {} : { counts: { ...counts } }), failing: tests, reports: [...reports] }
}

/** Reads one from a manifest; what is broken is refused with the field's code. */
export function parseSuiteRun(field: Field): SuiteRun {
  const text = (key: string): string => field.get(key).text()
  return {
    suite: text('suite'),
    project: text('project'),
    version: text('version'),
    wheel: text('wheel'),
    python: text('python'),
    result: field.get('result').oneOf(['passed', 'failed', 'allowed', 'skipped']),
    says: text('says'),
    seconds: field.get('seconds').number(),
    counts: field.get('counts').optional((one) => {
      const count = (key: string): number => one.get(key).number()
      return { tests: count('tests'), failures: count('failures'), errors: count('errors'), skipped: count('skipped') }
    }),
    failing: field.get('failing').list().map(parseFailing),
    reports: field.get('reports').list().map(fileName),
    coverage: text('coverage') === '' ? '' : fileName(field.get('coverage')),
  }
}

function parseFailing(field: Field): FailingTest {
  const at = field.get('at').optional((one) => ({ path: one.get('path').text(), line: one.get('line').number() }))
  return { name: field.get('name').text(), says: field.get('says').text(), at }
}

function fileName(field: Field): string {
  const name = field.text()
  return isSafeFileName(name) ? name : field.refuse('must be a plain file name')
}
