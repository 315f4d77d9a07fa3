declare const markdown: unique symbol
/** Markdown in which every foreign value was escaped. */
export type Markdown = string & { readonly [markdown]: true }

/**
 * Escapes a value so that it reads as itself in a paragraph or a table cell and cannot add markup or lines; an underscore within a word is none (CommonMark 6.2).
 * What cannot be seen, or turns the direction of what follows (Unicode Bidi_Control), is shown as a replacement character: whoever approves goes by what he sees.
 */
function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')
    .replaceAll(/[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '\ufffd')
    .replaceAll(/[\\`*{}[\]<>#|!~&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, (character) => `&#${character.codePointAt(0)};`)
}

/** A template tag: the text is ours, every interpolated value is escaped unless it is Markdown made here. */
export function md(strings: TemplateStringsArray, ...values: readonly (string | number | Inline)[]): Markdown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the brand is made here
  return strings.map((text, at) => text + (at < values.length ? inline(values[at]) : '')).join('') as Markdown
}

/** A fragment that `md` and `table` take as it is. */
export interface Inline {
  readonly markup: string
}

/** A value shown as code, whatever it holds. */
export function code(text: string): Inline {
  return text === '' ? { markup: '' } : { markup: `<code>${escapeMarkdown(text)}</code>` }
}

/** Markdown made elsewhere by `md`, to be put into other Markdown. */
export function raw(text: Markdown): Inline {
  return { markup: text }
}

/** Lines of Markdown below each other. */
export function lines(...parts: readonly Markdown[]): Markdown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- joined of branded parts
  return parts.join('\n') as Markdown
}

/** A table; an empty one is an empty text. */
export function table(head: readonly string[], rows: readonly (readonly (string | number | Inline)[])[]): Markdown {
  if (rows.length === 0) return md``
  const line = (cells: readonly (string | number | Inline)[]): string => `| ${cells.map((cell) => inline(cell)).join(' | ')} |`
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every cell was escaped above
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map((row) => line(row)), ''].join('\n') as Markdown
}

function inline(value: string | number | Inline | undefined): string {
  if (value === undefined) return ''
  return typeof value === 'object' ? value.markup : escapeMarkdown(String(value))
}
