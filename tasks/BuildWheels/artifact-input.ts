import type { Ask } from '../../core/ask.ts'

/** The beginning of the artifact's name: an input that was passed empty attaches nothing; one that was not passed has its default. */
export function readArtifact(ask: Ask, otherwise: string): string {
  const wasPassed = ask.given.inputs.some((name) => name.toLowerCase() === 'artifact')
  return ask.text('artifact', wasPassed && (ask.given.input('artifact') ?? '').trim() === '' ? '' : otherwise)
}
