import { formatSize } from '../../size.ts'
import { isPyPI, type Repository } from '../plan/repository.ts'
import { judgeClassifiers } from './classifiers.ts'
import { judgeContacts } from './contacts.ts'
import { judgeDescription } from './description.ts'
import { judgeEntryPoints } from './entry-points.ts'
import { doubt, type Fault, type Flaw } from './fault.ts'
import { judgeName, judgeNameForPyPI } from './file-names.ts'
import { judgeLicenses } from './licenses.ts'
import { judgeFields } from './metadata-fields.ts'
import type { ReadFile } from './read-file.ts'
import { judgeLayout } from './zip-flaws.ts'

const largest = 100 * 1024 * 1024

/**
 * What an index would surely refuse of a file, found before anything is sent. The rules are PyPI's (warehouse/forklift) and asked for there and at TestPyPI;
 * names, and archives that two readers could read differently, are refused wherever they go.
 */
export function fileFaults(file: ReadFile, repository: Repository): Fault[] {
  const forPyPI = isPyPI(repository)
  const flaws = [
    ...judgeName(file),
    ...(file.layout === undefined ? [] : judgeLayout(file.layout, forPyPI)),
    ...(forPyPI ? rulesOfPyPI(file) : []),
  ]
  return flaws.map((one) => ({ about: file.name, ...one }))
}

function rulesOfPyPI(file: ReadFile): Flaw[] {
  const { metadata, size } = file
  return [
    ...judgeNameForPyPI(file),
    ...judgeFields(metadata),
    ...judgeDescription(metadata),
    ...judgeContacts(metadata),
    ...judgeClassifiers(metadata),
    ...judgeLicenses(file),
    ...judgeEntryPoints(file.entryPoints),
    ...(size > largest ? [doubt('file-size', `it has ${formatSize(size)}; PyPI takes 100 MiB unless the project's limit was raised`)] : []),
  ]
}
