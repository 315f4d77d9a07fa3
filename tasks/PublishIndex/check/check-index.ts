import {
  type Check,
  judgeBare,
  judgeCache,
  judgeFile,
  judgeMetadata,
  judgeMissing,
  judgeRoot,
  missingProject,
  mostRead,
} from '../../../core/index/check.ts'
import { judgePage, type PageClient, pageClients, type PageVerdict } from '../../../core/index/check-page.ts'
import { withCredentials } from '../../../core/index/pip-credentials.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import { checkLine, checkProblem, checkSummary } from '../../../core/index/tell-check.ts'
import { inShort } from '../../../core/in-short.ts'
import { lines, md } from '../../../core/markdown.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { Outside } from '../../../core/outside.ts'
import { Problem } from '../../../core/problem.ts'
import type { WebAnswer } from '../../../core/ports.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { shownAddress } from '../../../core/shown-address.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { readProject } from '../../../flows/read-index.ts'
import { readDocument } from '../../../flows/update-document.ts'
import { checkWithPip, type Subject } from './check-pip.ts'
import { rootAt } from '../../../flows/index-change/index-pages.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/** How long pages may lag behind the store, all together, and how often one is asked for meanwhile; in milliseconds. */
const patience = { whole: 60_000, step: 5000 }

/** After how many questions without an answer a host is asked nothing more: each may have taken two minutes. */
const mostUnanswered = 3

/** What installers never ask for, whatever is answered. */
const needless = ['root page', 'without the slash']

/** How many projects are looked at: their pages, and a file of the first few. */
const most = { pages: 100, files: 20 }

/**
 * Asks the index at `checkUrl` what installers ask, after it was changed, for the projects that this run is about. `files` names those of this run.
 * What is wrong fails the outcome with `CHECK_FAILED`; it takes nothing back. Without `checkUrl`, and in a dry run, the outcome stays.
 */
export async function checkIndex(
  outcome: Outcome,
  inputs: Inputs,
  ports: Ports,
  projects: readonly ProjectName[],
  files: readonly string[] = [],
): Promise<Outcome> {
  const { checkUrl } = inputs
  const { outside } = ports
  if (checkUrl === undefined || inputs.dryRun || outside === undefined) return outcome
  const address = shownAddress(checkUrl)
  const found = await ports.log.group(`Check ${address}`, async () => {
    const subjects = await subjectsOf(projects.slice(0, most.pages), files, ports)
    const seen = await overTheWeb(checkUrl, subjects, ports, outside)
    const rest =
      projects.length > most.pages ? [unchecked('project page', `${projects.length - most.pages} more`, 'enough were asked for')] : []
    const withPip = seen.reached ? await checkWithPip(checkUrl, subjects, ports, outside) : []
    return [...seen.checks, ...withPip, ...rest]
  })
  const checks = found.map((one) => ({ ...one, where: inShort(one.where), says: inShort(one.says) }))
  for (const check of checks) ports.log.say(levels[check.result], checkLine(check))
  const problem = checkProblem(checks, address)
  return {
    ...outcome,
    result: problem === undefined ? outcome.result : 'failed',
    summary: lines(outcome.summary, md``, checkSummary(checks, address)),
    problems: problem === undefined ? outcome.problems : [...outcome.problems, problem],
  }
}

/** The same of every project that the index lists, as far as the bounds go: for a mode that is about the whole index. */
export async function checkWholeIndex(outcome: Outcome, inputs: Inputs, ports: Ports): Promise<Outcome> {
  if (inputs.checkUrl === undefined || inputs.dryRun) return outcome
  const root = await readDocument(ports.store, rootAt)
  return await checkIndex(outcome, inputs, ports, root?.document.projects ?? [])
}

const levels = { ok: 'info', note: 'info', unchecked: 'info', warning: 'warning', wrong: 'error' } as const

async function subjectsOf(projects: readonly ProjectName[], names: readonly string[], { store }: Ports): Promise<Subject[]> {
  const held = await inParallel(projects, 16, async (name) => await readProject(store, name))
  return held.flatMap((one) => {
    if (one === undefined) return []
    const { document } = one
    const ours = document.files.filter(({ filename }) => names.includes(filename))
    return [{ document, files: ours.length > 0 ? ours : document.files }]
  })
}

