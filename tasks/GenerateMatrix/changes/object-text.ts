import { resolve } from 'node:path'
import { isObjectText } from '../../../core/object-input.ts'
import { Problem } from '../../../core/problem.ts'
import type { Ports } from '../ports.ts'

/** A text, and what it is called in messages. */
export interface SourceText {
  readonly text: string
  readonly source: string
}

/** What an input holds that is the object itself, or names its file, relative to the sources; one that is not there is `FILE_MISSING`. */
export async function objectText(value: string, input: string, { files, sources }: Pick<Ports, 'files' | 'sources'>): Promise<SourceText> {
  if (isObjectText(value)) return { text: value, source: `The input '${input}'` }
  const bytes = await files.read(resolve(sources, value))
  if (bytes !== undefined) return { text: new TextDecoder().decode(bytes), source: value }
  throw new Problem('FILE_MISSING', `There is no file ${value}.`, `Check the input '${input}'; it is relative to the sources.`)
}
