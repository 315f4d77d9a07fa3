import { type CoreMetadata, valuesOf } from '../../python/metadata.ts'
import { aboutAll, type Flaw, flaw } from './fault.ts'
import { lengthOf, repeatedIn } from './read-file.ts'

/** Addresses of people and of pages, as PyPI wants them (warehouse/forklift/metadata.py): of a list of e-mail addresses it reads the first. */
export function judgeContacts(metadata: CoreMetadata): Flaw[] {
  const people = ['author-email', 'maintainer-email'].flatMap((field) => valuesOf(metadata, field))
  const pages = ['home-page', 'download-url'].flatMap((field) => valuesOf(metadata, field))
  return [
    ...aboutAll(
      people.map(firstAddress).filter((address) => !isEmail(address)),
      (told) => flaw('email', `its metadata hold what is no e-mail address: ${told}`),
    ),
    ...aboutAll(
      pages.filter((page) => !isWebUrl(page)),
      (told) => flaw('url', `its metadata hold what is no address of the web (http or https): ${told}`),
    ),
    ...judgeProjectUrls(valuesOf(metadata, 'project-url')),
  ]
}

function judgeProjectUrls(lines: readonly string[]): Flaw[] {
  const urls = lines.map((line) => {
    const [, label = '', url = ''] = /^([^,]*)(?:,([^]*))?$/.exec(line) ?? []
    return { label: label.trim(), url: url.trim() }
  })
  const labels = urls.map(({ label }) => label)
  const long = labels.filter((label) => lengthOf(label) > 32)
  const twice = repeatedIn(labels)
  const broken = lines.filter((_, at) => labels[at] === '' || !isWebUrl(urls[at]?.url ?? ''))
  return [
    ...aboutAll(broken, (told) => flaw('project-url', `Project-URL is no label and address of the web: ${told}`)),
    ...aboutAll(long, (told) => flaw('project-url', `Project-URL has a label of more than 32 characters: ${told}`)),
    ...aboutAll(twice, (told) => flaw('project-url', `Project-URL has a label twice: ${told}`)),
  ]
}

/** `Ada <ada@example.org>, ...`: what is between the first angle brackets, else up to the first comma. */
function firstAddress(text: string): string {
  const bare = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '')
  const first = bare.split(',').find((part) => part.trim() !== '') ?? ''
  return (/<([^<>]*)>/.exec(first)?.[1] ?? first).trim()
}

/** Domains at which nobody has an address (RFC 2606, 6762, 7686): PyPI refuses them. */
const nowhere = /(?:^|\.)(?:invalid|local|localhost|onion|test)$/i

function isEmail(text: string): boolean {
  const [, local = '', domain = ''] = /^([^@]+)@([^@]+)$/.exec(text) ?? []
  const atoms = local.length <= 64 && /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local)
  const labels =
    domain.length <= 253 && /^(?:[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{M}\p{N}-]{2,63}$/u.test(domain)
  return atoms && labels && !nowhere.test(domain)
}

/** RFC 3986, as far as what is certainly none of it. */
function isWebUrl(text: string): boolean {
  return /^https?:[^\s\u0000-\u0020<>"{}|\\^`]+$/i.test(text) && !/%(?![0-9a-f]{2})/i.test(text) && URL.canParse(text)
}
