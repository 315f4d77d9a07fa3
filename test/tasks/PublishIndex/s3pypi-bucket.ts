import { sha256Of } from '../../../core/sha256.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'

/** How a bucket of s3pypi was written. */
export interface HowS3pypi {
  /** Whether its pages are called `index.html`; else their key ends in the folder's slash. */
  readonly indexHtml?: boolean
  /** Below which its folders lie; with a slash at its end. */
  readonly prefix?: string
  /** Files by folder. */
  readonly files?: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>>
}

/** Files as s3pypi has them: a folder a project, named as PEP 503 has it. */
export const s3pypiFiles = {
  six: { 'six-1.16.0-py2.py3-none-any.whl': wheelBytes('six-1.16.0-py2.py3-none-any.whl', { files: { 'six.py': 'answer = 42\n' } }) },
  'zope-interface': {
    'zope.interface-6.0-py3-none-any.whl': wheelBytes('zope.interface-6.0-py3-none-any.whl'),
    'zope_interface-6.1+local.1-py3-none-any.whl': wheelBytes('zope_interface-6.1+local.1-py3-none-any.whl'),
    'zope.interface-6.0.tar.gz': Buffer.from('an sdist'),
  },
}

/** A bucket as `s3pypi upload --put-root-index` leaves it: files beside their project's page, which tells their SHA-256 and nothing else. */
export function s3pypiBucket({ indexHtml = false, prefix = '', files = s3pypiFiles }: HowS3pypi = {}): Map<string, Uint8Array> {
  const name = indexHtml ? 'index.html' : ''
  const objects = new Map<string, Uint8Array>()
  for (const [folder, own] of Object.entries(files)) {
    const links = Object.entries(own).map(([file, bytes]) => [`${escaped(file)}#sha256=${sha256Of(bytes)}`, file] as const)
    objects.set(`${prefix}${folder}/${name}`, page(links))
    for (const [file, bytes] of Object.entries(own)) objects.set(`${prefix}${folder}/${file}`, bytes)
  }
  const root = Object.keys(files).map((folder) => [`${folder}/`, folder] as const)
  objects.set(`${prefix}index.html`, page(root))
  return objects
}

function page(links: readonly (readonly [href: string, text: string])[]): Uint8Array {
  const anchors = links.map(([href, text]) => `    <a href="${href}">${text}</a>`).join('<br>\n')
  return Buffer.from(
    `<!DOCTYPE html>\n<html>\n  <head>\n    <meta charset="UTF-8">\n    <title>Package Index</title>\n  </head>\n  <body>\n${anchors}\n  </body>\n</html>`,
  )
}

/** As python's `quote` does: a plus too. */
function escaped(file: string): string {
  return encodeURIComponent(file)
}
