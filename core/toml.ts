import { parse, TomlError } from 'smol-toml'
import { Field } from './json.ts'
import { Problem, reason } from './problem.ts'

/** Reads TOML; what is none is a Problem `FILE_INVALID` that names the line. */
export function parseToml(text: string, source: string): Field {
  try {
    return new Field(parse(text), source, 'FILE_INVALID')
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const says = reason(error).split('\n')[0] ?? ''
    throw new Problem('FILE_INVALID', `${source}:${error.line} is not TOML: ${says}.`, 'Correct it there.', error)
  }
}
