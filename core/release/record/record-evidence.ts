import type { Json } from '../../canonical.ts'
import type { Sha256 } from '../../sha256.ts'
import { statesCode } from '../approval/approval-code.ts'
import type { ClassicEvidence } from '../classic/evidence.ts'
import type { ApprovalStep, Fact, Person, Run, SourceFacts, StageEvidence } from '../evidence.ts'
import type { Evidence } from '../verdict.ts'

/** What of the evidence a record keeps: ids to ask the service for again, and who did what when. What was not known says why. */
export function evidenceJson(evidence: Evidence, digest: Sha256): Json {
  return evidence.kind === 'stage' ? stageJson(evidence, digest) : classicJson(evidence, digest)
}

function stageJson({ suite, approvals, source }: StageEvidence, digest: Sha256): Json {
  return {
    kind: 'stage',
    suite: factJson(suite, ({ id, status }) => ({ id, status })),
    approvals: factJson(approvals, (list) =>
      list.map(({ id, status, steps }) => ({ id, status, steps: steps.map((step) => stepJson(step, digest)) })),
    ),
    source: sourceJson(source),
  }
}

function classicJson({ here, release, interventions, source }: ClassicEvidence, digest: Sha256): Json {
  return {
    kind: 'classic',
    release: factJson(release, ({ id, definition, environments }) => ({
      id,
      definition,
      approvals: environments
        .filter((one) => one.id === here.environment)
        .flatMap((one) => one.approvals)
        .map((one) => ({ id: one.id, attempt: one.attempt, automated: one.automated, ...stepJson(one, digest) })),
    })),
    interventions: factJson(interventions, (list) => list.map((one) => ({ id: one.id, ...stepJson(one, digest) }))),
    source: sourceJson(source),
  }
}

type Step = Pick<ApprovalStep, 'status' | 'approver' | 'comment' | 'at'>

function stepJson({ status, approver, comment, at }: Step, digest: Sha256): { readonly [key: string]: Json } {
  return { status, approver: approver === undefined ? null : personJson(approver), at, statesCode: statesCode(comment, digest) }
}

function sourceJson({ run }: SourceFacts): Json {
  return factJson(run, runJson)
}

function runJson(run: Run): Json {
  const { id, project, definition, status, result, reason, branch, commit, repository, tags, finished, requesters } = run
  return {
    run: id,
    project,
    definition,
    status,
    result,
    reason,
    branch,
    commit,
    repository: { ...repository },
    tags: [...tags],
    finished,
    requesters: requesters.map((one) => personJson(one)),
  }
}

function personJson({ id, name, descriptor }: Person): Json {
  return { id, name, descriptor }
}

function factJson<T>(fact: Fact<T>, shape: (value: T) => Json): Json {
  return fact.kind === 'known' ? shape(fact.value) : { unknown: fact.why }
}
