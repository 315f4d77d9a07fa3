import { isWheelFile, sdistStem } from '../../python/file-kind.ts'
import { valuesOf } from '../../python/metadata.ts'
import { aboutAll, type Flaw, flaw } from './fault.ts'
import { isFieldOf } from './metadata-fields.ts'
import { distInfoOf, type ReadFile } from './read-file.ts'

/** Whether licence and expression do not stand side by side, the expression has the shape of one (SPDX, PEP 639), and every licence file that is named is there. */
export function judgeLicenses(file: Pick<ReadFile, 'name' | 'metadata' | 'paths'>): Flaw[] {
  const { metadata } = file
  const [expression = ''] = valuesOf(metadata, 'license-expression')
  const both = expression !== '' && valuesOf(metadata, 'license').length > 0
  return [
    ...(both ? [flaw('license', 'its metadata have both License and License-Expression')] : []),
    ...(expression === '' || isExpression(expression)
      ? []
      : [flaw('license', `License-Expression is no SPDX expression: '${expression}'`)]),
    ...(isFieldOf('license-file', metadata.metadataVersion) ? judgeLicenseFiles(file, valuesOf(metadata, 'license-file')) : []),
  ]
}

function judgeLicenseFiles(file: Pick<ReadFile, 'name' | 'metadata' | 'paths'>, licenses: readonly string[]): Flaw[] {
  const folder = isWheelFile(file.name) ? `${distInfoOf(file.name)}/licenses` : sdistStem(file.name)
  const isOdd = (path: string): boolean => /\.\.|[*\\]|^\/|^[A-Za-z]:/.test(path)
  const odd = licenses.filter(isOdd)
  const absent = licenses.filter((path) => !isOdd(path) && !file.paths.has(`${folder}/${path}`))
  return [
    ...aboutAll(odd, (told) => flaw('license-file', `License-File is no plain path: ${told}`)),
    ...aboutAll(absent, (told) => flaw('license-file', `License-File is not in it, below ${folder}: ${told}`)),
  ]
}

/** Ids joined by AND, OR and WITH, in brackets that close; whether the ids are on the list of SPDX the index knows. */
function isExpression(text: string): boolean {
  const words = text
    .replaceAll(/[()]/g, ' $& ')
    .split(/\s+/)
    .filter((word) => word !== '')
  const read = (at: number): number => {
    let end = term(at)
    while (/^(?:and|or)$/i.test(words[end] ?? '')) end = term(end + 1)
    return end
  }
  const term = (at: number): number => {
    if (words[at] === '(') {
      const end = read(at + 1)
      return words[end] === ')' ? end + 1 : Number.NaN
    }
    if (!isId(words[at])) return Number.NaN
    if (!/^with$/i.test(words[at + 1] ?? '')) return at + 1
    return isId(words[at + 2]) ? at + 3 : Number.NaN
  }
  return words.length <= 200 && read(0) === words.length
}

function isId(word: string | undefined): boolean {
  return word !== undefined && /^[A-Za-z0-9][A-Za-z0-9.-]*\+?$/.test(word) && !/^(?:and|or|with)$/i.test(word)
}
