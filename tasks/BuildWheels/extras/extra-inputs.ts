import type { Ask } from '../../../core/ask.ts'
import { type ExtraFile, parseExtraFile } from '../../../core/build/extra-files.ts'
import { Problem } from '../../../core/problem.ts'
import type { DistributionInputs } from '../sdist/distribution-inputs.ts'

/** What is made besides the wheels. */
export interface ExtraInputs {
  /** A script for the host's shell, run when a wheel has passed its suites; empty for none. */
  readonly after: string
  /** What it needs besides the wheel. */
  readonly afterRequires: readonly string[]
  readonly extraFiles: readonly ExtraFile[]
  /** By which each of them is tried; empty for none. */
  readonly smokeCommand: string
}

/** Reads the inputs of extra files; with `distributions: sdist` nothing would make them. */
export function readExtraInputs(ask: Ask, { distributions }: Pick<DistributionInputs, 'distributions'>): ExtraInputs {
  const inputs = {
    after: ask.text('after', ''),
    afterRequires: ask.lines('afterRequires'),
    extraFiles: ask.lines('extraFiles').map(parseExtraFile),
    smokeCommand: ask.text('smokeCommand', ''),
  }
  if (distributions === 'sdist' && (inputs.after !== '' || inputs.extraFiles.length > 0))
    throw new Problem(
      'INPUT_INVALID',
      "'after' and 'extraFiles' come after a wheel, and 'distributions: sdist' builds none.",
      'Write distributions: both, or make the files in a job of their own.',
    )
  if (inputs.smokeCommand !== '' && !inputs.smokeCommand.includes('{file}'))
    throw new Problem(
      'INPUT_INVALID',
      "The input 'smokeCommand' does not say {file}, so it would try something else than what is kept.",
      'Write {file} where the path of the extra file belongs: {file} --version.',
    )
  return inputs
}
