// Agent sources: Agent.Worker/Worker.cs InitializeSecretMasker, Microsoft.VisualStudio.Services.Agent/HostContext.cs and AdditionalMaskingRegexes.cs.

const ENCODERS: readonly ((value: string) => string)[] = [(value) => value, jsonEscape, uriEscape, backslashUnescape]

const URL_PASSWORD = /(?<=\/\/[^\s:/@]+:)[^\s/@]+(?=@)/g

/** Replaces secrets in lines by `***`. */
export class Masker {
  readonly #forms = new Set<string>()

  /** A secret that becomes known while the job runs (`setsecret`, `setvariable issecret`): as it is and in the encoders' forms. Empty is ignored. */
  add(value: string): void {
    this.#addForms(value)
  }

  /** A secret of the job message: also unquoted, trimmed, command-escaped and in base64. Blank is ignored. */
  addInitial(value: string): void {
    if (value.trim() === '') return
    for (const variant of initialVariants(value)) this.#addForms(variant)
  }

  /** The text with every secret, and every password in a URL, as `***`; hits that overlap or touch become one. */
  mask(text: string): string {
    const hits = [...this.#forms].flatMap((form) => occurrences(text, form))
    for (const match of text.matchAll(URL_PASSWORD)) hits.push([match.index, match.index + match[0].length])
    let masked = ''
    let at = 0
    for (const [start, end] of merged(hits)) {
      masked += `${text.slice(at, start)}***`
      at = end
    }
    return masked + text.slice(at)
  }

  #addForms(value: string): void {
    for (const encode of ENCODERS) if (encode(value) !== '') this.#forms.add(encode(value))
  }
}

/** Those of the secrets that the bytes hold, as they are, in base64, URL- or JSON-escaped. */
export function leaks(secrets: Iterable<string>, bytes: Uint8Array): string[] {
  const content = Buffer.from(bytes)
  const forms = (secret: string): string[] => [secret, base64(secret), jsonEscape(secret), uriEscape(secret)]
  return [...secrets].filter((secret) => forms(secret).some((form) => content.includes(form)))
}

type Span = readonly [start: number, end: number]

function occurrences(text: string, form: string): Span[] {
  const found: Span[] = []
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) found.push([at, at + form.length])
  return found
}

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last === undefined || start > last[1]) result.push([start, end])
    else result[result.length - 1] = [last[0], Math.max(last[1], end)]
  }
  return result
}

function initialVariants(value: string): string[] {
  const unquoted = /^(["'])(.+)\1$/s.exec(value)?.[2] ?? value
  return [value, unquoted, value.trim(), escapeNewlines(value.replaceAll('%', '%AZP25')), escapeNewlines(value), base64(value)]
}

function escapeNewlines(value: string): string {
  return value.replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function base64(value: string): string {
  return Buffer.from(value).toString('base64')
}

function jsonEscape(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}

function uriEscape(value: string): string {
  return encodeURIComponent(Buffer.from(value).toString()).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function backslashUnescape(value: string): string {
  return value.replaceAll('\\\\', '\\').replaceAll("\\'", "'").replaceAll('\\"', '"').replaceAll('\\t', '\t')
}