/** What was found over the web; where nothing answers at all, or not any more, nothing more is asked. */
async function overTheWeb(
  checkUrl: string,
  subjects: readonly Subject[],
  ports: Ports,
  outside: Outside,
): Promise<{ readonly checks: readonly Check[]; readonly reached: boolean }> {
  if (checkUrl.startsWith('file:')) {
    const says = 'a file: address has no status, types nor headers'
    return { checks: [unchecked('web', shownAddress(checkUrl), says)], reached: true }
  }
  const asking = new Asking(checkUrl, ports, outside)
  const missing = await asking.one('missing project', `${checkUrl}/${missingProject}/`, judgeMissing)
  if (!asking.answered) return { checks: [missing], reached: false }
  const of = await inParallel(subjects, 8, async (subject, at) => await asking.project(subject, at < most.files))
  const root = await asking.one('root page', `${checkUrl}/`, judgeRoot)
  return { checks: [...of.flat(), missing, root], reached: asking.unanswered < mostUnanswered }
}

/** Asks an index over the web, and has every answer judged. */
class Asking {
  /** Whether anything was. */
  answered = false
  unanswered = 0
  private readonly checkUrl: string
  private readonly ports: Ports
  private readonly outside: Outside
  /** When pages have had their time. */
  private readonly until: number

  constructor(checkUrl: string, ports: Ports, outside: Outside) {
    this.checkUrl = checkUrl
    this.ports = ports
    this.outside = outside
    this.until = Date.parse(ports.clock.now()) + patience.whole
  }

  /** As pip asks for a page, unless `headers` say otherwise; no answer is as wrong as a bad one. */
  async one(
    what: string,
    url: string,
    judge: (answer: WebAnswer) => Check,
    method: 'GET' | 'HEAD' = 'GET',
    headers: Readonly<Record<string, string>> = pageClients[0]?.headers ?? {},
  ): Promise<Check> {
    if (this.unanswered >= mostUnanswered) return unchecked(what, shownAddress(url), 'the host left too much unanswered')
    try {
      const answer = await this.outside.web.ask(method, withCredentials(url, [this.checkUrl]), headers)
      this.answered = true
      return judge(answer)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      this.unanswered++
      const result = needless.includes(what) ? 'note' : 'wrong'
      return { what, where: shownAddress(url), result, says: error.message.replace(/\.$/, ''), remedy: error.remedy }
    }
  }

  async project(subject: Subject, withFile: boolean): Promise<Check[]> {
    const { name } = subject.document
    const pages = await Promise.all(pageClients.map(async (client) => await this.page(subject.document, client)))
    const bare = `${this.checkUrl}/${name}`
    const rest = [await this.one('without the slash', bare, (answer) => judgeBare(answer, bare))]
    const shown = pages.find(({ files }) => files.size > 0)?.files
    if (withFile && shown !== undefined) rest.push(...(await this.files(subject, shown)))
    return [...pages.flatMap(({ checks }) => checks), ...rest]
  }

  /** A page that is late is asked for again. */
  private async page(document: ProjectDocument, client: PageClient): Promise<{ checks: Check[]; files: PageVerdict['files'] }> {
    const { clock } = this.ports
    const url = `${this.checkUrl}/${document.name}/`
    for (;;) {
      let verdict: PageVerdict | undefined
      let cache: Check | undefined
      const judged = (answer: WebAnswer): Check => {
        verdict = judgePage(client.name, document, answer)
        cache = answer.status === 200 && client.name === 'uv' ? judgeCache(answer) : undefined
        return verdict.check
      }
      const check = await this.one(`project page, as ${client.name} asks`, url, judged, 'GET', client.headers)
      if (verdict?.late !== true || Date.parse(clock.now()) >= this.until)
        return { checks: [check, ...(cache === undefined ? [] : [cache])], files: verdict?.files ?? new Map() }
      await clock.sleep(patience.step)
    }
  }

  /** One file as it is served, and one whose name has a `+`, with the metadata of both. */
  private async files({ files }: Subject, shown: PageVerdict['files']): Promise<Check[]> {
    const bySize = files.flatMap(({ filename }) => shown.get(filename) ?? []).sort((a, b) => (a.size ?? 0) - (b.size ?? 0))
    const picked = new Set([bySize[0], bySize.find(({ filename }) => filename.includes('+'))].filter((one) => one !== undefined))
    const checks = await inParallel([...picked], 2, async (file) => {
      const whole = (file.size ?? 0) <= mostRead
      const asFile = { 'accept-encoding': 'identity' }
      const found = await this.one('file', file.url, (answer) => judgeFile(file, answer, whole), whole ? 'GET' : 'HEAD', asFile)
      if (file.metadata === undefined) return [found]
      return [found, await this.one('metadata', `${file.url}.metadata`, (answer) => judgeMetadata(file, answer), 'GET', asFile)]
    })
    return checks.flat()
  }
}

function unchecked(what: string, where: string, says: string): Check {
  return { what, where, result: 'unchecked', says, remedy: '' }
}
