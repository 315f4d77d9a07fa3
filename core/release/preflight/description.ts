import { type CoreMetadata, valuesOf } from '../../python/metadata.ts'
import { parseName } from '../../python/name.ts'
import { parseRequirement } from '../../python/requirement.ts'
import { parseSpecifiers } from '../../python/specifier.ts'
import { parseVersion } from '../../python/version.ts'
import { aboutAll, type Flaw, flaw } from './fault.ts'
import { lengthOf } from './read-file.ts'

/** What PyPI wants of the values of the core metadata, but for those of people, licences and classifiers. Markers and the text of a description are not judged. */
export function judgeDescription(metadata: CoreMetadata): Flaw[] {
  const [summary = ''] = valuesOf(metadata, 'summary')
  const local = parseVersion(metadata.version)?.local ?? ''
  const [python = ''] = valuesOf(metadata, 'requires-python')
  const extras = valuesOf(metadata, 'provides-extra').filter((extra) => parseName(extra) === undefined)
  return [
    ...(local === '' ? [] : [flaw('local-version', `PyPI takes no local versions (+${local})`)]),
    ...(summary.includes('\n') ? [flaw('summary', 'its Summary has more than one line')] : []),
    ...(lengthOf(summary) > 512 ? [flaw('summary', `its Summary has ${lengthOf(summary)} characters; PyPI takes 512`)] : []),
    ...(parseSpecifiers(python) === undefined ? [flaw('requires-python', `Requires-Python is no set of versions: '${python}'`)] : []),
    ...aboutAll(extras, (told) => flaw('extra', `Provides-Extra is no name: ${told}`)),
    ...judgeRequirements(metadata),
    ...judgeContentType(valuesOf(metadata, 'description-content-type')[0] ?? ''),
  ]
}

function judgeRequirements(metadata: CoreMetadata): Flaw[] {
  const lines = ['requires-dist', 'provides-dist', 'obsoletes-dist'].flatMap((field) => valuesOf(metadata, field))
  const read = lines.map((line) => ({ line, requirement: parseRequirement(line) }))
  const broken = read.filter(({ requirement }) => requirement === undefined).map(({ line }) => line)
  const direct = read.filter(({ requirement }) => requirement?.url !== undefined).map(({ line }) => line)
  return [
    ...aboutAll(broken, (told) => flaw('requires-dist', `its metadata hold what is no requirement: ${told}`)),
    ...aboutAll(direct, (told) => flaw('direct-url', `PyPI takes no requirement that names a URL: ${told}`)),
  ]
}

/** As packaging.metadata reads it: the variant is compared as it is written. */
function judgeContentType(text: string): Flaw[] {
  if (text === '') return []
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim())
  const values = new Map(parameters.map((part): [string, string] => [part.split('=')[0]?.trim().toLowerCase() ?? '', valueOf(part)]))
  const kind = type.toLowerCase()
  const variant = values.get('variant') ?? 'GFM'
  const right =
    ['text/plain', 'text/x-rst', 'text/markdown'].includes(kind) &&
    /^utf-8$/i.test(values.get('charset') ?? 'UTF-8') &&
    (kind !== 'text/markdown' || ['GFM', 'CommonMark'].includes(variant))
  return right ? [] : [flaw('content-type', `Description-Content-Type is none that PyPI shows: '${text}'`)]
}

function valueOf(parameter: string): string {
  return parameter
    .slice(parameter.indexOf('=') + 1)
    .trim()
    .replace(/^"(.*)"$/, '$1')
}
