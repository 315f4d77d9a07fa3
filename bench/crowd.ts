import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBenchStore } from './bench-store.ts'
import { newWheels, ours, peersHere, type Publisher } from './publishers.ts'
import type { Row } from './row.ts'
import { projectAt, wheelOf } from './sized-index.ts'
import type { Figure } from './table.ts'

const writers = 16

/** As many publishers as that at once, each a process with another wheel of one project: what is stored must be listed. */
export async function crowd(main: string): Promise<{ readonly rows: Row[]; readonly figures: Figure[] }> {
  const temp = mkdtempSync(join(tmpdir(), 'bench-crowd-'))
  const { s3pypi } = peersHere()
  const store = await startBenchStore(['ours', 's3pypi'])
  store.latency = 30
  const rows: Row[] = []
  const figures: Figure[] = []
  for (const tool of [ours(main), s3pypi].filter((one) => one !== undefined)) {
    tool.prepare(store, { files: 1_000, projects: 100 })
    store.traffic()
    const { seconds, lost, mebibytes } = await atOnce(tool, temp)
    const what = `${writers} publishers of one project at once: ${lost} lost`
    figures.push({ tool: tool.name, what, latency: 30, seconds, mebibytes, traffic: store.traffic() })
    if (tool !== s3pypi) rows.push({ what, beside: 'none', ratio: lost, most: 0 })
  }
  await store.close()
  rmSync(temp, { recursive: true, force: true })
  return { rows, figures }

  async function atOnce(tool: Publisher, temp: string): Promise<{ seconds: number; lost: number; mebibytes: number }> {
    const project = projectAt(0)
    const versions = Array.from({ length: writers }, (_, at) => `3.${at}`)
    const begun = performance.now()
    const costs = await Promise.all(
      versions.map(async (version) => {
        const folder = join(temp, `${tool.name}-${version}`)
        newWheels(folder, [project], version)
        return await tool.publish(store, folder)
      }),
    )
    const failed = costs.filter(({ code }) => code !== 0)
    if (failed.length > 0) throw new Error(failed[0]?.output)
    const lost = versions.filter((version) => !tool.lists(store, project, wheelOf(project, version))).length
    return { seconds: (performance.now() - begun) / 1000, lost, mebibytes: Math.max(...costs.map(({ mebibytes }) => mebibytes)) }
  }
}
