import type { Context } from 'mocha'
import { delimiter, dirname } from 'node:path'
import { findPythons } from './python.ts'

/** A python of this machine that has twine, by its own path, and its folder: that of `WHEELWORKS_TWINE`, else the first that is found. Without one the test is skipped by name, or fails where CI promises it. */
export function findTwine(test: Context): { readonly program: string; readonly folder: string } {
  const [program] = (found ??= process.env['WHEELWORKS_TWINE']?.split(delimiter) ?? findPythons('twine'))
  if (program !== undefined) return { program, folder: dirname(program) }
  if (process.env['CI'] === 'true') throw new Error('This machine has no twine, which CI promises.')
  return test.skip()
}

let found: string[] | undefined
