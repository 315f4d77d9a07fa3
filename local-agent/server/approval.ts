import { randomUUID } from 'node:crypto'
import { evaluateText, type ExpressionContext } from '../expression.ts'
import type { ApprovalRecord, Identity, TimelineRecord } from '../record.ts'
import { guidOf } from '../services/guid.ts'
import { expressionParts, type Person, UNKNOWN_ENVIRONMENT } from './local-file.ts'
import type { Decision, Question, RunContext } from './run-context.ts'
import { addRecord, begin, end, fault } from './timeline.ts'

/** A person as the service knows one: the same name has the same id, so that who approves can be told from who asked. */
export function identity(person: Person): Identity {
  const id = guidOf(`identity ${person.uniqueName.toLowerCase()}`)
  return { id, displayName: person.displayName, uniqueName: person.uniqueName, descriptor: `aad.${Buffer.from(id).toString('base64url')}` }
}

/** The checks of a stage that deploys to environments: a Checkpoint with an approval for each. Answers whether all were approved. */
export async function passCheckpoint(
  context: RunContext,
  stage: TimelineRecord,
  environments: readonly string[],
  seen: ExpressionContext,
): Promise<boolean> {
  const checkpoint = addRecord(context.run, 'Checkpoint', stage, { name: 'Checkpoint', identifier: `${stage.identifier}.Checkpoint` })
  begin(checkpoint)
  let approved = true
  for (const environment of environments) approved = (await approve(context, stage, checkpoint, environment, seen)) && approved
  end(checkpoint, approved ? 'succeeded' : 'failed')
  return approved
}

async function approve(
  context: RunContext,
  stage: TimelineRecord,
  checkpoint: TimelineRecord,
  environment: string,
  seen: ExpressionContext,
): Promise<boolean> {
  const { approver, comment, unattended } = context.local.environments[environment] ?? UNKNOWN_ENVIRONMENT
  const approval: ApprovalRecord = {
    id: randomUUID(),
    environment,
    stage: stage.identifier,
    status: 'pending',
    createdOn: new Date().toISOString(),
    approvedOn: undefined,
    approver: undefined,
    comment: '',
  }
  context.run.approvals.push(approval)
  const record = addRecord(context.run, 'Checkpoint.Approval', checkpoint, {
    name: 'Checkpoint.Approval',
    identifier: approval.id,
    id: approval.id,
  })
  begin(record)
  const question = {
    environment,
    stage: stage.name,
    approver: approver.displayName,
    comment: context.variables.fill(filled(comment, seen)),
  }
  const decision = (await context.decide?.(question)) ?? unattendedDecision(unattended, question)
  settle(approval, record, decision, identity(approver))
  context.tell(`Environment ${environment}: ${approval.status} ${decision.how}${decision.comment === '' ? '' : `: ${decision.comment}`}`)
  if (!decision.approved) fault(stage, `The approval for environment ${environment} was rejected ${decision.how}.`)
  return decision.approved
}

function settle(approval: ApprovalRecord, record: TimelineRecord, decision: Decision, approver: Identity): void {
  approval.status = decision.approved ? 'approved' : 'rejected'
  approval.approvedOn = new Date().toISOString()
  approval.approver = approver
  approval.comment = decision.comment
  end(record, decision.approved ? 'succeeded' : 'failed')
}

function unattendedDecision(unattended: 'approve' | 'reject', question: Question): Decision {
  if (unattended === 'approve')
    return { approved: true, comment: question.comment, how: `as ${question.approver}, as the local file says (unattended: approve)` }
  return { approved: false, comment: '', how: 'because nobody could be asked; give --approve, or run it at a terminal' }
}

/** A text whose `$[ ]` parts are worked out. Throws ExpressionError. */
function filled(text: string, seen: ExpressionContext): string {
  let result = text
  for (const { whole, expression } of expressionParts(text)) result = result.replace(whole, () => evaluateText(expression, seen))
  return result
}
