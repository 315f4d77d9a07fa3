/** Text that stands for itself in HTML, in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"'\u0000-\u001f]/g, (character) => `&#${character.codePointAt(0)};`)
}

/** An element's attributes in the given order; undefined ones are left out, an empty text stays: a bare `data-yanked` is no yank to pip. */
export function attributes(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeHtml(value)}"`))
    .join('')
}

/** What a page of the simple API tells in its head; a meta without content is left out. */
export interface PageHead {
  readonly title: string
  /** Of the document that it shows. */
  readonly serial: number
  /** Of the API (PEP 629). */
  readonly version: string
  readonly metas?: readonly (readonly [name: string, content: string | undefined])[]
}

/** A whole HTML5 page as the simple API wants it (PEP 503, PEP 629), in one serial of the document it shows. */
export function simplePage({ title, serial, version, metas = [] }: PageHead, body: readonly string[]): string {
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta name="pypi:repository-version" content="${version}">`,
    `<meta name="${serialMeta}" content="${serial}">`,
    ...metas.flatMap(([name, content]) => (content === undefined ? [] : [`<meta${attributes({ name, content })}>`])),
    `<title>${escapeHtml(title)}</title>`,
    '</head>',
    '<body>',
    `<h1>${escapeHtml(title)}</h1>`,
    ...body,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** The serial that a page of ours shows; undefined for a page that another tool wrote. */
export function serialOfPage(html: string): number | undefined {
  const text = /<meta name="wheelworks:serial" content="(\d{1,15})">/.exec(html)?.[1]
  return text === undefined ? undefined : Number(text)
}

const serialMeta = 'wheelworks:serial'
