import type { Outside } from '../../../core/outside.ts'
import { downloadByPip, type Pip, withPip } from '../../../flows/run-pip.ts'
import type { Check } from '../../../core/index/check.ts'
import { type PipFetch, pipFetch, readsJson } from '../../../core/index/check-pip.ts'
import type { FileEntry } from '../../../core/index/entry.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import { offersFiles } from '../../../core/index/status.ts'
import type { Ports } from '../ports.ts'

/** How many projects pip fetches a wheel of. */
const most = 3

/** What there is to be checked from outside. */
export interface Subject {
  readonly document: ProjectDocument
  /** The files of this run, of which one is fetched; all of the project where this run has added none. */
  readonly files: readonly FileEntry[]
}

/** Fetches wheels by the pip of this agent, as a user would: no settings but its own, the address in its environment. */
export async function checkWithPip(checkUrl: string, subjects: readonly Subject[], ports: Ports, outside: Outside): Promise<Check[]> {
  const wanted = subjects.flatMap((subject) => wantedOf(subject)).slice(0, most)
  if (wanted.length === 0) return [check('unchecked', '', 'no wheel that pip could be asked for')]
  return await withPip(`${checkUrl}/`, ports.files, outside, async (pip) => {
    if (pip === undefined) return [check('unchecked', '', 'no python with pip on PATH')]
    const checks: Check[] = []
    for (const one of wanted) checks.push(await fetchWith(pip, one, ports))
    return checks
  })
}

/** A fetch, and the project whose document tells what may come of it. */
interface Wanted extends PipFetch {
  readonly document: ProjectDocument
}

/** The smallest wheel of this run that pip can be asked for. */
function wantedOf({ document, files }: Subject): Wanted[] {
  if (!offersFiles(document.status)) return []
  const fetches = files.flatMap((file) => pipFetch(file) ?? [])
  const [smallest] = fetches.sort((a, b) => (a.file.size ?? 0) - (b.file.size ?? 0))
  return smallest === undefined ? [] : [{ ...smallest, document }]
}

async function fetchWith(pip: Pip, wanted: Wanted, ports: Ports): Promise<Check> {
  const { file, wheel, args, requirement } = wanted
  const where = `${file.filename}, pip ${pip.version.text}`
  const into = `${pip.folder}/${wheel.project}`
  const { exit, says } = await downloadByPip(pip, [...args, requirement], into, ports.log)
  if (says === '') return await compare(where, into, wanted, ports)
  if (!readsJson(pip.version)) return check('unchecked', where, `${says}; before 22.2 it reads no JSON, and much else it does not know`)
  return check(exit.kind === 'cancelled' ? 'unchecked' : 'wrong', where, says, remedy)
}

/** What pip chose may be another file of the same version: whichever it was is compared. */
async function compare(where: string, folder: string, { document }: Wanted, { files }: Ports): Promise<Check> {
  const [name] = await files.find(folder, ['*'])
  const expected = document.files.find(({ filename }) => filename === name)?.sha256
  if (name === undefined || expected === undefined)
    return check('wrong', where, `pip left ${name ?? 'no file'}, which is not listed`, remedy)
  const { sha256 } = await files.measure(`${folder}/${name}`)
  if (sha256 !== expected) return check('wrong', where, `${name} came with the SHA-256 ${sha256}, not ${expected}`, remedy)
  return check('ok', where, `fetched ${name}, SHA-256 as published`)
}

function check(result: Check['result'], where: string, says: string, remedy = ''): Check {
  return { what: 'pip download', where, result, says, remedy }
}

const remedy = "What pip says stands in this step's log; the checks above often tell why."
