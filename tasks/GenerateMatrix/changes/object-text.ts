import { isObjectText } from '../../../core/object-input.ts'
import type { Ports } from '../ports.ts'
import { inputText } from '../source-files.ts'

/** A text, and what it is called in messages. */
export interface SourceText {
  readonly text: string
  readonly source: string
}

/** What an input holds that is the object itself, or names its file, relative to the sources; one that is not there is `FILE_MISSING`. */
export async function objectText(value: string, input: string, ports: Pick<Ports, 'files' | 'sources'>): Promise<SourceText> {
  if (isObjectText(value)) return { text: value, source: `The input '${input}'` }
  return { text: await inputText(value, input, ports), source: value }
}
