import { inShort } from '../in-short.ts'
import { Problem } from '../problem.ts'
import { readXml } from '../xml.ts'
import { branchesOf } from './branches.ts'
import type { BranchCoverage, Coverage, LineCoverage } from './coverage.ts'
import { addLine } from './merge.ts'

/** A Cobertura report: what it covers by file names as it writes them, and the folders that relative ones may be of. */
export interface CoberturaReport {
  readonly sources: readonly string[]
  readonly coverage: Coverage
  /** When it was written, in seconds since 1970; 0 where it does not tell. */
  readonly time: number
}

/**
 * Reads a Cobertura report as coverage.py 4 to 7, gcovr and Cobertura itself write it; a class of several parts is one file. What is none, or holds what is no number, is
 * `FILE_INVALID`; `source` names it there.
 */
export function parseCobertura(text: string, source: string): CoberturaReport {
  const reading = new Reading(source)
  readXml(text, source, reading)
  return { sources: reading.sources, coverage: reading.files, time: reading.time }
}

class Reading {
  readonly sources: string[] = []
  readonly files = new Map<string, Map<number, LineCoverage>>()
  time = 0
  readonly #source: string
  readonly #open: string[] = []
  #file = ''
  #folder = ''

  constructor(source: string) {
    this.#source = source
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#open.length === 0) this.#begins(name, attributes)
    // Those of a method stand among those of its class too.
    if (name === 'line' && this.#open.at(-1) === 'lines' && this.#open.at(-2) === 'class') this.#line(attributes)
    this.#open.push(name)
    if (name === 'source') this.#folder = ''
    if (name === 'class') this.#begin(attributes['filename'] ?? '')
  }

  close(name: string): void {
    this.#open.pop()
    if (name === 'source') this.sources.push(this.#folder.trim())
  }

  text(text: string): void {
    if (this.#open.at(-1) === 'source') this.#folder += text
  }

  #begins(root: string, attributes: Readonly<Record<string, string>>): void {
    if (root !== 'coverage' || attributes['line-rate'] === undefined) this.#refuse('is no Cobertura report')
    this.time = secondsOf(attributes['timestamp'] ?? '')
  }

  #begin(file: string): void {
    if (file === '') this.#refuse('has a class without filename')
    this.#file = file
    // A file of which no line holds code is one too.
    if (!this.files.has(file)) this.files.set(file, new Map<number, LineCoverage>())
  }

  #line(attributes: Readonly<Record<string, string>>): void {
    const number = this.#whole(attributes, 'number')
    if (number === 0) this.#refuse(`has a line 0 in ${inShort(this.#file)}`)
    addLine(this.files, this.#file, number, { hits: this.#whole(attributes, 'hits'), branches: readBranches(attributes) })
  }

  #whole(attributes: Readonly<Record<string, string>>, key: string): number {
    const text = attributes[key] ?? ''
    if (!/^\d+$/.test(text)) this.#refuse(`says ${key}="${inShort(text)}" of a line of ${inShort(this.#file)}`)
    return Math.min(Number(text), Number.MAX_SAFE_INTEGER)
  }

  #refuse(what: string): never {
    throw new Problem('FILE_INVALID', `${this.#source} ${what}.`, 'Write it with coverage xml, or --cov-report=xml of pytest-cov.')
  }
}

function readBranches(attributes: Readonly<Record<string, string>>): BranchCoverage | undefined {
  if (attributes['branch']?.toLowerCase() !== 'true') return undefined
  const [, covered, total] = /\((\d{1,9})\/(\d{1,9})\)/.exec(attributes['condition-coverage'] ?? '') ?? []
  if (covered === undefined || total === undefined) return undefined
  const missing = attributes['missing-branches']
  return branchesOf(
    Number(total),
    Number(covered),
    missing?.split(',').filter((way) => way !== ''),
  )
}

/** Some write milliseconds, which no time in seconds before the year 5138 looks like. */
function secondsOf(timestamp: string): number {
  const time = /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : 0
  return time >= 1e11 ? Math.floor(time / 1000) : time
}
