import { parseDocument, type YAMLError } from 'yaml'
import { Field } from './json.ts'
import { Problem, type ProblemCode, reason } from './problem.ts'

/** Uses of anchors, multiplied through where they nest; a file of people has hundreds. */
const mostAliases = 20_000
const mostCharacters = 8 * 1024 * 1024

/**
 * Reads YAML (or JSON) that a person wrote: every scalar is its source text, `3.10` stays `3.10` and `no` stays `no` (the failsafe schema);
 * anchors, aliases and `<<` work. Broken, empty, oversized or exploding text is one Problem that names source and line. With `nulls` a plain
 * `null`, `~` or nothing is null.
 */
export function parseYaml(text: string, source: string, code: ProblemCode, { nulls = false }: { readonly nulls?: boolean } = {}): Field {
  if (text.length > mostCharacters) throw new Problem(code, `${source} is longer than 8 MiB.`, 'Split it.')
  const value = valueOf(text, source, code, nulls)
  if (value === null || value === undefined) throw new Problem(code, `${source} is empty.`, 'Check the path, or write the file.')
  return new Field(value, source, code)
}

function valueOf(text: string, source: string, code: ProblemCode, nulls: boolean): unknown {
  const customTags: ['null'] | [] = nulls ? ['null'] : []
  const document = parseDocument(text, { schema: 'failsafe', merge: true, stringKeys: true, logLevel: 'error', customTags })
  const error = document.errors[0]
  if (error !== undefined) throw new Problem(code, `${source} cannot be read: ${says(error)}.`, 'Correct it there.', error)
  try {
    const value: unknown = document.toJS({ maxAliasCount: mostAliases })
    return value
  } catch (error) {
    throw new Problem(code, `${source} cannot be read: ${reason(error)}.`, 'Write out what the anchors repeat.', error)
  }
}

function says(error: YAMLError): string {
  const first = (error.message.split('\n')[0] ?? '').replace(/:$/, '')
  return error.code === 'MULTIPLE_DOCS' ? 'it holds several documents, and this takes one' : first
}
