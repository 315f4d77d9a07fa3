import { availableParallelism, totalmem } from 'node:os'
import type { Traffic } from './bench-store.ts'
import type { Row } from './row.ts'

/** What one tool cost for one thing. */
export interface Figure {
  readonly tool: string
  readonly what: string
  /** Milliseconds added to every request. */
  readonly latency: number
  readonly seconds: number
  readonly mebibytes: number
  readonly traffic?: Traffic
}

/** The figures, and beside them what they were to be, in Markdown. */
export function tableOf(figures: readonly Figure[], rows: readonly Row[]): string {
  const machine = `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}; whole processes, medians; S3 on loopback.`
  const head = ['| what | tool | latency | wall | requests | up / down | peak memory |', '| --- | --- | --- | --- | --- | --- | --- |']
  const lines = figures.map(
    (one) => `| ${one.what} | ${one.tool} | ${one.latency} ms | ${one.seconds.toFixed(2)} s | ${trafficOf(one)} | ${peakOf(one)} |`,
  )
  const verdicts = rows.map(
    ({ what, beside, ratio, most }) => `| ${what} | ${beside} | ${ratio.toFixed(2)} | ${most} | ${ratio <= most ? 'ok' : '**BEYOND**'} |`,
  )
  const targets = ['| figure | beside | ratio | most | |', '| --- | --- | --- | --- | --- |', ...verdicts]
  return [machine, '', ...head, ...lines, '', ...targets, ''].join('\n')
}

function trafficOf({ traffic }: Figure): string {
  if (traffic === undefined) return ' | '
  const kinds = Object.entries(traffic.requests).sort(([a], [b]) => (a < b ? -1 : 1))
  const sum = kinds.reduce((all, [, count]) => all + count, 0)
  return `${sum} (${kinds.map(([kind, count]) => `${kind} ${count}`).join(', ')}) | ${kilo(traffic.up)} / ${kilo(traffic.down)} kB`
}

function kilo(bytes: number): string {
  return (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)
}

function peakOf({ mebibytes }: Figure): string {
  return Number.isFinite(mebibytes) ? `${Math.round(mebibytes)} MiB` : ''
}
