import { addTo } from '../add-to.ts'
import { xmlAttribute } from '../xml.ts'
import type { Coverage, FileCoverage, LineCoverage } from './coverage.ts'
import { type Share, totalsOf } from './totals.ts'

/**
 * The Cobertura report of a coverage, with the attributes of its root that the agent reads (agent sources, CodeCoverage/CoberturaSummaryReader.cs); the same bytes for
 * the same coverage. `time` is in seconds since 1970.
 */
export function formatCobertura(coverage: Coverage, time: number): string {
  const packages = byFolder(coverage)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">',
    `<coverage version="1" timestamp="${time}" ${rootAttributes(coverage)} complexity="0">`,
    '<sources><source>.</source></sources>',
    ...nest(
      'packages',
      packages.map(([folder, files]) => formatPackage(folder, files)),
    ),
    '</coverage>',
    '',
  ].join('\n')
}

type Files = readonly (readonly [path: string, lines: FileCoverage])[]

function byFolder(coverage: Coverage): (readonly [folder: string, files: Files])[] {
  const folders = new Map<string, [string, FileCoverage][]>()
  for (const [path, lines] of [...coverage].sort(byName)) addTo(folders, path.split('/').slice(0, -1).join('/'), [path, lines])
  return [...folders].sort(byName)
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return Number(one > other) - Number(one < other)
}

function rootAttributes(coverage: Coverage): string {
  const { lines, branches } = totalsOf(coverage.values())
  const counts = `lines-valid="${lines.valid}" lines-covered="${lines.covered}" line-rate="${rate(lines)}"`
  return `${counts} branches-valid="${branches.valid}" branches-covered="${branches.covered}" branch-rate="${branches.valid === 0 ? '0' : rate(branches)}"`
}

function formatPackage(folder: string, files: Files): string {
  const name = folder === '' ? '.' : folder.replaceAll('/', '.')
  const classes = files.map(([path, lines]) => formatClass(path, lines))
  return element(
    'package',
    `name="${xmlAttribute(name)}" ${rates(files.map(([, lines]) => lines))} complexity="0"`,
    nest('classes', classes),
  )
}

function formatClass(path: string, lines: FileCoverage): string {
  const name = path.split('/').at(-1) ?? ''
  const sorted = [...lines].sort(([one], [other]) => one - other)
  return element('class', `name="${xmlAttribute(name)}" filename="${xmlAttribute(path)}" ${rates([lines])} complexity="0"`, [
    '<methods/>',
    ...nest(
      'lines',
      sorted.map(([number, line]) => formatLine(number, line)),
    ),
  ])
}

function formatLine(number: number, { hits, branches }: LineCoverage): string {
  const told = `<line number="${number}" hits="${hits}"`
  if (branches === undefined) return `${told}/>`
  const { covered, total, missing } = branches
  const percent = total === 0 ? 100 : Math.floor((100 * covered) / total)
  const never = missing === undefined || missing.length === 0 ? '' : ` missing-branches="${xmlAttribute(missing.join(','))}"`
  return `${told} branch="true" condition-coverage="${percent}% (${covered}/${total})"${never}/>`
}

function rates(files: readonly FileCoverage[]): string {
  const { lines, branches } = totalsOf(files)
  return `line-rate="${rate(lines)}" branch-rate="${rate(branches)}"`
}

/** To four digits, and 1 of nothing, as coverage.py has it. */
function rate({ covered, valid }: Share): string {
  return valid === 0 ? '1' : String(Number((covered / valid).toPrecision(4)))
}

function nest(name: string, inner: readonly string[]): string[] {
  return inner.length === 0 ? [`<${name}/>`] : [`<${name}>`, ...inner, `</${name}>`]
}

function element(name: string, attributes: string, inner: readonly string[]): string {
  return [`<${name} ${attributes}>`, ...inner, `</${name}>`].join('\n')
}
