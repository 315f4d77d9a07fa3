import { canonical } from '../canonical.ts'
import { Problem } from '../problem.ts'
import { comparePythons } from '../wanted/wanted-python.ts'
import { type AgentRule, agentCells } from './agents.ts'
import { formatJobData, type JobData, type PlanLeg } from './job-data.ts'
import { mostMatrixBytes, mostMatrixBytesAtAll } from './limits.ts'

/** The plan that the legs are of. */
export interface Emission {
  /** SHA-256 of plan.json. */
  readonly digest: string
  /** The artifact that holds plan.json. */
  readonly artifact: string
  readonly agents: readonly AgentRule[]
}

/** The output variable `matrix`, and how it carries the work. */
export interface Emitted {
  /** One line of JSON: leg -> { cell: text }. */
  readonly matrix: string
  readonly carries: 'work' | 'references'
  /** UTF-8 bytes of `matrix`. */
  readonly bytes: number
}

/**
 * The matrix of the legs, in their order. Past 32,000 bytes every `job_data` becomes a reference to the plan's artifact; past what any agent
 * carries it is a Problem `TOO_MANY_JOBS`.
 */
export function emitMatrix(jobs: readonly PlanLeg[], emission: Emission): Emitted {
  const inlined = emit(jobs, emission, 'work')
  if (inlined.bytes <= mostMatrixBytes) return inlined
  const referring = emit(jobs, emission, 'references')
  if (referring.bytes <= mostMatrixBytesAtAll) return referring
  throw new Problem(
    'TOO_MANY_JOBS',
    `The matrix of ${jobs.length} jobs takes ${referring.bytes} bytes, and an agent carries ${mostMatrixBytesAtAll}.`,
    'Build more wheels in a job (raise wheelsPerJob, or set it to 0), or split the matrix file.',
  )
}

function emit(jobs: readonly PlanLeg[], emission: Emission, carries: Emitted['carries']): Emitted {
  const inImages = jobs.some(({ image }) => image !== undefined)
  const legs = jobs.map(
    (job) => `${JSON.stringify(job.leg)}:${canonical({ ...(inImages && { container: '' }), ...cellsOf(job, emission, carries) })}`,
  )
  const matrix = `{${legs.join(',')}}`
  return { matrix, carries, bytes: new TextEncoder().encode(matrix).length }
}

/** `python` is the lowest that builds, `pythons` are the others, and those that only test: a leg may use them or take all from `job_data`. */
function cellsOf(job: PlanLeg, { digest, artifact, agents }: Emission, carries: Emitted['carries']): Record<string, string> {
  const building = sorted(job.packages.map((one) => one.python_version))
  const python = building[0] ?? ''
  const others = sorted([...building, ...job.packages.flatMap((one) => one.test_on)]).filter((one) => one !== python)
  const data: JobData =
    carries === 'work'
      ? { kind: 'inline', work: { ...job, version: 1, planDigest: digest } }
      : { kind: 'reference', leg: job.leg, planDigest: digest, plan: artifact }
  const { instance, arch } = job
  return { instance, arch, python, pythons: others.join(' '), ...agentsOf(job, agents), job_data: formatJobData(data) }
}

/** The cells of the agents; the platform's image is the container where they name none. */
function agentsOf({ platform_tag, image }: PlanLeg, agents: readonly AgentRule[]): Record<string, string> {
  const cells = agentCells(agents, platform_tag)
  return image === undefined || (cells['container'] ?? '') !== '' ? cells : { ...cells, container: image }
}

/** Each once, the lowest first. */
function sorted(pythons: readonly string[]): string[] {
  return [...new Set(pythons)].sort((a, b) => comparePythons(tagOf(a), tagOf(b)))
}

/** `3.14t` is cp314t, `pypy3.11` is pp311, `3` is py3. */
function tagOf(python: string): string {
  const [, pypy, number = '', free = ''] = /^(pypy)?([0-9.]+)(t?)$/.exec(python) ?? []
  const kind = pypy === undefined ? (number.includes('.') ? 'cp' : 'py') : 'pp'
  return `${kind}${number.replace('.', '')}${free}`
}
