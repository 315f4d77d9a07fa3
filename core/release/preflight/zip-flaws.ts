import type { ZipLayout, ZipOddity } from '../../wheel/zip-layout.ts'
import { aboutAll, doubt, type FaultCode, type Flaw, flaw } from './fault.ts'

interface Rule {
  readonly code: FaultCode
  readonly says: (told: string) => string
  /** Refused wherever it goes: what was looked at here may not be what somebody else sees in it. */
  readonly everywhere: boolean
}

const rules: Readonly<Record<Exclude<ZipOddity, 'archive-comment'>, Rule>> = {
  method: { code: 'zip-method', says: (told) => `it is packed neither by deflate nor not at all: ${told}`, everywhere: true },
  descriptor: { code: 'zip-descriptor', says: (told) => `the sizes of its members follow their data: ${told}`, everywhere: false },
  differs: { code: 'zip-differs', says: (told) => `its directory tells otherwise than the header in front of: ${told}`, everywhere: true },
  hidden: { code: 'zip-hidden', says: (told) => `it holds what its directory does not tell of, or tells twice: ${told}`, everywhere: true },
  name: { code: 'zip-name', says: (told) => `its members have names with control characters, or not in UTF-8: ${told}`, everywhere: true },
  extra: { code: 'zip-extra', says: (told) => `its members have extra fields that are broken or told twice: ${told}`, everywhere: true },
  comment: { code: 'zip-comment', says: (told) => `its members have comments: ${told}`, everywhere: false },
  tar: { code: 'zip-tar', says: () => 'it can be read as a tar too', everywhere: true },
}

const mebi = 1024 * 1024

/** What PyPI refuses of how a zip lies in its file (warehouse/utils/zipfiles.py); elsewhere what is ambiguous refuses, and the rest is told. */
export function judgeLayout({ size, unpacked, oddities }: ZipLayout, forPyPI: boolean): Flaw[] {
  const swollen = unpacked > 64 * mebi && unpacked > 50 * size
  const make = forPyPI ? flaw : doubt
  return [
    ...[...oddities].flatMap(([oddity, members]) => {
      if (oddity === 'archive-comment') return [doubt('zip-comment', 'it has a comment at its end')]
      const { code, says, everywhere } = rules[oddity]
      return aboutAll(members, (told) => (everywhere ? flaw : make)(code, says(told)))
    }),
    ...(swollen ? [make('zip-ratio', `it unpacks to ${Math.floor(unpacked / size)} times its size; PyPI takes 50`)] : []),
  ]
}
