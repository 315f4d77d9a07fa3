import { type AgentRule, agentCells } from '../pipeline/agents.ts'
import type { EmittedLeg } from '../pipeline/emit.ts'
import type { PlanLeg } from '../pipeline/job-data.ts'
import { comparePythons } from './wanted-python.ts'

/** The legs of a plan of wheels as the matrix has them: `instance`, `arch`, `python`, `pythons`, and what the input `agents` adds. */
export function wheelCells(jobs: readonly PlanLeg[], agents: readonly AgentRule[]): EmittedLeg[] {
  const inImages = jobs.some(({ image }) => image !== undefined)
  return jobs.map((job) => ({
    leg: job.leg,
    cells: { ...(inImages && { container: '' }), ...cellsOf(job, agents) },
    work: { kind: 'wheels', leg: job },
  }))
}

/** `python` is the lowest that builds, `pythons` are the others, and those that only test: a leg may use them or take all from `job_data`. */
function cellsOf(job: PlanLeg, agents: readonly AgentRule[]): Record<string, string> {
  const building = sorted(job.packages.map((one) => one.python_version))
  const python = building[0] ?? ''
  const others = sorted([...building, ...job.packages.flatMap((one) => one.test_on)]).filter((one) => one !== python)
  const { instance, arch } = job
  return { instance, arch, python, pythons: others.join(' '), ...agentsOf(job, agents) }
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
