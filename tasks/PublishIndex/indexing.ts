import { resolve } from 'node:path'
import { indexUrlOf } from '../../core/index/index-url.ts'
import type { Layout } from '../../core/index/layout.ts'
import type { Indexing } from '../../flows/index-change/change-index.ts'
import type { Inputs } from './inputs.ts'
import type { Ports } from './ports.ts'

/** How the inputs have the index changed. */
export function indexing(inputs: Inputs, { store, clock, random, log }: Ports): Indexing {
  const serving = { layout: layoutOf(inputs), legacyJson: inputs.legacyJson }
  const probe = inputs.store.location.kind === 's3' && inputs.concurrency === 'many'
  return { store, clock, random, log, serving, title: inputs.title, probe }
}

/** Whatever serves a folder knows index documents. */
function layoutOf(inputs: Inputs): Layout {
  return inputs.store.location.kind === 'folder' ? 'folder' : inputs.layout
}

/** Where installers find the index, as far as the inputs tell. */
export function indexUrl(inputs: Inputs): string {
  const { location } = inputs.store
  return inputs.indexUrl ?? indexUrlOf(inputs.store, location.kind === 'folder' ? resolve(location.path) : '')
}

/** Tells the run's page how far it is. */
export function progressOf({ pipeline }: Ports): (done: number, of: number, what: string) => void {
  return (done, of, what) => pipeline.progress((100 * done) / of, `${done} of ${of}: ${what}`)
}
