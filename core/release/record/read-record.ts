import { type Field, parseJson } from '../../json.ts'
import type { Instant } from '../../instant.ts'
import { parsePlan, type ReleasePlan } from '../plan/plan.ts'
import type { Publisher } from './record.ts'

/** What a record says of a release that is over. It lies in an artifact, so that nothing of it is believed before the service has told it too. */
export interface ReadRecord {
  readonly plan: ReleasePlan
  /** As the record states it. */
  readonly planDigest: string
  /** The plan's artifact; empty where the record names none. */
  readonly planArtifact: string
  readonly publisher: Publisher
  readonly at: Instant
  readonly dryRun: boolean
  readonly verdict: 'allow' | 'refuse' | 'none'
  /** `published`, `skipped`, `failed`, `not tried`, by file name. */
  readonly outcomes: ReadonlyMap<string, string>
  /** Why it broke off; empty when it did not. */
  readonly failure: string
}

/** Reads what `formatRecord` wrote; anything broken, or of another format, is `ARTIFACT_INVALID`. */
export function readRecord(text: string, source: string): ReadRecord {
  const root = parseJson(text, source, 'ARTIFACT_INVALID')
  const version = root.get('version')
  if (version.number() !== 2)
    version.refuse(`is ${version.number()}, and this task reads 2`, 'Verify it with the version of this task that made it.')
  const files = root.get('files').list()
  return {
    plan: parsePlan(JSON.stringify(root.get('plan').value ?? null), `${source}: plan`),
    planDigest: root.get('planDigest').text(),
    planArtifact: root.get('planArtifact').optional((one) => one.get('artifact').text()) ?? '',
    publisher: readPublisher(root.get('publisher')),
    at: root.get('at').text(),
    dryRun: root.get('dryRun').flag(),
    verdict: root.get('verdict').get('kind').oneOf(['allow', 'refuse', 'none']),
    outcomes: new Map(files.map((file) => [file.get('name').text(), file.get('result').text()])),
    failure: root.get('failure').optional((one) => `${one.get('code').text()}: ${one.get('says').text()}`) ?? '',
  }
}

function readPublisher(field: Field): Publisher {
  const text = (key: string): string => field.get(key).text()
  return {
    run: field.get('run').number(),
    planId: text('planId'),
    job: text('job'),
    stage: text('stage'),
    name: text('name'),
    attempt: field.get('attempt').number(),
    stageAttempt: field.get('stageAttempt').optional((one) => one.number()),
    environment: text('environment'),
    classic: field.get('release').optional((one) => ({
      release: one.get('release').number(),
      environment: one.get('environment').number(),
      attempt: one.get('attempt').number(),
    })),
  }
}
